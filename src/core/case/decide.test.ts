import { describe, expect, test } from 'vitest';
import {
  accept,
  allTicked,
  countedRetry,
  doubtful,
  freeRetry,
  inReview,
  opened,
  passed,
  planned,
  planOf,
  requestUnlock,
  started,
  submit,
  t0,
} from './case.fixture.ts';
import { decide, requiredBoxes } from './decide.ts';

const shortPlan = planOf([planned('email_confirmation'), planned('id_document')]);
const facePlan = planOf([
  planned('id_document'),
  planned('selfie', { alternative: 'statement' }),
  planned('face', { alternative: 'statement' }),
]);

describe('the beginning', () => {
  test('nothing can be done to a case that was not opened', () => {
    expect(decide(null, requestUnlock, t0)).toEqual({ ok: false, refusal: 'not_now' });
  });

  test('a case is opened once', () => {
    const { type: _, ...rest } = { type: 'open', ...openParts } as const;
    expect(opened().refusal({ type: 'open', ...rest })).toBe('already_done');
  });

  test('a freeze that staff or a court made is not undone by self-service', () => {
    expect(opened({ unlockable: 'review_only' }).refusal(requestUnlock)).toBe('not_self_service');
    expect(opened({ unlockable: 'not_here' }).refusal(requestUnlock)).toBe('not_self_service');
  });

  test('a case about an older freeze goes no further', () => {
    const later = { ...requestUnlock, currentFreezeId: 'freeze-2' };
    expect(opened().refusal(later)).toBe('newer_freeze');
    const thawed = { ...requestUnlock, currentFreezeId: '' };
    expect(opened().refusal(thawed)).toBe('thawed_elsewhere');
    const asked = opened().after(requestUnlock);
    expect(asked.refusal({ ...accept(shortPlan), currentFreezeId: 'freeze-2' })).toBe(
      'newer_freeze',
    );
    expect(asked.refusal({ ...accept(shortPlan), currentFreezeId: '' })).toBe('thawed_elsewhere');
    const ended = asked.after({ type: 'note_thawed' }).state;
    expect([ended.status, ended.cancelReason]).toEqual(['cancelled', 'thawed_elsewhere']);
  });

  test('too early means waiting until the moment the host named, not a second less', () => {
    const early = opened({ earliestUnlockAt: '2026-11-22T11:00:00.000Z' }).after(requestUnlock);
    expect(early.state.status).toBe('waiting_delay');
    expect(early.refusal(accept(shortPlan))).toBe('not_now');
    expect(early.refusal({ type: 'end_wait' }, '2026-11-22T10:59:59.999Z')).toBe('too_early');
    expect(early.after({ type: 'end_wait' }, '2026-11-22T11:00:00.000Z').state.status).toBe('open');
  });
});

const openParts = {
  accountId: 'account-1',
  kind: 'unlock',
  lock: opened().state.lock,
  expiresAt: t0,
} as const;

describe('the reminder', () => {
  test.each(requiredBoxes)('without the box %s nothing starts', (box) => {
    const ticked = allTicked.filter((b) => b !== box);
    const asked = opened().after(requestUnlock);
    expect(asked.refusal(accept(shortPlan, { consent: false, ticked }))).toBe('missing_consent');
  });

  test('consent to biometrics is what the box says and nothing else', () => {
    const asked = opened().after(requestUnlock);
    expect(asked.refusal(accept(facePlan, { consent: true, ticked: allTicked }))).toBe(
      'missing_consent',
    );
    const ticked = [...allTicked, 'biometric_consent'];
    expect(asked.refusal(accept(facePlan, { consent: false, ticked }))).toBe('missing_consent');
  });

  test('without consent no biometric step ever becomes ready', () => {
    const made = started(facePlan, { consent: false }).after(submit('id_document'));
    expect(made.step('selfie')).toBe('skipped_by_policy');
    expect(made.step('face')).toBe('skipped_by_policy');
    expect(made.step('statement')).toBe('ready');
    expect(made.refusal(submit('selfie'))).toBe('not_now');
    expect(made.refusal(submit('face'))).toBe('not_now');
  });

  test('a biometric step for which policy named nothing else gives way to a statement', () => {
    const made = started(planOf([planned('id_document'), planned('selfie')]), { consent: false });
    expect(made.after(submit('id_document')).step('statement')).toBe('ready');
  });

  test.each([
    ['nothing', planOf([])],
    ['questions alone', planOf([planned('questions')])],
    ['questions and waiting', planOf([planned('questions'), planned('delay')])],
    ['one step twice', planOf([planned('id_document'), planned('id_document')])],
    ['nobody to approve', planOf([planned('id_document')], { approvalsRequired: 0 as 1 })],
  ])('a plan of %s never starts', (_name, plan) => {
    expect(opened().after(requestUnlock).refusal(accept(plan))).toBe('bad_plan');
  });
});

