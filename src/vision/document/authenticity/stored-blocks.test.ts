import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { blocksOf, regionOf } from './stored-blocks.ts';

const [WIDTH, HEIGHT] = [160, 80];

/** White, with a black patch that no turn takes to itself. */
async function stored(orientation: number): Promise<Buffer> {
  const patch = await sharp({ create: { width: 32, height: 16, channels: 3, background: '#000' } })
    .png()
    .toBuffer();
  return sharp({ create: { width: WIDTH, height: HEIGHT, channels: 3, background: '#fff' } })
    .composite([{ input: patch, left: 16, top: 48 }])
    .withExif({ IFD0: { Orientation: String(orientation) } })
    .withMetadata({ orientation })
    .jpeg()
    .toBuffer();
}

/** Where the dark pixels are once the picture stands upright, shares. */
async function darkRegion(bytes: Buffer) {
  const { data, info } = await sharp(bytes)
    .autoOrient()
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  let [left, top, right, bottom] = [info.width, info.height, 0, 0];
  for (let at = 0; at < data.length; at++) {
    if (data[at]! > 100) continue;
    const [x, y] = [at % info.width, Math.floor(at / info.width)];
    [left, right] = [Math.min(left, x), Math.max(right, x + 1)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y + 1)];
  }
  const [w, h] = [info.width, info.height];
  return { x: left / w, y: top / h, width: (right - left) / w, height: (bottom - top) / h };
}

describe('blocks of the stored picture', () => {
  const blocks = { left: 2, top: 6, right: 6, bottom: 8 };

  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'are found upright under EXIF orientation %i',
    async (orientation) => {
      const size = { orientation, width: WIDTH, height: HEIGHT };
      const region = regionOf(blocks, size);
      const seen = await darkRegion(await stored(orientation));
      for (const side of ['x', 'y', 'width', 'height'] as const) {
        expect(region[side]).toBeCloseTo(seen[side], 5);
      }
      expect(blocksOf(region, size)).toEqual(blocks);
    },
  );
});
