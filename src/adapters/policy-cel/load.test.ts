import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ordinaryFacts, parsePolicyCases, runPolicyCases } from '../../core/policy/cases.ts';
import { choosePlan, explain } from '../../core/policy/plan.ts';
import type { Policy } from '../../core/policy/types.ts';
import { celCondition } from './condition.ts';
import { loadPolicy, readPolicyCases, readRecordedPolicy } from './load.ts';

const policies = new URL('../../../policies/', import.meta.url);
const defaultText = readFileSync(new URL('default.yaml', policies), 'utf8');

function loaded(text: string): Policy {
  const result = loadPolicy(text);
  if (!result.ok) throw new Error(JSON.stringify(result.problems, null, 1));
  return result.policy;
}

/** `code@line` of every error, and the text around the mark is the test's own business. */
function errors(text: string): string[] {
  const result = loadPolicy(text);
  if (result.ok) return [];
  const found = result.problems.filter((problem) => problem.severity === 'error');
  return found.map((problem) => `${problem.code}@${problem.line}`);
}

function changed(from: string, to: string): string {
  if (!defaultText.includes(from)) throw new Error(`the file has no "${from}"`);
  return defaultText.replace(from, to);
}

function lineOf(needle: string, text = defaultText): number {
  return text.slice(0, text.indexOf(needle)).split('\n').length;
}

/** A small file whose rule has the given steps; the default asks for everything. */
function withSteps(
  steps: string,
  options: { readonly email?: boolean; readonly approvals?: number } = {},
): string {
  return `policy: p
version: "1"
retention_days: 30
email_is_login_channel: ${options.email ?? true}
notify_owner: true
rules:
  - name: one
    when: case_kind == "unlock" && value_eur < 10
    because: [because.low_value]
    steps: [${steps}]
    approvals: ${options.approvals ?? 1}
default:
  because: [because.full_check]
  steps: [${questions}, ${email}, ${codesFrom('email, sms, totp, passkey')}, ${document}, ${selfie}, ${face}, ${statement}, ${delay}]
  approvals: 2
`;
}

const questions = '{ step: questions, reason: reason.questions.history, minutes: 2, attempts: 2 }';
const email = '{ step: email_confirmation, reason: reason.email.mailbox, minutes: 1, attempts: 5 }';
const codesFrom = (channels: string) =>
  `{ step: codes, reason: reason.codes.factors, minutes: 2, attempts: 5, channels: [${channels}] }`;
const document =
  '{ step: id_document, reason: reason.document.identity, minutes: 3, attempts: 4, alternative: statement }';
const selfie =
  '{ step: selfie, reason: reason.selfie.document, minutes: 1, attempts: 4, alternative: statement }';
const face =
  '{ step: face, reason: reason.face.present, minutes: 2, attempts: 5, alternative: statement }';
const statement = '{ step: statement, reason: reason.document.identity, minutes: 5, attempts: 3 }';
const delay = '{ step: delay, reason: reason.delay.lost_channel, hours: 24 }';
const stepsLine = lineOf('    steps: [', withSteps(''));

describe('the policy of the development world', () => {
  test('passes every case that stands beside it', () => {
    const text = readFileSync(new URL('default.test.yaml', policies), 'utf8');
    const read = readPolicyCases(text);
    const results = runPolicyCases(loaded(defaultText), read.ok ? read.cases : []);
    expect(results.length).toBeGreaterThanOrEqual(15);
    expect(results.filter((result) => !result.ok)).toEqual([]);
  });

  test('a case that expects something else fails', () => {
    const value = { cases: [{ name: 'x', facts: {}, expect: { rule: 'default', approvals: 2 } }] };
    const [result] = runPolicyCases(loaded(defaultText), parsePolicyCases(value));
    expect(result?.differences).toHaveLength(2);
  });

  test('the plan names the file by its SHA-256', () => {
    const plan = choosePlan(loaded(defaultText), ordinaryFacts);
    expect(plan.policyHash).toMatch(/^[0-9a-f]{64}$/);
    expect(choosePlan(loaded(`${defaultText}# more\n`), ordinaryFacts).policyHash).not.toBe(
      plan.policyHash,
    );
  });

  test('the explanation lists the rules that were tried, in order', () => {
    const { tried, rule } = explain(loaded(defaultText), ordinaryFacts);
    expect(rule).toBe('frozen_by_owner');
    expect(tried.at(-1)).toMatchObject({ rule: 'frozen_by_owner', outcome: 'matched' });
    expect(tried.slice(0, -1).every((one) => one.outcome === 'not_matched')).toBe(true);
  });
});

