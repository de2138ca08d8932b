import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { text } from '../../../../specimens/documents/typeset.ts';
import type { PrintedField } from '../../facts.ts';
import type { RgbImage } from '../../image/decoded-image.ts';
import { unevenSignals } from './uneven-print.ts';

const [WIDTH, HEIGHT] = [700, 160];

/** A line of print, a little askew, with a label above it. */
async function page(line: string, degrees = 1.2, above = ''): Promise<RgbImage> {
  const style = { face: 'bold', size: 46, fill: '#1b1c20' } as const;
  const label = text('Date of birth', 60, 40, { ...style, face: 'regular', size: 24 });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}"><rect width="100%" height="100%" fill="#efeae2"/><g transform="rotate(${degrees})">${above === '' ? label : text(above, 60, 50, style)}${text(line, 60, 100, style)}</g></svg>`;
  const data = await sharp(Buffer.from(svg)).removeAlpha().blur(0.8).raw().toBuffer();
  return { data, width: WIDTH, height: HEIGHT };
}

function field(printed: string, name: PrintedField['name'] = 'birth_date'): PrintedField {
  // As the reader gives it: a box around the line, with some of what is about it.
  const region = { x: 0.06, y: 0.3, width: 0.85, height: 0.45 };
  return { name, text: printed, confidence: 0.9, region, foundBy: 'label' };
}

describe('unevenSignals', () => {
  it.each(['13 MAY 1993', 'U57724903', '04/17/1991', '17.04.1991'])(
    'finds %s even',
    async (line) => {
      expect(unevenSignals(await page(line), [field(line)])).toEqual([]);
      expect(unevenSignals(await page(line, -2), [field(line)])).toEqual([]);
    },
  );

  it.each([
    ['larger', '\ue003'],
    ['smaller', '\ue004'],
    ['above the line', '\ue005'],
    ['below the line', '\ue006'],
  ])('marks a digit that is %s', async (_, mark) => {
    const [signal, ...more] = unevenSignals(await page(`13 MAY 19${mark}73`), [
      field('13 MAY 1973'),
    ]);
    expect(more).toEqual([]);
    expect(signal).toMatchObject({ code: 'document_tampered', strength: 0.3 });
    expect(signal!.detail).toContain('birth date');
    // The ninth of eleven characters.
    expect(signal!.region!.x * WIDTH).toBeGreaterThan(240);
    expect((signal!.region!.x + signal!.region!.width) * WIDTH).toBeLessThan(330);
  });

  it('asks nothing of names and of small letters', async () => {
    const image = await page('1\ue0033 May 1993');
    expect(unevenSignals(image, [field('13 May 1993')])).toEqual([]);
    expect(unevenSignals(await page('PE\ue003TERSON'), [field('PETERSON', 'surname')])).toEqual([]);
  });

  it('says nothing of a line that leans, or of two lines in one', async () => {
    const line = '13 MAY 19\ue00373';
    expect(unevenSignals(await page(line, 6), [field('13 MAY 1973')])).toEqual([]);
    const two = {
      ...field('13 MAY 1973'),
      region: { x: 0.06, y: 0.02, width: 0.85, height: 0.75 },
    };
    expect(unevenSignals(await page(line, 1.2, '8 OKT 1980'), [two])).toEqual([]);
  });

  it('says nothing of more glyphs than a field has, each of which costs a look at all others', () => {
    const strokes = (count: number): RgbImage => {
      const data = Buffer.alloc(WIDTH * HEIGHT * 3, 230);
      for (let stroke = 0; stroke < count; stroke++) {
        const left = 60 + stroke * 8;
        const top = stroke === 7 ? 77 : 80;
        for (let y = top; y < top + 30; y++) {
          data.fill(20, (y * WIDTH + left) * 3, (y * WIDTH + left + 4) * 3);
        }
      }
      return { data, width: WIDTH, height: HEIGHT };
    };
    expect(unevenSignals(strokes(60), [field('1'.repeat(60))])).toHaveLength(1);
    expect(unevenSignals(strokes(61), [field('1'.repeat(61))])).toEqual([]);
  });

  it('says nothing of a line too short or too small, or of bare paper', async () => {
    expect(unevenSignals(await page('1\ue0033 M'), [field('13 M')])).toEqual([]);
    expect(unevenSignals(await page(' '), [field('13 MAY 1993')])).toEqual([]);
    const image = await page('13 MAY 19\ue00373');
    const half = await sharp(image.data, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
      .resize(Math.round(WIDTH / 1.8))
      .raw()
      .toBuffer({ resolveWithObject: true });
    const small = { data: half.data, width: half.info.width, height: half.info.height };
    expect(unevenSignals(small, [field('13 MAY 1973')])).toEqual([]);
  });
});
