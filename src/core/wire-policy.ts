/** The JSON of the console's policy page. Types only; see wire.ts. */

export interface PolicyPlanView {
  readonly rule: string;
  /** In order; a delay with its hours. */
  readonly steps: readonly string[];
  readonly approvals: number;
  readonly restrictions: readonly string[];
}

export interface PolicyView {
  /** `ID@VERSION`. */
  readonly name: string;
  readonly sha256: string;
  readonly retentionDays: number;
  /** What the checker warns of; a policy with errors is never in force. */
  readonly problems: readonly {
    readonly code: string;
    readonly line: number | null;
    readonly message: string;
  }[];
  /** From top to bottom; `when` is null for the default. */
  readonly rules: readonly (PolicyPlanView & { readonly when: string | null })[];
  /** The newest first. */
  readonly versions: readonly {
    readonly name: string;
    readonly firstUsedAt: string;
    readonly inForce: boolean;
  }[];
}

interface PolicyChangeView {
  readonly strictness: 'same' | 'stricter' | 'weaker' | 'mixed';
  readonly ruleBefore: string;
  readonly ruleAfter: string;
  readonly words: readonly string[];
}

export interface PolicyDiffView {
  readonly differences: readonly (PolicyChangeView & {
    readonly facts: readonly string[];
    readonly situations: number;
  })[];
  readonly tried: number;
  readonly situations: number;
  /** False where conditions compute with facts: other situations may differ too. */
  readonly exact: boolean;
}

export interface PolicyReplayView {
  readonly total: number;
  /** Cases that could not be replayed: their kept facts lack one that is asked now. */
  readonly skipped: number;
  readonly otherwise: readonly (PolicyChangeView & {
    readonly caseId: string;
    readonly status: string;
  })[];
}

export interface PolicyExplainView {
  readonly policy: string;
  readonly rule: string;
  readonly tried: readonly {
    readonly rule: string;
    readonly when: string;
    readonly outcome: 'matched' | 'not_matched' | 'failed';
  }[];
}
