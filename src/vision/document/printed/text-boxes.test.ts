import { describe, expect, it } from 'vitest';
import { decodeCtc } from './ctc-decode.ts';
import { textBoxes } from './text-boxes.ts';

const [WIDTH, HEIGHT] = [120, 80];

/** A map with a bar of text, 60 x 8, around the middle, turned by `angle`. */
function bar(angle: number, chance = 0.9): Float32Array {
  const chances = new Float32Array(WIDTH * HEIGHT);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const along = (x - 60) * Math.cos(angle) + (y - 40) * Math.sin(angle);
      const across = (y - 40) * Math.cos(angle) - (x - 60) * Math.sin(angle);
      if (Math.abs(along) <= 30 && Math.abs(across) <= 4) chances[y * WIDTH + x] = chance;
    }
  }
  return chances;
}

describe('textBoxes', () => {
  it.each([0, 0.15, -0.3])('lays a box along a line that lies at %d radians', (angle) => {
    const [box, ...others] = textBoxes({ chances: bar(angle), width: WIDTH, height: HEIGHT }, 9);
    expect(others).toEqual([]);
    expect(box?.angle).toBeCloseTo(angle, 1);
    expect(box?.centerX).toBeCloseTo(60, 0);
    expect(box?.centerY).toBeCloseTo(40, 0);
    expect(box?.length).toBeGreaterThan(65);
    expect(box?.length).toBeLessThan(80);
    expect(box?.height).toBeGreaterThan(14);
    expect(box?.height).toBeLessThan(25);
  });

  it('drops what is faint', () => {
    expect(textBoxes({ chances: bar(0, 0.4), width: WIDTH, height: HEIGHT }, 9)).toEqual([]);
  });
});

describe('decodeCtc', () => {
  it('merges runs, keeps doubled letters that a blank parts, and tells each chance', () => {
    const frames = [
      [0.1, 0.9, 0],
      [0.2, 0.8, 0],
      [0.9, 0.1, 0],
      [0.3, 0.7, 0],
      [0.4, 0, 0.6],
    ];
    const { text, confidence } = decodeCtc(Float32Array.from(frames.flat()), ['A', 'B']);
    expect(text).toBe('AAB');
    expect(confidence.map((chance) => Number(chance.toFixed(1)))).toEqual([0.9, 0.7, 0.6]);
  });
});
