/** Paired tests for timing differences. Distribution-free: times have long tails. */

/** Two-sided p of the sign test: normal approximation with continuity correction; ties left out. */
export function signTest(differences: readonly number[]): number {
  const positive = differences.filter((difference) => difference > 0).length;
  const n = differences.filter((difference) => difference !== 0).length;
  if (n === 0) return 1;
  const distance = Math.max(0, Math.abs(positive - n / 2) - 0.5);
  return twoSided(distance / (Math.sqrt(n) / 2));
}

/**
 * Two-sided p of Wilcoxon's signed-rank test: zeros left out (Wilcoxon 1945), ties at their mean
 * rank, normal approximation with correction for ties and continuity. For 20 pairs and more.
 */
export function wilcoxonTest(differences: readonly number[]): number {
  const ordered = differences
    .filter((difference) => difference !== 0)
    .toSorted((a, b) => Math.abs(a) - Math.abs(b));
  const n = ordered.length;
  if (n === 0) return 1;
  let positiveRanks = 0;
  let tieCorrection = 0;
  for (let start = 0; start < n; ) {
    let end = start;
    while (end < n && Math.abs(ordered[end] ?? 0) === Math.abs(ordered[start] ?? 0)) end += 1;
    const rank = (start + 1 + end) / 2;
    for (let at = start; at < end; at += 1) if ((ordered[at] ?? 0) > 0) positiveRanks += rank;
    const tied = end - start;
    tieCorrection += tied ** 3 - tied;
    start = end;
  }
  const mean = (n * (n + 1)) / 4;
  const variance = (n * (n + 1) * (2 * n + 1)) / 24 - tieCorrection / 48;
  const distance = Math.max(0, Math.abs(positiveRanks - mean) - 0.5);
  return twoSided(distance / Math.sqrt(variance));
}

/** A 99 % interval of the median from order statistics (binomial, normal approximation). */
export function medianInterval99(values: readonly number[]): readonly [low: number, high: number] {
  const sorted = values.toSorted((a, b) => a - b);
  const n = sorted.length;
  if (n === 0) throw new RangeError('the median of nothing');
  const half = (2.5758 * Math.sqrt(n)) / 2;
  const low = Math.max(0, Math.floor(n / 2 - half) - 1);
  const high = Math.min(n - 1, Math.ceil(n / 2 + half));
  return [sorted[low] ?? Number.NaN, sorted[high] ?? Number.NaN];
}

function twoSided(z: number): number {
  return Math.min(1, 2 * upperTail(z));
}

/** P(Z > z) for z >= 0: Abramowitz and Stegun 26.2.17, absolute error below 7.5e-8. */
function upperTail(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const series =
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * series;
}

export interface Comparison {
  readonly pairs: number;
  /** Median of the differences and its 99 % interval, microseconds. */
  readonly medianUs: number;
  readonly interval99Us: readonly [low: number, high: number];
  readonly signP: number;
  readonly wilcoxonP: number;
  /** Security standard A1 #2: both p > 0.01, else the interval lies within +-15 us. */
  readonly alike: boolean;
}

const pMin = 0.01;
/** What Crosby 2009 resolves across the Internet. */
const resolvableUs = 15;

/** `differencesUs`: one a pair, microseconds. */
export function comparePairs(differencesUs: readonly number[]): Comparison {
  const signP = signTest(differencesUs);
  const wilcoxonP = wilcoxonTest(differencesUs);
  const interval99Us = medianInterval99(differencesUs);
  const sorted = differencesUs.toSorted((a, b) => a - b);
  const within = interval99Us[0] >= -resolvableUs && interval99Us[1] <= resolvableUs;
  return {
    pairs: differencesUs.length,
    medianUs: sorted[Math.floor(sorted.length / 2)] ?? Number.NaN,
    interval99Us,
    signP,
    wilcoxonP,
    alike: (signP > pMin && wilcoxonP > pMin) || within,
  };
}
