/** One try of the step: a code that was typed, or a passkey's answer. Says nothing about which. */

import type { Judged } from '../contract.ts';
import { needsReview, passed, reason, retryCounted, retryFree } from '../verdicts.ts';

export interface CodesInput {
  /** The channel of this try was shown. */
  readonly right: boolean;
  /** Channels of the plan that are still to be shown after this try. */
  readonly channelsLeft: number;
  /** This one included; counted for account and step before anything was compared. */
  readonly tries: number;
  readonly triesMax: number;
}

export function judgeCodes(input: CodesInput): Judged {
  // A try beyond the budget proves nothing, whatever was typed.
  const right = input.right && input.tries <= input.triesMax;
  if (right && input.channelsLeft === 0) return { verdict: passed() };
  if (input.tries >= input.triesMax) {
    return { verdict: needsReview([reason('code_tries_used', 'no tries left for codes')]) };
  }
  if (right) return { verdict: retryFree([]) };
  const why = reason('code_wrong', 'a code that is not the one sent', { retry: 'counted' });
  return { verdict: retryCounted([why]) };
}

/** Nothing that was bound can be trusted with a code, or no try is left: a person weighs the rest. */
export function judgeWithoutCodes(why: 'no_channel' | 'no_tries'): Judged {
  const said =
    why === 'no_channel'
      ? reason('channel_changed', 'every channel was changed shortly before the freeze, or is lost')
      : reason('code_tries_used', 'no tries left for codes');
  return { verdict: needsReview([said]) };
}
