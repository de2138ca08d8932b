/** The words of a case. Stable on the wire (snake_case); sentences for people live elsewhere. */

import type { Impossible, Reason } from '../reasons.ts';
import type { CancelReason } from './cancel-reason.ts';
import type { CaseLock } from './lock.ts';
import type { PlanOfToday, Tightened } from './tightened.ts';

export type CaseKind = 'unlock' | 'reset_factor' | 'lost_channel';

export type CaseStatus =
  | 'draft'
  | 'open'
  | 'waiting_user'
  | 'waiting_delay'
  | 'processing'
  | 'in_review'
  | 'waiting_resubmission'
  | 'approved'
  | 'declined'
  | 'cancelled'
  | 'expired';

export type Decision = 'auto_approved' | 'approved' | 'declined_retry' | 'declined_final';
export type DecidedBy = 'policy' | 'reviewer' | 'two_reviewers';

export type StepKind =
  | 'reminder'
  | 'codes'
  | 'questions'
  | 'email_confirmation'
  | 'id_document'
  | 'selfie'
  | 'face'
  | 'statement'
  | 'delay'
  | 'review';

export type StepStatus =
  | 'locked'
  | 'ready'
  | 'in_progress'
  | 'submitted'
  | 'processing'
  | 'passed'
  | 'failed_retry'
  | 'failed_final'
  | 'needs_review'
  | 'skipped_by_policy'
  | 'expired';

/** What a person may still have in hand; `email` and `sms` are channels, the others factors. */
export type CodeChannel = 'email' | 'sms' | 'totp' | 'passkey';

/** One step as policy planned it. At most one step of a kind in a plan; `kind` is its id. */
export interface PlannedStep {
  readonly kind: StepKind;
  /** Text id of the one-line reason shown next to the step. */
  readonly reasonId: string;
  readonly minutes: number;
  /** Counted attempts allowed; quality retakes are free. */
  readonly attemptsMax: number;
  /** Biometric steps name the step of the other lane that replaces them. */
  readonly alternative: StepKind | null;
  /** `delay` only: seconds from the moment the step becomes ready. */
  readonly delaySeconds: number | null;
  /** `selfie`, `id_document`: a file may be chosen instead of the camera. */
  readonly uploadAllowed: boolean;
  /** `codes` only: as policy names them, null for every bound one; in a case's plan those to use. */
  readonly channels?: readonly CodeChannel[] | null;
}

/** What the host asks of the person at the next log-in, before anything else. */
export type LoginDemand = 'password' | 'second_factor';

export interface Restriction {
  /** e.g. `withdrawals`, `contact_change`. */
  readonly kind: string;
  readonly hours: number;
}

/** What policy decided for one account, pinned into the case when the reminder is accepted. */
export interface Plan {
  readonly policyId: string;
  readonly policyVersion: string;
  /** SHA-256 of the policy file, hex. */
  readonly policyHash: string;
  /** Name of the rule that chose this plan. */
  readonly rule: string;
  readonly steps: readonly PlannedStep[];
  /** People who must approve, all of them different. Never 0 while a biometric step is planned. */
  readonly approvalsRequired: 1 | 2;
  readonly restrictions: readonly Restriction[];
  readonly retentionDays: number;
  /** A contact the owner named before may be asked to speak for them, beside a statement. */
  readonly trustedContact?: boolean;
  /** A contact changed within so many days before the freeze gets no code. */
  readonly channelTrustDays?: number;
  /** Text ids: why this plan, for the person. */
  readonly because: readonly string[];
}

export interface ReminderEvidence {
  readonly version: string;
  readonly locale: string;
  /** SHA-256 of the exact text shown, hex. */
  readonly textHash: string;
  /** Ids of the boxes that were ticked. */
  readonly ticked: readonly string[];
}

/** Who did it. No names, no addresses. */
export type Actor =
  | { readonly type: 'person' }
  | { readonly type: 'owner_link' }
  | { readonly type: 'reviewer'; readonly id: string }
  | { readonly type: 'host'; readonly id: string }
  | { readonly type: 'system' };

/** Outcome of one judged attempt of a step. */
export type StepVerdict =
  | { readonly outcome: 'passed'; readonly reasons: readonly Reason[] }
  | { readonly outcome: 'needs_review'; readonly reasons: readonly Reason[] }
  /** `counted` says whether this attempt uses the budget up. */
  | { readonly outcome: 'retry'; readonly reasons: readonly Reason[]; readonly counted: boolean };