describe('the checker refuses', () => {
  test('questions as the only step', () => {
    expect(errors(withSteps(questions))).toEqual([`questions_decide@${stepsLine}`]);
  });

  test('questions with e-mail where e-mail is the way to log in', () => {
    expect(errors(withSteps(`${questions}, ${email}`))).toEqual([`questions_decide@${stepsLine}`]);
  });

  test('questions with e-mail that is no way to log in', () => {
    const text = withSteps(`${questions}, ${email}`, { email: false });
    expect(errors(text)).toEqual([`questions_decide@${stepsLine}`]);
  });

  test('questions as the last step', () => {
    const text = withSteps(`${email}, ${document}, ${questions}`);
    expect(errors(text)).toEqual([`questions_decide@${stepsLine}`]);
  });

  test('questions as the last step but for delays', () => {
    const text = withSteps(`${email}, ${document}, ${questions}, ${delay}`);
    expect(errors(text)).toEqual([`questions_decide@${stepsLine}`]);
    expect(errors(withSteps(`${questions}, ${delay}`))).toContain(`questions_decide@${stepsLine}`);
    expect(errors(withSteps(`${questions}, ${document}, ${delay}`))).toEqual([]);
  });

  test('one kind of restriction twice, in a rule or in the default', () => {
    const twice = (kind: string) => `      - { kind: withdrawals, hours: 48 }
      - { kind: ${kind}, hours: 72 }
`;
    const from =
      '      - { kind: withdrawals, hours: 48 }\n      - { kind: contact_change, hours: 72 }\n';
    const line = lineOf(from) + 1;
    expect(errors(changed(from, twice('contact_change')))).toEqual([]);
    expect(errors(changed(from, twice('withdrawals')))).toEqual([`duplicate_restriction@${line}`]);
    const last = defaultText.split('\n').length;
    expect(errors(`${defaultText}    - { kind: withdrawals, hours: 9 }\n`)).toEqual([
      `duplicate_restriction@${last}`,
    ]);
  });

  test('e-mail alone where e-mail is the way to log in', () => {
    expect(errors(withSteps(email))).toEqual([`email_alone@${stepsLine}`]);
  });

  test('codes to the address that people log in with, alone or beside the mailed link', () => {
    const mail = codesFrom('email');
    expect(errors(withSteps(mail))).toEqual([`email_alone@${stepsLine}`]);
    expect(errors(withSteps(`${email}, ${mail}`))).toEqual([`email_alone@${stepsLine}`]);
    expect(errors(withSteps(mail, { email: false }))).toEqual([
      `no_proof_of_identity@${stepsLine}`,
    ]);
  });

  test('codes without a look at who the person is', () => {
    const codes = codesFrom('sms, totp, passkey');
    expect(errors(withSteps(codes))).toEqual([`no_proof_of_identity@${stepsLine}`]);
  });

  test('channels that are not there, named twice, none, or of another step', () => {
    for (const channels of ['fax', 'sms, sms', '']) {
      expect(errors(withSteps(`${codesFrom(channels)}, ${document}`))).toEqual([
        `bad_value@${stepsLine}`,
      ]);
    }
    const other = document.replace(' }', ', channels: [sms] }');
    expect(errors(withSteps(other))).toEqual([`unknown_key@${stepsLine}`]);
  });

  test('a plan without any proof of identity', () => {
    expect(errors(withSteps(statement))).toEqual([`no_proof_of_identity@${stepsLine}`]);
    expect(errors(withSteps(''))).toEqual([`no_proof_of_identity@${stepsLine}`]);
  });

  test('approval by machine, above all on biometrics', () => {
    const steps = `${email}, ${document}, ${selfie}, ${face}`;
    const text = withSteps(steps, { approvals: 0 });
    expect(errors(text)).toEqual([`machine_approval@${stepsLine + 1}`]);
    expect(errors(withSteps(document, { approvals: 0 }))).toHaveLength(1);
  });

  test('a camera step without a way around it', () => {
    const bare = selfie.replace(', alternative: statement', '');
    expect(errors(withSteps(`${document}, ${bare}`))).toEqual([`no_alternative@${stepsLine}`]);
  });

  test('a camera step whose way around is another camera step', () => {
    const circular = selfie.replace('alternative: statement', 'alternative: face');
    expect(errors(withSteps(`${document}, ${circular}`))).toEqual([`no_alternative@${stepsLine}`]);
  });

  test('a selfie or a face with nothing to compare it with', () => {
    expect(errors(withSteps(selfie))).toEqual([`nothing_to_compare@${stepsLine}`]);
    expect(errors(withSteps(`${document}, ${face}`))).toEqual([`nothing_to_compare@${stepsLine}`]);
  });

  test('one step twice', () => {
    expect(errors(withSteps(`${document}, ${document}`))).toEqual([`duplicate_step@${stepsLine}`]);
  });

  test('a rule below one that is always true', () => {
    const text = changed('when: lock.cause == "risk"', 'when: 1 < 2');
    const found = errors(text);
    expect(found[0]).toBe(`unreachable_rule@${lineOf('when: ("totp"')}`);
    expect(found).toHaveLength(5);
  });

  test('a rule that is never true, and one with the same condition as another', () => {
    expect(errors(changed('when: lock.cause == "risk"', 'when: 2 < 1'))).toEqual([
      `unreachable_rule@${lineOf('when: lock.cause == "risk"')}`,
    ]);
    const twin = 'when: lock.cause in ["self",   "owner_email_link"]';
    expect(errors(changed('when: lock.cause == "risk"', twin))).toEqual([
      `unreachable_rule@${lineOf('when: lock.cause in ["self", "owner_email_link"]\n')}`,
    ]);
  });

  test.each([
    ['vlaue_eur < 10', 'unknown_fact'],
    ['lock.reason == "risk"', 'unknown_fact'],
    ['__proto__ == 1', 'unknown_fact'],
    ['lock.__proto__ == "x"', 'unknown_fact'],
    ['constructor == 1', 'unknown_fact'],
    ['lock.cause == "riks"', 'unknown_value'],
    ['lock.cause in ["risk", "riks"]', 'unknown_value'],
    ['"top" in factors_lost', 'unknown_value'],
    ['value_eur', 'bad_condition'],
    ['value_eur < "10"', 'bad_condition'],
    ['value_eur <', 'bad_condition'],
  ])('the condition %s', (condition, code) => {
    const text = changed('when: lock.cause == "risk"', `when: ${JSON.stringify(condition)}`);
    expect(errors(text)).toEqual([`${code}@${lineOf('when: lock.cause == "risk"')}`]);
  });

  test('a file without a default', () => {
    const text = defaultText.slice(0, defaultText.indexOf('default:\n'));
    expect(errors(text)).toEqual(['missing_default@1']);
  });

  test('a default that asks for less than a rule: steps, approvals, restrictions', () => {
    const all = `${email}, ${document}, ${selfie}, ${face}`;
    const weaker = (from: string, to: string) => {
      const text = withSteps(all).replace(from, to);
      return errors(text.replace('because: [because.full_check]', 'because: [because.low_value]'));
    };
    const line = lineOf('default:', withSteps(all));
    const full = `${selfie}, ${face}, ${statement}, ${delay}]`;
    expect(weaker(full, `${selfie}, ${statement}, ${delay}]`)).toEqual([
      `default_too_weak@${line + 2}`,
    ]);
    const two = withSteps(all, { approvals: 2 }).replace(/approvals: 2\n$/, 'approvals: 1\n');
    expect(errors(two)).toEqual([`default_too_weak@${line + 3}`]);
    const limit = '    approvals: 1\n    restrictions: [{ kind: withdrawals, hours: 2 }]\n';
    expect(weaker('    approvals: 1\n', limit)[0]).toMatch(/^default_too_weak@/);
  });

  test('an unlock of which the owner is not told', () => {
    const line = lineOf('notify_owner');
    expect(errors(changed('notify_owner: true', 'notify_owner: false'))).toEqual([
      `owner_not_told@${line}`,
    ]);
    expect(errors(changed('notify_owner: true\n', ''))[0]).toMatch(/^missing@/);
  });

  test('texts that do not exist', () => {
    const text = changed('[because.lost_phone]', '[because.lost_horse]');
    expect(errors(text)).toEqual([`unknown_text@${lineOf('[because.lost_phone]')}`]);
  });

  test('keys that do not exist, twice the same key, aliases, tags and broken YAML', () => {
    expect(errors(changed('notify_owner: true', 'notify_owner: true\nnotify: 1'))).toEqual([
      `unknown_key@${lineOf('notify_owner') + 1}`,
    ]);
    expect(errors(changed('policy: northwind', 'policy: northwind\n__proto__: {}'))).toEqual([
      `unknown_key@${lineOf('policy: northwind') + 1}`,
    ]);
    expect(errors(`${defaultText}\npolicy: twice\n`)[0]).toMatch(/^malformed@/);
    expect(errors('a: &x [1]\nb: *x\n')[0]).toMatch(/^malformed/);
    expect(errors('a: &x [1]\nb: 1\nc: [*x,\n  *x]\n')).toEqual(['malformed@3', 'malformed@4']);
    expect(errors('a: !!js/function x\n')[0]).toMatch(/^malformed/);
    expect(errors('a: [')[0]).toMatch(/^malformed/);
    expect(errors('')[0]).toMatch(/^malformed/);
  });

  test('a kind of verification that is not there', () => {
    expect(
      errors(withSteps(`${document}, ${email.replace('email_confirmation', 'magic')}`)),
    ).toEqual([`bad_value@${stepsLine}`]);
  });
});

