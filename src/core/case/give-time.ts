/** Time in review is not the person's: a case that comes back to them has the life of a new one. */

import { limits } from '../limits.ts';
import { addSeconds, isBy } from '../time.ts';
import { evolveAll } from './evolve.ts';
import { isTerminal } from './machine.ts';
import { happen, type Outcome } from './outcome.ts';
import type { CaseState } from './types.ts';

/** `state` is in review, before what `outcome` says has happened. */
export function giveTime(
  state: CaseState,
  outcome: Outcome & { readonly ok: true },
  now: string,
): Outcome {
  const after = evolveAll(state.caseId, outcome.events, state);
  if (after === null || after.status === 'in_review' || isTerminal(after.status)) return outcome;
  const expiresAt = addSeconds(now, limits.caseLifetimeHours * 3600);
  if (isBy(expiresAt, after.expiresAt)) return outcome;
  return happen(...outcome.events, { type: 'case.extended', expiresAt });
}
