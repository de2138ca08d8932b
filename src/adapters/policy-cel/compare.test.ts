import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ordinaryFacts } from '../../core/policy/cases.ts';
import { diffPolicies, replayCases } from '../../core/policy/compare.ts';
import { comparePlans } from '../../core/policy/compare-plans.ts';
import { choosePlan } from '../../core/policy/plan.ts';
import { diffLines, replayLines } from '../../core/policy/report.ts';
import type { Policy } from '../../core/policy/types.ts';
import { loadPolicy } from './load.ts';

const text = readFileSync(new URL('../../../policies/default.yaml', import.meta.url), 'utf8');

function loaded(changedText: string): Policy {
  const result = loadPolicy(changedText);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.policy;
}

function changed(from: string | RegExp, to: string): Policy {
  const other = text.replace(from, to);
  expect(other).not.toBe(text);
  return loaded(other);
}

const before = loaded(text);
const smallValue =
  'when: lock.cause in ["self", "owner_email_link"] && value_eur < 1000 && kyc_level <= 1';

describe('a plan beside another', () => {
  const plan = choosePlan(before, ordinaryFacts);
  const step = (kind: string) => {
    const found = plan.steps.find((one) => one.kind === kind);
    if (found === undefined) throw new Error(`no ${kind}`);
    return found;
  };
  const withStep = (kind: string, change: object) => ({
    ...plan,
    steps: plan.steps.map((one) => (one.kind === kind ? { ...one, ...change } : one)),
  });
  const without = { ...plan, steps: plan.steps.filter((one) => one.kind !== 'face') };

  test('that asks the same of the person is the same, whatever it says', () => {
    const other = { ...plan, policyVersion: '2', because: [], rule: 'x' };
    expect(comparePlans(plan, other)).toEqual({ strictness: 'same', words: [] });
  });

  test.each([
    ['a step less', without, 'weaker', '- face'],
    [
      'one approval more',
      { ...plan, approvalsRequired: 2 as const },
      'stricter',
      'approvals 1 -> 2',
    ],
    ['no restriction', { ...plan, restrictions: [] }, 'weaker', 'withdrawals h 48 -> 0'],
    ['more attempts', withStep('face', { attemptsMax: 9 }), 'weaker', 'face attempts 8 -> 9'],
    ['an upload', withStep('selfie', { uploadAllowed: true }), 'weaker', 'selfie may be uploaded'],
    ['a longer wait', withStep('face', { delaySeconds: 7200 }), 'stricter', 'face hours 0 -> 2'],
    ['another order', { ...plan, steps: plan.steps.toReversed() }, 'mixed', 'another order'],
    [
      'another way around',
      withStep('face', { alternative: null }),
      'mixed',
      'face or statement -> none',
    ],
  ])('with %s', (_name, other, strictness, word) => {
    expect(comparePlans(plan, other)).toEqual({ strictness, words: [word] });
  });

  test('with more of one and less of another is neither stricter nor weaker', () => {
    const other = { ...without, approvalsRequired: 2 as const };
    expect(comparePlans(plan, other).strictness).toBe('mixed');
    expect(comparePlans(without, { ...plan, steps: [...without.steps, step('face')] })).toEqual({
      strictness: 'stricter',
      words: ['+ face'],
    });
  });
});

