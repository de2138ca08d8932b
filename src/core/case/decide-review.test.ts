import { describe, expect, test } from 'vitest';
import type { Reason } from '../reasons.ts';
import {
  alex,
  approve,
  claim,
  doubtful,
  inReview,
  passed,
  planned,
  planOf,
  robin,
  started,
  submit,
  t0,
} from './case.fixture.ts';
import { machine } from './machine.ts';

const onePlan = planOf([planned('id_document')]);
const twoPlan = planOf([planned('id_document')], { approvalsRequired: 2 });
const why: Reason = {
  code: 'name_mismatch',
  retry: 'free',
  staffText: 'another name',
  media: null,
  region: null,
};
const lateLease = '2026-11-22T10:20:00.000Z';

const declineOf = (reviewer: string, reasons: readonly Reason[], final = false) =>
  ({ type: 'decline', reviewer, final, reasons, appealDays: 30 }) as const;

describe('the claim', () => {
  test('a case belongs to one reviewer at a time', () => {
    const held = inReview(onePlan).after(claim(robin));
    expect(held.refusal(claim(alex))).toBe('claimed_by_other');
    expect(held.refusal(claim(robin))).toBeNull();
  });

  test('a claim that ran out is free for the next, and its holder can no longer decide', () => {
    const held = inReview(onePlan).after(claim(robin));
    expect(held.refusal(approve(robin), lateLease)).toBe('not_claimed');
    expect(held.refusal(declineOf(robin, [why]), lateLease)).toBe('not_claimed');
    expect(held.refusal(claim(alex), lateLease)).toBeNull();
  });

  test('only the holder gives a claim back', () => {
    const held = inReview(onePlan).after(claim(robin));
    expect(held.refusal({ type: 'release_review', reviewer: alex })).toBe('not_claimed');
    expect(held.after({ type: 'release_review', reviewer: robin }).state.claim).toBeNull();
  });

  test('nobody decides without a claim', () => {
    const made = inReview(onePlan);
    expect(made.refusal(approve(robin))).toBe('not_claimed');
    expect(made.refusal(declineOf(robin, [why]))).toBe('not_claimed');
    const again = { type: 'request_resubmission', reviewer: robin, reasons: [why] } as const;
    expect(made.refusal({ ...again, step: 'id_document' })).toBe('not_claimed');
  });
});

describe('approval', () => {
  test('doubtful steps are accepted one by one, with a note, or nothing is approved', () => {
    const held = inReview(onePlan, doubtful).after(claim(robin));
    expect(held.refusal(approve(robin))).toBe('step_not_settled');
    expect(held.refusal(approve(robin, { accepted: ['selfie'] }))).toBe('step_not_settled');
    expect(held.refusal(approve(robin, { accepted: ['id_document'], note: '  ' }))).toBe(
      'note_missing',
    );
    const done = held.after(approve(robin, { accepted: ['id_document'] }));
    expect(done.state.status).toBe('approved');
    expect(done.step('id_document')).toBe('passed');
  });

  test('an account frozen anew, or no longer frozen, is not approved', () => {
    const held = inReview(onePlan).after(claim(robin));
    expect(held.refusal(approve(robin, { currentFreezeId: 'freeze-2' }))).toBe('newer_freeze');
    expect(held.refusal(approve(robin, { currentFreezeId: null }))).toBe('newer_freeze');
    expect(held.refusal(approve(robin, { currentFreezeId: '' }))).toBe('thawed_elsewhere');
  });

  test('two approvals are two people', () => {
    const once = inReview(twoPlan, doubtful)
      .after(claim(robin))
      .after(approve(robin, { accepted: ['id_document'] }));
    expect(once.state.status).toBe('in_review');
    expect(once.step('id_document')).toBe('needs_review');
    expect(once.refusal(claim(robin))).toBe('four_eyes');
    expect(once.refusal(approve(robin, { accepted: ['id_document'] }))).toBe('not_claimed');
    const second = once.after(claim(alex));
    expect(second.refusal(approve(alex))).toBe('step_not_settled');
    const done = second.after(approve(alex, { accepted: ['id_document'] }));
    expect(done.state.status).toBe('approved');
    expect(done.state.decidedBy).toBe('two_reviewers');
  });

  test('approved is not yet unlocked; unlocked is recorded once', () => {
    const done = inReview(onePlan).after(claim(robin)).after(approve(robin));
    expect(done.state.unlocked).toBe(false);
    const record = {
      type: 'record_unlocked',
      restrictions: [{ kind: 'withdrawals', until: '2026-11-24T10:00:00.000Z' }],
    } as const;
    const open = done.after(record);
    expect(open.state.unlocked).toBe(true);
    expect(open.refusal(record)).toBe('already_done');
    const refused = { type: 'record_host_refused', reason: 'newer_freeze' } as const;
    expect(open.refusal(refused)).toBe('already_done');
    expect(done.after(refused).state.status).toBe('cancelled');
    const limit = { type: 'end_restriction', kind: 'withdrawals' } as const;
    expect(open.refusal(limit, t0)).toBe('too_early');
    const lifted = open.after(limit, '2026-11-24T10:00:00.000Z');
    expect(lifted.refusal(limit, '2026-11-25T10:00:00.000Z')).toBe('already_done');
  });

  test('"this was not me" stops an approved case until it is unlocked, and is kept after that', () => {
    const done = inReview(onePlan).after(claim(robin)).after(approve(robin));
    expect(done.after({ type: 'owner_stop' }).state.status).toBe('cancelled');
    const open = done.after({ type: 'record_unlocked', restrictions: [] });
    const stopped = open.after({ type: 'owner_stop' });
    expect([stopped.state.status, stopped.state.ownerStopped]).toEqual(['approved', true]);
  });
});

