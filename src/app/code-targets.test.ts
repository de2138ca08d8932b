import { expect, it } from 'vitest';
import {
  alex,
  claim,
  inReview,
  planned,
  planOf,
  robin,
  started,
} from '../core/case/case.fixture.ts';
import { canBeLost, mayBeLost } from './code-targets.ts';

const plan = planOf([planned('codes', { channels: ['totp'] })]);
const why = {
  code: 'name_mismatch',
  retry: 'free',
  staffText: 'another name',
  media: null,
  region: null,
} as const;

it('a channel that is asked for may be lost, but not while an appeal is read', () => {
  const asked = started(plan);
  expect(mayBeLost(asked.state)).toEqual(['totp']);
  // The freeze was declined for good: no other case is opened, and leaving this one would end the appeal.
  const again = inReview(plan)
    .after(claim(robin))
    .after({ type: 'decline', reviewer: robin, final: true, reasons: [why], appealDays: 30 })
    .after({ type: 'appeal', currentFreezeId: 'freeze-1' })
    .after(claim(alex))
    .after({
      type: 'request_resubmission',
      reviewer: alex,
      step: 'codes',
      reasons: [why],
    });
  expect(again.state.status).toBe('waiting_resubmission');
  expect(mayBeLost(again.state)).toEqual([]);
  expect(canBeLost(again.state, ['totp'])).toBe(false);
});
