import { expect, test } from 'vitest';
import { celCondition } from './condition.ts';

const looks = (expression: string) => {
  const { exact, facts, numbers, words } = celCondition(expression).looks();
  const lists = (found: ReadonlyMap<string, ReadonlySet<unknown>>) =>
    Object.fromEntries([...found].map(([name, values]) => [name, [...values]]));
  return { facts: [...facts], numbers: lists(numbers), words: lists(words), exact };
};

test.each([
  ['value_eur > 1e3 && value_eur < 2e3', { numbers: { value_eur: [1000, 2000] } }],
  ['value_eur == 0x10 || -5 < value_eur', { numbers: { value_eur: [16, -5] } }],
  ['value_eur in [1.0, 2.5]', { numbers: { value_eur: [1, 2.5] } }],
  ['size(factors_bound) >= 2', { numbers: { factors_bound: [2] } }],
  ['3 > factors_bound.size()', { numbers: { factors_bound: [3] } }],
  ['lock["cause"] == "risk"', { words: { 'lock.cause': ['risk'] } }],
  ['!(lock.cause in ["risk", \'self\'])', { words: { 'lock.cause': ['risk', 'self'] } }],
  ['"totp" in factors_lost', { words: { factors_lost: ['totp'] } }],
  ['country == "a\\"b"', { words: { country: ['a"b'] } }],
  ['known_device ? value_eur < 3 : 1 < 2', { numbers: { value_eur: [3] } }],
  ['known_device == (value_eur < 3)', { numbers: { value_eur: [3] } }],
])('what a condition compares facts with is read from its syntax: %s', (expression, found) => {
  expect(looks(expression)).toMatchObject({ numbers: {}, words: {}, exact: true, ...found });
});

test.each([
  ['value_eur * 2.0 < 10.0', { facts: ['value_eur'], numbers: { value_eur: [2, 10] } }],
  ['value_eur < account_age_days', { facts: ['value_eur', 'account_age_days'] }],
  ['risk_signals[0] == "x"', { facts: ['risk_signals'], words: { risk_signals: ['x'] } }],
  ['factors_lost == ["sms"]', { words: { factors_lost: ['sms'] } }],
  ['risk_signals.exists(one, one == "x")', { words: { risk_signals: ['x'] } }],
  ['country.startsWith("A")', { words: { country: ['A'] } }],
  ['lock[country] == "risk"', { words: { 'lock.cause': ['risk'], country: ['risk'] } }],
])(
  'a condition that does more than compare says so, and leaves no fact out: %s',
  (expression, found) => {
    expect(looks(expression)).toMatchObject({ ...found, exact: false });
  },
);