describe('decline and asking again', () => {
  test('both need a reason', () => {
    const held = inReview(onePlan).after(claim(robin));
    expect(held.refusal(declineOf(robin, []))).toBe('note_missing');
    const again = { type: 'request_resubmission', reviewer: robin, reasons: [] } as const;
    expect(held.refusal({ ...again, step: 'id_document' })).toBe('note_missing');
  });

  test('a final decline can be appealed for thirty days, another one is simply tried again', () => {
    const held = inReview(onePlan).after(claim(robin));
    const final = held.after(declineOf(robin, [why], true));
    expect(final.state.appealUntil).toBe('2026-12-22T10:00:00.000Z');
    expect(held.after(declineOf(robin, [why])).state.appealUntil).toBeNull();
  });

  test('asking again opens one step, keeps the others, and drops the approvals given', () => {
    const plan = planOf([planned('id_document'), planned('selfie')], { approvalsRequired: 2 });
    const asked = inReview(plan)
      .after(claim(robin))
      .after(approve(robin))
      .after(claim(alex))
      .after({
        type: 'request_resubmission',
        reviewer: alex,
        step: 'selfie',
        reasons: [why],
      });
    expect([asked.state.status, asked.step('id_document'), asked.step('selfie')]).toEqual([
      'waiting_resubmission',
      'passed',
      'ready',
    ]);
    expect(asked.state.approvals).toEqual([]);
    expect(asked.refusal(submit('id_document'))).toBe('not_now');
    const redone = asked.after(submit('selfie', passed));
    expect(redone.state.status).toBe('in_review');
    expect(redone.refusal(claim(robin))).toBeNull();
  });

  test('a step that was exchanged, is not planned or is a wait cannot be asked for', () => {
    const plan = planOf([
      planned('id_document'),
      planned('face', { alternative: 'statement' }),
      planned('delay'),
    ]);
    const held = started(plan)
      .after(submit('id_document'))
      .after({ type: 'take_other_lane', step: 'face' })
      .after(submit('statement', doubtful))
      .after({ type: 'end_delay' }, '2026-11-22T12:00:00.000Z')
      .after(claim(robin), '2026-11-22T12:00:00.000Z');
    for (const step of ['face', 'delay', 'questions'] as const) {
      const again = {
        type: 'request_resubmission',
        reviewer: robin,
        step,
        reasons: [why],
      } as const;
      expect(held.refusal(again, '2026-11-22T12:01:00.000Z')).toBe('not_now');
    }
  });

  test('whoever was asked again may take the other lane, also one that is done already', () => {
    const other = { alternative: 'statement' } as const;
    const plan = planOf([planned('id_document', other), planned('selfie', other)]);
    const asked = started(plan)
      .after(submit('id_document'))
      .after({ type: 'take_other_lane', step: 'selfie' })
      .after(submit('statement', doubtful))
      .after(claim(robin))
      .after({
        type: 'request_resubmission',
        reviewer: robin,
        step: 'id_document',
        reasons: [why],
      });
    const exchange = { type: 'take_other_lane', step: 'id_document' } as const;
    const back = asked.after(exchange).state.status;
    expect(back).toBe('in_review');
    expect(machine[asked.state.status][exchange.type]).toContain(back);
  });
});

describe('a step that could not be done at all', () => {
  const plan = planOf([planned('email_confirmation'), planned('id_document')]);
  const impossible = [{ ...why, code: 'channel_changed', retry: 'none' }] as const;
  const seen = { accepted: ['statement' as const] };

  test('takes two approvals, whatever the plan and the command say', () => {
    const once = started(plan)
      .after({ type: 'take_other_lane', step: 'email_confirmation', impossible })
      .after(submit('statement', doubtful))
      .after(submit('id_document'))
      .after(claim(robin))
      .after({ ...approve(robin, seen), approvalsMin: 1 });
    expect(once.state.status).toBe('in_review');
    const twice = once.after(claim(alex)).after(approve(alex, seen));
    expect(twice.state.status).toBe('approved');
    expect(twice.state.decidedBy).toBe('two_reviewers');
  });

  test('is not one that was done', () => {
    const decided = inReview(plan).after(claim(robin)).after(approve(robin));
    expect(decided.state.decidedBy).toBe('reviewer');
  });

  test('is not one that was sent back and then exchanged', () => {
    const way = { alternative: 'statement' } as const;
    const made = inReview(planOf([planned('email_confirmation', way), planned('id_document')]))
      .after(claim(robin))
      .after({
        type: 'request_resubmission',
        reviewer: robin,
        step: 'email_confirmation',
        reasons: [why],
      })
      .after({ type: 'take_other_lane', step: 'email_confirmation' })
      .after(submit('statement', doubtful))
      .after(claim(robin))
      .after(approve(robin, seen));
    expect(made.state.decidedBy).toBe('reviewer');
  });
});
