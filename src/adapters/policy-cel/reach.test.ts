import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkReach, situationsMax } from '../../core/policy/reach.ts';
import { everySituation, scattered } from '../../core/policy/situations.ts';
import type { PolicyProblem } from '../../core/policy/types.ts';
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

const fullCheck = text.slice(text.indexOf('  - name: full_check'), text.indexOf('# Only for what'));

/** Errors and warnings, apart from one that has nothing to do with what is reached. */
function findings(changed: string): readonly PolicyProblem[] {
  const loaded = loadPolicy(changed);
  const all = loaded.ok ? loaded.warnings : loaded.problems;
  return all.filter((problem) => problem.code !== 'below_aal2');
}

/** Of a file that is refused, as `code@line`. */
function refusals(changed: string): readonly string[] {
  const loaded = loadPolicy(changed);
  if (loaded.ok) return [];
  const errors = loaded.problems.filter((problem) => problem.severity === 'error');
  return errors.map((problem) => `${problem.code}@${problem.line}`);
}

const owner = 'when: lock.cause in ["self", "owner_email_link"]\n';
const lineOfOwner = text.slice(0, text.indexOf(owner)).split('\n').length;

test('a rule that stands in the shadow of wider ones is refused, with its line', () => {
  const narrowed =
    'when: lock.cause == "self" && value_eur < 900 && kyc_level == 0 && size(risk_signals) == 0\n';
  expect(text).toContain(owner);
  expect(refusals(text.replace(owner, narrowed))).toEqual([`unreachable_rule@${lineOfOwner}`]);
  const both = '("totp" in factors_lost) && lock.cause == "self" && value_eur > 5.5\n';
  expect(refusals(text.replace(owner, `when: ${both}`))).toEqual([
    `unreachable_rule@${lineOfOwner}`,
  ]);
});

test('a rule that only one combination of facts reaches is not refused', () => {
  const one =
    'when: lock.cause == "self" && "sms" in factors_bound && !("totp" in factors_bound) && country == "UTO"\n';
  expect(refusals(text.replace(owner, one))).toEqual([]);
});

test.each([
  'value_eur * 2.0 < 10.0 && value_eur > 40.0 && lock.cause == "self"',
  'size(factors_bound) > 9 && lock.cause == "self"',
  'account_age_days < recent_contact_change_days && lock.cause == "none" && lock.cause == "self"',
])('where a condition computes with facts, a rule not reached is a warning: %s', (when) => {
  const loaded = loadPolicy(text.replace(owner, `when: '${when}'\n`));
  expect(loaded.ok && loaded.warnings.map(({ code }) => code)).toContain('unreachable_rule');
});

/** More situations than are tried, and every rule is reached early. */
const many = Array.from(
  { length: 40 },
  (_, at) => `value_eur == ${at} || account_age_days == ${at}`,
);
const lessText =
  text.slice(0, text.indexOf('  - name: owner_said_no')) +
  text.slice(text.indexOf('  - name: contact_changed'));
const wide = lessText.replace('when: lock.cause == "risk"', `when: ${many.join(' || ')}`);
const lineIn = (whole: string) => whole.slice(0, whole.indexOf(owner)).split('\n').length;

test('where there is too much to try, what is not reached is no error', () => {
  expect(reach(wide)).toMatchObject({ complete: false, problems: [], tried: situationsMax(9) });
});

test('where there is too much to try, a rule that was not reached is warned of with its line', () => {
  const hidden =
    'lock.cause == "self" && value_eur < 900 && kyc_level == 0 && size(risk_signals) == 0';
  const warnings = findings(wide.replace(owner, `when: ${hidden}\n`));
  expect(warnings.map(({ code, line, severity }) => [code, line, severity])).toEqual([
    ['unreachable_rule', lineIn(lessText), 'warning'],
  ]);
  expect(warnings[0]?.message).toMatch(/2666666 of \d+ .*the search was not complete/);
});