describe('a diff', () => {
  test('of a policy with itself is empty', () => {
    const { differences, situations, tried } = diffPolicies(before, loaded(`${text}# more\n`));
    expect(differences).toEqual([]);
    expect(tried).toBe(situations);
  });

  test('names the facts that meet another plan, and what is asked of them then', () => {
    const narrower = changed(smallValue, smallValue.replace('1000', '500'));
    const { differences } = diffPolicies(before, narrower);
    expect(differences).toHaveLength(1);
    expect(differences[0]).toMatchObject({
      ruleBefore: 'frozen_by_owner_small_value',
      ruleAfter: 'frozen_by_owner',
      strictness: 'stricter',
      words: ['+ questions', '+ face', 'withdrawals h 24 -> 48'],
      facts: [
        'case_kind unlock',
        'lock.cause self | owner_email_link',
        'kyc_level <= 1',
        'value_eur >= 500 and < 1000',
        'factors_lost []',
        'risk_signals []',
        'recent_contact_change_days >= 14',
        'owner_stopped_days >= 30',
      ],
    });
    const lines = diffLines(diffPolicies(before, narrower));
    expect(lines[1]).toContain('frozen_by_owner_small_value -> frozen_by_owner');
    expect(lines.at(-1)).toMatch(/^\d+ of \d+ situations meet another plan; all \d+ situations/);
  });

  test('of more situations than can be tried says that others may differ', () => {
    const many = Array.from({ length: 60 }, (_, at) => `account_age_days == ${at * 3}`).join(
      ' || ',
    );
    const wide = changed('when: lock.cause == "risk"', `when: lock.cause == "risk" || ${many}`);
    const compared = diffPolicies(before, wide);
    expect(compared.tried).toBeLessThan(compared.situations);
    expect(compared.differences.length).toBeGreaterThan(0);
    expect(diffLines(compared).at(-1)).toContain('others may differ too');
  });
});

test('a replay tells which past cases would have gone otherwise, without their facts', () => {
  const small = { ...ordinaryFacts, country: 'XYZ', value_eur: 700, kyc_level: 1 };
  const replayed = replayCases(before, changed(smallValue, smallValue.replace('1000', '500')), [
    { caseId: 'c1', status: 'approved', facts: ordinaryFacts },
    { caseId: 'c2', status: 'declined_final', facts: small },
  ]);
  expect(replayed.map((one) => one.strictness)).toEqual(['same', 'stricter']);
  const lines = replayLines(replayed);
  expect(lines).toHaveLength(3);
  expect(lines[1]).toContain('c2');
  expect(lines.join()).not.toMatch(/XYZ|700/);
  expect(lines[2]).toBe('1 of 2 past cases would have gone otherwise');
});

describe('a diff that tries fewer situations than there are', () => {
  const rules = before.document.rules.map((rule) => rule.name);
  const oneRuleOtherwise = (name: string): Policy => {
    const otherwise = <T extends { readonly name: string }>(outcome: T): T =>
      outcome.name === name ? { ...outcome, restrictions: [] } : outcome;
    const { document } = before;
    return {
      ...before,
      document: {
        ...document,
        rules: document.rules.map(otherwise),
        default: otherwise(document.default),
      },
    };
  };

  test.each([...rules, 'default'])('sees a change of one rule alone: %s', (name) => {
    for (const triedMax of [0, 20_000]) {
      const { differences, situations, tried } = diffPolicies(
        before,
        oneRuleOtherwise(name),
        triedMax,
      );
      expect(tried).toBeLessThan(situations);
      expect(differences.map((one) => [one.ruleBefore, one.ruleAfter])).toEqual([[name, name]]);
    }
  });

  test('spreads them: a fact that few rules read is met with each of its values', () => {
    const other = oneRuleOtherwise('channel_lost');
    const few = diffPolicies(before, other, 20_000).differences[0];
    const all = diffPolicies(before, other).differences[0];
    expect(few?.facts).toEqual(all?.facts);
  });
});

test('a diff says where facts are computed with, and lists of each length are tried', () => {
  const computing = changed('when: lock.cause == "risk"', `when: 'value_eur * 2.0 > 9000.0'`);
  expect(diffLines(diffPolicies(before, computing)).at(-1)).toContain('compute with facts');
  const sized = changed('size(risk_signals) == 0', 'size(risk_signals) < 3');
  const { differences, exact } = diffPolicies(before, sized);
  expect(exact).toBe(true);
  expect(differences.flatMap((one) => one.facts)).toContain(
    'risk_signals [none_of_them] | [none_of_them none_of_them_2]',
  );
});
