import { describe, expect, test } from 'vitest';
import {
  approve,
  claim,
  doubtful,
  inReview,
  planned,
  planOf,
  robin,
  started,
  submit,
} from './case.fixture.ts';

const withdraw = { type: 'withdraw_consent' } as const;
const way = { alternative: 'statement' } as const;
const facePlan = planOf([
  planned('id_document'),
  planned('selfie', way),
  planned('face', way),
  planned('delay'),
]);

describe('withdrawing consent to face checks', () => {
  test('gives every face step to the other lane, those passed before as well', () => {
    const made = started(facePlan).after(submit('id_document')).after(submit('selfie'));
    const after = made.after(withdraw);
    expect(['selfie', 'face', 'statement'].map((kind) => after.step(kind as 'face'))).toEqual([
      'skipped_by_policy',
      'skipped_by_policy',
      'ready',
    ]);
    expect(after.state.biometricConsent).toBe(false);
    expect(after.refusal(submit('face'))).toBe('not_now');
  });

  test('is there once, and only for who gave it', () => {
    const made = started(facePlan);
    expect(made.after(withdraw).refusal(withdraw)).toBe('already_done');
    expect(started(facePlan, { consent: false }).refusal(withdraw)).toBe('already_done');
  });

  test('takes a case out of review, with the claim and the approvals it had', () => {
    const plan = planOf([planned('id_document'), planned('selfie', way)], {
      approvalsRequired: 2,
    });
    const once = inReview(plan).after(claim(robin)).after(approve(robin));
    expect(once.state.approvals).toEqual([robin]);
    const after = once.after(withdraw);
    expect(after.state.status).toBe('waiting_user');
    expect([after.state.approvals, after.state.claim]).toEqual([[], null]);
    expect(after.after(submit('statement', doubtful)).state.status).toBe('in_review');
  });

  test('leaves a case in review whose statement is there already', () => {
    const plan = planOf([planned('id_document'), planned('selfie', way), planned('face', way)]);
    const made = started(plan)
      .after(submit('id_document'))
      .after({ type: 'take_other_lane', step: 'selfie' })
      .after(submit('statement', doubtful))
      .after(submit('face'));
    expect(made.after(withdraw).state.status).toBe('in_review');
  });

  test('while a delay runs asks for the statement and ends in no dead end', () => {
    const waiting = started(facePlan)
      .after(submit('id_document'))
      .after(submit('selfie'))
      .after(submit('face'));
    expect(waiting.state.status).toBe('waiting_delay');
    const asked = waiting.after(withdraw);
    expect(asked.state.status).toBe('waiting_user');
    const end = { type: 'end_delay' } as const;
    const late = '2026-11-22T12:00:00.000Z';
    const first = asked.after(submit('statement', doubtful)).after(end, late);
    const last = asked.after(end, late).after(submit('statement', doubtful));
    expect([first.state.status, last.state.status]).toEqual(['in_review', 'in_review']);
  });

  test('asks for one thing at a time: what was asked already comes first', () => {
    const plan = planOf([planned('selfie', way), planned('id_document'), planned('face', way)]);
    const asked = started(plan).after(submit('selfie')).after(withdraw);
    expect([asked.step('id_document'), asked.step('statement')]).toEqual(['ready', 'locked']);
    const then = asked.after(submit('id_document'));
    expect([then.state.status, then.step('statement')]).toEqual(['waiting_user', 'ready']);
    expect(then.after(submit('statement', doubtful)).state.status).toBe('in_review');
  });

  test('a delay that still runs after the statement is waited for, no longer than before', () => {
    const waiting = started(facePlan)
      .after(submit('id_document'))
      .after(submit('selfie'))
      .after(submit('face'));
    const until = waiting.state.steps.at(-1)?.until;
    const after = waiting
      .after(withdraw)
      .after(submit('statement', doubtful), '2026-11-22T11:00:00.000Z');
    expect(after.state.status).toBe('waiting_delay');
    expect(after.state.steps.at(-1)?.until).toBe(until);
  });
});
