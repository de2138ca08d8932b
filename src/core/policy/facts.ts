/** What rules may ask about an account. Everything here is listed in the catalogue below. */

import { frozenSince, type LockCause, type Unlockable } from '../case/lock.ts';
import type { CaseKind } from '../case/types.ts';
import type { AccountRecord } from '../ports.ts';
import { secondsBetween } from '../time.ts';

export interface PolicyFacts {
  readonly case_kind: CaseKind;
  readonly lock: {
    readonly cause: LockCause | 'none';
    readonly unlockable: Unlockable;
    /** Hours since the freeze, never negative. */
    readonly age_hours: number;
  };
  readonly kyc_level: number;
  /** ICAO three-letter code. */
  readonly country: string;
  readonly value_eur: number;
  readonly account_age_days: number;
  readonly factors_bound: readonly string[];
  readonly factors_lost: readonly string[];
  readonly risk_signals: readonly string[];
  /**
   * Days from the last time that a contact was added or removed after sign-up to the freeze, or to now
   * where nothing is frozen; `neverDays` when never. Waiting while the account is frozen makes it no older.
   */
  readonly recent_contact_change_days: number;
  readonly known_device: boolean;
  /** Logins before the freeze that questions could be made from. */
  readonly logins_known: number;
  /** Days since the owner stopped a request for this account with [This was not me]; `neverDays` when never. */
  readonly owner_stopped_days: number;
}

export type FactType = 'string' | 'double' | 'bool' | 'list<string>';

export interface FactDescription {
  readonly type: FactType;
  readonly description: string;
  /** The only values there are; a rule that names another one has a typing error. */
  readonly values?: readonly (string | number)[];
}

const factors = ['password', 'email', 'sms', 'totp', 'passkey'] as const;

export const factCatalogue: Readonly<Record<string, FactDescription>> = {
  case_kind: {
    type: 'string',
    description: 'What the case is about.',
    values: ['unlock', 'reset_factor', 'lost_channel'],
  },
  'lock.cause': {
    type: 'string',
    description: 'Who or what froze the account.',
    values: [
      'self',
      'owner_email_link',
      'risk',
      'brute_force',
      'admin',
      'legal',
      'payment',
      'none',
    ],
  },
  'lock.unlockable': {
    type: 'string',
    description: 'Whether the host lets this freeze be lifted here.',
    values: ['self_service', 'review_only', 'not_here'],
  },
  'lock.age_hours': { type: 'double', description: 'Hours since the freeze.' },
  kyc_level: {
    type: 'double',
    description: 'How well the host knows the person: 0, 1 or 2.',
    values: [0, 1, 2],
  },
  country: { type: 'string', description: "Country of the account's record, ICAO code." },
  value_eur: { type: 'double', description: 'Value at stake, in euros.' },
  account_age_days: { type: 'double', description: 'Days since the account was opened.' },
  factors_bound: { type: 'list<string>', description: 'Factors bound.', values: factors },
  factors_lost: {
    type: 'list<string>',
    description: 'Factors that the person reported as lost.',
    values: factors,
  },
  risk_signals: { type: 'list<string>', description: "Signals of the host's risk engine." },
  recent_contact_change_days: {
    type: 'double',
    description:
      'Days from the last time a contact was added or removed to the freeze; 36500 when never.',
  },
  known_device: {
    type: 'bool',
    description:
      'The host knows the browser from before the freeze, and said so as it opened the case.',
  },
  logins_known: { type: 'double', description: 'Logins recorded before the freeze.' },
  owner_stopped_days: {
    type: 'double',
    description: 'Days since the owner said "This was not me" to a request; 36500 when never.',
  },
};

/** Stands for "never" in `recent_contact_change_days`: a hundred years. */
export const neverDays = 36_500;

const hourSeconds = 3600;
const daySeconds = 24 * hourSeconds;

/**
 * The facts of one account at `now` (ISO 8601). A date that cannot be read is taken as "just now",
 * the reading that asks for more.
 */
