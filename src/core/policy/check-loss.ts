/**
 * What a case about a lost channel or factor must meet, whichever rule it comes to: it ends in new ways
 * into the account, so two people decide and the owner has time to stop it.
 */

import { identityKinds } from './kinds.ts';
import type { PolicyOutcome } from './types.ts';

export const lossKinds = ['lost_channel', 'reset_factor'] as const;

export type LossKind = (typeof lossKinds)[number];

/** Why this outcome is too little for such a case; null where it is enough. */
export function weaknessForLoss(outcome: PolicyOutcome): string | null {
  if (outcome.approvals < 2) return 'asks for fewer than two approvals';
  if (!outcome.steps.some((step) => step.kind === 'delay')) {
    return 'has no delay in which the owner could stop it';
  }
  // The least that `withChannels` leaves: nothing is sent to what was lost.
  const left = outcome.steps.filter(
    ({ kind }) => kind !== 'email_confirmation' && kind !== 'codes' && kind !== 'delay',
  );
  if (!left.some((step) => identityKinds.has(step.kind))) {
    return 'shows nobody’s identity where what was lost is left out';
  }
  if (left.at(-1)?.kind === 'questions') {
    return 'lets questions decide where what was lost is left out';
  }
  return null;
}
