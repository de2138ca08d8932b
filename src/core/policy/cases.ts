/** Tests that stand beside a policy: facts in, expected rule and steps out. */

import type { PolicyFacts } from './facts.ts';
import { neverDays } from './facts.ts';
import { explain } from './plan.ts';
import type { Policy } from './types.ts';

export interface PolicyCase {
  readonly name: string;
  readonly facts: PolicyFacts;
  readonly expect: {
    readonly rule: string;
    readonly steps?: readonly string[];
    readonly approvals?: number;
    readonly restrictions?: readonly string[];
  };
}

export interface PolicyCaseResult {
  readonly name: string;
  readonly ok: boolean;
  /** What differed, one line each; empty when all was as expected. */
  readonly differences: readonly string[];
}

/** An ordinary account that its owner froze; a case names only what differs. */
export const ordinaryFacts: PolicyFacts = {
  case_kind: 'unlock',
  lock: { cause: 'self', unlockable: 'self_service', age_hours: 24 },
  kyc_level: 2,
  country: 'UTO',
  value_eur: 5000,
  account_age_days: 900,
  factors_bound: ['password', 'email'],
  factors_lost: [],
  risk_signals: [],
  recent_contact_change_days: neverDays,
  known_device: false,
  logins_known: 40,
};

/** Reads `{cases: [{name, facts, expect}]}`. Throws with the name of the case that is malformed. */
export function parsePolicyCases(value: unknown): readonly PolicyCase[] {
  const cases = isMap(value) ? value['cases'] : undefined;
  if (!Array.isArray(cases) || cases.length === 0) throw new TypeError('"cases" must be a list');
  return cases.map((entry: unknown, index) => parseCase(entry, index));
}

function parseCase(entry: unknown, index: number): PolicyCase {
  const where = `case ${index + 1}`;
  if (!isMap(entry)) throw new TypeError(`${where} is no mapping`);
  const { name, facts, expect } = entry;
  if (typeof name !== 'string' || !isMap(facts) || !isMap(expect)) {
    throw new TypeError(`${where} needs name, facts and expect`);
  }
  if (typeof expect['rule'] !== 'string') throw new TypeError(`${where} expects no rule`);
  for (const key of Object.keys(expect)) {
    if (!['rule', 'steps', 'approvals', 'restrictions'].includes(key)) {
      throw new TypeError(`${where}: "${key}" cannot be expected`);
    }
  }
  return {
    name,
    facts: mergeFacts(facts, where),
    expect: expect as unknown as PolicyCase['expect'],
  };
}

function mergeFacts(given: Record<string, unknown>, where: string): PolicyFacts {
  const { lock, ...rest } = given;
  for (const key of Object.keys(rest)) {
    if (!Object.hasOwn(ordinaryFacts, key)) throw new TypeError(`${where}: no fact "${key}"`);
  }
  const lockGiven = isMap(lock) ? lock : {};
  for (const key of Object.keys(lockGiven)) {
    if (!Object.hasOwn(ordinaryFacts.lock, key)) throw new TypeError(`${where}: no "lock.${key}"`);
  }
  return {
    ...ordinaryFacts,
    ...rest,
    lock: { ...ordinaryFacts.lock, ...lockGiven },
  } as PolicyFacts;
}

export function runPolicyCases(
  policy: Policy,
  cases: readonly PolicyCase[],
): readonly PolicyCaseResult[] {
  return cases.map((one) => {
    const { plan, rule } = explain(policy, one.facts);
    const restrictions = plan.restrictions.map((limit) => `${limit.kind} ${limit.hours}h`);
    const differences = [
      ...differs('rule', one.expect.rule, rule),
      ...differs(
        'steps',
        one.expect.steps,
        plan.steps.map((step) => step.kind),
      ),
      ...differs('approvals', one.expect.approvals, plan.approvalsRequired),
      ...differs('restrictions', one.expect.restrictions, restrictions),
    ];
    return { name: one.name, ok: differences.length === 0, differences };
  });
}

function differs(what: string, expected: unknown, got: unknown): string[] {
  if (expected === undefined) return [];
  const wanted = JSON.stringify(expected);
  const found = JSON.stringify(got);
  return wanted === found ? [] : [`${what}: expected ${wanted}, got ${found}`];
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
