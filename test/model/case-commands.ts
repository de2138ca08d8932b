/** Random commands, sensible and senseless, each for the model and for the real core. */

import fc from 'fast-check';
import type { CaseCommand, StepKind, StepVerdict } from '../../src/core/case/types.ts';
import type { Reason } from '../../src/core/reasons.ts';
import type { CaseModel } from './case-model.ts';
import { kinds, modelPlan, planOf } from './plans.ts';

export interface Pair {
  readonly name: string;
  readonly inModel: (model: CaseModel) => boolean;
  readonly inCore: (model: CaseModel) => CaseCommand | null;
}

export const people = ['robin', 'alex', 'kim', 'noor'] as const;
const base = Date.parse('2026-11-22T10:00:00.000Z');
export const iso = (second: number): string => new Date(base + second * 1000).toISOString();
/** An account that is not frozen has no freeze, and so no name of one. */
export const freezeName = ({ ask, hostFreeze }: CaseModel): string =>
  hostFreeze === 0 && !ask.frozen ? '' : `freeze-${hostFreeze}`;
const boxes = ['own_account', 'limits_48h', 'data_use', 'false_statements'];
const why: Reason = {
  code: 'image_blurry',
  retry: 'free',
  staffText: '',
  media: null,
  region: null,
};
const limitSeconds = 172_800;
export const leaseSeconds = 1200;
const appealDays = 30;
const appealSeconds = appealDays * 86_400;

const verdicts: Record<'passed' | 'doubtful' | 'counted' | 'free', StepVerdict> = {
  passed: { outcome: 'passed', reasons: [] },
  doubtful: { outcome: 'needs_review', reasons: [] },
  counted: { outcome: 'retry', reasons: [], counted: true },
  free: { outcome: 'retry', reasons: [], counted: false },
};

const kind = fc.constantFrom(...kinds);
const who = fc.constantFrom(...people);
const verdict = fc.constantFrom('passed', 'passed', 'doubtful', 'counted', 'free') as fc.Arbitrary<
  keyof typeof verdicts
>;
const mostly = fc.integer({ min: 0, max: 9 }).map((n) => n > 0);
/** The step whose turn it is, most of the time; any other one as well. */
const aimed = fc.tuple(kind, mostly);
const aim = (model: CaseModel, [any, atTurn]: readonly [StepKind, boolean]): StepKind =>
  atTurn ? (model.turn()?.kind ?? any) : any;

function pair(
  name: string,
  inModel: Pair['inModel'],
  inCore: (model: CaseModel) => CaseCommand | null,
): Pair {
  return { name, inModel, inCore };
}

const simple = (
  type: 'end_wait' | 'end_delay' | 'withdraw' | 'leave_for_recovery' | 'expire' | 'redact',
  ask: Ask,
) => fc.constant(pair(type, ask, () => ({ type })));
type Ask = Pair['inModel'];

const outside: readonly fc.Arbitrary<Pair>[] = [
  fc.constantFrom(1, 600, 1199, 1200, 7199, 7200, 90_000, 172_800, 2_592_000).map((seconds) =>
    pair(
      `${seconds} s pass`,
      (m) => pass(m, seconds),
      () => null,
    ),
  ),
];

function pass(model: CaseModel, seconds: number): boolean {
  model.now += seconds;
  return true;
}

function freezeAnew(model: CaseModel): boolean {
  model.hostFreeze += 1;
  return true;
}

