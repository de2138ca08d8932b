/** A policy as people write and review it: named rules, read from top to bottom, first match wins. */

import type { CodeChannel, Restriction, StepKind } from '../case/types.ts';
import type { PolicyFacts } from './facts.ts';

/** Where in the file something stands: keys and indexes from the root. */
export type PolicyPath = readonly (string | number)[];

export type PolicyProblemCode =
  | 'malformed'
  | 'unknown_key'
  | 'missing'
  | 'bad_value'
  | 'bad_condition'
  | 'unknown_fact'
  | 'unknown_value'
  | 'unknown_text'
  | 'missing_default'
  | 'duplicate_rule'
  | 'duplicate_step'
  | 'duplicate_restriction'
  | 'unreachable_rule'
  | 'questions_decide'
  | 'email_alone'
  | 'no_proof_of_identity'
  | 'machine_approval'
  | 'no_alternative'
  | 'nothing_to_compare'
  | 'owner_not_told'
  | 'default_too_weak'
  | 'weak_for_loss'
  | 'condition_fails'
  | 'below_aal2';

export interface PolicyProblem {
  readonly code: PolicyProblemCode;
  /** A warning is shown and logged; an error keeps the policy from being loaded. */
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly path: PolicyPath;
  /** 1-based line in the file; null where only the parsed value was known. */
  readonly line: number | null;
}

export interface PolicyStep {
  readonly kind: StepKind;
  readonly reasonId: string;
  readonly minutes: number;
  readonly attemptsMax: number;
  readonly alternative: StepKind | null;
  readonly delaySeconds: number | null;
  readonly uploadAllowed: boolean;
  /** `codes` only; null: every channel and factor that is bound. */
  readonly channels?: readonly CodeChannel[] | null;
}

/** What a rule asks for. The default is one of these without a condition. */
export interface PolicyOutcome {
  readonly name: string;
  readonly because: readonly string[];
  readonly steps: readonly PolicyStep[];
  /** People who must approve. 0 can be written, and is refused by the checker. */
  readonly approvals: 0 | 1 | 2;
  readonly restrictions: readonly Restriction[];
  readonly path: PolicyPath;
}

export interface PolicyRule extends PolicyOutcome {
  /** CEL expression over the facts. */
  readonly when: string;
}

export interface PolicyDocument {
  readonly id: string;
  readonly version: string;
  readonly retentionDays: number;
  /** An e-mailed code is a way to log in here, so e-mail proves nothing new. */
  readonly emailIsLoginChannel: boolean;
  readonly notifyOwner: boolean;
  readonly trustedContact: boolean;
  /** A contact changed within so many days before the freeze gets no code. */
  readonly channelTrustDays: number;
  readonly rules: readonly PolicyRule[];
  readonly default: PolicyOutcome;
}

/** What is wrong with an expression, in plain words. */
export interface ConditionProblem {
  readonly code: 'bad_condition' | 'unknown_fact' | 'unknown_value';
  readonly message: string;
}

export interface CompiledCondition {
  /** Throws when the expression cannot be evaluated; the caller then takes the default. */
  evaluate(facts: PolicyFacts): boolean;
  check(): ConditionProblem | null;
  /** The value of an expression that reads no fact; null when it reads at least one. */
  constant(): boolean | null;
  looks(): ConditionLooks;
  /** What it comes to where one fact is known, whatever the others are; null where that is open. */
  truthWhere(known: { readonly name: string; readonly value: string }): boolean | null;
}

/** What a condition reads, and around which values its answer may change. */
export interface ConditionLooks {
  /** Catalogued names, e.g. `lock.cause`. Rather more than it reads than fewer. */
  readonly facts: ReadonlySet<string>;
  /** Numbers that a fact is compared with; of a list, its lengths. */
  readonly numbers: ReadonlyMap<string, ReadonlySet<number>>;
  /** Words that a fact is compared with, or that are looked for in a list. */
  readonly words: ReadonlyMap<string, ReadonlySet<string>>;
  /** False where it does more than compare one fact with literals: other values may matter. */
  readonly exact: boolean;
}

/** Port to the expression language. Must not throw; a broken expression says so in `check`. */
export type Condition = (expression: string) => CompiledCondition;

/** A checked document, ready to choose plans. */
export interface Policy {
  readonly document: PolicyDocument;
  /** SHA-256 of the file's bytes, hex. */
  readonly hash: string;
  readonly conditions: readonly CompiledCondition[];
}
