/** Which plans a case about a lost channel or factor may come to. */

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadPolicy } from './load.ts';

const text = readFileSync(new URL('../../../policies/default.yaml', import.meta.url), 'utf8');
const at = (needle: string) => text.indexOf(needle);
const lossRules = text.slice(at('  - name: channel_lost'), at('  - name: owner_said_no'));

interface Finding {
  readonly place: string;
  readonly message: string;
}

function findings(changed: string, severity: 'error' | 'warning' = 'error'): readonly Finding[] {
  expect(changed).not.toBe(text);
  const loaded = loadPolicy(changed);
  return (loaded.ok ? loaded.warnings : loaded.problems)
    .filter((one) => one.severity === severity && one.code !== 'below_aal2')
    .map(({ code, line, message }) => ({ place: `${code}@${line}`, message }));
}

function lineOf(needle: string, changed: string): number {
  expect(changed).toContain(needle);
  return changed.slice(0, changed.indexOf(needle)).split('\n').length;
}

/** The shipped policy with one of its two rules for what was lost changed. */
function withLossRule(kind: string, from: string | RegExp, to: string): string {
  const when = `when: case_kind == "${kind}"`;
  const start = at(when);
  return text.slice(0, start) + text.slice(start).replace(from, to);
}

test.each([
  ['one approval', /approvals: 2/, 'approvals: 1', 'asks for fewer than two approvals'],
  ['no delay', /\n.*step: delay.*/, '', 'has no delay'],
])('a plan with %s is refused where such a case comes to it', (_name, from, to, why) => {
  for (const kind of ['lost_channel', 'reset_factor']) {
    const changed = withLossRule(kind, from, to);
    const [found, ...more] = findings(changed);
    expect(more).toEqual([]);
    expect(found?.place).toBe(`weak_for_loss@${lineOf(`when: case_kind == "${kind}"`, changed)}`);
    expect(found?.message).toMatch(new RegExp(`^a ${kind} case comes to ".*", which ${why}`));
  }
});

test('rules for unlocks are refused where no rule above them takes such cases', () => {
  const changed = text.replace(lossRules, '');
  const places = findings(changed).map((one) => one.place);
  expect(places).toContain(
    `weak_for_loss@${lineOf('when: lock.cause in ["self", "owner_email_link"]\n', changed)}`,
  );
  expect(places.every((place) => place.startsWith('weak_for_loss@'))).toBe(true);
});

test('a default that such a case comes to needs two approvals and a delay too', () => {
  const onlyFull = text.replace(/ {2}- name: channel_lost[\s\S]*?(?= {2}- name: full_check)/, '');
  expect(findings(onlyFull)).toEqual([]);
  const weaker = onlyFull.replace(/.*step: delay.*\n/, '');
  expect(findings(weaker).map((one) => one.place)).toEqual([
    `weak_for_loss@${lineOf('\ndefault:', weaker) + 1}`,
  ]);
});

test('what is left of a plan without the lost channels may not let questions decide', () => {
  const mail = /( +- \{ step: email_confirmation.*\n)([\s\S]*?)( +- \{ step: delay)/;
  const questions = `      - { step: questions, reason: reason.questions.history, minutes: 2, attempts: 2 }\n`;
  const changed = withLossRule('lost_channel', mail, `$2${questions}$1$3`);
  expect(findings(changed).map((one) => one.message)).toEqual([
    expect.stringContaining('lets questions decide where what was lost is left out'),
  ]);
});

test('where not every situation was tried, a plan that such a case might come to is a warning', () => {
  const computing = text.replace(
    'when: case_kind == "reset_factor"',
    'when: case_kind == "reset_factor" && account_age_days * 2.0 >= 0.0',
  );
  const messages = findings(computing, 'warning').map((one) => one.message);
  expect(messages).toContainEqual(expect.stringContaining('may come to "frozen_by_owner", which'));
  // The last rule takes unlocks alone.
  expect(messages.some((message) => message.includes('full_check'))).toBe(false);
  // Rules above that ask for nothing but the kind of case take all of them.
  const shielded = text.replace('kyc_level <= 1', 'kyc_level * 2.0 <= 2.0');
  expect(findings(shielded, 'warning')).toEqual([]);
});

test('where every situation was tried, rules that take such cases together are enough', () => {
  const [first = '', second = ''] = lossRules.split(/(?= {2}- name: factor_lost)/);
  const halves = (rule: string, kind: string) =>
    ['<', '>='].map((sign, half) =>
      rule
        .replace(/name: (\w+)/, `name: $1_${half}`)
        .replace(`"${kind}"`, `"${kind}" && value_eur ${sign} 700`),
    );
  const both = [...halves(first, 'lost_channel'), ...halves(second, 'reset_factor')].join('');
  expect(findings(text.replace(lossRules, both))).toEqual([]);
  expect(findings(text.replace(lossRules, both), 'warning')).toEqual([]);
});

test('where no rule reads what a case is about, such a case may come to any of them', () => {
  const unread = text
    .replace(/ {2}- name: channel_lost[\s\S]*?(?= {2}- name: full_check)/, '')
    .replace('case_kind == "unlock"', 'value_eur < 9');
  expect(findings(unread).map((one) => one.place)).toEqual([
    `weak_for_loss@${lineOf('when: value_eur < 9', unread)}`,
  ]);
});
