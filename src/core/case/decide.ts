/**
 * What a command makes of a case: the events that happen, or a refusal. Pure: the clock is an
 * argument, and so is what the host said a moment ago.
 */

import { addSeconds } from '../time.ts';
import { appeal } from './appeal.ts';
import { approve, claim, decline, release, requestResubmission } from './decide-review.ts';
import { evolveAll, stepOf } from './evolve.ts';
import { freezeAgainst } from './freeze-of-now.ts';
import { giveTime } from './give-time.ts';
import { isAllowed } from './machine.ts';
import { happen, type Outcome, refuse } from './outcome.ts';
import { tighten } from './tighten.ts';
import type {
  CaseCommand,
  CaseEvent,
  CaseState,
  LoginDemand,
  StepKind,
  StepState,
  StepVerdict,
} from './types.ts';
import { withdrawConsent } from './withdraw-consent.ts';

/** The boxes that must be ticked; `biometric_consent` is its own, optional box. */
export const requiredBoxes = ['own_account', 'limits_48h', 'data_use', 'false_statements'] as const;

/** `now` is database time, ISO 8601 UTC. */
export function decide(state: CaseState | null, command: CaseCommand, now: string): Outcome {
  const outcome = decideOn(state, command, now);
  return state?.status === 'in_review' && outcome.ok ? giveTime(state, outcome, now) : outcome;
}

function decideOn(state: CaseState | null, command: CaseCommand, now: string): Outcome {
  if (state === null) {
    if (command.type !== 'open') return refuse('not_now');
    const { type: _, ...opened } = command;
    return happen({ type: 'case.opened', ...opened });
  }
  if (command.type === 'open') return refuse('already_done');
  if (!isAllowed(state.status, command.type)) return refuse('not_now');
  switch (command.type) {
    case 'request_unlock':
      return requestUnlock(state, command.currentFreezeId, now);
    case 'end_wait':
      if (state.plan !== null || state.waitUntil === null) return refuse('not_now');
      return now < state.waitUntil ? refuse('too_early') : happen({ type: 'case.wait_ended' });
    case 'accept_reminder':
      return acceptReminder(state, command, now);
    case 'start_step':
      return startStep(state, command.step);
    case 'submit_step':
      return submitStep(state, command.step, command.verdict, now);
    case 'end_delay':
      return endDelay(state, now);
    case 'take_other_lane':
      return takeOtherLane(state, command, now);
    case 'tighten_plan':
      return tighten(state, command, now);
    case 'withdraw_consent':
      return withdrawConsent(state, now);
    case 'claim_review':
      return claim(state, command.reviewer, command.leaseSeconds, now);
    case 'release_review':
      return release(state, command.reviewer);
    case 'approve':
      return approve(state, command, now);
    case 'decline':
      return decline(state, command, now);
    case 'request_resubmission':
      return requestResubmission(state, command, now);
    case 'appeal':
      return appeal(state, command, now);
    default:
      return ending(state, command, now);
  }
}

type EndingCommand = Extract<
  CaseCommand,
  {
    type:
      | 'record_unlocked'
      | 'record_recovered'
      | 'leave_for_recovery'
      | 'record_host_refused'
      | 'end_restriction'
      | 'owner_stop'
      | 'withdraw'
      | 'note_newer_freeze'
      | 'note_thawed'
      | 'expire'
      | 'redact';
  }
>;

function ending(state: CaseState, command: EndingCommand, now: string): Outcome {
  switch (command.type) {
    case 'record_unlocked':
      if (state.unlocked) return refuse('already_done');
      if (state.kind !== 'unlock') return refuse('not_now');
      return happen(
        { type: 'account.unlocked', ...demandsOf(command) },
        ...started(command.restrictions),
      );
    case 'record_recovered':
      if (state.recovered) return refuse('already_done');
      if (state.kind === 'unlock') return refuse('not_now');
      return happen(
        { type: 'factors.reset', factors: state.lost, ...demandsOf(command) },
        ...(isFrozen(state) ? [{ type: 'account.unlocked' } as const] : []),
        ...started(command.restrictions),
      );
    case 'record_host_refused':
      if (state.unlocked || state.recovered) return refuse('already_done');
      return happen({ type: 'case.cancelled', reason: command.reason });
    case 'end_restriction': {
      const running = state.restrictions.find((r) => r.kind === command.kind && !r.ended);
      if (running === undefined) return refuse('already_done');
      if (now < running.until) return refuse('too_early');
      return happen({ type: 'restriction.ended', kind: command.kind });
    }
    case 'owner_stop':
      if (state.ownerStopped) return refuse('already_done');
      // An account already thawed stays decided; the new freeze is what undoes it at the host.
      return isOver(state)
        ? happen({ type: 'owner.stopped' })
        : happen(
            { type: 'owner.stopped' },
            { type: 'case.cancelled', reason: 'owner_said_not_me' },
          );
    case 'leave_for_recovery': {
      const asksForWhatIsLost = (['codes', 'email_confirmation'] as const).some(
        (kind) => turnOf(state, kind) !== undefined,
      );
      if (state.kind !== 'unlock' || !asksForWhatIsLost) return refuse('not_now');
      return happen({ type: 'case.cancelled', reason: 'channel_lost' });
    }
    case 'withdraw':
      return happen({ type: 'case.cancelled', reason: 'withdrawn' });
    case 'note_newer_freeze':
      return happen({ type: 'case.cancelled', reason: 'newer_freeze' });
    case 'note_thawed':
      return happen({ type: 'case.cancelled', reason: 'thawed_elsewhere' });
    case 'expire':
      return now < state.expiresAt ? refuse('too_early') : happen({ type: 'case.expired' });
    case 'redact':
      return state.redacted ? refuse('already_done') : happen({ type: 'case.redacted' });
  }
}

