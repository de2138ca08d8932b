/** Applies one event to the state of a case. No decisions here: what happened, happened. */

import { asksOfPerson, type Tightened } from './tightened.ts';
import type {
  CaseEvent,
  CaseState,
  PlannedStep,
  StepKind,
  StepState,
  StepStatus,
} from './types.ts';

export function evolveAll(
  caseId: string,
  events: readonly CaseEvent[],
  from: CaseState | null = null,
): CaseState | null {
  let state = from;
  for (const event of events) state = evolve(caseId, state, event);
  return state;
}

export function evolve(caseId: string, state: CaseState | null, event: CaseEvent): CaseState {
  if (event.type === 'case.opened') return opened(caseId, event);
  if (state === null)
    throw new Error(`the first event of a case is case.opened, not ${event.type}`);
  const next = applied(state, event);
  return { ...next, version: state.version + 1 };
}

function opened(caseId: string, event: CaseEvent & { type: 'case.opened' }): CaseState {
  return {
    caseId,
    accountId: event.accountId,
    kind: event.kind,
    status: 'draft',
    lock: event.lock,
    lost: event.lost ?? [],
    expiresAt: event.expiresAt,
    waitUntil: null,
    plan: null,
    biometricConsent: false,
    steps: [],
    claim: null,
    approvals: [],
    decision: null,
    decisionReasons: [],
    decidedBy: null,
    appealUntil: null,
    judges: [],
    appeal: null,
    unlocked: false,
    recovered: false,
    demands: null,
    restrictions: [],
    ownerStopped: false,
    cancelReason: null,
    redacted: false,
    version: 1,
  };
}

function applied(state: CaseState, event: CaseEvent): CaseState {
  switch (event.type) {
    case 'case.opened':
      throw new Error('a case is opened once');
    case 'case.unlock_requested':
      return {
        ...state,
        status: event.waitUntil === null ? 'open' : 'waiting_delay',
        waitUntil: event.waitUntil,
      };
    case 'case.wait_ended':
      return { ...state, status: 'open' };
    case 'reminder.accepted':
      return {
        ...state,
        status: 'waiting_user',
        plan: event.plan,
        biometricConsent: event.biometricConsent,
        steps: lockedSteps(event.plan.steps),
      };
    case 'step.ready':
    case 'step.started':
    case 'step.submitted':
    case 'step.passed':
    case 'step.needs_review':
    case 'step.failed':
    case 'step.replaced':
      return stepApplied(state, event);
    case 'consent.withdrawn':
      // What reviewers looked at is deleted: who approved before looks again.
      return { ...state, biometricConsent: false, claim: null, approvals: [] };
    case 'plan.tightened':
      return tightened(state, event);
    case 'owner.stopped':
      return { ...state, ownerStopped: true };
    case 'account.unlocked':
      return { ...state, unlocked: true, demands: event.demands ?? state.demands };
    case 'factors.reset':
      return { ...state, recovered: true, demands: event.demands ?? null };
    case 'restriction.started':
      return {
        ...state,
        restrictions: [
          ...state.restrictions,
          { kind: event.kind, until: event.until, ended: false },
        ],
      };
    case 'restriction.ended':
      return {
        ...state,
        restrictions: state.restrictions.map((r) =>
          r.kind === event.kind ? { ...r, ended: true } : r,
        ),
      };
    case 'case.cancelled':
      return { ...state, status: 'cancelled', cancelReason: event.reason, claim: null };
    case 'case.expired':
      return { ...state, status: 'expired', claim: null };
    case 'case.extended':
      return { ...state, expiresAt: event.expiresAt };
    case 'case.redacted':
      return { ...state, redacted: true };
    default:
      return reviewApplied(state, event);
  }
}

function tightened(state: CaseState, more: Tightened): CaseState {
  const { plan } = state;
  const approvalsRequired = more.approvalsRequired ?? plan?.approvalsRequired ?? 2;
  const restrictions = more.restrictions ?? plan?.restrictions ?? [];
  const limited = { ...state, plan: plan && { ...plan, approvalsRequired, restrictions } };
  if (!asksOfPerson(more)) return limited;
  const { delay } = more;
  // A longer delay runs beside what is asked for, and is waited for afterwards.
  const isLonger = ({ plan }: StepState) => delay !== undefined && plan.kind === 'delay';
  const lengthened = state.steps.filter(isLonger).map((step): StepState => {
    const { delaySeconds = null, until = null } = delay ?? {};
    return { ...step, plan: { ...step.plan, delaySeconds }, status: 'locked', until };
  });
  const kept = state.steps.filter((step) => !isLonger(step));
  return {
    ...limited,
    status: 'waiting_user',
    claim: null,
    approvals: [],
    steps: [...kept, ...lockedSteps(more.steps), ...lengthened],
  };
}

