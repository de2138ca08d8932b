/** The limits after a thaw or a reset. */

import type { CaseState, Restriction } from '../core/case/types.ts';
import type { LimitSet, Thawed } from '../core/ports.ts';
import { addSeconds } from '../core/time.ts';

type Limit = Restriction & { readonly until: string };

/**
 * Counted from when the host is asked, not from the decision: hours in which it was away are no hours in
 * which anything was limited.
 */
export function limitsFrom({ plan }: CaseState, now: string): readonly Limit[] {
  return (plan?.restrictions ?? []).map((one) => ({
    ...one,
    until: addSeconds(now, one.hours * 3600),
  }));
}

/** As the host has them: a call that is repeated hours later asks for later ones than were set. */
export function limitsSet(
  asked: readonly Limit[],
  { limits }: Pick<Thawed<string>, 'limits'>,
): readonly LimitSet[] {
  return limits ?? asked.map(({ kind, until }) => ({ kind, until }));
}
