import { expect, test } from 'vitest';
import { celCondition } from './condition.ts';

const known = { name: 'case_kind', value: 'unlock' };

test.each([
  ['case_kind == "unlock"', true],
  ['"unlock" != case_kind', false],
  ['case_kind in ["lost_channel", "reset_factor"]', false],
  ['!(case_kind in ["unlock"])', false],
  ['case_kind == "unlock" && value_eur < 1', null],
  ['case_kind == "unlock" || risk_signals[0] == "x"', true],
  ['risk_signals[0] == "x" && case_kind != "unlock"', false],
  ['case_kind == country', null],
  ['case_kind == "unlock" ? known_device : false', null],
  ['known_device', null],
  ['1 < 2 || true', true],
])('what one known fact makes of a condition, whatever the others are: %s', (expression, truth) => {
  expect(celCondition(expression).truthWhere(known)).toBe(truth);
});
