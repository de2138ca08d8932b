import { decide } from '../core/case/decide.ts';
import { type Effect, effectsOf } from '../core/case/effects.ts';
import { evolve, evolveAll } from '../core/case/evolve.ts';
import type { RefusalCode } from '../core/case/outcome.ts';
import type { Actor, CaseCommand, CaseEvent, CaseState } from '../core/case/types.ts';
import { ThawError, type ThawErrorCode } from '../core/errors.ts';
import type { App } from './app.ts';
import { applyEffect, jobOf } from './effects.ts';
import type { StoredCase, Stores, UsedToken } from './stores.ts';
import type { NewJob } from './stores-work.ts';

const refusalErrors: Record<RefusalCode, ThawErrorCode> = {
  not_now: 'not_now',
  too_early: 'too_early',
  not_self_service: 'not_now',
  newer_freeze: 'conflict',
  thawed_elsewhere: 'conflict',
  already_done: 'already_done',
  missing_consent: 'bad_request',
  no_alternative: 'not_now',
  not_claimed: 'lease_lost',
  claimed_by_other: 'lease_lost',
  four_eyes: 'four_eyes',
  step_not_settled: 'bad_request',
  note_missing: 'bad_request',
  no_appeal: 'not_now',
  appeal_over: 'not_now',
  bad_plan: 'unavailable',
};

export interface Execution {
  readonly caseId: string;
  readonly command: CaseCommand;
  readonly actor: Actor;
  /** The case as the caller has just read it. Where it changed since, it is read anew. */
  readonly stored?: StoredCase;
  /** Used up by the command. `token_used` where that has happened, or it is over. */
  readonly token?: UsedToken;
}

/**
 * One command on one case: ONE transaction that holds the case, decides, appends at the expected
 * version, updates the read row, writes the audit records and everything that must follow.
 * `also` runs in the same transaction, before the decision; what it throws undoes all.
 */
export async function execute(
  app: App,
  execution: Execution,
  also?: (tx: Stores, state: CaseState) => Promise<void>,
): Promise<CaseState> {
  const done = also === undefined ? await executeAtOnce(app, execution) : null;
  if (done !== null) return done;
  const { token } = execution;
  return executeIf(app, execution, async (tx, state) => {
    if (token !== undefined && (await tx.tokens.consume(token.hash, token.purpose)) === null) {
      throw new ThawError('token_used', 'the token was used a moment ago, or is over');
    }
    await also?.(tx, state);
    return execution.command;
  });
}

/**
 * The same without holding the case: read, decide, and one statement that appends at the version that
 * was read, which is a transaction of its own. Null, and nothing written, where somebody else was
 * first, the command is refused, or more follows than jobs: then the case is held and read anew.
 */
async function executeAtOnce(app: App, execution: Execution): Promise<CaseState | null> {
  const { caseId, command, actor, token } = execution;
  const stored = execution.stored ?? (await app.db.read.cases.load(caseId));
  if (stored === null) throw new ThawError('not_found', 'no such case');
  const outcome = decide(stored.state, command, stored.readAt);
  if (!outcome.ok) return null;
  const { after, jobs, atOnce } = whatFollows(stored.state, outcome.events, stored.readAt);
  if (atOnce.length > 0) return null;
  const appended = { before: stored.state, after, events: outcome.events, actor, jobs };
  try {
    await app.db.read.cases.append(token === undefined ? appended : { ...appended, token });
  } catch (error) {
    if (error instanceof ThawError && error.code === 'conflict') return null;
    throw error;
  }
  return after;
}

