/** The reviewer's commands: lease, verdicts, four eyes. */

import { addSeconds } from '../time.ts';
import { isBarred } from './appeal.ts';
import { stepOf } from './evolve.ts';
import { freezeAgainst } from './freeze-of-now.ts';
import { happen, type Outcome, refuse } from './outcome.ts';
import type { CaseCommand, CaseEvent, CaseState, StepState } from './types.ts';

export function claim(
  state: CaseState,
  reviewer: string,
  leaseSeconds: number,
  now: string,
): Outcome {
  const held = state.claim !== null && now < state.claim.leaseUntil;
  if (held && state.claim?.reviewer !== reviewer) return refuse('claimed_by_other');
  // The second pair of eyes belongs to somebody else (four-eyes rule, ASVS V2.3.5).
  if (state.approvals.includes(reviewer)) return refuse('four_eyes');
  if (isBarred(state, reviewer)) return refuse('four_eyes');
  return happen({
    type: 'review.claimed',
    reviewer,
    leaseUntil: addSeconds(now, leaseSeconds),
  });
}

export function release(state: CaseState, reviewer: string): Outcome {
  if (state.claim?.reviewer !== reviewer) return refuse('not_claimed');
  return happen({ type: 'review.released', reviewer });
}

function holdsClaim(state: CaseState, reviewer: string, now: string): boolean {
  return state.claim?.reviewer === reviewer && now < state.claim.leaseUntil;
}

/** People who must approve at least: two where a step could not be done at all, whatever the plan says. */
export function approvalsPlanned(state: CaseState): 1 | 2 {
  return state.steps.some(wasImpossible) ? 2 : (state.plan?.approvalsRequired ?? 2);
}

/** No mailbox could be trusted, so none was proven. Other reasons are left from earlier attempts. */
function wasImpossible({ plan, reasons, status }: StepState): boolean {
  const wasLeft = plan.kind === 'email_confirmation' && status === 'skipped_by_policy';
  return wasLeft && reasons.some(({ code }) => code === 'channel_changed');
}

export function approve(
  state: CaseState,
  command: CaseCommand & { type: 'approve' },
  now: string,
): Outcome {
  const { reviewer, accepted, note, currentFreezeId } = command;
  if (!holdsClaim(state, reviewer, now)) return refuse('not_claimed');
  if (state.approvals.includes(reviewer) || isBarred(state, reviewer)) return refuse('four_eyes');
  const against = freezeAgainst(state, currentFreezeId);
  if (against !== null) return refuse(against);
  const doubtful = state.steps.filter((s) => s.status === 'needs_review');
  if (doubtful.some((s) => !accepted.includes(s.plan.kind))) return refuse('step_not_settled');
  if (doubtful.length > 0 && note.trim() === '') return refuse('note_missing');
  const approved: CaseEvent = {
    type: 'review.approved',
    reviewer,
    accepted: doubtful.map((s) => s.plan.kind),
    note,
  };
  const required = Math.max(approvalsPlanned(state), command.approvalsMin ?? 1);
  const approvals = [...state.approvals, reviewer];
  // Until the last approval the doubtful steps stay open: the second reviewer judges them too.
  if (approvals.length < required) return happen(approved);
  const passed = doubtful.map(
    (s): CaseEvent => ({
      type: 'step.passed',
      step: s.plan.kind,
      attempt: s.attempts,
      reasons: s.reasons,
      by: 'reviewer',
    }),
  );
  return happen(approved, ...passed, {
    type: 'case.decided',
    decision: 'approved',
    decidedBy: required === 2 ? 'two_reviewers' : 'reviewer',
    reviewers: approvals,
    reasons: [],
    appealUntil: null,
  });
}

export function decline(
  state: CaseState,
  command: CaseCommand & { type: 'decline' },
  now: string,
): Outcome {
  if (!holdsClaim(state, command.reviewer, now)) return refuse('not_claimed');
  if (isBarred(state, command.reviewer)) return refuse('four_eyes');
  if (command.reasons.length === 0) return refuse('note_missing');
  const mayAppeal = command.final && state.appeal === null;
  // Nobody is promised an appeal about what is erased by then.
  const days = Math.min(command.appealDays, state.plan?.retentionDays ?? command.appealDays);
  return happen({
    type: 'case.decided',
    decision: command.final ? 'declined_final' : 'declined_retry',
    decidedBy: 'reviewer',
    reviewers: [command.reviewer],
    reasons: command.reasons,
    appealUntil: mayAppeal ? addSeconds(now, days * 86_400) : null,
  });
}

export function requestResubmission(
  state: CaseState,
  command: CaseCommand & { type: 'request_resubmission' },
  now: string,
): Outcome {
  const { reviewer, step, reasons } = command;
  if (!holdsClaim(state, reviewer, now)) return refuse('not_claimed');
  if (isBarred(state, reviewer)) return refuse('four_eyes');
  if (reasons.length === 0) return refuse('note_missing');
  const target = stepOf(state, step);
  if (target === undefined || target.status === 'skipped_by_policy' || step === 'delay') {
    return refuse('not_now');
  }
  return happen({ type: 'case.resubmission_requested', reviewer, step, reasons });
}
