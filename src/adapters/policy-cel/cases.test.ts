/** The cases beside a policy say what an account can be, or are refused where they do not. */

import { expect, test } from 'vitest';
import { readPolicyCases } from './load.ts';

const withFacts = (facts: string) => `cases:
  - name: right
    facts: { value_eur: 1 }
    expect: { rule: default }
  - name: one
    facts: { country: UTO,
      ${facts} }
    expect: { rule: default, approvals: 2 }
`;
const factsLine = 7;

test.each([
  ['lock: risk', 'a mapping is expected here'],
  ['lock: { cause: risc }', 'lock.cause is never "risc"; it is one of self,'],
  ['lock: { case: risk }', '"case" is not known; known: cause, unlockable, age_hours'],
  ['value_eur: "120"', 'value_eur is no double'],
  ['value_eur: null', 'value_eur is no double'],
  ['value_eur: .nan', 'value_eur is no double'],
  ['kyc_level: 5', 'kyc_level is never 5; it is one of 0, 1, 2'],
  ['known_device: yes', 'known_device is no bool'],
  ['factors_lost: totp', 'factors_lost is no list<string>'],
  ['factors_lost: [top]', 'factors_lost is never "top"'],
  ['risk_signals: [1]', 'risk_signals is no list<string>'],
  ['value: 1', '"value" is not known'],
])('a fact that no account has is refused with its line: %s', (facts, message) => {
  const read = readPolicyCases(withFacts(facts));
  expect(read).toMatchObject({ ok: false, line: factsLine });
  expect(read.ok ? '' : read.message).toContain(message);
});

test.each([
  ['expect: { rule: default, approvals: 2 }', 'expect: { rule: default, approvals: "2" }', 8],
  ['expect: { rule: default, approvals: 2 }', 'expect: { rule: default, steps: face }', 8],
  ['expect: { rule: default, approvals: 2 }', 'expect: { rule: default, restrictions: 1 }', 8],
  ['expect: { rule: default, approvals: 2 }', 'expect: { approvals: 2 }', 8],
  ['expect: { rule: default, approvals: 2 }', 'expect: { rule: default, limits: [] }', 8],
  ['name: one', 'name: 1', 5],
  ['name: one', 'name: one\n    when: never', 6],
])('what cannot be expected is refused with its line: %s -> %s', (from, to, line) => {
  const text = withFacts('value_eur: 2').replace(from, to);
  expect(readPolicyCases(text)).toMatchObject({ ok: false, line });
});

test('a file without cases, or that is no YAML, is refused', () => {
  expect(readPolicyCases('cases: []\n')).toMatchObject({ ok: false, line: 1 });
  expect(readPolicyCases('- name: x\n')).toMatchObject({ ok: false, line: 1 });
  expect(readPolicyCases('a: 1\na: 2\n')).toMatchObject({ ok: false, line: 2 });
});

test('facts that an account can have are taken, the others are those of an ordinary one', () => {
  const facts = 'lock: { cause: risk, age_hours: 2.5 }, risk_signals: [new_country], kyc_level: 0';
  const read = readPolicyCases(withFacts(facts));
  expect(read.ok ? read.cases[1]?.facts : null).toMatchObject({
    lock: { cause: 'risk', unlockable: 'self_service', age_hours: 2.5 },
    risk_signals: ['new_country'],
    kyc_level: 0,
    value_eur: 5000,
  });
});