export const ofPerson: readonly fc.Arbitrary<Pair>[] = [
  fc.constant(
    pair(
      'request_unlock',
      (m) => m.requestUnlock(),
      (m) => ({ type: 'request_unlock', currentFreezeId: freezeName(m) }),
    ),
  ),
  fc.tuple(modelPlan, fc.boolean(), mostly).map(([plan, consent, ticked]) =>
    pair(
      'accept_reminder',
      (m) => m.accept(plan, consent, ticked),
      (m) => ({
        type: 'accept_reminder',
        biometricConsent: consent,
        plan: planOf(plan),
        currentFreezeId: freezeName(m),
        evidence: {
          version: '1',
          locale: 'en',
          textHash: '0'.repeat(64),
          ticked: [...boxes.slice(ticked ? 0 : 1), ...(consent ? ['biometric_consent'] : [])],
        },
      }),
    ),
  ),
  aimed.map((a) =>
    pair(
      'start_step',
      (m) => m.start(aim(m, a)),
      (m) => ({ type: 'start_step', step: aim(m, a) }),
    ),
  ),
  ...[0, 1, 2, 3].map(() =>
    fc.tuple(aimed, verdict).map(([a, v]) =>
      pair(
        `submit_step ${v}`,
        (m) => m.submit(aim(m, a), v),
        (m) => ({ type: 'submit_step', step: aim(m, a), verdict: verdicts[v] }),
      ),
    ),
  ),
  aimed.map((a) =>
    pair(
      'take_other_lane',
      (m) => m.otherLane(aim(m, a)),
      (m) => ({ type: 'take_other_lane', step: aim(m, a) }),
    ),
  ),
];

export const withdrawConsent: fc.Arbitrary<Pair> = fc.constant(
  pair(
    'withdraw_consent',
    (m) => m.withdrawConsent(),
    () => ({ type: 'withdraw_consent' }),
  ),
);

const appeal: fc.Arbitrary<Pair> = fc.constant(
  pair(
    'appeal',
    (m) => m.appeal(),
    (m) => ({ type: 'appeal', currentFreezeId: freezeName(m) }),
  ),
);

const decliner = (model: CaseModel, anybody: string, aimed: boolean): string =>
  (aimed ? model.claim?.who : undefined) ?? anybody;

export const ofReviewers: readonly fc.Arbitrary<Pair>[] = [
  ...[0, 1].map(() =>
    who.map((reviewer) =>
      pair(
        'claim_review',
        (m) => m.takeClaim(reviewer, leaseSeconds),
        () => ({ type: 'claim_review', reviewer, leaseSeconds }),
      ),
    ),
  ),
  who.map((reviewer) =>
    pair(
      'release_review',
      (m) => m.release(reviewer),
      () => ({ type: 'release_review', reviewer }),
    ),
  ),
  ...[0, 1].map(() =>
    fc.tuple(who, mostly, mostly).map(([anybody, all, note]) =>
      pair(
        'approve',
        (m) => m.approve(m.claim?.who ?? anybody, all, note),
        (m) => ({
          type: 'approve',
          reviewer: m.claim?.who ?? anybody,
          accepted: all ? [...kinds] : [],
          note: note ? 'seen' : ' ',
          currentFreezeId: freezeName(m),
        }),
      ),
    ),
  ),
  fc.tuple(who, mostly, fc.boolean(), fc.boolean()).map(([anybody, reasons, final, aimed]) =>
    pair(
      'decline',
      (m) => m.decline(decliner(m, anybody, aimed), reasons, final, appealSeconds),
      (m) => ({
        type: 'decline',
        reviewer: decliner(m, anybody, aimed),
        final,
        reasons: reasons ? [why] : [],
        appealDays,
      }),
    ),
  ),
  fc.tuple(who, kind, mostly).map(([anybody, step, reasons]) =>
    pair(
      'request_resubmission',
      (m) => m.askAgain(m.claim?.who ?? anybody, step, reasons),
      (m) => ({
        type: 'request_resubmission',
        reviewer: m.claim?.who ?? anybody,
        step,
        reasons: reasons ? [why] : [],
      }),
    ),
  ),
];