/** A case about what was lost may be about an account that is not frozen. */
function isFrozen(state: CaseState): boolean {
  return state.lock.freezeId !== '';
}

function started(restrictions: readonly { readonly kind: string; readonly until: string }[]) {
  return restrictions.map((r): CaseEvent => ({ type: 'restriction.started', ...r }));
}

/** Left out where the host did not say. */
const demandsOf = ({ demands }: { readonly demands?: readonly LoginDemand[] }) =>
  demands === undefined ? {} : { demands };

function isOver(state: CaseState): boolean {
  if (state.status === 'approved') return state.unlocked || state.recovered;
  return ['declined', 'cancelled', 'expired'].includes(state.status);
}

function requestUnlock(state: CaseState, currentFreezeId: string, now: string): Outcome {
  const against = freezeAgainst(state, currentFreezeId);
  if (against !== null) return refuse(against);
  if (state.lock.unlockable !== 'self_service') return refuse('not_self_service');
  const earliest = state.lock.earliestUnlockAt;
  const waitUntil = earliest !== null && now < earliest ? earliest : null;
  return happen({ type: 'case.unlock_requested', waitUntil });
}

function acceptReminder(
  state: CaseState,
  command: CaseCommand & { type: 'accept_reminder' },
  now: string,
): Outcome {
  const against = freezeAgainst(state, command.currentFreezeId);
  if (against !== null) return refuse(against);
  const { plan, evidence, biometricConsent } = command;
  if (!requiredBoxes.every((box) => evidence.ticked.includes(box))) {
    return refuse('missing_consent');
  }
  if (biometricConsent !== evidence.ticked.includes('biometric_consent')) {
    return refuse('missing_consent');
  }
  if (!planIsSafe(plan.steps.map((s) => s.kind)) || plan.approvalsRequired < 1) {
    return refuse('bad_plan');
  }
  const accepted: CaseEvent = { type: 'reminder.accepted', evidence, biometricConsent, plan };
  const biometric = plan.steps.filter((s) => isBiometric(s.kind));
  const replaced = biometricConsent
    ? []
    : biometric.map(
        (s): CaseEvent => ({
          type: 'step.replaced',
          step: s.kind,
          by: s.alternative ?? 'statement',
          reason: 'consent_declined',
        }),
      );
  return happenThenNext(state, [accepted, ...replaced], now);
}

export function isBiometric(kind: StepKind): boolean {
  return kind === 'selfie' || kind === 'face';
}

/** The last fence behind the policy checker: a plan that proves nothing never starts. */
function planIsSafe(kinds: readonly StepKind[]): boolean {
  const deciding = kinds.filter((k) => k !== 'questions' && k !== 'delay' && k !== 'reminder');
  return new Set(kinds).size === kinds.length && deciding.length > 0;
}

function startStep(state: CaseState, kind: StepKind): Outcome {
  const step = stepOf(state, kind);
  if (step === undefined || !isPersonsTurn(step)) return refuse('not_now');
  return step.status === 'in_progress'
    ? refuse('already_done')
    : happen({ type: 'step.started', step: kind });
}

/** The step, while it is the person's turn. After the end of a case, or in review, nothing is. */
export function turnOf(state: CaseState, kind: StepKind): StepState | undefined {
  const asks = state.status === 'waiting_user' || state.status === 'waiting_resubmission';
  const step = asks ? stepOf(state, kind) : undefined;
  return step !== undefined && isPersonsTurn(step) ? step : undefined;
}

