import { beforeAll, describe, expect, it } from 'vitest';
import type { RgbImage } from '../../image/decoded-image.ts';
import { seededRandom } from '../training/random.ts';
import { createLineReader, type LineReader } from './line-reader.ts';
import { findMrz } from './read-mrz.ts';

const TODAY = '2026-11-22';
let reader: LineReader;

beforeAll(async () => {
  reader = await createLineReader();
});

function picture(width: number, height: number, paint: (at: number) => number): RgbImage {
  const data = new Uint8Array(width * height * 3);
  for (let at = 0; at < data.length; at++) data[at] = paint(at);
  return { data, width, height };
}

describe('findMrz', () => {
  it.each([
    [16, 16],
    [16, 2048],
    [2048, 16],
    [640, 480],
  ])('finds nothing on a blank picture of %i x %i pixels', async (width, height) => {
    const found = await findMrz(
      picture(width, height, () => 255),
      reader,
      TODAY,
    );
    expect(found).toEqual({ mrz: null, unread: null, textRows: 0, printRegion: null });
  });

  it('finds no zone in noise and in stripes', async () => {
    const random = seededRandom(4);
    const noise = picture(900, 700, () => random.index(256));
    expect((await findMrz(noise, reader, TODAY)).mrz).toBeNull();
    const stripes = picture(900, 700, (at) => (Math.floor(at / 3) % 12 < 5 ? 30 : 220));
    expect((await findMrz(stripes, reader, TODAY)).mrz).toBeNull();
    const dots = picture(900, 700, (at) => {
      const [x, y] = [Math.floor(at / 3) % 900, Math.floor(at / 2700)];
      return x % 16 < 8 && y % 30 < 12 ? 40 : 230;
    });
    expect((await findMrz(dots, reader, TODAY)).mrz).toBeNull();
  });
});
