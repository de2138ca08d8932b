import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkReach } from '../../core/policy/reach.ts';
import { celCondition } from './condition.ts';
import { loadPolicy } from './load.ts';

const text = readFileSync(new URL('../../../policies/default.yaml', import.meta.url), 'utf8');

function reach(changed: string) {
  const loaded = loadPolicy(changed);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  return checkReach(loaded.policy.document, celCondition);
}

test('every rule of the default policy is reached by some account', () => {
  const { complete, problems, situations } = reach(text);
  expect({ complete, problems }).toEqual({ complete: true, problems: [] });
  expect(situations).toBeGreaterThan(1000);
});

test('a rule that stands in the shadow of wider ones is found', () => {
  const owner = 'when: lock.cause in ["self", "owner_email_link"]\n';
  const narrowed =
    'when: lock.cause == "self" && value_eur < 900 && kyc_level == 0 && size(risk_signals) == 0\n';
  expect(text).toContain(owner);
  expect(reach(text.replace(owner, narrowed)).problems).toMatchObject([
    { code: 'unreachable_rule', severity: 'warning', path: ['rules', 5, 'when'] },
  ]);
});

test('nothing is claimed where there is too much to try', () => {
  const many = Array.from(
    { length: 40 },
    (_, at) => `value_eur == ${at} || account_age_days == ${at}`,
  );
  const wide = text.replace('when: lock.cause == "risk"', `when: ${many.join(' || ')}`);
  expect(reach(wide)).toMatchObject({ complete: false, problems: [] });
});
