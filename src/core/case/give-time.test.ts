import { describe, expect, test } from 'vitest';
import type { Reason } from '../reasons.ts';
import {
  approve,
  claim,
  inReview,
  opened,
  planned,
  planOf,
  robin,
  started,
  submit,
  type TestCase,
} from './case.fixture.ts';
import { effectsOf } from './effects.ts';
import { evolveAll } from './evolve.ts';
import type { CaseCommand, CaseEvent } from './types.ts';

const way = { alternative: 'statement' } as const;
const plan = planOf([planned('id_document'), planned('selfie', way)]);
const why: Reason = {
  code: 'image_blurry',
  retry: 'free',
  staffText: '',
  media: null,
  region: null,
};
const expire = { type: 'expire' } as const;
const again = {
  type: 'request_resubmission',
  reviewer: robin,
  step: 'selfie',
  reasons: [why],
} as const;
const tighten = {
  type: 'tighten_plan',
  steps: [planned('delay')],
  rule: 'flagged',
  approvalsRequired: 1,
  restrictions: [],
  policyVersion: '2',
} as const;
/** Cases of these tests are opened to end on 6 December. */
const afterEnd = '2027-02-01T10:00:00.000Z';
const newEnd = '2027-02-15T10:00:00.000Z';

/** Read only now, long after the case would have ended. */
const readLate = (): TestCase => inReview(plan).after(claim(robin), afterEnd);

describe('a case in review', () => {
  test('does not run out, however long people take', () => {
    expect(inReview(plan).refusal(expire, afterEnd)).toBe('not_now');
    const done = readLate().after(approve(robin), afterEnd);
    expect(done.state.status).toBe('approved');
  });

  test.each<[string, CaseCommand]>([
    ['one thing is asked for again', again],
    ['more is needed', tighten],
    ['consent was withdrawn', { type: 'withdraw_consent' }],
  ])('gives the person the life of a new case where %s', (_, command) => {
    const before = readLate();
    const back = before.after(command, afterEnd);
    expect(back.state.expiresAt).toBe(newEnd);
    expect(back.refusal(expire, '2027-02-15T09:59:59.999Z')).toBe('too_early');
    expect(back.after(expire, newEnd).state.status).toBe('expired');
    const fresh = back.events.slice(before.events.length);
    const timers = fresh
      .flatMap((event) => effectsOf(back.state, event, afterEnd))
      .filter((effect) => effect.type === 'timer' && effect.command === 'expire');
    expect(timers).toEqual([{ type: 'timer', command: 'expire', dueAt: newEnd }]);
  });

  test('that stays there or ends is given no time', () => {
    const claimed = readLate();
    for (const command of [claim(robin), approve(robin), { type: 'withdraw' }] as const) {
      const types = claimed.after(command, afterEnd).events.map(({ type }) => type);
      expect(types).not.toContain('case.extended');
    }
  });

  test('is not shortened by coming back', () => {
    const back = inReview(plan).after(claim(robin)).after(again);
    expect(back.state.expiresAt).toBe(opened().state.expiresAt);
  });
});

test('time that the person takes ends a case as before', () => {
  const end = opened().state.expiresAt;
  for (const made of [opened(), started(plan), started(plan).after(submit('id_document'))]) {
    expect(made.after(expire, end).state.status).toBe('expired');
  }
});

test('an appeal that was written with an end of its own is read as one without', () => {
  const old = { type: 'case.appealed', barred: [robin], expiresAt: '2027-01-05T10:00:00.000Z' };
  const before = inReview(plan);
  const state = evolveAll('case-1', [old as CaseEvent], before.state);
  expect([state?.status, state?.expiresAt]).toEqual(['in_review', before.state.expiresAt]);
});
