import type { CaseEvent } from './types.ts';

export type RefusalCode =
  | 'not_now'
  | 'too_early'
  | 'not_self_service'
  | 'newer_freeze'
  | 'thawed_elsewhere'
  | 'already_done'
  | 'missing_consent'
  | 'no_alternative'
  | 'not_claimed'
  | 'claimed_by_other'
  | 'four_eyes'
  | 'step_not_settled'
  | 'note_missing'
  | 'no_appeal'
  | 'appeal_over'
  | 'bad_plan';

/** What a command makes of a case: the events that happen, or why nothing does. */
export type Outcome =
  | { readonly ok: true; readonly events: readonly CaseEvent[] }
  | { readonly ok: false; readonly refusal: RefusalCode };

export const refuse = (refusal: RefusalCode): Outcome => ({ ok: false, refusal });
export const happen = (...events: readonly CaseEvent[]): Outcome => ({ ok: true, events });
