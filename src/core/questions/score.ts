/** One verdict for the whole set, after all answers are in; nothing tells which one was wrong. */

import type { QuestionSet } from './types.ts';

export interface QuestionScore {
  readonly passed: boolean;
  /** For staff and for the case's record, never for the person. */
  readonly right: number;
  readonly total: number;
}

/**
 * `answers`: one option index (-1: none of these) per question in the set's order; null where the
 * time ran out. Fewer or more answers than questions never pass.
 */
export function scoreAnswers(set: QuestionSet, answers: readonly (number | null)[]): QuestionScore {
  const total = set.questions.length;
  let right = 0;
  // Every answer is looked at, whatever came before: the work does not tell how many were right.
  for (const [index, question] of set.questions.entries()) {
    right += answers[index] === question.right ? 1 : 0;
  }
  const complete = answers.length === total && total > 0;
  return { passed: complete && set.passMark > 0 && right >= set.passMark, right, total };
}
