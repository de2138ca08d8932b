import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { seededRandom, smoothNoise } from '../../../../specimens/people/noise.ts';
import type { RgbImage } from '../../image/decoded-image.ts';
import { finePeak, screenSignals } from './screen-grid.ts';

const [WIDTH, HEIGHT] = [900, 640];

/** A cloth of soft noise with grain, threads and print on it; `lit` is how light each pixel is let through. */
function scene(lit: (x: number, y: number) => number = () => 1): RgbImage {
  const random = seededRandom(4);
  const data = new Uint8Array(WIDTH * HEIGHT * 3);
  for (let at = 0; at < WIDTH * HEIGHT; at++) {
    const [x, y] = [at % WIDTH, Math.floor(at / WIDTH)];
    const thread = 12 * smoothNoise(x / 80, y / 2, 7);
    const print = x % 90 < 8 && y % 50 < 30 ? 0.3 : 1;
    const light = (150 * smoothNoise(x / 60, y / 60, 3) + 60 + thread) * print * lit(x, y);
    data.fill(Math.max(0, Math.min(255, light + 8 * (random() - 0.5))), at * 3, at * 3 + 3);
  }
  return { data, width: WIDTH, height: HEIGHT };
}

/** A grid of `pitch` pixels, turned a little. */
const grid = (pitch: number, depth: number) => (x: number, y: number) =>
  1 - depth * (0.5 + 0.5 * Math.cos((2 * Math.PI * (x * 0.998 + y * 0.06)) / pitch));

describe('screenSignals', () => {
  it('finds no grid on threads, print and grain', () => {
    expect(screenSignals(scene())).toEqual([]);
  });

  it.each([2.3, 3.1, 4.4])('finds a grid of %f pixels', (pitch) => {
    const [signal] = screenSignals(scene(grid(pitch, 0.2)));
    expect(signal).toMatchObject({ code: 'is_screen_replay' });
  });

  it('takes the pattern that JPEG makes for no grid', async () => {
    const [width, height] = [WIDTH, HEIGHT];
    const smooth = new Uint8Array(width * height * 3);
    for (let at = 0; at < width * height; at++) {
      const [x, y] = [at % width, Math.floor(at / width)];
      smooth.fill(40 + 170 * smoothNoise(x / 45, y / 45, 3), at * 3, at * 3 + 3);
    }
    const bytes = await sharp(smooth, { raw: { width, height, channels: 3 } })
      .jpeg({ quality: 12 })
      .toBuffer();
    const data = await sharp(bytes).raw().toBuffer();
    expect(screenSignals({ data, width, height })).toEqual([]);
  });

  it('looks at nothing too small for its tiles, and at flat pictures', () => {
    expect(finePeak({ data: new Uint8Array(150 * 900 * 3), width: 900, height: 150 })).toBeNull();
    const flat = {
      data: new Uint8Array(WIDTH * HEIGHT * 3).fill(90),
      width: WIDTH,
      height: HEIGHT,
    };
    expect(screenSignals(flat)).toEqual([]);
  });
});
