/** Synthetic accounts drawn from the same spread of answers that the guesser knows. Tests only. */

import type { AccountHistory } from '../ports.ts';
import { citiesOf } from './cities.ts';
import { totalWeight } from './draw.ts';
import {
  amountBand,
  amountBands,
  assets,
  countBand,
  countBands,
  devices,
  methods,
} from './pools.ts';
import { halfYearLabel, halfYears, monthLabel, months } from './times.ts';
import type { Draw, Weighted } from './types.ts';

export const nowIso = '2026-11-20T00:00:00Z';
export const nowMonth = 2026 * 12 + 10;

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

/** Facts that no list has, as some accounts have them: a stranger must not know them by that. */
export const offLists = {
  cities: ['Nowhere-on-Sea', 'Little Elsewhere', 'Upper Farwick'],
  coins: ['RARE', 'ODD', 'QUAINT'],
  devices: ['My blue phone', 'Konqueror on Haiku'],
} as const;

/**
 * Each fact is drawn by itself, as common as the lists say: what the guesser takes for common is. Of
 * `offListOneIn` accounts one has a city on no list, and so with devices and coins; 0: none has.
 */
export function syntheticHistory(pick: Pick, country: string, offListOneIn = 0): AccountHistory {
  const one = (pool: readonly Weighted[]): string => drawWeighted(pool, 1, pick)[0]?.label ?? '';
  const or = (others: readonly string[], usual: string): string =>
    offListOneIn > 0 && pick(offListOneIn) === 0 ? (others[pick(others.length)] ?? usual) : usual;
  const city = or(offLists.cities, one(citiesOf(country) ?? []));
  const device = or(offLists.devices, one(devices));
  const back = (count: number) => () => nowMonth - pick(count);
  const [halves, lastMonths] = [halfYears(nowMonth), months(nowMonth)];
  const joined = fitting(one(halves), back(halves.length * 6), halfYearLabel);
  const last = fitting(one(lastMonths), back(lastMonths.length), monthLabel);
  const depositCount = fitting(one(countBands), () => 1 + pick(50), countBand);
  const amount = () => Math.round(10 * 1.008 ** pick(1000));
  const inEuro = (value: number) => amountBand(value, 'EUR');
  const coins = drawWeighted(assets, 1 + pick(4), pick).map(({ label }) => label);
  const rare = or(offLists.coins, '');
  return {
    joinedAt: inMonth(joined),
    logins: Array.from({ length: 6 + pick(10) }, () => ({
      at: inMonth(nowMonth - pick(12)),
      city,
      device,
    })),
    deposits: Array.from({ length: depositCount }, (_, index) => ({
      at: inMonth(last - (depositCount - 1 - index)),
      amount: fitting(one(amountBands('EUR')), amount, inEuro),
      currency: 'EUR',
      method: one(methods),
    })),
    holdings: (rare === '' ? coins : [rare, ...coins]).map((symbol, index) => ({
      symbol,
      valueEur: 1000 - index,
    })),
  };
}

/** Draws until the label is the wanted one. */
function fitting(label: string, draw: () => number, labelOf: (value: number) => string): number {
  for (;;) {
    const value = draw();
    if (labelOf(value) === label) return value;
  }
}

function inMonth(index: number): string {
  const number = String((index % 12) + 1).padStart(2, '0');
  return `${Math.floor(index / 12)}-${number}-10T12:00:00Z`;
}