const ofSystem: readonly fc.Arbitrary<Pair>[] = [
  modelPlan.map((plan) =>
    pair(
      'tighten_plan',
      (m) => m.tighten(plan),
      () => ({ type: 'tighten_plan', ...planOf(plan), policyVersion: '2' }),
    ),
  ),
  simple('end_wait', (m) => m.endWait()),
  simple('end_delay', (m) => m.endDelay()),
  fc.constant(
    pair(
      'record_unlocked',
      (m) => m.recordUnlocked(m.now + limitSeconds),
      (m) => ({
        type: 'record_unlocked',
        restrictions: [{ kind: 'withdrawals', until: iso(m.now + limitSeconds) }],
      }),
    ),
  ),
  // An unlock is never recorded as a reset, nor the other way round.
  fc.constant(
    pair(
      'record_recovered',
      (m) => m.recordRecovered(m.now + limitSeconds),
      (m) => ({
        type: 'record_recovered',
        restrictions: [{ kind: 'withdrawals', until: iso(m.now + limitSeconds) }],
      }),
    ),
  ),
  fc.constant(
    pair(
      'record_host_refused',
      (m) => m.hostRefuses(),
      () => ({ type: 'record_host_refused', reason: 'newer_freeze' }),
    ),
  ),
  fc.constant(
    pair(
      'end_restriction',
      (m) => m.endLimit(),
      () => ({ type: 'end_restriction', kind: 'withdrawals' }),
    ),
  ),
];

/** Refused until its time has come, so it may be tried often. */
const expire = simple('expire', (m) => m.expire());

const endings: readonly fc.Arbitrary<Pair>[] = [
  fc.constant(
    pair(
      'the host freezes anew',
      (m) => freezeAnew(m),
      () => null,
    ),
  ),
  simple('withdraw', (m) => m.cancel()),
  simple('leave_for_recovery', (m) => m.leaveForRecovery()),
  simple('redact', (m) => m.redact()),
  appeal,
  fc.constant(
    pair(
      'owner_stop',
      (m) => m.ownerStops(),
      () => ({ type: 'owner_stop' }),
    ),
  ),
  fc.constant(
    pair(
      'note_newer_freeze',
      (m) => m.cancel(),
      () => ({ type: 'note_newer_freeze' }),
    ),
  ),
  fc.constant(
    pair(
      'note_thawed',
      (m) => m.cancel(),
      () => ({ type: 'note_thawed' }),
    ),
  ),
];

/** What a sensible world would do next; the rest is noise around it. */
const sensible: fc.Arbitrary<Choice> = fc
  .tuple(
    fc.array(fc.oneof(...ofPerson), { minLength: 12, maxLength: 12 }),
    fc.oneof(...ofReviewers),
    fc.oneof(...ofReviewers),
    fc.oneof(...ofSystem),
    appeal,
  )
  .map(([person, claim, verdict, system, again]) => (model: CaseModel): Pair => {
    const named = (name: string) => person.find((p) => p.name.startsWith(name)) ?? system;
    switch (model.status) {
      case 'draft':
        return named('request_unlock');
      case 'open':
        return named('accept_reminder');
      case 'waiting_user':
      case 'waiting_resubmission':
        return named('submit_step');
      case 'in_review':
        return model.claim === null ? claim : verdict;
      case 'declined':
        return again;
      default:
        return system;
    }
  });

export type Choice = (model: CaseModel) => Pair;
export const noise = (pairs: readonly fc.Arbitrary<Pair>[]): fc.Arbitrary<Choice> =>
  fc.oneof(...pairs).map((chosen) => () => chosen);

/** Endings are rare, or no case would get far. */
export const anyChoice: fc.Arbitrary<Choice> = fc.oneof(
  { weight: 60, arbitrary: sensible },
  { weight: 25, arbitrary: noise(ofPerson) },
  { weight: 15, arbitrary: noise(ofReviewers) },
  { weight: 8, arbitrary: noise(ofSystem) },
  { weight: 5, arbitrary: noise(outside) },
  { weight: 3, arbitrary: noise([expire]) },
  { weight: 2, arbitrary: noise([withdrawConsent]) },
  { weight: 1, arbitrary: noise(endings) },
);
