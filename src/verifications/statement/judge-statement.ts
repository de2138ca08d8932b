/** The other lane: what the person writes or says is judged by people, always. */

import { limits } from '../../core/limits.ts';
import type { Judged } from '../contract.ts';
import { needsReview, reason, retryFree } from '../verdicts.ts';

/** Shorter texts say nothing that a person could judge. */
export const statementCharactersMin = 40;

/**
 * Counted in code points after trimming. Too short or too long is free to mend; beside a recording the
 * words may be few, or none.
 */
export function judgeStatement(text: string, recorded = false): Judged {
  const length = [...text.trim()].length;
  const least = recorded ? 0 : statementCharactersMin;
  if (length < least || length > limits.statementCharactersMax) {
    const bounds = `${statementCharactersMin} to ${limits.statementCharactersMax} characters`;
    return { verdict: retryFree([reason('abandoned', `not ${bounds}`, { retry: 'free' })]) };
  }
  return { verdict: needsReview([]) };
}