export type CaseEvent =
  | {
      readonly type: 'case.opened';
      readonly accountId: string;
      readonly kind: CaseKind;
      readonly lock: CaseLock;
      /** What the person lost: to be reset at the host. Nothing for `unlock`. */
      readonly lost?: readonly CodeChannel[];
      readonly expiresAt: string;
    }
  | { readonly type: 'case.unlock_requested'; readonly waitUntil: string | null }
  | { readonly type: 'case.wait_ended' }
  | {
      readonly type: 'reminder.accepted';
      readonly evidence: ReminderEvidence;
      readonly biometricConsent: boolean;
      readonly plan: Plan;
    }
  | { readonly type: 'step.ready'; readonly step: StepKind; readonly until: string | null }
  | { readonly type: 'step.started'; readonly step: StepKind }
  | { readonly type: 'step.submitted'; readonly step: StepKind; readonly attempt: number }
  | {
      readonly type: 'step.passed';
      readonly step: StepKind;
      readonly attempt: number;
      readonly reasons: readonly Reason[];
      readonly by: 'machine' | 'reviewer' | 'clock';
    }
  | {
      readonly type: 'step.needs_review';
      readonly step: StepKind;
      readonly attempt: number;
      readonly reasons: readonly Reason[];
    }
  | {
      readonly type: 'step.failed';
      readonly step: StepKind;
      readonly attempt: number;
      readonly reasons: readonly Reason[];
      readonly counted: boolean;
      readonly final: boolean;
    }
  | {
      readonly type: 'step.replaced';
      readonly step: StepKind;
      readonly by: StepKind;
      readonly reason:
        | 'consent_declined'
        | 'consent_withdrawn'
        | 'person_chose'
        | 'attempts_used'
        | 'not_possible_here';
      readonly why?: Impossible;
    }
  | { readonly type: 'consent.withdrawn' }
  | ({ readonly type: 'plan.tightened' } & Tightened)
  | { readonly type: 'case.in_review' }
  | { readonly type: 'review.claimed'; readonly reviewer: string; readonly leaseUntil: string }
  | { readonly type: 'review.released'; readonly reviewer: string }
  | {
      readonly type: 'review.approved';
      readonly reviewer: string;
      readonly accepted: readonly StepKind[];
      readonly note: string;
    }
  | {
      readonly type: 'case.resubmission_requested';
      readonly reviewer: string;
      readonly step: StepKind;
      readonly reasons: readonly Reason[];
    }
  | {
      readonly type: 'case.decided';
      readonly decision: Decision;
      readonly decidedBy: DecidedBy;
      readonly reviewers: readonly string[];
      readonly reasons: readonly Reason[];
      readonly appealUntil: string | null;
    }
  /** The final decline is read anew, by people who had no part in it. */
  | { readonly type: 'case.appealed'; readonly barred: readonly string[] }
  /** Back from review with the person, who has until then. */
  | { readonly type: 'case.extended'; readonly expiresAt: string }
  | { readonly type: 'account.unlocked'; readonly demands?: readonly LoginDemand[] }
  /** What was lost counts no more at the host, and has to be bound anew. */
  | {
      readonly type: 'factors.reset';
      readonly factors: readonly CodeChannel[];
      readonly demands?: readonly LoginDemand[];
    }
  | { readonly type: 'restriction.started'; readonly kind: string; readonly until: string }
  | { readonly type: 'restriction.ended'; readonly kind: string }
  | { readonly type: 'owner.stopped' }
  | { readonly type: 'case.cancelled'; readonly reason: CancelReason }
  | { readonly type: 'case.expired' }
  | { readonly type: 'case.redacted' };

export type CaseEventType = CaseEvent['type'];

export interface StepState {
  readonly plan: PlannedStep;
  readonly status: StepStatus;
  /** Attempts submitted so far; `attemptsCounted` of them used the budget up. */
  readonly attempts: number;
  readonly attemptsCounted: number;
  readonly reasons: readonly Reason[];
  readonly replaces: StepKind | null;
  /** `delay`: when it ends. */
  readonly until: string | null;
}

