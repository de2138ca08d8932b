/** The JSON that the reviewer's console and the service exchange. Types only; see wire.ts. */

import type { CaseKind, CaseStatus, CodeChannel, StepKind, StepStatus } from './case/types.ts';
import type { Region } from './picture-region.ts';
import type { MediaRole, ReasonCode } from './reasons.ts';

export interface StaffView {
  readonly name: string;
  readonly role: 'reviewer' | 'lead';
  readonly csrf: string;
}

export interface QueueView {
  /** Counted up to 1,001: then there are more than 1,000. */
  readonly waiting: number;
  readonly mine: readonly { readonly caseId: string; readonly leaseUntil: string }[];
  readonly oldestMinutes: number | null;
}

export interface ReviewView {
  readonly caseId: string;
  readonly now: string;
  readonly leaseUntil: string;
  readonly service: string;
  readonly status: CaseStatus;
  readonly kind: CaseKind;
  /** To be reset at the host, should the case be approved. */
  readonly lost: readonly CodeChannel[];
  readonly lock: { readonly cause: string; readonly since: string };
  readonly plan: {
    readonly rule: string;
    readonly policyVersion: string;
    readonly because: readonly string[];
    readonly approvalsRequired: number;
    readonly approvalsGiven: number;
  };
  /** The account's own record, unsealed for this claim only. */
  readonly record: {
    readonly fullName: string;
    readonly birthDate: string;
    readonly country: string;
    readonly documentNumberMasked: string | null;
    readonly accountMasked: string;
  };
  readonly steps: readonly ReviewStep[];
  readonly media: readonly {
    readonly id: string;
    readonly role: MediaRole;
    readonly label: string;
    /** A recording to play instead of a picture to look at. */
    readonly video?: boolean;
    readonly width: number;
    readonly height: number;
    readonly at: string;
  }[];
  readonly document: {
    readonly country: string;
    readonly type: string;
    readonly mrzLines: readonly string[];
    readonly mrzValid: boolean;
    readonly mrzRepaired: boolean;
    /** One row a field: what the document says beside what the account says. */
    readonly rows: readonly {
      readonly label: string;
      readonly document: string;
      readonly record: string;
      readonly agrees: boolean | null;
    }[];
  } | null;
  readonly comparisons: readonly {
    readonly label: string;
    readonly similarity: number;
    readonly band: 'match' | 'uncertain' | 'no_match';
    readonly thresholds: { readonly match: number; readonly review: number };
  }[];
  readonly timeline: readonly { readonly at: string; readonly what: string }[];
  /**
   * Browsers that had a session on this case, the last one first: on the page, or on the phone that
   * filmed. Coarse; the same browser on the same network is one.
   */
  readonly devices: readonly {
    readonly on: 'page' | 'phone';
    readonly browser: string;
    readonly network: string;
    readonly sessions: number;
    readonly since: string;
    readonly until: string;
  }[];
  /** A contact the owner named before the lock was asked to speak for the person. */
  readonly contact?: {
    readonly masked: string;
    readonly askedAt: string;
    readonly confirmedAt: string | null;
  } | null;
  /** The other lane: the sentence that should be heard on the recording. */
  readonly sentence?: string | null;
  /** The other lane: what the person wrote. */
  readonly statement?: string | null;
  /**
   * This is an appeal: what the person says against the final decline, and the codes it was declined
   * for. Who declined it, and the notes, stay out: the case is judged anew.
   */
  readonly appeal?: { readonly text: string; readonly declinedFor: readonly ReasonCode[] } | null;
}

/** Where on which picture the fault is: drawn for the person, who sees no other word of the reviewer. */
export interface PictureMark {
  readonly media: 'document_front' | 'document_back' | 'selfie';
  readonly region: Region;
}

export interface ReviewStep {
  readonly kind: StepKind;
  readonly status: StepStatus;
  readonly attempts: number;
  readonly reasons: readonly {
    readonly code: ReasonCode;
    readonly staffText: string;
    readonly media: MediaRole | null;
    readonly region: Region | null;
  }[];
}
