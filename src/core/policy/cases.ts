/** Tests that stand beside a policy: facts in, expected rule and steps out. */

import type { PolicyFacts } from './facts.ts';
import { factProblem, neverDays } from './facts.ts';
import { explain } from './plan.ts';
import type { Policy, PolicyPath } from './types.ts';

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
  owner_stopped_days: neverDays,
};

/** A test file that says something no account can be. `path` leads to the place. */
export class PolicyCaseError extends TypeError {
  override readonly name = 'PolicyCaseError';
  readonly path: PolicyPath;

  constructor(message: string, path: PolicyPath) {
    super(message);
    this.path = path;
  }
}

/** Reads `{cases: [{name, facts, expect}]}`. Throws `PolicyCaseError` at the first thing wrong. */
export function parsePolicyCases(value: unknown): readonly PolicyCase[] {
  const cases = isMap(value) ? value['cases'] : undefined;
  if (!Array.isArray(cases) || cases.length === 0) {
    throw new PolicyCaseError('"cases" must be a list', ['cases']);
  }
  return cases.map((entry: unknown, index) => parseCase(entry, ['cases', index]));
}

function parseCase(entry: unknown, path: PolicyPath): PolicyCase {
  const known = onlyKeys(entry, path, ['name', 'facts', 'expect']);
  const name = known['name'];
  if (typeof name !== 'string' || name === '') {
    throw new PolicyCaseError('a name is expected here', [...path, 'name']);
  }
  return {
    name,
    facts: mergeFacts(known['facts'], [...path, 'facts']),
    expect: parseExpected(known['expect'], [...path, 'expect']),
  };
}

function parseExpected(value: unknown, path: PolicyPath): PolicyCase['expect'] {
  const known = onlyKeys(value, path, ['rule', 'steps', 'approvals', 'restrictions']);
  const { approvals, restrictions, rule, steps } = known;
  const fail = (what: string, key: string) => {
    throw new PolicyCaseError(`${what} is expected here`, [...path, key]);
  };
  if (typeof rule !== 'string') fail('the name of a rule', 'rule');
  if (steps !== undefined && !isListOfWords(steps)) fail('a list of verifications', 'steps');
  if (approvals !== undefined && typeof approvals !== 'number') fail('a number', 'approvals');
  if (restrictions !== undefined && !isListOfWords(restrictions)) {
    fail('a list such as [withdrawals 24h]', 'restrictions');
  }
  return known as unknown as PolicyCase['expect'];
}

/** The facts of an ordinary account but for those given, each as the catalogue has it. */
function mergeFacts(value: unknown, path: PolicyPath): PolicyFacts {
  const { lock, ...given } = onlyKeys(value, path, Object.keys(ordinaryFacts));
  const lockKeys = Object.keys(ordinaryFacts.lock);
  const lockGiven = lock === undefined ? {} : onlyKeys(lock, [...path, 'lock'], lockKeys);
  for (const [name, fact] of Object.entries(given)) requireFact(name, fact, [...path, name]);
  for (const [key, fact] of Object.entries(lockGiven)) {
    requireFact(`lock.${key}`, fact, [...path, 'lock', key]);
  }
  return {
    ...ordinaryFacts,
    ...given,
    lock: { ...ordinaryFacts.lock, ...lockGiven },
  } as PolicyFacts;
}

function requireFact(name: string, value: unknown, path: PolicyPath): void {
  const wrong = factProblem(name, value);
  if (wrong !== null) throw new PolicyCaseError(wrong, path);
}

function onlyKeys(
  value: unknown,
  path: PolicyPath,
  keys: readonly string[],
): Readonly<Record<string, unknown>> {
  if (!isMap(value)) throw new PolicyCaseError('a mapping is expected here', path);
  for (const key of Object.keys(value)) {
    if (!keys.includes(key)) {
      throw new PolicyCaseError(`"${key}" is not known; known: ${keys.join(', ')}`, [...path, key]);
    }
  }
  return value;
}

function isListOfWords(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
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
