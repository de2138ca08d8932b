import { expect, it } from 'vitest';
import { termsOf } from './terms.ts';
import type { PolicyDocument } from './types.ts';

const outcome = (...hours: readonly number[]) =>
  ({ restrictions: hours.map((one) => ({ kind: 'withdrawals', hours: one })) }) as never;
const termsWith = (rules: PolicyDocument['rules'], last: PolicyDocument['default']) =>
  termsOf({ retentionDays: 90, channelTrustDays: 14, rules, default: last });

it('what is said of every plan is the longest limit of any, the default included', () => {
  expect(termsWith([outcome(24), outcome(48, 72)], outcome(12))).toEqual({
    retentionDays: 90,
    limitHours: 72,
    channelTrustDays: 14,
  });
  expect(termsWith([outcome(24)], outcome(96)).limitHours).toBe(96);
  expect(termsWith([outcome()], outcome()).limitHours).toBe(0);
});