/** The sentence of each refusal, as an operator reads it. */
test.each([
  ['questions_decide', withSteps(questions), 'questions may not be the only or deciding step'],
  [
    'questions_decide',
    withSteps(`${questions}, ${email}`),
    'questions with an e-mail to the login',
  ],
  [
    'questions_decide',
    withSteps(`${document}, ${questions}`),
    'may not be the last, deciding step',
  ],
  [
    'email_alone',
    withSteps(email),
    'e-mail alone proves nothing where e-mail is the way to log in',
  ],
  ['no_proof_of_identity', withSteps(statement), 'no step shows who the person is'],
  [
    'machine_approval',
    withSteps(`${document}, ${selfie}`, { approvals: 0 }),
    'a machine may not approve on the strength of a face',
  ],
  [
    'no_alternative',
    withSteps(document.replace(', alternative: statement', '')),
    'id_document needs a non-biometric alternative',
  ],
  ['unreachable_rule', withSteps(document).replace('< 10', '< 0'), 'was reached in none of'],
  ['unknown_fact', withSteps(document).replace('value_eur', 'vlaue_eur'), 'vlaue_eur'],
  [
    'unknown_value',
    withSteps(document).replace('value_eur < 10', 'lock.cause == "x"'),
    'never "x"',
  ],
  ['missing_default', withSteps(document).split('default:')[0] ?? '', 'a default is needed'],
  [
    'owner_not_told',
    withSteps(document).replace('notify_owner: true', 'notify_owner: false'),
    'an unlock without notice to the owner is refused',
  ],
  [
    'default_too_weak',
    withSteps(document, { approvals: 2 }).replace(/2\n$/, '1\n'),
    'more approvals',
  ],
])('a refusal (%s) says why and where', (code, text, reason) => {
  const result = loadPolicy(text);
  const found = result.ok ? [] : result.problems.filter((one) => one.severity === 'error');
  expect(found.map((one) => one.code)).toContain(code);
  const problem = found.find((one) => one.code === code && one.message.includes(reason));
  expect(problem?.line).toBeGreaterThan(0);
});