/** The same, where what happens in the transaction decides on the command; null: none. */
export async function executeIf(
  app: App,
  execution: Omit<Execution, 'command'>,
  choose: (tx: Stores, state: CaseState) => Promise<CaseCommand | null>,
): Promise<CaseState> {
  const { caseId, actor } = execution;
  let refused: RefusalCode | null = null;
  let moved = true;
  const after = await app.db
    .transaction(async (tx) => {
      const stored = await tx.cases.load(caseId, { lock: true });
      if (stored === null) throw new ThawError('not_found', 'no such case');
      const command = await choose(tx, stored.state);
      if (command === null) {
        moved = false;
        return stored.state;
      }
      const outcome = decide(stored.state, command, stored.readAt);
      if (!outcome.ok) {
        refused = outcome.refusal;
        throw new ThawError(refusalErrors[outcome.refusal], `${command.type}: ${outcome.refusal}`);
      }
      return appendAll(app, tx, stored, outcome.events, actor);
    })
    .catch(async (error: unknown) => {
      // A case whose account was frozen anew proves nothing about the new freeze, and one whose freeze
      // is over has nothing left to ask for: it ends here.
      if (refused === 'newer_freeze') await halt(app, caseId, 'note_newer_freeze');
      if (refused === 'thawed_elsewhere') await halt(app, caseId, 'note_thawed');
      throw error;
    });
  // What was done beside it is to be seen too.
  if (!moved) app.changed(caseId);
  return after;
}

/** The same inside the caller's transaction, which holds the case. */
export async function executeIn(app: App, tx: Stores, execution: Execution): Promise<CaseState> {
  const { caseId, command, actor } = execution;
  const stored = await tx.cases.load(caseId, { lock: true });
  if (stored === null) throw new ThawError('not_found', 'no such case');
  const outcome = decide(stored.state, command, stored.readAt);
  if (!outcome.ok) {
    throw new ThawError(refusalErrors[outcome.refusal], `${command.type}: ${outcome.refusal}`);
  }
  return appendAll(app, tx, stored, outcome.events, actor);
}

/** A case that begins: what `CaseStore.open` writes of it. */
export function newCase(
  app: App,
  open: Extract<CaseCommand, { type: 'open' }>,
  now: string,
): { readonly state: CaseState; readonly event: CaseEvent; readonly job: NewJob } {
  const caseId = app.secrets.randomId();
  const outcome = decide(null, open, now);
  if (!outcome.ok) throw new ThawError('internal', outcome.refusal);
  const state = evolveAll(caseId, outcome.events);
  if (state === null) throw new ThawError('internal', 'a case is opened by an event');
  const [event, ...moreEvents] = outcome.events;
  const [effect, ...moreEffects] = event === undefined ? [] : effectsOf(state, event, now);
  const job = effect === undefined ? null : jobOf(state, effect);
  if (event === undefined || job === null || moreEvents.length + moreEffects.length > 0) {
    throw new ThawError('internal', 'a case begins with one event and the job that ends it');
  }
  return { state, event, job };
}

async function appendAll(
  app: App,
  tx: Stores,
  { state: before, readAt }: StoredCase,
  events: readonly CaseEvent[],
  actor: Actor,
): Promise<CaseState> {
  const { after, jobs, atOnce } = whatFollows(before, events, readAt);
  await tx.cases.append({ before, after, events, actor, jobs });
  for (const { state, effect } of atOnce) await applyEffect(app, tx, state, effect);
  return after;
}

/** The case after the events, the jobs that follow, and what is done in their transaction. */
function whatFollows(
  before: CaseState,
  events: readonly CaseEvent[],
  now: string,
): {
  readonly after: CaseState;
  readonly jobs: readonly NewJob[];
  readonly atOnce: readonly { readonly state: CaseState; readonly effect: Effect }[];
} {
  const after = evolveAll(before.caseId, events, before) ?? before;
  const jobs: NewJob[] = [];
  const atOnce: { readonly state: CaseState; readonly effect: Effect }[] = [];
  let state = before;
  for (const event of events) {
    state = evolve(before.caseId, state, event);
    for (const effect of effectsOf(after, event, now)) {
      const job = jobOf(state, effect);
      if (job === null) atOnce.push({ state, effect });
      else jobs.push(job);
    }
  }
  return { after, jobs, atOnce };
}

async function halt(
  app: App,
  caseId: string,
  type: 'note_newer_freeze' | 'note_thawed',
): Promise<void> {
  await execute(app, {
    caseId,
    command: { type },
    actor: { type: 'system' },
  }).catch((error: unknown) => {
    // Already over: nothing left to halt.
    if (!(error instanceof ThawError)) throw error;
  });
}
