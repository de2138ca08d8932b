/** What a new password may be (SP 800-63B-4 3.1.1.2): long and not easy to guess; no rules of composition. */

import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';

/** For a password that is the only factor of a log-in. */
export const PASSWORD_CHARACTERS_MIN = 15;
export const PASSWORD_CHARACTERS_MAX = 64;
/** Ten thousand million guesses: fewer, and it is as good as on a list. */
const GUESSES_LOG10_MIN = 10;

export type PasswordFault = 'too_short' | 'too_long' | 'too_easy';

const estimator = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });

/** `known`: words that a guesser would try for this account, e.g. its address and the service's name. */
export function faultOfPassword(next: string, known: readonly string[]): PasswordFault | null {
  const composed = next.normalize('NFC');
  const characters = [...composed].length;
  if (characters < PASSWORD_CHARACTERS_MIN) return 'too_short';
  if (characters > PASSWORD_CHARACTERS_MAX) return 'too_long';
  const words = known.flatMap((word) => [word, ...word.split(/[^\p{L}\p{N}]+/u)]).filter(Boolean);
  const { guessesLog10 } = estimator.check(composed, words);
  return guessesLog10 < GUESSES_LOG10_MIN ? 'too_easy' : null;
}
