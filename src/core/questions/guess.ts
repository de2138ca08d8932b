/**
 * How well somebody guesses who knows the generator and how common each answer is. Exact Bayes over
 * the way `generate.ts` draws: decoys one after the other in proportion to their weights, and the
 * right answer removed with a known chance.
 */

import type { Weighted } from './types.ts';

/** Chance of each shown option, and of "none of these"; they sum to 1. */
export interface Posterior {
  readonly options: readonly number[];
  readonly none: number;
}

export function posterior(
  pool: readonly Weighted[],
  shown: readonly Weighted[],
  noneChance: number,
): Posterior {
  const total = pool.reduce((sum, entry) => sum + entry.weight, 0);
  const kept = shown.map((answer) => {
    const decoys = shown.filter((entry) => entry !== answer);
    return answer.weight * (1 - noneChance) * chanceOfSet(decoys, total - answer.weight);
  });
  const labels = new Set(shown.map((entry) => entry.label));
  const removed = pool
    .filter((entry) => !labels.has(entry.label))
    .reduce((sum, a) => sum + a.weight * noneChance * chanceOfSet(shown, total - a.weight), 0);
  const all = kept.reduce((sum, value) => sum + value, removed);
  return { options: kept.map((value) => value / all), none: removed / all };
}

/** Chance that successive weighted draws from `total` give exactly this set, in any order. */
function chanceOfSet(set: readonly Weighted[], total: number): number {
  if (set.length === 0) return 1;
  return set.reduce((sum, first) => {
    const rest = set.filter((entry) => entry !== first);
    return sum + (first.weight / total) * chanceOfSet(rest, total - first.weight);
  }, 0);
}

export function bestGuess(chances: Posterior): number {
  return Math.max(chances.none, ...chances.options);
}

/** Chance of at least `mark` successes among independent questions with these chances. */
export function chanceOfAtLeast(mark: number, chances: readonly number[]): number {
  let byRight = [1];
  for (const chance of chances) {
    const next = new Array<number>(byRight.length + 1).fill(0);
    for (const [right, mass] of byRight.entries()) {
      next[right] = (next[right] ?? 0) + mass * (1 - chance);
      next[right + 1] = (next[right + 1] ?? 0) + mass * chance;
    }
    byRight = next;
  }
  return byRight.slice(mark).reduce((sum, mass) => sum + mass, 0);
}
