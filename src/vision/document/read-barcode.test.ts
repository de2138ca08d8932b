import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import sharp, { type Sharp } from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareZXingModule, writeBarcode } from 'zxing-wasm/writer';
import type { RgbImage } from '../image/decoded-image.ts';
import { parseAamva } from './aamva.ts';
import { dominantTilt } from './even-out.ts';
import { greyOf } from './mrz/grey.ts';
import { affordableSteps, copyPixels, LADDER_PIXELS_MAX, readPdf417 } from './read-barcode.ts';

const LICENCE =
  '@\n\u001e\rANSI 636014080102DL00410288ZC03290015DLDAQD1234561\nDCSSAMPLE\nDACJANE\n' +
  'DBB02151990\nDBA08312030\nDAJCA\rZCZCABRN\nZCBBLK\r';

let card: Buffer;

beforeAll(async () => {
  const file = createRequire(import.meta.url).resolve('zxing-wasm/writer/zxing_writer.wasm');
  const wasmBinary = Uint8Array.from(readFileSync(file)).buffer;
  prepareZXingModule({ overrides: { wasmBinary } });
  const { svg } = await writeBarcode(LICENCE, { format: 'PDF417' });
  const barcode = await sharp(Buffer.from(svg), { density: 160 }).resize(620).png().toBuffer();
  card = await sharp({ create: { width: 860, height: 540, channels: 3, background: '#dfe6ee' } })
    .composite([{ input: barcode, left: 110, top: 60 }])
    .png()
    .toBuffer();
});

async function picture(change: (card: Sharp) => Sharp): Promise<RgbImage> {
  const { data, info } = await change(sharp(card))
    .flatten({ background: '#544434' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

describe('readPdf417', () => {
  it.each([0, 7, 45, 90, 168])('reads a licence turned by %i degrees', async (angle) => {
    const turned = await picture((flat) => flat.rotate(angle, { background: '#544434' }));
    const reading = await readPdf417(turned);
    expect(reading?.text).toBe(LICENCE);
    expect(reading?.aamva).toMatchObject({ DAQ: 'D1234561', DCS: 'SAMPLE', DBB: '02151990' });
  });

  it('says where an upright barcode is', async () => {
    const reading = await readPdf417(await picture((flat) => flat));
    expect(reading?.region.x).toBeCloseTo(110 / 860, 1);
    expect(reading?.region.width).toBeCloseTo(620 / 860, 1);
  });

  it('finds none on a blank card', async () => {
    const { width, height, data } = await picture((flat) => flat.blur(30));
    expect(await readPdf417({ data, width, height })).toBeNull();
  });
});

describe('the ladder', () => {
  const pixelsOf = (width: number, height: number, tilt: number): number =>
    affordableSteps({ width, height }, tilt).reduce(
      (sum, step) => sum + copyPixels({ width, height }, step),
      0,
    );

  it.each([0, 3, 30, 45])(
    'has a first step for the largest picture tilted by %i degrees',
    (tilt) => {
      const [first] = affordableSteps({ width: 2048, height: 2048 }, tilt);
      expect(first?.turn).toBeCloseTo(tilt === 0 ? 0 : -tilt);
    },
  );

  it('never makes more pixels than its bound, the first copy apart', () => {
    for (const [width, height] of [
      [16, 16],
      [480, 240],
      [1300, 1300],
      [2048, 1536],
    ] as const) {
      for (const tilt of [0, 3, 30]) {
        const first = copyPixels({ width, height }, affordableSteps({ width, height }, tilt)[0]!);
        expect(pixelsOf(width, height, tilt)).toBeLessThanOrEqual(
          Math.max(LADDER_PIXELS_MAX, first),
        );
      }
    }
  });

  it('tries each copy of a small picture, and knows their sizes', () => {
    expect(affordableSteps({ width: 320, height: 240 }, 0)).toHaveLength(12);
    expect(
      copyPixels({ width: 320, height: 240 }, { turn: 90, enlarge: 2, change: 'none' }),
    ).toBeCloseTo(320 * 240 * 4);
  });
});

describe('dominantTilt', () => {
  it.each([-30, -8, 0, 12, 40])('finds a card turned by %i degrees', async (angle) => {
    const turned = await picture((flat) => flat.rotate(angle, { background: '#dfe6ee' }));
    expect(Math.abs(dominantTilt(greyOf(turned)) - angle)).toBeLessThan(1.5);
  });
});

describe('parseAamva', () => {
  it('reads the elements of all subfiles, whatever ends their lines', () => {
    expect(parseAamva(LICENCE)).toEqual({
      DAQ: 'D1234561',
      DCS: 'SAMPLE',
      DAC: 'JANE',
      DBB: '02151990',
      DBA: '08312030',
      DAJ: 'CA',
      ZCZ: 'CABRN',
      ZCB: 'BLK',
    });
  });

  it('takes no other text for a licence', () => {
    expect(parseAamva('This is PDF417')).toBeNull();
    expect(parseAamva('@\n\u001e\rANSI 636014')).toBeNull();
    expect(parseAamva(`DAQ123 ${LICENCE.slice(8)}`)).toBeNull();
  });
});
