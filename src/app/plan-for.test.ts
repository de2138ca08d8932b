import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadPolicy } from '../adapters/policy-cel/load.ts';
import type { AccountRecord } from '../core/ports.ts';
import { planWith } from './plan-for.ts';

const text = readFileSync(new URL('../../policies/default.yaml', import.meta.url), 'utf8');
const now = '2026-11-27T12:00:00.000Z';
const lock = {
  freezeId: 'f',
  cause: 'self',
  unlockable: 'self_service',
  since: now,
  earliestUnlockAt: null,
} as const;
const account: AccountRecord = {
  accountId: 'nw-77',
  fullName: { surname: 'Doe', givenNames: 'Jo' },
  birthDate: '1990-01-01',
  country: 'XYZ',
  documentNumber: null,
  contacts: [],
  lock,
  kycLevel: 1,
  factorsBound: [],
  factorsLost: [],
  riskSignals: ['new_country'],
  valueEur: 4711,
  history: { joinedAt: now, logins: [], deposits: [], holdings: [] },
  locale: 'en',
};
const about = {
  caseId: 'c-1',
  lock,
  kind: 'unlock',
  lost: [],
  knownDevice: false,
  ownerStoppedAt: null,
} as const;

function planned(failing: string | null) {
  const loaded = loadPolicy(text);
  if (!loaded.ok) throw new Error('the policy is refused');
  const { policy } = loaded;
  const conditions = policy.conditions.map((condition, index) => ({
    ...condition,
    evaluate: (facts: Parameters<typeof condition.evaluate>[0]) => {
      if (policy.document.rules[index]?.name === failing)
        throw new Error(`value ${facts.value_eur}`);
      return condition.evaluate(facts);
    },
  }));
  const logged: unknown[] = [];
  const log = { info: () => {}, error: (...said: unknown[]) => logged.push(said) };
  const { plan } = planWith({ ...policy, conditions }, { log, sms: true })(account, now, about);
  return { plan, logged };
}

test('a condition that fails as a plan is made is logged with rule and case, without facts', () => {
  const { logged, plan } = planned('frozen_by_owner_small_value');
  expect(plan.rule).toBe('default');
  expect(logged).toEqual([
    [
      'policy.condition_failed',
      {
        caseId: 'c-1',
        rule: 'frozen_by_owner_small_value',
        policyId: 'northwind',
        policyVersion: plan.policyVersion,
      },
    ],
  ]);
});

test('a plan in which no condition fails is not logged', () => {
  const { logged, plan } = planned(null);
  expect(plan.rule).not.toBe('default');
  expect(logged).toEqual([]);
});
