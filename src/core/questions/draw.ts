/** Draws among weighted answers, each by its name, so that what was drawn once is drawn again. */

import type { Draw, Weighted } from './types.ts';

/** Whole numbers below it are drawn where a share is needed. */
const fine = 2 ** 30;

/**
 * `count` different entries, each as likely as if they were drawn one after the other in proportion to
 * their weight (Efraimidis and Spirakis 2006): common answers more often, so that the commonest one on
 * the screen is no hint. Each entry's luck is its own: one that joins or leaves the pool changes no other.
 */
export function takeWeighted(
  pool: readonly Weighted[],
  count: number,
  draw: Draw,
): readonly Weighted[] {
  const luck = ({ label, weight }: Weighted) => -Math.log(shareOf(draw, label)) / weight;
  const taken: Weighted[] = [];
  for (const entry of inOrder(pool, luck)) {
    if (taken.length === count) break;
    if (!taken.some((one) => areNear(one, entry))) taken.push(entry);
  }
  if (taken.length < count) throw new RangeError('more draws than entries');
  return taken;
}

/**
 * Months and half-years side by side are never shown together: people are off by one, and so are time
 * zones. It holds among decoys too, or two that are would tell that neither is right.
 */
export function areNear(one: Weighted, other: Weighted): boolean {
  if (one.place === undefined || other.place === undefined) return false;
  return Math.abs(one.place - other.place) <= 1;
}

/** Every order equally likely, and the same for the same names. */
export function mixed<T>(values: readonly T[], nameOf: (value: T) => string, draw: Draw): T[] {
  return inOrder(values, (value) => shareOf(draw, nameOf(value)));
}

function inOrder<T>(values: readonly T[], keyOf: (value: T) => number): T[] {
  return values
    .map((value) => ({ value, key: keyOf(value) }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ value }) => value);
}

/** Above 0 and at most 1. */
function shareOf(draw: Draw, name: string): number {
  return (checkedDraw(draw, name, fine) + 1) / fine;
}

export function totalWeight(pool: readonly Weighted[]): number {
  return pool.reduce((sum, entry) => sum + entry.weight, 0);
}

export function checkedDraw(draw: Draw, name: string, bound: number): number {
  const value = draw(name, bound);
  if (!Number.isInteger(value) || value < 0 || value >= bound) {
    throw new RangeError(`the random source gave ${value} for a bound of ${bound}`);
  }
  return value;
}

/** The same source for one matter: its names are no other matter's. */
export function within(draw: Draw, ...matter: readonly string[]): Draw {
  return (name, bound) => draw(JSON.stringify([...matter, name]), bound);
}