export interface CaseState {
  readonly caseId: string;
  readonly accountId: string;
  readonly kind: CaseKind;
  readonly status: CaseStatus;
  readonly lock: CaseLock;
  readonly lost: readonly CodeChannel[];
  /** Means nothing while people decide. */
  readonly expiresAt: string;
  readonly waitUntil: string | null;
  readonly plan: Plan | null;
  readonly biometricConsent: boolean;
  readonly steps: readonly StepState[];
  readonly claim: { readonly reviewer: string; readonly leaseUntil: string } | null;
  readonly approvals: readonly string[];
  /** Reviewer whose request for resubmission is open. */
  readonly decision: Decision | null;
  readonly decisionReasons: readonly Reason[];
  readonly decidedBy: DecidedBy | null;
  readonly appealUntil: string | null;
  /** Everybody who gave a verdict on this case. */
  readonly judges: readonly string[];
  /** Once the person has appealed: the reviewers who may not read it. One appeal a case. */
  readonly appeal: { readonly barred: readonly string[] } | null;
  readonly unlocked: boolean;
  /** What was lost is reset at the host. */
  readonly recovered: boolean;
  /** As the host answered; null: it has not said. */
  readonly demands: readonly LoginDemand[] | null;
  readonly restrictions: readonly {
    readonly kind: string;
    readonly until: string;
    readonly ended: boolean;
  }[];
  readonly ownerStopped: boolean;
  readonly cancelReason: CancelReason | null;
  readonly redacted: boolean;
  /** Number of events applied: the version the next append expects. */
  readonly version: number;
}

export type CaseCommand =
  | {
      readonly type: 'open';
      readonly accountId: string;
      readonly kind: CaseKind;
      readonly lock: CaseLock;
      readonly lost?: readonly CodeChannel[];
      readonly expiresAt: string;
    }
  | { readonly type: 'request_unlock'; readonly currentFreezeId: string }
  | { readonly type: 'end_wait' }
  | {
      readonly type: 'accept_reminder';
      readonly evidence: ReminderEvidence;
      readonly biometricConsent: boolean;
      readonly plan: Plan;
      readonly currentFreezeId: string;
    }
  | { readonly type: 'start_step'; readonly step: StepKind }
  | { readonly type: 'submit_step'; readonly step: StepKind; readonly verdict: StepVerdict }
  | { readonly type: 'end_delay' }
  | { readonly type: 'take_other_lane'; readonly step: StepKind; readonly impossible?: Impossible }
  | { readonly type: 'claim_review'; readonly reviewer: string; readonly leaseSeconds: number }
  | { readonly type: 'release_review'; readonly reviewer: string }
  | {
      readonly type: 'approve';
      readonly reviewer: string;
      readonly accepted: readonly StepKind[];
      readonly note: string;
      /** The account's freeze at the host, read just before. */
      readonly currentFreezeId: string | null;
      /** More approvals than the plan asks for: the account was flagged since it was pinned. */
      readonly approvalsMin?: 1 | 2;
    }
  | {
      readonly type: 'decline';
      readonly reviewer: string;
      readonly final: boolean;
      readonly reasons: readonly Reason[];
      readonly appealDays: number;
    }
  | {
      readonly type: 'request_resubmission';
      readonly reviewer: string;
      readonly step: StepKind;
      readonly reasons: readonly Reason[];
    }
  | {
      readonly type: 'appeal';
      /** The account's freeze at the host, read just before. */
      readonly currentFreezeId: string;
    }
  | {
      readonly type: 'record_unlocked';
      /** As the host was told: kind and end. */
      readonly restrictions: readonly { readonly kind: string; readonly until: string }[];
      readonly demands?: readonly LoginDemand[];
    }
  /** For what was lost: reset at the host, and thawed where it was frozen. */
  | {
      readonly type: 'record_recovered';
      readonly restrictions: readonly { readonly kind: string; readonly until: string }[];
      readonly demands?: readonly LoginDemand[];
    }
  | {
      readonly type: 'record_host_refused';
      readonly reason: 'newer_freeze' | 'thawed_elsewhere' | 'host_refused';
    }
  | { readonly type: 'end_restriction'; readonly kind: string }
  | { readonly type: 'owner_stop' }
  /** The account was flagged since. */
  | ({ readonly type: 'tighten_plan' } & PlanOfToday)
  | { readonly type: 'withdraw_consent' }
  | { readonly type: 'withdraw' }
  /** The person goes on with a case about what they lost. */
  | { readonly type: 'leave_for_recovery' }
  | { readonly type: 'note_newer_freeze' }
  | { readonly type: 'note_thawed' }
  | { readonly type: 'expire' }
  | { readonly type: 'redact' };

export type CaseCommandType = CaseCommand['type'];
