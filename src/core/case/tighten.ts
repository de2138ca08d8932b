/** An account that was flagged while its case ran meets the checks that it would meet today. */

import { happenThenNext, isBiometric } from './decide.ts';
import { stepOf } from './evolve.ts';
import { type Outcome, refuse } from './outcome.ts';
import type { CaseCommand, CaseEvent, CaseState } from './types.ts';

/** Adds the steps that the case does not have yet; what was done stays done. Approvals begin anew. */
export function tighten(
  state: CaseState,
  command: CaseCommand & { type: 'tighten_plan' },
  now: string,
): Outcome {
  const { policyVersion, rule } = command;
  const steps = command.steps.filter((step) => stepOf(state, step.kind) === undefined);
  if (steps.length === 0) return refuse('already_done');
  const filmed = state.biometricConsent ? [] : steps.filter((step) => isBiometric(step.kind));
  const replaced = filmed.map(
    (step): CaseEvent => ({
      type: 'step.replaced',
      step: step.kind,
      by: step.alternative ?? 'statement',
      reason: 'consent_declined',
    }),
  );
  const tightened: CaseEvent = { type: 'plan.tightened', steps, rule, policyVersion };
  return happenThenNext(state, [tightened, ...replaced], now);
}
