/** Questions about the account's own past. Friction and a fraud signal; they never decide. */

export type QuestionKind =
  | 'joined'
  | 'usual_city'
  | 'usual_device'
  | 'held_asset'
  | 'last_deposit_amount'
  | 'last_deposit_month'
  | 'first_deposit_method'
  | 'deposit_count';

/** Index that means "none of these". */
export const noneOfThese = -1;

export const optionsPerQuestion = 4;

export interface Question {
  readonly kind: QuestionKind;
  readonly textId: string;
  readonly reasonId: string;
  readonly params: Readonly<Record<string, string>>;
  /** Exactly four, in the order shown; "none of these" is added by the page. */
  readonly options: readonly string[];
  /** Text id with parameters of each option in words of ours; null: a name, the same in every language. */
  readonly optionIds: readonly (string | null)[];
  /** Index of the right option, or `noneOfThese`. Never leaves the service. */
  readonly right: number;
  /** 0..1: how often an honest owner is expected to be wrong. */
  readonly difficulty: number;
  /** 0..1: how likely a stranger who studied the person knows it already. */
  readonly leak: number;
  /** Chance of the best guess of somebody who knows how common each answer is. */
  readonly guessProbability: number;
}

/** Plain JSON: it is sealed with the case's key and stays the same until it is answered. */
export interface QuestionSet {
  readonly outcome: 'questions';
  readonly questions: readonly Question[];
  /** Right answers needed. */
  readonly passMark: number;
  /** Chance that a population-informed guesser reaches the pass mark. */
  readonly guessProbability: number;
  /** The same for somebody who also knows each fact with its leak score. */
  readonly insiderProbability: number;
}

/** The account's history gives no set that is hard enough to guess. */
export interface NotEnoughFacts {
  readonly outcome: 'not_enough_facts';
  readonly usableKinds: number;
}

/**
 * Uniform integer below `bound`, the same each time for the same name. The caller owns the secret: for
 * whoever has it not, each name is a throw of the dice.
 */
export type Draw = (name: string, bound: number) => number;

/** One possible answer and how common it is among all accounts (a positive whole number). */
export interface Weighted {
  /** In English where it is words of ours: `textId` then has it for every language. */
  readonly label: string;
  readonly weight: number;
  /** Text id with parameters; absent: the label is a name. */
  readonly textId?: string;
  /** The same among decoys, where it differs: who has it beside the answer does not meet it as one. */
  readonly asDecoy?: number;
  /** In a row (of months, say) whose neighbours people mistake for each other; see `areNear`. */
  readonly place?: number;
}

/** A fact of this account, and the answers of the same kind that it must hide among. */
export interface Candidate {
  readonly kind: QuestionKind;
  readonly answer: string;
  /** Holds the answer. Never depends on the answer otherwise, or it would give it away. */
  readonly pool: readonly Weighted[];
  /** Other labels that would be right too, or nearly so: never shown as decoys. */
  readonly alsoTrue: ReadonlySet<string>;
}
