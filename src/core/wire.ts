/**
 * The JSON that pages and service exchange. Types only; web/ may `import type` from here.
 * Every answer says the state and what may be done now; the page never guesses.
 *
 * The routes that carry these shapes are listed in src/http/README.md.
 */

import type { CancelReason } from './case/cancel-reason.ts';
import type { CaseKind, CaseStatus, CodeChannel, StepKind, StepStatus } from './case/types.ts';
import type { Region } from './picture-region.ts';
import type { MediaRole, ReasonCode } from './reasons.ts';
import type { CodesView } from './wire-codes.ts';
import type { FaceView } from './wire-face.ts';

export interface WireError {
  readonly error: {
    readonly code: string;
    /** Text id for the person. */
    readonly text: string;
    readonly correlationId: string;
    /** Seconds, when waiting helps. */
    readonly retryAfterSeconds?: number;
    /** Faults of a picture that was refused. */
    readonly faults?: readonly FaultView[];
    /** Where one logs in again, when a session or a link is over. */
    readonly returnUrl?: string;
  };
}

export interface FaultView {
  readonly code: ReasonCode;
  readonly media: MediaRole | null;
  readonly region: Region | null;
}

export type CaseAction =
  | 'unlock'
  | 'notify_when_ready'
  | 'reactivate'
  | 'withdraw'
  | 'withdraw_consent'
  | 'other_lane'
  | 'start_questions'
  | 'answer_question'
  | 'send_code'
  | 'submit_code'
  | 'codes_unavailable'
  | 'send_email'
  | 'without_email'
  | 'choose_document'
  | 'upload_document'
  | 'submit_document'
  | 'upload_selfie'
  | 'submit_selfie'
  | 'write_statement'
  | 'record_statement'
  | 'ask_contact'
  | 'begin_face'
  | 'create_handoff'
  | 'got_it';

export interface ReminderView {
  readonly version: string;
  readonly retentionDays: number;
  /** The longest that anything stays limited after the unlock; 0: nothing does. */
  readonly limitHours: number;
}

export interface CaseView {
  readonly caseId: string;
  readonly status: CaseStatus;
  readonly kind: CaseKind;
  /** What the person said they lost; empty for an unlock. */
  readonly lost: readonly CodeChannel[];
  readonly service: string;
  /** e.g. `m•••a@example.org`. */
  readonly accountMasked: string;
  /** Database time at the answer, ISO. Count down from this, not from the device's clock. */
  readonly now: string;
  readonly lock: {
    readonly cause: string;
    readonly unlockable: 'self_service' | 'review_only' | 'not_here';
    readonly since: string;
    readonly earliestUnlockAt: string | null;
    readonly notifyWanted: boolean;
  };
  readonly actions: readonly CaseAction[];
  readonly reminder: ReminderView | null;
  /** Text ids: why this plan. */
  readonly because: readonly string[];
  readonly steps: readonly StepView[];
  /** Kind of the step that is the person's turn now; null when it is not. */
  readonly current: StepKind | null;
  readonly progress: {
    readonly done: number;
    readonly total: number;
    readonly minutesLeft: number;
  };
  /** Minutes from submission to decision of recent cases; null when there are too few. */
  readonly reviewEstimate: {
    readonly p50: number;
    readonly p90: number;
    readonly n: number;
  } | null;
  readonly questions: QuestionsView | null;
  readonly codes: CodesView | null;
  readonly email: EmailView | null;
  readonly document: DocumentView | null;
  readonly selfie: SelfieView | null;
  readonly face: FaceView | null;
  readonly statement?: StatementView | null;
  /** Who was asked to speak for the person, on every screen after the statement, until it is decided. */
  readonly contactAsked?: AskedContactView | null;
  readonly result: ResultView | null;
  /** [Got it!] was pressed. */
  readonly acknowledged: boolean;
  /**
   * Link to the progress page, once submitted: works on any device and after this session ended
   * (a decision ends all sessions of its case; a page that meets 401 then goes here).
   */
  readonly progressUrl?: string | null;
  readonly csrf: string;
}

export interface StepView {
  readonly kind: StepKind;
  readonly status: StepStatus;
  readonly reasonId: string;
  readonly minutes: number;
  readonly alternative: StepKind | null;
  readonly until: string | null;
  /** Asked for again: what to mend. */
  readonly faults: readonly FaultView[];
}

export interface QuestionsView {
  readonly total: number;
  /** Seconds for one answer. */
  readonly secondsEach: number;
  /** The question to answer now; null before the start and after the last. */
  readonly question: {
    readonly index: number;
    /** Text id with parameters, e.g. `question.joined`. */
    readonly textId: string;
    readonly reasonId: string;
    /** Empty: the answer is typed. */
    readonly options: readonly string[];
    /** Text id with parameters of each option; null: shown as it is, a name. Absent: all are. */
    readonly optionIds?: readonly (string | null)[];
    readonly endsAt: string;
  } | null;
}

