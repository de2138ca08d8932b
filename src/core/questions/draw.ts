/** Draws among weighted answers. Integers only, so that the same picks give the same set. */

import type { Pick, Weighted } from './types.ts';

/**
 * `count` different entries, each drawn in proportion to its weight. Common answers are drawn more
 * often, so that the commonest one on the screen is no hint.
 */
export function drawWeighted(pool: readonly Weighted[], count: number, pick: Pick): Weighted[] {
  if (count > pool.length) throw new RangeError('more draws than entries');
  const left = [...pool];
  const drawn: Weighted[] = [];
  while (drawn.length < count) {
    let at = checkedPick(pick, totalWeight(left));
    const index = left.findIndex((entry) => {
      at -= entry.weight;
      return at < 0;
    });
    drawn.push(...left.splice(index, 1));
  }
  return drawn;
}

/** Fisher-Yates; every order is equally likely. */
export function shuffle<T>(values: readonly T[], pick: Pick): T[] {
  const mixed = [...values];
  for (let last = mixed.length - 1; last > 0; last -= 1) {
    const other = checkedPick(pick, last + 1);
    [mixed[last], mixed[other]] = [mixed[other] as T, mixed[last] as T];
  }
  return mixed;
}

export function totalWeight(pool: readonly Weighted[]): number {
  return pool.reduce((sum, entry) => sum + entry.weight, 0);
}

export function checkedPick(pick: Pick, bound: number): number {
  const value = pick(bound);
  if (!Number.isInteger(value) || value < 0 || value >= bound) {
    throw new RangeError(`the random source gave ${value} for a bound of ${bound}`);
  }
  return value;
}
