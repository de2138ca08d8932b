import { describe, expect, test } from 'vitest';
import {
  challengeCount,
  challengeIndex,
  colourSequenceCount,
  newChallenge,
  newColours,
  sessionEntropyBits,
} from './challenge.ts';

describe('challenges', () => {
  test('have more than twenty bits with the colours', () => {
    expect(sessionEntropyBits).toBeGreaterThan(20);
    expect(colourSequenceCount).toBe(4 ** 8 - 6 * 2 ** 8 + 8);
    const drawn = [0, 1, 777, colourSequenceCount - 1].map((index) => newColours([index]));
    expect(new Set(drawn.map((one) => one.join())).size).toBe(4);
    for (const one of drawn) expect([one.length, new Set(one).size >= 3]).toEqual([8, true]);
    for (const ints of [[], [-1], [colourSequenceCount], [0.5]]) {
      expect(() => newColours(ints)).toThrow(RangeError);
    }
  });

  test('are 66 different ones, never three equal movements in a row: about six bits', () => {
    const all = Array.from({ length: challengeCount }, (_, index) => newChallenge([index]));
    expect(new Set(all.map((one) => one.join())).size).toBe(66);
    for (const one of all) {
      expect(one).toHaveLength(4);
      expect(one.join()).not.toMatch(/(\w+),\1,\1/);
      expect(newChallenge([challengeIndex(one)])).toBe(one);
    }
  });

  test('are refused without a proper random integer', () => {
    for (const ints of [[], [-1], [challengeCount], [0.5], [Number.NaN]]) {
      expect(() => newChallenge(ints)).toThrow(RangeError);
    }
  });
});