export interface EmailView {
  /** False: no mail can prove anything here as it is; the way is `without_email`, or an address that is mended. */
  readonly byMail: boolean;
  readonly sentToMasked: string;
  readonly sentAt: string | null;
  /** Type this where the link is opened on another device. */
  readonly code: string | null;
  readonly expiresAt: string | null;
  readonly sendsLeft: number;
  readonly delayed: boolean;
  /** With `codes_unavailable`: what can be reported as lost here, the mailbox first. */
  readonly mayBeLost: readonly LosableView[];
}

/** Something that a person may no longer have; `to` is where its codes go, masked. */
export interface LosableView {
  readonly channel: CodeChannel;
  readonly to: string | null;
}

export interface DocumentTypeOption {
  readonly type: 'passport' | 'id_card' | 'driving_licence' | 'residence_permit';
  readonly back: boolean;
}

export interface SideView {
  readonly accepted: boolean;
  readonly faults: readonly FaultView[];
  /** Data URL of a small preview is made by the page itself from what was sent. */
  readonly uploadedAt: string | null;
}

export interface DocumentView {
  readonly countries: readonly {
    /** As in a machine-readable zone: `D<<`, `GBR`, `EUE`. */
    readonly code: string;
    /** ISO 3166-1 alpha-2, by which the page knows the name in its language; organisations have none. */
    readonly region?: string;
    readonly names?: { readonly en: string; readonly de: string };
    readonly types: readonly DocumentTypeOption[];
  }[];
  readonly country: string | null;
  readonly type: DocumentTypeOption | null;
  readonly uploadAllowed: boolean;
  readonly front: SideView;
  readonly back: SideView | null;
}

export interface SelfieView {
  readonly uploadAllowed: boolean;
  readonly accepted: boolean;
  readonly faults: readonly FaultView[];
}

export interface StatementView {
  /** A recording has arrived; it can be submitted, or made anew. */
  readonly recorded: boolean;
  /** Null where nobody can be asked. */
  readonly contact?: ContactView | null;
}

/** Trusted contacts, and the one that was asked. The code is told to them in a conversation. */
export interface ContactView {
  readonly contacts: readonly { readonly id: string; readonly masked: string }[];
  readonly asked: AskedContactView | null;
}

export interface AskedContactView {
  readonly masked: string;
  readonly confirmed: boolean;
  /** Null where it is of no more use: the word was given, or it came too late. */
  readonly code: string | null;
  readonly expiresAt: string | null;
}

/** Read this aloud within `seconds`, document in hand; what is recorded arrives before `endsAt`. */
export interface StatementSentence {
  readonly nonce: string;
  readonly sentence: string;
  readonly seconds: number;
  readonly endsAt: string;
  readonly now: string;
}

export interface ResultView {
  readonly outcome: 'approved' | 'declined_retry' | 'declined_final' | 'cancelled' | 'expired';
  /** About what the person lost, not about an unlock alone. */
  readonly recovery: boolean;
  /** Approved, and the host has said so. While false the page says "being thawed". */
  readonly unlocked: boolean;
  readonly restrictions: readonly { readonly kind: string; readonly until: string }[];
  readonly faults: readonly FaultView[];
  /** Until then another reviewer can be asked for, from the progress page; null when not (any more). */
  readonly appealUntil: string | null;
  readonly mustChange: readonly ('password' | 'second_factor')[];
  readonly reason: CancelReason | null;
  readonly returnUrl: string | null;
}

export interface MailLinkView {
  readonly kind: 'confirm' | 'not_me' | 'disable_account' | 'vouch' | 'unknown';
  readonly state:
    | 'ready'
    | 'needs_code'
    | 'done'
    | 'used'
    | 'expired'
    | 'code_wrong'
    /** A new address has stopped something before, and may not stop this. */
    | 'spent'
    | 'unknown';
  readonly service: string;
  readonly accountMasked: string | null;
  readonly asked: {
    readonly at: string;
    readonly browser: string;
    readonly network: string;
  } | null;
  readonly triesLeft: number | null;
}

export interface ProgressView {
  readonly status: CaseStatus;
  readonly service: string;
  readonly accountMasked: string;
  readonly submittedAt: string | null;
  readonly reviewEstimate: CaseView['reviewEstimate'];
  readonly result: ResultView | null;
  /** The person appealed: another reviewer reads it, or has read it. */
  readonly appealed: boolean;
  readonly now: string;
}
