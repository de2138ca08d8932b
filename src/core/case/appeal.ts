/** A final decline is read anew, once, by people who had no part in it (NIST SP 800-63A-4 3.2.3-R2). */

import { freezeAgainst } from './freeze-of-now.ts';
import { happen, type Outcome, refuse } from './outcome.ts';
import type { CaseCommand, CaseState } from './types.ts';

/** Whether the person may ask for another reviewer now. */
export function mayAppeal(state: CaseState, now: string): boolean {
  return state.status === 'declined' && reasonAgainst(state, now) === null;
}

export function appeal(
  state: CaseState,
  command: CaseCommand & { type: 'appeal' },
  now: string,
): Outcome {
  // About a freeze that is over, or was replaced, there is nothing left to decide.
  const against = reasonAgainst(state, now) ?? freezeAgainst(state, command.currentFreezeId);
  if (against !== null) return refuse(against);
  return happen({ type: 'case.appealed', barred: state.judges });
}

function reasonAgainst(state: CaseState, now: string): 'no_appeal' | 'appeal_over' | null {
  if (state.decision !== 'declined_final' || state.ownerStopped) return 'no_appeal';
  if (state.appeal !== null || state.redacted || state.appealUntil === null) return 'no_appeal';
  return now < state.appealUntil ? null : 'appeal_over';
}

/** Whoever gave a verdict on the case before the appeal does not read the appeal. */
export function isBarred(state: CaseState, reviewer: string): boolean {
  return state.appeal?.barred.includes(reviewer) ?? false;
}