type ReviewEvent = Extract<
  CaseEvent,
  {
    type:
      | 'case.in_review'
      | 'review.claimed'
      | 'review.released'
      | 'review.approved'
      | 'case.resubmission_requested'
      | 'case.decided'
      | 'case.appealed';
  }
>;

function reviewApplied(state: CaseState, event: ReviewEvent): CaseState {
  switch (event.type) {
    case 'case.in_review':
      return { ...state, status: 'in_review' };
    case 'review.claimed':
      return { ...state, claim: { reviewer: event.reviewer, leaseUntil: event.leaseUntil } };
    case 'review.released':
      return { ...state, claim: null };
    case 'review.approved':
      return {
        ...state,
        approvals: [...state.approvals, event.reviewer],
        judges: added(state.judges, [event.reviewer]),
        claim: null,
      };
    case 'case.resubmission_requested':
      return {
        ...withStep({ ...state, claim: null, approvals: [] }, event.step, {
          status: 'ready',
          reasons: event.reasons,
        }),
        status: 'waiting_resubmission',
      };
    case 'case.decided':
      return {
        ...state,
        status:
          event.decision === 'approved' || event.decision === 'auto_approved'
            ? 'approved'
            : 'declined',
        decision: event.decision,
        decisionReasons: event.reasons,
        decidedBy: event.decidedBy,
        appealUntil: event.appealUntil,
        judges: added(state.judges, event.reviewers),
        claim: null,
      };
    case 'case.appealed':
      // The decision stands until it is upheld or overturned; whoever approved before looks no more.
      return {
        ...state,
        status: 'in_review',
        appeal: { barred: event.barred },
        approvals: [],
      };
  }
}

function added(people: readonly string[], more: readonly string[]): readonly string[] {
  return [...new Set([...people, ...more])];
}

type StepEvent = Extract<CaseEvent, { type: `step.${string}` }>;

function stepApplied(state: CaseState, event: StepEvent): CaseState {
  switch (event.type) {
    case 'step.ready': {
      const next = withStep(state, event.step, { status: 'ready', until: event.until });
      if (state.status === 'waiting_resubmission') return next;
      return { ...next, status: event.until === null ? 'waiting_user' : 'waiting_delay' };
    }
    case 'step.started':
      return withStep(state, event.step, { status: 'in_progress' });
    case 'step.submitted':
      return withStep(state, event.step, { status: 'processing', attempts: event.attempt });
    case 'step.passed':
      return withStep(state, event.step, { status: 'passed', reasons: event.reasons });
    case 'step.needs_review':
      return withStep(state, event.step, { status: 'needs_review', reasons: event.reasons });
    case 'step.failed': {
      const before = stepOf(state, event.step)?.attemptsCounted ?? 0;
      return withStep(state, event.step, {
        status: event.final ? 'failed_final' : 'failed_retry',
        reasons: event.reasons,
        attemptsCounted: before + (event.counted ? 1 : 0),
      });
    }
    case 'step.replaced':
      return replaced(state, event);
  }
}

function replaced(
  state: CaseState,
  { by, step, why }: StepEvent & { type: 'step.replaced' },
): CaseState {
  const old = stepOf(state, step);
  const skipped = withStep(state, step, {
    status: 'skipped_by_policy',
    // Kept with the step: reviewers see it there, and a second one is asked for.
    ...(why === undefined ? {} : { reasons: why }),
  });
  if (old === undefined || stepOf(skipped, by) !== undefined) return skipped;
  const added: StepState = {
    plan: {
      kind: by,
      reasonId: `plan.reason.${by}_instead`,
      minutes: 5,
      attemptsMax: 3,
      alternative: null,
      delaySeconds: null,
      uploadAllowed: false,
    },
    status: 'locked',
    attempts: 0,
    attemptsCounted: 0,
    reasons: [],
    replaces: step,
    until: null,
  };
  const at = skipped.steps.findIndex((s) => s.plan.kind === step) + 1;
  return { ...skipped, steps: skipped.steps.toSpliced(at, 0, added) };
}

function lockedSteps(steps: readonly PlannedStep[]): readonly StepState[] {
  return steps.map((planned) => ({
    plan: planned,
    status: 'locked' as StepStatus,
    attempts: 0,
    attemptsCounted: 0,
    reasons: [],
    replaces: null,
    until: null,
  }));
}

export function stepOf(state: CaseState, kind: StepKind): StepState | undefined {
  return state.steps.find((s) => s.plan.kind === kind);
}

function withStep(
  state: CaseState,
  kind: StepKind,
  change: Partial<Omit<StepState, 'plan' | 'replaces'>>,
): CaseState {
  return {
    ...state,
    steps: state.steps.map((s) => (s.plan.kind === kind ? { ...s, ...change } : s)),
  };
}