export function isPersonsTurn(step: StepState): boolean {
  return (
    step.plan.kind !== 'delay' &&
    (step.status === 'ready' || step.status === 'in_progress' || step.status === 'failed_retry')
  );
}

function submitStep(state: CaseState, kind: StepKind, verdict: StepVerdict, now: string): Outcome {
  const step = stepOf(state, kind);
  if (step === undefined || !isPersonsTurn(step)) return refuse('not_now');
  const attempt = step.attempts + 1;
  const submitted: CaseEvent = { type: 'step.submitted', step: kind, attempt };
  const reasons = verdict.reasons;
  if (verdict.outcome === 'retry') {
    const used = step.attemptsCounted + (verdict.counted ? 1 : 0);
    const final = used >= step.plan.attemptsMax;
    const failed: CaseEvent = {
      type: 'step.failed',
      step: kind,
      attempt,
      reasons,
      counted: verdict.counted,
      final,
    };
    if (!final) return happen(submitted, failed);
    return budgetUsed(state, step, [submitted, failed], now);
  }
  const settled: CaseEvent =
    verdict.outcome === 'passed'
      ? { type: 'step.passed', step: kind, attempt, reasons, by: 'machine' }
      : { type: 'step.needs_review', step: kind, attempt, reasons };
  return happenThenNext(state, [submitted, settled], now);
}

/** No dead end: with the budget used up the other lane opens, else a person looks at it. */
function budgetUsed(
  state: CaseState,
  step: StepState,
  events: readonly CaseEvent[],
  now: string,
): Outcome {
  const { alternative, kind } = step.plan;
  const failed = events.at(-1);
  if (alternative !== null && failed !== undefined) {
    return happenThenNext(
      state,
      [...events, { type: 'step.replaced', step: kind, by: alternative, reason: 'attempts_used' }],
      now,
    );
  }
  const attempt = step.attempts + 1;
  const reasons = failed?.type === 'step.failed' ? failed.reasons : [];
  return happenThenNext(
    state,
    [...events, { type: 'step.needs_review', step: kind, attempt, reasons }],
    now,
  );
}

function endDelay(state: CaseState, now: string): Outcome {
  const delay = state.steps.find((s) => s.plan.kind === 'delay' && s.status === 'ready');
  if (delay === undefined || delay.until === null) return refuse('not_now');
  if (now < delay.until) return refuse('too_early');
  const passed: CaseEvent = {
    type: 'step.passed',
    step: 'delay',
    attempt: 1,
    reasons: [],
    by: 'clock',
  };
  return happenThenNext(state, [passed], now);
}

function takeOtherLane(
  state: CaseState,
  { impossible, step: kind }: CaseCommand & { type: 'take_other_lane' },
  now: string,
): Outcome {
  const step = stepOf(state, kind);
  if (step === undefined || !isPersonsTurn(step)) return refuse('not_now');
  // Nobody is left with a step that cannot be done: a statement never passes by machine.
  const by = step.plan.alternative ?? (impossible === undefined ? null : 'statement');
  if (by === null || by === kind) return refuse('no_alternative');
  const event: CaseEvent =
    impossible === undefined
      ? { type: 'step.replaced', step: kind, by, reason: 'person_chose' }
      : { type: 'step.replaced', step: kind, by, reason: 'not_possible_here', why: impossible };
  return happenThenNext(state, [event], now);
}

/** Appends what follows by itself: the next step becomes ready, or the case goes to review. */
export function happenThenNext(
  state: CaseState,
  events: readonly CaseEvent[],
  now: string,
): Outcome {
  const after = evolveAll(state.caseId, events, state);
  if (after === null) return refuse('not_now');
  // One thing at a time: what is asked already is done first, wherever it stands.
  if (after.steps.some(isPersonsTurn)) return happen(...events);
  const open = after.steps.find((s) => !isSettled(s));
  if (open === undefined) return happen(...events, { type: 'case.in_review' });
  if (open.status !== 'locked' && open.until === null) return happen(...events);
  // A delay that ran beside the person's step is all that is left to wait for.
  if (open.until !== null) {
    return happen(...events, { type: 'step.ready', step: open.plan.kind, until: open.until });
  }
  const until =
    open.plan.delaySeconds === null || open.plan.kind !== 'delay'
      ? null
      : addSeconds(now, open.plan.delaySeconds);
  return happen(...events, { type: 'step.ready', step: open.plan.kind, until });
}

export function isSettled(step: StepState): boolean {
  return ['passed', 'needs_review', 'skipped_by_policy'].includes(step.status);
}
