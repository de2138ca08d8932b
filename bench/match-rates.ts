import { type Rate, rateOf } from './rates.ts';

/** Scores of pairs; -1 stands for a picture without a face, which matches nothing. */
export interface PairScores {
  readonly genuine: readonly number[];
  readonly impostor: readonly number[];
}

export interface RatesAtThreshold {
  readonly threshold: number;
  /** Genuine pairs that do not match. */
  readonly fnmr: Rate;
  /** Impostor pairs that match. */
  readonly fmr: Rate;
}

export function ratesAt({ genuine, impostor }: PairScores, threshold: number): RatesAtThreshold {
  const misses = genuine.filter((score) => score < threshold).length;
  const falseMatches = impostor.filter((score) => score >= threshold).length;
  return {
    threshold,
    fnmr: rateOf(misses, genuine.length),
    fmr: rateOf(falseMatches, impostor.length),
  };
}

/** Rates at the lowest threshold that lets at most `fmrMax` of the set's own impostors pass. */
export function ratesAtFmr(scores: PairScores, fmrMax: number): RatesAtThreshold {
  const sorted = scores.impostor.toSorted((a, b) => b - a);
  const allowed = Math.floor(fmrMax * sorted.length);
  const firstRefused = sorted[allowed] ?? -1;
  const step = 1e-9;
  return ratesAt(scores, firstRefused + step);
}

/** Where misses and false matches are equally frequent. */
export function equalErrorRate({ genuine, impostor }: PairScores): number {
  const misses = genuine.toSorted((a, b) => a - b);
  const matches = impostor.toSorted((a, b) => b - a);
  let best = 1;
  for (const threshold of misses) {
    const fnmr = lowerCount(misses, threshold) / misses.length;
    const fmr = lowerCount(matches, threshold, -1) / matches.length;
    best = Math.min(best, Math.max(fnmr, fmr));
  }
  return best;
}

/** Entries of a sorted list before `limit`; `direction` -1 for a falling list, ties counted. */
function lowerCount(sorted: readonly number[], limit: number, direction: 1 | -1 = 1): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const isBefore = direction === 1 ? sorted[middle]! < limit : sorted[middle]! >= limit;
    if (isBefore) low = middle + 1;
    else high = middle;
  }
  return low;
}
