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

/** Of a candidate that was never in force: nothing of it is kept. */
export type PolicyTrialView =
  | { readonly outcome: 'refused'; readonly problems: PolicyProblemsView }
  | {
      readonly outcome: 'tried';
      /** `ID@VERSION` of the candidate. */
      readonly name: string;
      /** Warnings. */
      readonly problems: PolicyProblemsView;
      /** Null where no test file was given. */
      readonly tests: PolicyTestsView | null;
      /** To the policy in force; the largest differences. */
      readonly diff: PolicyDiffView & { readonly leftOut: number };
      readonly replay: PolicyTrialReplayView;
    }
  /** It took more time or memory than the service gives. */
  | { readonly outcome: 'too_large' };

/** In file order. */
export interface PolicyProblemsView {
  readonly shown: readonly {
    readonly severity: 'error' | 'warning';
    readonly code: string;
    readonly line: number | null;
    readonly message: string;
  }[];
  readonly leftOut: number;
}

export type PolicyTestsView =
  | { readonly outcome: 'unreadable'; readonly line: number | null; readonly message: string }
  | {
      readonly outcome: 'run';
      readonly passed: number;
      readonly failed: number;
      readonly shown: readonly { readonly name: string; readonly differences: readonly string[] }[];
    };

/**
 * Numbers of cases, not which: a candidate may ask anything of an account (`country == "UTO"`), and the
 * rule that a case meets would be the answer.
 */
export interface PolicyTrialReplayView {
  readonly total: number;
  readonly skipped: number;
  readonly otherwise: readonly (PolicyChangeView & { readonly cases: number })[];
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
