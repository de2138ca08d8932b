/**
 * How well somebody guesses who knows the generator and how common each answer is. Exact Bayes over
 * the way `generate.ts` draws: decoys one after the other in proportion to their weights, none beside
 * another, and the right answer removed with a known chance.
 */

import { areNear } from './draw.ts';
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
  const total = pool.reduce((sum, entry) => sum + asDecoy(entry), 0);
  const atPlace = new Map(pool.map((entry) => [entry.place, asDecoy(entry)]));
  const chanceBeside = (answer: Weighted, decoys: readonly Weighted[]): number =>
    chanceOfSet({ set: decoys, total, taken: [], atPlace }, answer);
  const kept = shown.map((answer) => {
    const decoys = shown.filter((entry) => entry !== answer);
    return answer.weight * (1 - noneChance) * chanceBeside(answer, decoys);
  });
  const labels = new Set(shown.map((entry) => entry.label));
  const removed = pool
    .filter((entry) => !labels.has(entry.label))
    .reduce((sum, a) => sum + a.weight * noneChance * chanceBeside(a, shown), 0);
  const all = kept.reduce((sum, value) => sum + value, removed);
  if (!(all > 0)) throw new RangeError('these are never shown together');
  return { options: kept.map((value) => value / all), none: removed / all };
}

const asDecoy = (entry: Weighted): number => entry.asDecoy ?? entry.weight;

interface Drawing {
  /** Still to be drawn. */
  readonly set: readonly Weighted[];
  /** Weight, as decoys, of all that can be drawn. */
  readonly total: number;
  readonly taken: readonly Weighted[];
  /** The same of the pool by place. */
  readonly atPlace: ReadonlyMap<number | undefined, number>;
}

/** Chance that successive weighted draws, once `next` is out, give exactly this set, in any order. */
function chanceOfSet(drawing: Drawing, next: Weighted): number {
  const { atPlace, set } = drawing;
  if (set.length === 0) return 1;
  if (set.some((entry) => areNear(entry, next))) return 0;
  const total = drawing.total - leaving(drawing, next);
  const taken = [...drawing.taken, next];
  return set.reduce((sum, first) => {
    const rest = set.filter((entry) => entry !== first);
    const chance = chanceOfSet({ set: rest, total, taken, atPlace }, first);
    return sum + (asDecoy(first) / total) * chance;
  }, 0);
}

/** With an entry go its neighbours, unless they went with another. */
function leaving({ atPlace, taken }: Drawing, entry: Weighted): number {
  const { place } = entry;
  const weight = asDecoy(entry);
  if (place === undefined) return weight;
  const isGone = (at: number) => taken.some((one) => Math.abs((one.place ?? Number.NaN) - at) <= 1);
  return [place - 1, place + 1]
    .filter((at) => !isGone(at))
    .reduce((sum, at) => sum + (atPlace.get(at) ?? 0), weight);
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
