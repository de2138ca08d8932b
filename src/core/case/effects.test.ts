import { describe, expect, test } from 'vitest';
import {
  alex,
  approve,
  claim,
  inReview,
  opened,
  planned,
  planOf,
  requestUnlock,
  robin,
  started,
  submit,
  type TestCase,
  t0,
} from './case.fixture.ts';
import { effectsOf } from './effects.ts';
import type { CaseCommand } from './types.ts';

const onePlan = planOf([planned('id_document')], { retentionDays: 7 });

/** What follows from one command. */
function effectsAfter(before: TestCase, command: CaseCommand, now = t0) {
  const after = before.after(command, now);
  const fresh = after.events.slice(before.events.length);
  return fresh.flatMap((event) => effectsOf(after.state, event, now));
}
const typesAfter = (...args: Parameters<typeof effectsAfter>) =>
  effectsAfter(...args).map((e) => ('message' in e ? `${e.type}:${e.message}` : e.type));

const claimed = (reviewer: string, made = inReview(onePlan)) => made.after(claim(reviewer));
const decline = {
  type: 'decline',
  reviewer: robin,
  final: true,
  appealDays: 30,
  reasons: [
    { code: 'name_mismatch', retry: 'free', staffText: '', media: null, region: null } as const,
  ],
} as const;

describe('the owner is told', () => {
  test('when the unlocking begins, when it is submitted, and how it ends', () => {
    expect(typesAfter(opened(), requestUnlock)).toContain('tell_owner:unlock_started');
    expect(typesAfter(started(onePlan), submit('id_document'))).toContain(
      'tell_owner:case_submitted',
    );
    const approved = claimed(robin).after(approve(robin));
    const unlocked = { type: 'record_unlocked', restrictions: [] } as const;
    expect(typesAfter(approved, unlocked)).toContain('tell_owner:decided_approved');
    expect(typesAfter(claimed(robin), decline)).toContain('tell_owner:decided_declined');
    expect(typesAfter(started(onePlan), { type: 'withdraw' })).toContain('tell_owner:case_ended');
  });

  test('when a waiting time in the middle is over, and not twice when it was the last thing', () => {
    const delay = planned('delay');
    const middle = started(planOf([delay, planned('id_document')]));
    const end = { type: 'end_delay' } as const;
    const due = '2026-11-22T12:00:00.000Z';
    expect(effectsAfter(middle, end, due).filter((e) => e.type === 'tell_owner')).toEqual([
      { type: 'tell_owner', message: 'delay_over' },
    ]);
    const last = started(planOf([planned('id_document'), delay])).after(submit('id_document'));
    expect(
      effectsAfter(last, end, due).flatMap((e) => (e.type === 'tell_owner' ? [e.message] : [])),
    ).toEqual(['case_submitted']);
  });

  test('once when they stopped it themselves', () => {
    const told = typesAfter(started(onePlan), { type: 'owner_stop' });
    expect(told.filter((t) => t.startsWith('tell_owner'))).toEqual(['tell_owner:owner_stopped']);
  });
});

describe('a decision', () => {
  test('ends the sessions, drops templates, leaves the queue and sets the hour of erasure', () => {
    for (const command of [approve(robin), decline]) {
      const effects = effectsAfter(claimed(robin), command);
      expect(effects.map((e) => e.type)).toEqual(
        expect.arrayContaining(['leave_queue', 'webhook', 'end_sessions', 'drop_templates']),
      );
      expect(effects).toContainEqual({
        type: 'timer',
        command: 'redact',
        dueAt: '2026-11-29T10:00:00.000Z',
      });
    }
  });

  test('thaws at the host only when it was an approval, and only with the last one', () => {
    expect(typesAfter(claimed(robin), approve(robin))).toContain('host_unlock');
    expect(typesAfter(claimed(robin), decline)).not.toContain('host_unlock');
    const two = planOf([planned('id_document')], { approvalsRequired: 2 });
    const first = claimed(robin, inReview(two));
    expect(typesAfter(first, approve(robin))).toEqual(['queue_review']);
    const second = first.after(approve(robin)).after(claim(alex));
    expect(typesAfter(second, approve(alex))).toContain('host_unlock');
  });
});

describe('an end without a decision', () => {
  test.each([{ type: 'withdraw' }, { type: 'note_newer_freeze' }, { type: 'owner_stop' }] as const)(
    '$type ends sessions and hand-offs, leaves the queue and sets the hour of erasure',
    (command) => {
      const types = typesAfter(inReview(onePlan), command);
      for (const wanted of ['leave_queue', 'end_sessions', 'drop_templates', 'cancel_handoffs']) {
        expect(types).toContain(wanted);
      }
      expect(types).toContain('timer');
    },
  );

  test('"this was not me" freezes anew in every state', () => {
    const ended = started(onePlan).after({ type: 'withdraw' });
    for (const made of [opened(), started(onePlan), inReview(onePlan), ended]) {
      expect(typesAfter(made, { type: 'owner_stop' })).toContain('host_freeze');
    }
  });
});

test('a step that waits, a wait and a limit each set their timer', () => {
  const plan = planOf([planned('id_document'), planned('delay')]);
  expect(effectsAfter(started(plan), submit('id_document'))).toContainEqual({
    type: 'timer',
    command: 'end_delay',
    dueAt: '2026-11-22T12:00:00.000Z',
  });
  const early = opened({ earliestUnlockAt: '2026-11-22T11:00:00.000Z' });
  expect(typesAfter(early, requestUnlock)).toContain('timer');
  const until = '2026-11-24T10:00:00.000Z';
  const unlocked = {
    type: 'record_unlocked',
    restrictions: [{ kind: 'withdrawals', until }],
  } as const;
  const approved = claimed(robin).after(approve(robin));
  expect(effectsAfter(approved, unlocked)).toContainEqual({
    type: 'restriction_timer',
    kind: 'withdrawals',
    dueAt: until,
  });
});

test('the owner is told which limit ended', () => {
  const until = '2026-11-24T10:00:00.000Z';
  const restrictions = [{ kind: 'withdrawals', until }];
  const open = claimed(robin)
    .after(approve(robin))
    .after({ type: 'record_unlocked', restrictions });
  expect(
    effectsAfter(open, { type: 'end_restriction', kind: 'withdrawals' }, until),
  ).toContainEqual({ type: 'tell_owner', message: 'restriction_ended', limit: 'withdrawals' });
});

test('asking again takes the case out of the queue until it is back', () => {
  const again = {
    type: 'request_resubmission',
    reviewer: robin,
    step: 'id_document',
    reasons: decline.reasons,
  } as const;
  expect(typesAfter(claimed(robin), again)).toEqual(['leave_queue', 'tell_owner:resubmission']);
  // Asked to confirm by mail once more: then there has to be a mail.
  const byMail = planOf([planned('email_confirmation'), planned('id_document')]);
  const confirmAgain = { ...again, step: 'email_confirmation' } as const;
  expect(typesAfter(claimed(robin, inReview(byMail)), confirmAgain)).toEqual([
    'leave_queue',
    'tell_owner:resubmission',
    'send_confirmation',
  ]);
  const back = claimed(robin).after(again);
  expect(typesAfter(back, submit('id_document'))).toContain('queue_review');
});
