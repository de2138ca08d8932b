import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodePicture } from '../../image/decode.ts';
import { writingSignals } from './written-by.ts';

const picture = (width = 1440) =>
  sharp({ create: { width, height: 1080, channels: 3, background: '#886' } });

async function codesOf(written: Sharp, source?: 'camera' | 'file'): Promise<string[]> {
  const bytes = await written.toBuffer();
  return writingSignals(await decodePicture(bytes), bytes, source).map(({ code }) => code);
}

describe('writingSignals', () => {
  it('says nothing of standard tables in a file: too many programs and phones write them', async () => {
    for (const quality of [60, 85, 92, 98]) {
      expect(await codesOf(picture().jpeg({ quality }), 'file')).toEqual([]);
    }
  });

  it('takes what a canvas writes for the page’s own capture', async () => {
    expect(await codesOf(picture().jpeg({ quality: 92 }), 'camera')).toEqual([]);
  });

  it('says nothing of tables that it does not know, as Safari’s', async () => {
    const own = picture().jpeg({ quality: 90, quantisationTable: 3 });
    expect(await codesOf(own, 'camera')).toEqual([]);
  });

  const phone = { IFD0: { Make: 'Utopia Optics', Model: 'Hythloday 7' } };
  it.each([
    ['at another quality', picture().jpeg({ quality: 85 })],
    ['progressive', picture().jpeg({ quality: 92, progressive: true })],
    ['as PNG', picture().png()],
    ['with a camera’s name', picture().withExif(phone).jpeg({ quality: 92 })],
    [
      'with a program’s name',
      picture()
        .withExif({ IFD0: { Software: 'Snap' } })
        .jpeg({ quality: 92 }),
    ],
    ['larger than the page makes them', picture(2048).jpeg({ quality: 92 })],
  ])('notes a picture sent as the page’s own, %s', async (_, written) => {
    expect(await codesOf(written.clone(), 'camera')).toEqual(['not_own_capture']);
    expect(await codesOf(written.clone(), 'file')).toEqual([]);
    expect(await codesOf(written.clone())).toEqual([]);
  });
});
