/**
 * The pressed link of a confirmation e-mail. Pressing counts in the browser that asked, or elsewhere
 * with the code shown there (ASVS 5.0 6.6.2): a link scanner has neither.
 */

import type { Judged } from '../contract.ts';
import { passed, reason, retryCounted, retryFree } from '../verdicts.ts';

export interface ConfirmationInput {
  /** State of the link when the button was pressed, decided by one atomic update. */
  readonly link: 'consumed_now' | 'used' | 'expired' | 'unknown';
  /** The press came with the session of the case that asked. */
  readonly sameSession: boolean;
  /** Result of comparing the typed code; null when none was typed. */
  readonly codeRight: boolean | null;
  readonly codeTriesLeft: number;
}

export function judgeConfirmation(input: ConfirmationInput): Judged {
  if (input.link === 'expired') return free('link_expired');
  if (input.link !== 'consumed_now') return free('link_used');
  if (input.sameSession) return { verdict: passed() };
  if (input.codeTriesLeft < 0) return counted('code_tries_used');
  return input.codeRight === true ? { verdict: passed() } : counted('code_wrong');
}

function free(code: 'link_expired' | 'link_used'): Judged {
  return { verdict: retryFree([reason(code, 'the link no longer counts', { retry: 'free' })]) };
}

function counted(code: 'code_wrong' | 'code_tries_used'): Judged {
  const why = reason(code, 'pressed elsewhere without the right code', { retry: 'counted' });
  return { verdict: retryCounted([why]) };
}