describe('the steps', () => {
  test('only the step whose turn it is can be started, submitted or exchanged', () => {
    const made = started(facePlan);
    for (const step of ['selfie', 'face', 'statement', 'questions'] as const) {
      expect(made.refusal({ type: 'start_step', step })).toBe('not_now');
      expect(made.refusal(submit(step))).toBe('not_now');
      expect(made.refusal({ type: 'take_other_lane', step })).toBe('not_now');
    }
    expect(made.after(submit('id_document')).refusal(submit('id_document'))).toBe('not_now');
  });

  test('a step is started once', () => {
    const begun = started(shortPlan).after({ type: 'start_step', step: 'email_confirmation' });
    expect(begun.refusal({ type: 'start_step', step: 'email_confirmation' })).toBe('already_done');
  });

  test('mending a picture is free, failing is counted', () => {
    let made = started(shortPlan).after(submit('email_confirmation'));
    for (let i = 0; i < 9; i += 1) made = made.after(submit('id_document', freeRetry));
    expect(made.step('id_document')).toBe('failed_retry');
    expect(made.state.steps[1]?.attemptsCounted).toBe(0);
    expect(made.state.steps[1]?.attempts).toBe(9);
  });

  test('with the attempts used up and no other way a person looks at it; it never passes', () => {
    const made = started(shortPlan)
      .after(submit('email_confirmation'))
      .after(submit('id_document', countedRetry))
      .after(submit('id_document', countedRetry));
    expect(made.step('id_document')).toBe('needs_review');
    expect(made.state.status).toBe('in_review');
  });

  test('with the attempts used up the other lane opens where policy named one', () => {
    const plan = planOf([planned('id_document', { alternative: 'statement' })]);
    const made = started(plan)
      .after(submit('id_document', countedRetry))
      .after(submit('id_document', countedRetry));
    expect(made.step('id_document')).toBe('skipped_by_policy');
    expect(made.step('statement')).toBe('ready');
  });

  test('the other lane is there only where policy named it', () => {
    expect(
      started(shortPlan).refusal({ type: 'take_other_lane', step: 'email_confirmation' }),
    ).toBe('no_alternative');
  });

  test('two steps with one way around give one step in their place', () => {
    const made = started(facePlan)
      .after(submit('id_document'))
      .after({ type: 'take_other_lane', step: 'selfie' })
      .after(submit('statement', doubtful))
      .after({ type: 'take_other_lane', step: 'face' });
    expect(made.state.steps.filter((s) => s.plan.kind === 'statement')).toHaveLength(1);
    expect(made.state.status).toBe('in_review');
  });

  test('a delay runs on the clock of the database and nobody can submit it', () => {
    const made = started(planOf([planned('id_document'), planned('delay')])).after(
      submit('id_document'),
    );
    expect(made.state.status).toBe('waiting_delay');
    expect(made.refusal(submit('delay'))).toBe('not_now');
    expect(made.refusal({ type: 'end_delay' }, '2026-11-22T11:59:59.999Z')).toBe('too_early');
    const over = made.after({ type: 'end_delay' }, '2026-11-22T12:00:00.000Z');
    expect(over.state.status).toBe('in_review');
    expect(over.refusal({ type: 'end_delay' }, '2026-11-22T13:00:00.000Z')).toBe('not_now');
  });

  test('every step in means a person decides, whatever the machine thinks', () => {
    const made = inReview(shortPlan, passed);
    expect(made.state.status).toBe('in_review');
    expect(made.state.decision).toBeNull();
    expect(made.refusal({ type: 'record_unlocked', restrictions: [] })).toBe('not_now');
  });
});

describe('the ends', () => {
  test('a case expires at its hour and not before', () => {
    const made = started(shortPlan);
    expect(made.refusal({ type: 'expire' }, '2026-12-06T09:59:59.999Z')).toBe('too_early');
    expect(made.after({ type: 'expire' }, '2026-12-06T10:00:00.000Z').state.status).toBe('expired');
  });

  test.each([{ type: 'withdraw' }, { type: 'note_newer_freeze' }, { type: 'owner_stop' }] as const)(
    '$type ends a living case for good',
    (command) => {
      const ended = inReview(shortPlan).after(command);
      expect(ended.state.status).toBe('cancelled');
      for (const type of ['withdraw', 'note_newer_freeze', 'expire', 'end_delay'] as const) {
        expect(ended.refusal({ type }, '2027-01-01T00:00:00.000Z')).toBe('not_now');
      }
    },
  );

  test('"this was not me" works in every state, once', () => {
    const asked = opened().after({ type: 'owner_stop' });
    expect(asked.state.cancelReason).toBe('owner_said_not_me');
    expect(asked.refusal({ type: 'owner_stop' })).toBe('already_done');
    const expired = started(shortPlan).after({ type: 'expire' }, '2026-12-06T10:00:00.000Z');
    expect(expired.after({ type: 'owner_stop' }).state.status).toBe('expired');
  });

  test('what was personal is removed once, and only when the case is over', () => {
    expect(inReview(shortPlan).refusal({ type: 'redact' })).toBe('not_now');
    const gone = started(shortPlan).after({ type: 'withdraw' }).after({ type: 'redact' });
    expect(gone.state.redacted).toBe(true);
    expect(gone.refusal({ type: 'redact' })).toBe('already_done');
  });
});
