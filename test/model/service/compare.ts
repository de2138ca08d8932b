/** The state of the service's case beside the model's. */

import { isDeepStrictEqual } from 'node:util';
import { markOf } from '../check-case.ts';
import type { Seen } from './look.ts';
import { reviewerIds } from './service-commands.ts';
import type { ServiceModel } from './service-model.ts';

export interface Differing {
  readonly words: string;
}

/** Null when they agree. `startMs`: the model's second 0. */
export function differenceOf(seen: Seen, model: ServiceModel, startMs: number): Differing | null {
  const { state, tables } = seen;
  const secondOf = (at: string) => Math.floor((Date.parse(at) - startMs) / 1000);
  const claim = state.claim && {
    who: nameOf(state.claim.reviewer),
    until: secondOf(state.claim.leaseUntil),
  };
  const service = {
    status: state.status,
    steps: state.steps.map(
      ({ attemptsCounted, plan, status }) =>
        `${plan.kind} ${markOf(status)}${status === 'in_progress' ? '*' : ''} ${attemptsCounted}`,
    ),
    claim,
    approvals: state.approvals.map(nameOf),
    unlocked: state.kind === 'unlock' ? state.unlocked : state.recovered,
    stopped: state.ownerStopped,
    redacted: state.redacted,
    limited: state.restrictions
      .filter((one) => !one.ended)
      .map(({ kind, until }) => `${kind} ${secondOf(until)}`)
      .toSorted()
      .join(),
    answer: answerIn(seen),
    host: [tables.frozen, tables.freezes, tables.must_bind.join()],
    waits: tables.liftable === null ? 0 : secondOf(tables.liftable.toISOString()),
    stops: [tables.requested, tables.told.join()],
    codes: [tables.codes_sent, tables.sends, tables.tries, tables.shown.join()],
  };
  const { codes } = model;
  const told = {
    status: model.status,
    // A begun one looks the same in the table of marks, and is not begun twice.
    steps: model.steps.map(
      ({ begun, kind, mark, tries }) =>
        `${kind} ${mark}${mark === 'turn' && begun ? '*' : ''} ${tries}`,
    ),
    // What ended keeps no claim; the model does not care.
    claim: state.status === 'in_review' ? model.claim : null,
    approvals: model.approvals,
    unlocked: model.unlocked,
    stopped: model.stopped,
    redacted: model.redacted,
    limited: model.limited(),
    answer: model.answer,
    host: [
      model.host.freeze !== null,
      model.host.freezes,
      [...model.host.resetAt.keys()].toSorted().join(),
    ],
    waits: model.host.freeze?.waitEnds ?? 0,
    stops: [model.host.requested, [...model.host.told].toSorted((a, b) => a - b).join()],
    codes: [
      codes.sent.length,
      codes.sendsUsed(model.now),
      codes.triesUsed(model.now),
      codes.passed(model.caseNumber).toSorted().join(),
    ],
  };
  if (isDeepStrictEqual(service, told)) return null;
  return { words: `the service ${JSON.stringify(service)}, the model ${JSON.stringify(told)}` };
}

/** What the host answered the case; null: it was not asked yet, or is still at it. */
function answerIn({ state, tables }: Seen): boolean | null {
  const effect = tables.effects.find(({ key }) => key.endsWith(`:${state.caseId}`));
  if (effect === undefined) return null;
  return effect.outcome === 'unlocked' || effect.outcome === 'recovered';
}

export function nameOf(id: string): string {
  return Object.keys(reviewerIds).find((name) => reviewerIds[name] === id) ?? id;
}
