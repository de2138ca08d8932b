export interface Rate {
  readonly n: number;
  readonly hits: number;
  /** hits / n; 0 for n = 0. */
  readonly rate: number;
  /** Wilson's 95 % interval, [0, 1] for n = 0. */
  readonly interval: readonly [low: number, high: number];
}

const Z_95 = 1.959964;

/** A share with Wilson's 95 % score interval (Wilson 1927), which holds at 0 and n hits too. */
export function rateOf(hits: number, n: number): Rate {
  if (n === 0) return { n, hits, rate: 0, interval: [0, 1] };
  const share = hits / n;
  const z2 = Z_95 * Z_95;
  const center = (share + z2 / (2 * n)) / (1 + z2 / n);
  const half = (Z_95 / (1 + z2 / n)) * Math.sqrt((share * (1 - share)) / n + z2 / (4 * n * n));
  // At 0 and n hits the bound is exact; floating point would leave it a hair off.
  const low = hits === 0 ? 0 : center - half;
  const high = hits === n ? 1 : center + half;
  return { n, hits, rate: share, interval: [low, high] };
}

/** `3.21 % [1.9, 5.4] of 686`. */
export function formatRate({ n, rate, interval }: Rate): string {
  const percent = (value: number) => (value * 100).toPrecision(value === 0 ? 1 : 3);
  return `${percent(rate)} % [${percent(interval[0])}, ${percent(interval[1])}] of ${n}`;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** The value at a share of the sorted list; 0 for an empty one. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
