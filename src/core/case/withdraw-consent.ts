/** Consent to face checks is withdrawn as easily as it was given (GDPR 7(3)): people judge instead. */

import { happenThenNext, isBiometric, isSettled } from './decide.ts';
import { evolveAll } from './evolve.ts';
import { happen, type Outcome, refuse } from './outcome.ts';
import type { CaseEvent, CaseState } from './types.ts';

/** Steps passed before are replaced too: what they showed is deleted with the consent. */
export function withdrawConsent(state: CaseState, now: string): Outcome {
  const living = state.steps.filter(
    (step) => isBiometric(step.plan.kind) && step.status !== 'skipped_by_policy',
  );
  if (!state.biometricConsent || living.length === 0) return refuse('already_done');
  const events: readonly CaseEvent[] = [
    { type: 'consent.withdrawn' },
    ...living.map(
      ({ plan }): CaseEvent => ({
        type: 'step.replaced',
        step: plan.kind,
        by: plan.alternative ?? 'statement',
        reason: 'consent_withdrawn',
      }),
    ),
  ];
  const after = evolveAll(state.caseId, events, state);
  if (after?.status === 'in_review' && after.steps.every(isSettled)) return happen(...events);
  return happenThenNext(state, events, now);
}
