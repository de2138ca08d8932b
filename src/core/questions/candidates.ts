/** Reads an account's history for facts that a question can be made of. */

import type { AccountHistory } from '../ports.ts';
import { citiesOf } from './cities.ts';
import {
  amountBand,
  amountBands,
  assets,
  countBand,
  countBands,
  deviceLabel,
  devices,
  methodLabel,
  methods,
} from './pools.ts';
import { halfYearLabel, halfYears, monthIndex, monthLabel, months } from './times.ts';
import type { Candidate } from './types.ts';

const noOthers: ReadonlySet<string> = new Set();
const usualShareMin = 0.5;
const loginsMin = 3;

/** Candidates of the account, one of a kind at most. A kind whose fact is unclear is left out. */
export function candidatesOf(facts: {
  readonly history: AccountHistory;
  readonly country: string;
  readonly nowMonth: number;
}): readonly Candidate[] {
  const { history, country, nowMonth } = facts;
  return [
    joined(history, nowMonth),
    usualCity(history, country),
    usualDevice(history),
    heldAsset(history),
    lastDepositAmount(history),
    lastDepositMonth(history, nowMonth),
    firstDepositMethod(history),
    depositCount(history),
  ].filter((candidate) => candidate !== null);
}

function joined(history: AccountHistory, nowMonth: number): Candidate | null {
  const month = monthIndex(history.joinedAt);
  if (month === null) return null;
  const pool = halfYears(nowMonth);
  return inPool({ kind: 'joined', answer: halfYearLabel(month), pool, alsoTrue: noOthers });
}

function usualCity(history: AccountHistory, country: string): Candidate | null {
  const cities = citiesOf(country);
  const seen = history.logins.map((login) => login.city.trim()).filter((city) => city !== '');
  const answer = usual(seen);
  if (cities === null || answer === null) return null;
  // A city that no list has would be known by that: no decoy ever is one.
  return inPool({ kind: 'usual_city', answer, pool: cities, alsoTrue: new Set(seen) });
}

function usualDevice(history: AccountHistory): Candidate | null {
  const seen = history.logins.map((login) => deviceLabel(login.device));
  // A device in other words than the pool's would stand out on the screen.
  const known = seen.filter((label) => label !== null);
  const answer = usual(known);
  if (answer === null || known.length < seen.length) return null;
  return inPool({ kind: 'usual_device', answer, pool: devices, alsoTrue: new Set(known) });
}

function heldAsset(history: AccountHistory): Candidate | null {
  const held = history.holdings.filter((holding) => /^[A-Z]{2,6}$/.test(holding.symbol));
  const largest = held.toSorted((a, b) => b.valueEur - a.valueEur)[0];
  if (largest === undefined) return null;
  return inPool({
    kind: 'held_asset',
    answer: largest.symbol,
    pool: assets,
    alsoTrue: new Set(history.holdings.map((holding) => holding.symbol)),
  });
}

function lastDepositAmount(history: AccountHistory): Candidate | null {
  const last = byTime(history.deposits).at(-1);
  if (last === undefined || !/^[A-Z]{3}$/.test(last.currency) || !(last.amount > 0)) return null;
  const answer = amountBand(last.amount, last.currency);
  const pool = amountBands(last.currency);
  return inPool({ kind: 'last_deposit_amount', answer, pool, alsoTrue: noOthers });
}

function lastDepositMonth(history: AccountHistory, nowMonth: number): Candidate | null {
  const last = byTime(history.deposits).at(-1);
  const month = last === undefined ? null : monthIndex(last.at);
  if (month === null) return null;
  const pool = months(nowMonth);
  const answer = monthLabel(month);
  return inPool({ kind: 'last_deposit_month', answer, pool, alsoTrue: noOthers });
}

function firstDepositMethod(history: AccountHistory): Candidate | null {
  const first = byTime(history.deposits)[0];
  const answer = first === undefined ? null : methodLabel(first.method);
  if (answer === null) return null;
  return inPool({ kind: 'first_deposit_method', answer, pool: methods, alsoTrue: noOthers });
}

function depositCount(history: AccountHistory): Candidate | null {
  if (history.deposits.length === 0) return null;
  const answer = countBand(history.deposits.length);
  return inPool({ kind: 'deposit_count', answer, pool: countBands, alsoTrue: noOthers });
}

/** The value of at least half of the entries; null when there are few, or none is usual. */
function usual(values: readonly string[]): string | null {
  if (values.length < loginsMin) return null;
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const [top] = [...counts].toSorted((a, b) => b[1] - a[1]);
  return top !== undefined && top[1] / values.length > usualShareMin ? top[0] : null;
}

function byTime<T extends { readonly at: string }>(entries: readonly T[]): readonly T[] {
  return entries.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

/** Null for an answer that none of its kind is like: on the screen it would stand out. */
function inPool(candidate: Candidate): Candidate | null {
  return candidate.pool.some((entry) => entry.label === candidate.answer) ? candidate : null;
}