test('numbers compare as people write them', () => {
  const holds = (expression: string) => celCondition(expression).evaluate(ordinaryFacts);
  expect(holds('kyc_level == 2 && 2 == kyc_level && kyc_level != 1 && kyc_level == 2.0')).toBe(
    true,
  );
  expect(holds('kyc_level == 1 || 1 == kyc_level || kyc_level != 2')).toBe(false);
  expect(holds('value_eur >= 5000 && value_eur < 5000.5')).toBe(true);
});

test('what is not AAL2 is warned of, not refused', () => {
  const result = loadPolicy(withSteps(document));
  expect(result.ok && result.warnings.map((warning) => warning.code)).toEqual(['below_aal2']);
  const warned = (steps: string, mailIsLogin = true) => {
    const loadedSteps = loadPolicy(withSteps(steps, { email: mailIsLogin }));
    if (!loadedSteps.ok) throw new Error(JSON.stringify(loadedSteps.problems));
    return loadedSteps.warnings.map((warning) => warning.code);
  };
  // Two codes of different kinds will do; the address to log in with is not one of them.
  expect(warned(`${codesFrom('sms, totp')}, ${document}`)).toEqual([]);
  expect(warned(`${codesFrom('sms')}, ${document}`)).toEqual(['below_aal2']);
  expect(warned(`${codesFrom('email, sms')}, ${document}`)).toEqual(['below_aal2']);
  expect(warned(`${email}, ${codesFrom('sms')}, ${document}`)).toEqual(['below_aal2']);
  expect(warned(`${email}, ${codesFrom('sms')}, ${document}`, false)).toEqual([]);
});

test('a condition that cannot be evaluated leads to the default', () => {
  const policy = loaded(defaultText);
  const failing: Policy = {
    ...policy,
    conditions: policy.conditions.map(() => ({
      ...celCondition('true'),
      evaluate: () => {
        throw new Error('broken');
      },
    })),
  };
  const { rule, plan, tried } = explain(failing, ordinaryFacts);
  expect(rule).toBe('default');
  expect(plan.approvalsRequired).toBe(2);
  expect(tried).toHaveLength(1);
});

test('a policy that a stricter checker refuses now is still read as what was in force', () => {
  const older = defaultText.replaceAll(/^ {4}approvals: 2$/gm, '    approvals: 1');
  expect(loadPolicy(older).ok).toBe(false);
  const read = readRecordedPolicy(older);
  if (!read.ok) throw new Error('not read');
  expect(read.policy.document.rules.every(({ approvals }) => approvals === 1)).toBe(true);
  expect(read.hash).toBe(createHash('sha256').update(older).digest('hex'));
  expect(readRecordedPolicy('rules: [1\nb').ok).toBe(false);
});
