/** Text ids of the questions with their English sentences, and what is known about each kind. */

import type { QuestionKind } from './types.ts';

export interface KindDescription {
  readonly textId: string;
  readonly reasonId: string;
  /** How often an honest owner is expected to be wrong, 0..1. */
  readonly difficulty: number;
  /** How likely a stranger who studied the person knows it, 0..1. */
  readonly leak: number;
}

/**
 * Leak: what is public or easily asked for in a phishing mail scores high (home town, phone brand),
 * what stands only in the account scores low. Estimates, to be replaced by an operator's own.
 */
export const kindDescriptions: Readonly<Record<QuestionKind, KindDescription>> = {
  joined: describe('joined', 0.2, 0.15),
  usual_city: describe('usual_city', 0.03, 0.6),
  usual_device: describe('usual_device', 0.05, 0.4),
  held_asset: describe('held_asset', 0.05, 0.25),
  last_deposit_amount: describe('last_deposit_amount', 0.15, 0.05),
  last_deposit_month: describe('last_deposit_month', 0.2, 0.05),
  first_deposit_method: describe('first_deposit_method', 0.15, 0.1),
  deposit_count: describe('deposit_count', 0.25, 0.05),
};

function describe(kind: QuestionKind, difficulty: number, leak: number): KindDescription {
  return { textId: `question.${kind}`, reasonId: 'question.reason.history', difficulty, leak };
}

export const questionTexts = {
  'question.joined': 'When did you open this account?',
  'question.usual_city': 'From which city did you usually log in?',
  'question.usual_device': 'What did you usually log in with?',
  'question.held_asset': 'Which of these have you held?',
  'question.last_deposit_amount': 'How much was your last deposit?',
  'question.last_deposit_month': 'When was your last deposit?',
  'question.first_deposit_method': 'How did you make your first deposit?',
  'question.deposit_count': 'How many deposits have you made?',
  'question.reason.history': 'The answer is in the history of this account.',
} as const;

const optionMonths = {
  'option.month.1': 'January {year}',
  'option.month.2': 'February {year}',
  'option.month.3': 'March {year}',
  'option.month.4': 'April {year}',
  'option.month.5': 'May {year}',
  'option.month.6': 'June {year}',
  'option.month.7': 'July {year}',
  'option.month.8': 'August {year}',
  'option.month.9': 'September {year}',
  'option.month.10': 'October {year}',
  'option.month.11': 'November {year}',
  'option.month.12': 'December {year}',
} as const;

/** Answers in words of ours. Names (cities, coins, devices, makers of payment) and bare numbers are not here. */
export const optionTexts = {
  ...optionMonths,
  'option.half_year.1': 'January to June {year}',
  'option.half_year.2': 'July to December {year}',
  'option.method.bank_transfer': 'Bank transfer',
  'option.method.debit_card': 'Debit card',
  'option.method.credit_card': 'Credit card',
  'option.method.instant_transfer': 'Instant transfer',
  'option.method.crypto_deposit': 'Crypto deposit',
  'option.amount.under': 'less than {high} {currency}',
  'option.amount.between': '{low} to {high} {currency}',
  'option.amount.from': '{low} {currency} or more',
  'option.count.between': '{low} to {high}',
  'option.count.from': '{low} or more',
} as const;

export type OptionTextId = keyof typeof optionTexts;
type Params = Readonly<Record<string, string | number>>;

/** As texts go over the wire: `option.month.3|{"year":2026}`. */
export function withParams(id: string, params: Params): string {
  return Object.keys(params).length === 0 ? id : `${id}|${JSON.stringify(params)}`;
}

/** The English words and the id of one answer. */
export function optionText(
  id: OptionTextId,
  params: Params = {},
): { readonly label: string; readonly textId: string } {
  const label = optionTexts[id].replace(/\{(\w+)\}/g, (_, name: string) => String(params[name]));
  return { label, textId: withParams(id, params) };
}
