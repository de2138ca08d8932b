/** One verdict for the whole set; which answer was wrong stays inside. */

import { type QuestionScore, scoreAnswers } from '../../core/questions/score.ts';
import type { QuestionSet } from '../../core/questions/types.ts';
import type { Judged } from '../contract.ts';
import { needsReview, passed, reason, retryCounted } from '../verdicts.ts';

export interface QuestionsInput {
  readonly set: QuestionSet;
  /** Option index, -1 for none of these, null where the time ran out. */
  readonly answers: readonly (number | null)[];
  /** Answers registered beforehand, right or not: all must be right, and they replace none. */
  readonly storedRight: readonly boolean[];
}

export interface QuestionsJudged extends Judged {
  readonly score: QuestionScore;
}

export function judgeQuestions(input: QuestionsInput): QuestionsJudged {
  const score = scoreAnswers(input.set, input.answers);
  if (score.passed && input.storedRight.every(Boolean)) return { verdict: passed(), score };
  const why = reason('questions_failed', 'the set was not answered well enough', {
    retry: 'counted',
  });
  return { verdict: retryCounted([why]), score };
}

/** The history is too thin for questions: a person weighs the rest. */
export function judgeNotEnoughFacts(): Judged {
  return { verdict: needsReview([reason('questions_failed', 'too few facts for questions')]) };
}

/** Too many sets were begun for the account: no answer is taken, and a person weighs the rest. */
export function judgeNoSetLeft(): Judged {
  const why = 'no set of questions is left: many were begun for this account';
  return { verdict: needsReview([reason('questions_failed', why)]) };
}
