import { describe, expect, test } from 'vitest';
import { equalErrorRate, ratesAt, ratesAtFmr } from './match-rates.ts';
import { formatRate, median, rateOf } from './rates.ts';
import { judgeTurns } from './turn-rates.ts';

describe('rates', () => {
  test("Wilson's interval is the published one and stays inside 0 and 1", () => {
    const { rate, interval } = rateOf(81, 263);
    expect(rate).toBeCloseTo(0.308, 3);
    // Newcombe 1998, table I, method 3.
    expect(interval[0]).toBeCloseTo(0.2553, 4);
    expect(interval[1]).toBeCloseTo(0.3662, 4);
    expect(rateOf(0, 20).interval[0]).toBe(0);
    expect(rateOf(20, 20).interval[1]).toBe(1);
    expect(rateOf(0, 0).interval).toEqual([0, 1]);
  });

  test('a rate is printed with its interval and its number of trials', () => {
    expect(formatRate(rateOf(0, 100))).toBe('0 % [0, 3.70] of 100');
  });

  test('the median of an even list is one of its values', () => {
    expect([2, 3]).toContain(median([4, 1, 3, 2]));
  });
});

describe('match rates', () => {
  const scores = { genuine: [0.9, 0.8, 0.7, -1], impostor: [0.1, 0.2, 0.3, 0.75] };

  test('a pair without a face is a miss when genuine and no match when impostor', () => {
    const { fnmr, fmr } = ratesAt({ genuine: [0.9, -1], impostor: [-1, 0.1] }, 0.5);
    expect([fnmr.rate, fmr.rate]).toEqual([0.5, 0]);
  });

  test('the threshold of a false match rate lets no more impostors pass than it says', () => {
    expect(ratesAtFmr(scores, 0.25).fmr.rate).toBe(0.25);
    expect(ratesAtFmr(scores, 0.25).fnmr.rate).toBe(0.25);
    expect(ratesAtFmr(scores, 1e-4).fmr.rate).toBe(0);
    expect(ratesAtFmr(scores, 1e-4).fnmr.rate).toBe(0.5);
  });

  test('perfectly separated scores have no equal error, identical ones half', () => {
    expect(equalErrorRate({ genuine: [0.8, 0.9], impostor: [0.1, 0.2] })).toBe(0);
    const same = Array.from({ length: 100 }, (_, i) => i / 100);
    expect(equalErrorRate({ genuine: same, impostor: same })).toBeCloseTo(0.5, 1);
  });
});

describe('turns', () => {
  const frames = (phase: string, turns: readonly (number | null)[], fromMs: number) =>
    turns.map((turn, i) => ({ tMs: fromMs + i * 100, phase, turn }));
  const center = frames('centre', Array(10).fill(0.05), 0);

  test('a turn to the own left is a positive one, three frames long', () => {
    const left = frames('left', [0.1, 0.35, 0.36, 0.35, 0.1], 1000);
    expect(judgeTurns([...center, ...left])).toEqual({ n: 1, accepted: 1, wrongSide: 0 });
    const right = frames('right', [0.1, 0.35, 0.36, 0.35, 0.1], 1000);
    expect(judgeTurns([...center, ...right])).toEqual({ n: 1, accepted: 0, wrongSide: 1 });
  });

  test('two frames, a gap, or a swing to the other side are not accepted', () => {
    for (const turns of [
      [0.35, 0.36],
      [0.35, 0.36, null, 0.36, 0.35],
      [-0.4, 0.35, 0.36, 0.35],
    ]) {
      const judged = judgeTurns([...center, ...frames('left', turns, 1000)]);
      expect(judged).toEqual({ n: 1, accepted: 0, wrongSide: 0 });
    }
  });

  test('the turn is measured from the own center, and a center far off accepts nothing', () => {
    const aside = frames('centre', Array(10).fill(0.15), 0);
    const little = frames('left', [0.3, 0.3, 0.3], 1000);
    expect(judgeTurns([...aside, ...little]).accepted).toBe(0);
    const faraway = frames('centre', Array(10).fill(0.3), 0);
    const far = frames('left', [0.7, 0.7, 0.7], 1000);
    expect(judgeTurns([...faraway, ...far]).accepted).toBe(0);
  });
});