test('a condition that fails in a situation tried is refused, with its line and the facts', () => {
  const when = 'risk_signals[0] == "x" && lock.cause == "self"';
  const found = findings(text.replace(owner, `when: '${when}'\n`));
  expect(found).toMatchObject([{ code: 'condition_fails', line: lineOfOwner, severity: 'error' }]);
  expect(found[0]?.message).toContain('fails where risk_signals is []');
  const guarded = `size(risk_signals) > 0 && ${when}`;
  expect(refusals(text.replace(owner, `when: '${guarded}'\n`))).toEqual([]);
});

test('below a condition that fails nothing is reached, as when a plan is made', () => {
  const failing = text.replace('when: lock.cause == "risk"', `when: 'risk_signals[0] == "x"'`);
  const below = failing.replace(owner, 'when: lock.cause == "self" && size(risk_signals) == 0\n');
  expect(findings(below).map(({ code, line }) => [code, line])).toContainEqual([
    'unreachable_rule',
    lineOfOwner,
  ]);
});

test('of more situations than can be counted, those tried reach every value of every fact', () => {
  const lengths = [200, 3, 300, 250, 400, 3, 180, 350, 40];
  const axes = lengths.map((length, at) => ({
    name: `fact_${at}`,
    values: Array.from({ length }, (_, value) => value),
  }));
  const seen = axes.map(() => new Set<number>());
  const pairs = new Set<string>();
  let tried = 0;
  for (const situation of everySituation(axes)) {
    if (tried === 20_000) break;
    tried += 1;
    for (const [axis, index] of situation.entries()) seen[axis]?.add(index);
    pairs.add(`${situation[1]} ${situation[5]}`);
  }
  expect(seen.map((values) => values.size)).toEqual(lengths);
  expect(pairs.size).toBe(9);
});

test('a file with more situations than can be counted is checked all the same', () => {
  const named = (fact: string, from: number) =>
    Array.from({ length: 50 }, (_, at) => `${fact} == ${from + at}.5`).join(' || ');
  const facts = [
    'value_eur',
    'account_age_days',
    'logins_known',
    'recent_contact_change_days',
    'lock.age_hours',
  ];
  const rules = [...facts, ...facts].map((fact, at) =>
    fullCheck
      .replace('full_check', `extra_${at}`)
      .replace(/when: .*/, `when: 'case_kind == "unlock" && (${named(fact, at * 100)})'`),
  );
  const huge = text.replace(fullCheck, rules.join('') + fullCheck);
  const { complete, problems, situations, tried } = reach(huge);
  expect({ complete, tried }).toEqual({ complete: false, tried: situationsMax(20) });
  expect(problems.every((one) => one.severity === 'warning')).toBe(true);
  expect(situations).toBeGreaterThan(2 ** 50);
});

test.each([0, 1, 2, 7, 12, 360, 1001])('of %i situations each is tried once', (count) => {
  const tried = [...scattered(count)];
  expect(tried.toSorted((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, at) => at));
});

test.each(['value_eur > 1e3 && value_eur < 2e3', 'size(factors_bound) == 4', 'kyc_level == 1'])(
  'a rule that accounts reach is not refused, however its values are written: %s',
  (when) => {
    expect(refusals(text.replace(owner, `when: lock.cause == "self" && ${when}\n`))).toEqual([]);
  },
);

test.each([
  'lock["cause"] == "riks"',
  'kyc_level == 5',
  '3.0 == kyc_level',
  'kyc_level in [1.0, 4.0]',
])('a value that the fact never has is refused: %s', (when) => {
  expect(refusals(text.replace(owner, `when: '${when}'\n`))).toEqual([
    `unknown_value@${lineOfOwner}`,
  ]);
});

test.each(['size(risk_signals) > 2 && size(risk_signals) < 3', 'kyc_level > 2'])(
  'a length or a level that is not there makes a rule unreachable: %s',
  (when) => {
    expect(refusals(text.replace(owner, `when: lock.cause == "self" && ${when}\n`))).toEqual([
      `unreachable_rule@${lineOfOwner}`,
    ]);
  },
);