export function policyFacts(
  record: AccountRecord,
  now: string,
  options: {
    readonly knownDevice?: boolean;
    readonly caseKind?: CaseKind;
    /** When the owner last stopped a request; null: never. */
    readonly ownerStoppedAt?: string | null;
  } = {},
): PolicyFacts {
  if (!Number.isFinite(secondsBetween(now, now))) {
    throw new RangeError('now is not an ISO 8601 time');
  }
  return {
    case_kind: options.caseKind ?? 'unlock',
    lock:
      record.lock === null
        ? { cause: 'none', unlockable: 'not_here', age_hours: 0 }
        : {
            cause: record.lock.cause,
            unlockable: record.lock.unlockable,
            age_hours: age(record.lock.since, now) / hourSeconds,
          },
    kyc_level: record.kycLevel,
    country: record.country,
    value_eur: record.valueEur,
    account_age_days: age(record.history.joinedAt, now) / daySeconds,
    factors_bound: record.factorsBound,
    factors_lost: record.factorsLost,
    risk_signals: record.riskSignals,
    recent_contact_change_days: contactChangeDays(
      record,
      record.lock === null ? now : frozenSince(record.lock),
    ),
    known_device: options.knownDevice ?? false,
    logins_known: record.history.logins.length,
    owner_stopped_days:
      typeof options.ownerStoppedAt === 'string'
        ? age(options.ownerStoppedAt, now) / daySeconds
        : neverDays,
  };
}

/** Facts that were kept as JSON. Throws with the name of the fact that is not as catalogued. */
export function parseFacts(value: unknown): PolicyFacts {
  for (const [name, fact] of Object.entries(factCatalogue)) {
    const found = factAt(value, name);
    if (!isOfType(found, fact.type))
      throw new TypeError(`the kept fact ${name} is no ${fact.type}`);
  }
  return value as PolicyFacts;
}

/** What is wrong with a value of the named fact; null when an account may have it. */
export function factProblem(name: string, value: unknown): string | null {
  const fact = factCatalogue[name];
  if (fact === undefined) return `there is no fact "${name}"`;
  if (!isOfType(value, fact.type)) return `${name} is no ${fact.type}`;
  const known = fact.values;
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  const strange = all.find((one) => known !== undefined && !known.some((other) => other === one));
  if (known === undefined || strange === undefined) return null;
  return `${name} is never ${JSON.stringify(strange)}; it is one of ${known.join(', ')}`;
}

/** The value of a fact by its catalogued name, e.g. `lock.cause`; undefined when there is none. */
export function factAt(facts: unknown, name: string): unknown {
  return name.split('.').reduce<unknown>((at, key) => {
    const holds = typeof at === 'object' && at !== null && Object.hasOwn(at, key);
    return holds ? (at as Record<string, unknown>)[key] : undefined;
  }, facts);
}

function isOfType(value: unknown, type: FactType): boolean {
  switch (type) {
    case 'string':
      return typeof value === 'string';
    case 'double':
      return typeof value === 'number' && Number.isFinite(value);
    case 'bool':
      return typeof value === 'boolean';
    case 'list<string>':
      return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
  }
}

/** Seconds from `then` to `now`, at least 0; 0 when `then` cannot be read. */
function age(then: string, now: string): number {
  const seconds = secondsBetween(then, now);
  return Number.isFinite(seconds) ? Math.max(0, seconds) : 0;
}

function contactChangeDays(record: AccountRecord, until: string): number {
  const changes = record.contacts.flatMap((contact) =>
    contact.removedAt === null ? [contact.addedAt] : [contact.addedAt, contact.removedAt],
  );
  return changes
    .filter((at) => !isSignUp(record.history.joinedAt, at))
    .reduce((days, at) => Math.min(days, age(at, until) / daySeconds), neverDays);
}

/** The addresses given on the first day are no change. */
function isSignUp(joinedAt: string, at: string): boolean {
  return secondsBetween(joinedAt, at) < daySeconds;
}
