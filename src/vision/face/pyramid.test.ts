import { expect, test } from 'vitest';
import { cropOf } from './geometry.ts';
import { Pyramid, toPlanes } from './pyramid.ts';

function image(width: number, height: number, at: (x: number, y: number) => number[]) {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data.set(at(x, y), (y * width + x) * 3);
  }
  return { data, width, height };
}

const wave = (x: number, y: number) => [
  128 + 100 * Math.sin(x / 90),
  128 + 100 * Math.cos(y / 70),
  128 + 60 * Math.sin((x + y) / 110),
];

test('a crop of the same size is the picture itself', () => {
  const small = image(8, 6, (x, y) => [x * 10, y * 10, 7]);
  const whole = { left: 0, top: 0, right: 8, bottom: 6 };
  const pixels = new Pyramid(small).crop(cropOf(whole, 8, 6), 8, 6);
  expect(Math.max(...pixels.map((value, i) => Math.abs(value - small.data[i]!)))).toBeLessThan(0.1);
});

test.each([2, 3, 5, 8, 11])('a crop shrunk %s times keeps brightness and place', (factor) => {
  const large = image(600, 400, wave);
  const box = { left: 40, top: 30, right: 40 + factor * 40, bottom: 30 + factor * 30 };
  const pixels = new Pyramid(large).crop(cropOf(box, 40, 30), 40, 30);
  for (const [x, y] of [
    [0, 0],
    [20, 15],
    [39, 29],
  ] as const) {
    const expected = wave(40 + (x + 0.5) * factor - 0.5, 30 + (y + 0.5) * factor - 0.5);
    for (let c = 0; c < 3; c++) {
      expect(Math.abs(pixels[(y * 40 + x) * 3 + c]! - expected[c]!)).toBeLessThan(2);
    }
  }
});

test('outside of the picture is black', () => {
  const white = image(10, 10, () => [255, 255, 255]);
  const around = { left: -10, top: -10, right: 20, bottom: 20 };
  const pixels = new Pyramid(white).crop(cropOf(around, 30, 30), 30, 30);
  expect(pixels[0]).toBe(0);
  expect(pixels[(15 * 30 + 15) * 3]).toBeCloseTo(255);
});

test.each([0.6, 1, 1.6, 2.4, 5.3])(
  'a box that is not turned gives what the way for turned ones gives, step %s',
  (step) => {
    const picture = new Pyramid(image(90, 70, (x, y) => [(x * 37) % 256, (y * 53) % 256, x + y]));
    const upright = [step, 0, -9.3, 0, step * 0.9, -4.7] as const;
    // Turned by so little that no number changes.
    const turned = [step, 1e-300, -9.3, 1e-300, step * 0.9, -4.7] as const;
    expect(picture.crop(upright, 64, 48)).toEqual(picture.crop(turned, 64, 48));
  },
);

test('planes come in the asked order and scale', () => {
  const pixels = Float32Array.of(10, 20, 30, 40, 50, 60);
  const rgb = toPlanes(pixels, { order: 'rgb', mean: 0, divisor: 10 });
  const bgr = toPlanes(pixels, { order: 'bgr', mean: 10, divisor: 1 });
  expect([...rgb]).toEqual([1, 4, 2, 5, 3, 6]);
  expect([...bgr]).toEqual([20, 50, 10, 40, 0, 30]);
});
