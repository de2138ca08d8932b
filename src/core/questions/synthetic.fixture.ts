/** Synthetic accounts drawn from the same spread of answers that the guesser knows. Tests only. */

import type { AccountHistory } from '../ports.ts';
import { citiesOf } from './cities.ts';
import { totalWeight } from './draw.ts';
import { assets, devices, methods } from './pools.ts';
import type { Draw, Weighted } from './types.ts';

export const nowIso = '2026-11-20T00:00:00Z';

/** Uniform integer below `bound`. */
export type Pick = (bound: number) => number;

/** Mulberry32: a small seeded generator, so that a failing test can be run again. */
export function seededPick(seed: number): Pick {
  let state = seed | 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * bound);
  };
}

/** As the service's own, with a hash (FNV-1a) of seed and name in the place of a keyed one. */
export function seededDraw(seed: number): Draw {
  return (name, bound) => {
    let hash = 0x811c9dc5;
    for (const character of `${seed} ${name}`) {
      hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
    }
    return seededPick(hash)(bound);
  };
}

/**
 * `count` different entries, each drawn in proportion to its weight. Common answers are drawn more
 * often, so that the commonest one on the screen is no hint.
 */
export function drawWeighted(pool: readonly Weighted[], count: number, pick: Pick): Weighted[] {
  if (count > pool.length) throw new RangeError('more draws than entries');
  const left = [...pool];
  const drawn: Weighted[] = [];
  while (drawn.length < count) {
    let at = pick(totalWeight(left));
    const index = left.findIndex((entry) => {
      at -= entry.weight;
      return at < 0;
    });
    drawn.push(...left.splice(index, 1));
  }
  return drawn;
}

export function syntheticHistory(pick: Pick, country: string): AccountHistory {
  const one = (pool: readonly Weighted[]): string => drawWeighted(pool, 1, pick)[0]?.label ?? '';
  const city = one(citiesOf(country) ?? []);
  const device = one(devices);
  const month = (back: number): string => {
    const index = 2026 * 12 + 10 - back;
    const number = String((index % 12) + 1).padStart(2, '0');
    return `${Math.floor(index / 12)}-${number}-10T12:00:00Z`;
  };
  const depositCount = 1 + pick(30);
  const lastBack = pick(24);
  return {
    joinedAt: month(lastBack + pick(90 - lastBack)),
    logins: Array.from({ length: 6 + pick(10) }, () => ({ at: month(pick(12)), city, device })),
    deposits: Array.from({ length: depositCount }, (_, index) => ({
      at: month(lastBack + depositCount - 1 - index),
      amount: Math.round(10 * 1.008 ** pick(1000)),
      currency: 'EUR',
      method: one(methods),
    })),
    holdings: drawWeighted(assets, 1 + pick(4), pick).map((asset, index) => ({
      symbol: asset.label,
      valueEur: 1000 - index,
    })),
  };
}
