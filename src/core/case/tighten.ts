/** An account that was flagged while its case ran meets the checks that it would meet today. */

import { addSeconds } from '../time.ts';
import { happenThenNext, isBiometric } from './decide.ts';
import { stepOf } from './evolve.ts';
import { happen, type Outcome, refuse } from './outcome.ts';
import { asksOfPerson, type PlanOfToday, type Tightened } from './tightened.ts';
import type { CaseCommand, CaseEvent, CaseState, Restriction } from './types.ts';

/** Adds what the case does not have yet; what was done stays done. */
export function tighten(
  state: CaseState,
  command: CaseCommand & { type: 'tighten_plan' },
  now: string,
): Outcome {
  const more = tightening(state, command, now);
  if (more === null) return refuse('already_done');
  const tightened: CaseEvent = { type: 'plan.tightened', ...more };
  if (!asksOfPerson(more)) return happen(tightened);
  const filmed = state.biometricConsent ? [] : more.steps.filter((step) => isBiometric(step.kind));
  const replaced = filmed.map(
    (step): CaseEvent => ({
      type: 'step.replaced',
      step: step.kind,
      by: step.alternative ?? 'statement',
      reason: 'consent_declined',
    }),
  );
  return happenThenNext(state, [tightened, ...replaced], now);
}

/** What the case lacks of today's plan; null: nothing. Nothing is ever taken away from a case. */
export function tightening(state: CaseState, today: PlanOfToday, now: string): Tightened | null {
  const { approvalsRequired, policyVersion, rule } = today;
  const had = state.plan?.restrictions ?? [];
  const restrictions = union(had, today.restrictions);
  const delay = longerDelay(state, today, now);
  const more: Tightened = {
    steps: today.steps.filter((step) => stepOf(state, step.kind) === undefined),
    rule,
    policyVersion,
    ...(approvalsRequired > (state.plan?.approvalsRequired ?? 2) ? { approvalsRequired } : {}),
    ...(restrictions.some((one) => !includes(had, one)) ? { restrictions } : {}),
    ...(delay === null ? {} : { delay }),
  };
  const isMore = more.approvalsRequired !== undefined || more.restrictions !== undefined;
  return isMore || asksOfPerson(more) ? more : null;
}

function union(
  had: readonly Restriction[],
  wanted: readonly Restriction[],
): readonly Restriction[] {
  const all = [...had, ...wanted];
  const hoursOf = (kind: string) =>
    Math.max(...all.filter((one) => one.kind === kind).map((one) => one.hours));
  return [...new Set(all.map(({ kind }) => kind))].map((kind) => ({ kind, hours: hoursOf(kind) }));
}

const includes = (had: readonly Restriction[], wanted: Restriction) =>
  had.some(({ hours, kind }) => kind === wanted.kind && hours >= wanted.hours);

/** What was waited since counts: none where today's delay, as long or longer, would be over by now as well. */
function longerDelay(
  state: CaseState,
  today: PlanOfToday,
  now: string,
): NonNullable<Tightened['delay']> | null {
  const had = stepOf(state, 'delay');
  const delaySeconds = today.steps.find(({ kind }) => kind === 'delay')?.delaySeconds ?? 0;
  const moreSeconds = delaySeconds - (had?.plan.delaySeconds ?? 0);
  if (had === undefined || had.until === null) return null;
  const until = addSeconds(had.until, moreSeconds);
  return now < until ? { delaySeconds, until } : null;
}
