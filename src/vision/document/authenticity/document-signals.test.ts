import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { seededRandom, smoothNoise } from '../../../../specimens/people/noise.ts';
import { decodePicture } from '../../image/decode.ts';
import type { RgbImage } from '../../image/decoded-image.ts';
import { barSignals, greySignals } from './document-signals.ts';
import { findFlatBars } from './flat-bars.ts';

/** A cloth of soft noise with the grain of a camera: nothing regular in it. */
async function scene(grey = false): Promise<Buffer> {
  const [width, height] = [1200, 900];
  const random = seededRandom(7);
  const data = Buffer.alloc(width * height * 3);
  for (let at = 0; at < width * height; at++) {
    const [x, y] = [at % width, Math.floor(at / width)];
    const level = 120 + 80 * smoothNoise(x / 40, y / 40, 3) + 12 * (random() - 0.5);
    const tint = grey ? 0 : 25;
    data[at * 3] = level + tint;
    data[at * 3 + 1] = level;
    data[at * 3 + 2] = level - tint;
  }
  return sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 90 })
    .toBuffer();
}

async function codesOf(bytes: Buffer): Promise<string[]> {
  const image = await decodePicture(bytes);
  return [...barSignals(image), ...greySignals(image)].map(({ code }) => code);
}

describe('signs in the pixels', () => {
  it('finds nothing on a plain photograph', async () => {
    expect(await codesOf(await scene())).toEqual([]);
  });

  it('takes a picture without color for a copy', async () => {
    expect(await codesOf(await scene(true))).toEqual(['is_photocopy']);
  });
});

describe('findFlatBars', () => {
  function striped(top: number, bottom: number): RgbImage {
    const [width, height] = [60, 200];
    const data = new Uint8Array(width * height * 3);
    for (let row = top; row < height - bottom; row++) {
      for (let x = 0; x < width * 3; x++) data[row * width * 3 + x] = 40 + (x % 7) * 20;
    }
    return { data, width, height };
  }

  it('tells the bars around a picture on a screen', () => {
    expect(findFlatBars(striped(20, 10))).toEqual({ top: 0.1, bottom: 0.05 });
  });

  it('needs both bars, and a picture between them', () => {
    expect(findFlatBars(striped(20, 0))).toBeNull();
    expect(findFlatBars(striped(200, 0))).toBeNull();
  });
});
