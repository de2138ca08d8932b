/** What a person sends for a step counts only while that step is the person's turn. */

import type { CaseState, StepKind } from '../core/case/types.ts';
import { ThawError } from '../core/errors.ts';
import type { App } from './app.ts';
import { isCurrent } from './present-case.ts';
import type { Stores } from './stores.ts';
import { openJson } from './vault.ts';

/**
 * Holds the case and asks again whether the step is still open. A picture takes a second to look at;
 * without this an upload that began before the submission could exchange what was judged after it.
 *
 * @returns the case as it is now: consent may have been withdrawn, too
 */
export async function holdOpenStep(tx: Stores, caseId: string, kind: StepKind): Promise<CaseState> {
  const stored = await tx.cases.load(caseId, { lock: true });
  if (stored === null || !isCurrent(stored.state, kind)) {
    throw new ThawError('not_now', `${kind} was submitted meanwhile`);
  }
  return stored.state;
}

/** In the transaction of the verdict, the case held: what was judged is what is there. */
export async function requireUnchanged(
  app: App,
  tx: Stores,
  caseId: string,
  judged: Readonly<Record<string, object | null>>,
): Promise<void> {
  for (const [name, before] of Object.entries(judged)) {
    const now = await openJson<object>(app, tx, caseId, name);
    if (JSON.stringify(now) !== JSON.stringify(before)) {
      throw new ThawError('conflict', `${name} was exchanged while it was judged`);
    }
  }
}
