import { describe, expect, test } from 'vitest';
import { comparePairs, medianInterval99, signTest, wilcoxonTest } from './statistics.ts';

/** Mulberry32, and normal numbers by Box and Muller. */
function normals(seed: number, count: number): number[] {
  let state = seed | 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return Array.from(
    { length: count },
    () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  );
}

describe('the sign test', () => {
  test('agrees with the binomial distribution', () => {
    // 60 of 100: exact two-sided p = 0.0569; 70 of 100: 7.85e-5.
    const signs = (positive: number) =>
      Array.from({ length: 100 }, (_, index) => (index < positive ? 1 : -1));
    expect(signTest(signs(60))).toBeCloseTo(0.0569, 2);
    expect(signTest(signs(40))).toBeCloseTo(0.0569, 2);
    expect(signTest(signs(70))).toBeLessThan(2e-4);
    expect(signTest(signs(50))).toBeCloseTo(1, 6);
  });

  test('says nothing about ties alone', () => {
    expect(signTest([0, 0, 0])).toBe(1);
    expect(wilcoxonTest([0, 0, 0])).toBe(1);
  });
});

describe("Wilcoxon's test", () => {
  test('agrees with a worked example', () => {
    // W+ = 140, n = 20: mean 105, sd 26.786; z = 34.5 / 26.786 = 1.288; p = 0.198.
    const ranks = Array.from({ length: 20 }, (_, index) => index + 1);
    // 20 + 19 + 18 + 13 = 70 negative: 210 - 70 = 140 positive.
    const negative = new Set([20, 19, 18, 13]);
    const values = ranks.map((rank) => (negative.has(rank) ? -rank : rank));
    expect(wilcoxonTest(values)).toBeCloseTo(0.198, 2);
    expect(wilcoxonTest(values.map((value) => -value))).toBeCloseTo(0.198, 2);
  });

  test('ties stand at their mean rank', () => {
    // |d| all equal, 15 up and 5 down: ranks 10.5; W+ = 157.5; variance (717.5 - 166.25).
    const values = Array.from({ length: 20 }, (_, index) => (index < 15 ? 2 : -2));
    const z = (157.5 - 105 - 0.5) / Math.sqrt(717.5 - (20 ** 3 - 20) / 48);
    expect(z).toBeCloseTo(2.215, 2);
    expect(wilcoxonTest(values)).toBeCloseTo(0.0268, 3);
  });
});

test('the interval of the median covers it in about 99 of 100 samples', () => {
  let covered = 0;
  for (let seed = 1; seed <= 500; seed += 1) {
    const [low, high] = medianInterval99(normals(seed, 101));
    covered += low <= 0 && high >= 0 ? 1 : 0;
  }
  expect(covered / 500).toBeGreaterThan(0.975);
});

describe('a comparison', () => {
  test('of the same with itself is alike, in about 98 of 100 cases by both tests', () => {
    let alike = 0;
    for (let seed = 1; seed <= 300; seed += 1) {
      const differences = normals(seed, 400).map((value) => value * 1_000);
      alike += comparePairs(differences).alike ? 1 : 0;
    }
    expect(alike / 300).toBeGreaterThan(0.96);
  });

  test('finds a shift of a tenth of the spread in 4,000 pairs', () => {
    const shifted = normals(5, 4_000).map((value) => value * 1_000 + 100);
    const compared = comparePairs(shifted);
    expect(compared.alike).toBe(false);
    expect(compared.wilcoxonP).toBeLessThan(0.001);
  });

  test('lets a real difference pass that nobody can resolve from outside', () => {
    const tiny = normals(6, 4_000).map((value) => value * 20 + 5);
    expect(comparePairs(tiny)).toMatchObject({ alike: true, pairs: 4_000 });
    expect(comparePairs(tiny).signP).toBeLessThan(0.01);
  });
});
