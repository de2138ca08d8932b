import { describe, expect, test } from 'vitest';
import type { Reason } from '../reasons.ts';
import { mayAppeal } from './appeal.ts';
import {
  alex,
  approve,
  claim,
  inReview,
  planned,
  planOf,
  robin,
  type TestCase,
} from './case.fixture.ts';
import { effectsOf } from './effects.ts';

const kim = '00000000-0000-4000-8000-000000000003';
const noor = '00000000-0000-4000-8000-000000000004';
const onePlan = planOf([planned('id_document'), planned('selfie')]);
const twoPlan = planOf([planned('id_document')], { approvalsRequired: 2 });
const why: Reason = {
  code: 'name_mismatch',
  retry: 'free',
  staffText: 'another name',
  media: null,
  region: null,
};
const lastMoment = '2026-12-22T09:59:59.999Z';
const tooLate = '2026-12-22T10:00:00.000Z';
const appealNow = { type: 'appeal', currentFreezeId: 'freeze-1' } as const;
const decline = (reviewer: string, final: boolean) =>
  ({ type: 'decline', reviewer, final, reasons: [why], appealDays: 30 }) as const;

const declinedBy = (made: TestCase, reviewer: string, final = true): TestCase =>
  made.after(claim(reviewer)).after(decline(reviewer, final));
const appealed = (): TestCase => declinedBy(inReview(onePlan), robin).after(appealNow);

describe('an appeal', () => {
  test('is for thirty days after a final decline, and puts the case before people again', () => {
    const declined = declinedBy(inReview(onePlan), robin);
    expect(declined.refusal(appealNow, lastMoment)).toBeNull();
    expect(declined.refusal(appealNow, tooLate)).toBe('appeal_over');
    expect(mayAppeal(declined.state, lastMoment)).toBe(true);
    expect(mayAppeal(declined.state, tooLate)).toBe(false);
    const open = declined.after(appealNow, lastMoment);
    expect(open.state.status).toBe('in_review');
    // Until it is decided the first decision stands.
    expect(open.state.decision).toBe('declined_final');
    expect(open.state.unlocked).toBe(false);
  });

  test('is not for a decline that may simply be tried again, nor for a case that did not end so', () => {
    expect(declinedBy(inReview(onePlan), robin, false).refusal(appealNow)).toBe('no_appeal');
    expect(inReview(onePlan).refusal(appealNow)).toBe('not_now');
    const approved = inReview(onePlan).after(claim(robin)).after(approve(robin));
    expect(approved.refusal(appealNow)).toBe('not_now');
  });

  test('is not for an owner who said "this was not me", nor about another freeze, nor once erased', () => {
    const declined = declinedBy(inReview(onePlan), robin);
    expect(declined.after({ type: 'owner_stop' }).refusal(appealNow)).toBe('no_appeal');
    expect(declined.refusal({ ...appealNow, currentFreezeId: 'freeze-2' })).toBe('newer_freeze');
    expect(declined.refusal({ ...appealNow, currentFreezeId: '' })).toBe('thawed_elsewhere');
    expect(declined.after({ type: 'redact' }).refusal(appealNow)).toBe('no_appeal');
  });

  test('is never read by whoever decided, not even with an old claim', () => {
    const open = appealed();
    expect(open.refusal(claim(robin))).toBe('four_eyes');
    expect(open.refusal(approve(robin))).toBe('not_claimed');
    expect(open.refusal(decline(robin, true))).toBe('not_claimed');
    expect(open.refusal(claim(alex))).toBeNull();
  });

  test('is not read by those either who had approved before another one declined', () => {
    const open = declinedBy(
      inReview(twoPlan).after(claim(robin)).after(approve(robin)),
      alex,
    ).after(appealNow);
    expect(open.state.approvals).toEqual([]);
    expect(open.refusal(claim(robin))).toBe('four_eyes');
    expect(open.refusal(claim(alex))).toBe('four_eyes');
    const once = open.after(claim(kim)).after(approve(kim));
    expect(once.state.status).toBe('in_review');
    expect(once.refusal(claim(kim))).toBe('four_eyes');
    const done = once.after(claim(noor)).after(approve(noor));
    expect([done.state.status, done.state.decision]).toEqual(['approved', 'approved']);
    expect(done.state.decidedBy).toBe('two_reviewers');
  });

  test('is upheld for good: there is no second one', () => {
    const upheld = declinedBy(appealed(), alex);
    expect([upheld.state.status, upheld.state.appealUntil]).toEqual(['declined', null]);
    expect(upheld.refusal(appealNow)).toBe('no_appeal');
    expect(mayAppeal(upheld.state, '2026-11-23T10:00:00.000Z')).toBe(false);
  });

  test('may be overturned by a reopening: one step anew, and the bar stays', () => {
    const asked = appealed()
      .after(claim(alex))
      .after({ type: 'request_resubmission', reviewer: alex, step: 'selfie', reasons: [why] });
    expect(asked.state.status).toBe('waiting_resubmission');
    const back = asked.after({
      type: 'submit_step',
      step: 'selfie',
      verdict: { outcome: 'passed', reasons: [] },
    });
    expect(back.state.status).toBe('in_review');
    expect(back.refusal(claim(robin))).toBe('four_eyes');
    expect(back.after(claim(alex)).after(approve(alex)).state.status).toBe('approved');
  });

  test('is told to the owner, queued, and waits until somebody reads it', () => {
    const open = appealed();
    const event = open.events.at(-1)!;
    const effects = effectsOf(open.state, event, lastMoment);
    expect(effects.map((e) => e.type)).toEqual(['queue_review', 'tell_owner', 'webhook']);
    expect(open.refusal({ type: 'expire' }, '2027-11-22T10:00:00.000Z')).toBe('not_now');
  });
});

test('nobody is promised an appeal about what is erased by then', () => {
  const plan = planOf([planned('id_document')], { retentionDays: 7 });
  const final = declinedBy(inReview(plan), robin);
  expect(final.state.appealUntil).toBe('2026-11-29T10:00:00.000Z');
  expect(final.refusal(appealNow, '2026-11-29T10:00:00.000Z')).toBe('appeal_over');
});
