import { decide } from '../core/case/decide.ts';
import { effectsOf } from '../core/case/effects.ts';
import { evolve, evolveAll } from '../core/case/evolve.ts';
import type { RefusalCode } from '../core/case/outcome.ts';
import type { Actor, CaseCommand, CaseState } from '../core/case/types.ts';
import { ThawError, type ThawErrorCode } from '../core/errors.ts';
import type { App } from './app.ts';
import { applyEffects } from './effects.ts';
import type { Stores } from './stores.ts';

const refusalErrors: Record<RefusalCode, ThawErrorCode> = {
  not_now: 'not_now',
  too_early: 'too_early',
  not_self_service: 'not_now',
  newer_freeze: 'conflict',
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
}

/**
 * One command on one case: ONE transaction that holds the case, decides, appends at the expected
 * version, updates the read row, writes the audit records and everything that must follow.
 * `also` runs in the same transaction, before the decision; what it throws undoes all.
 */
export async function execute(
  app: App,
  execution: Execution,
  also: (tx: Stores, state: CaseState) => Promise<void> = async () => {},
): Promise<CaseState> {
  return executeIf(app, execution, async (tx, state) => {
    await also(tx, state);
    return execution.command;
  });
}

/** The same, where what happens in the transaction decides on the command; null: none. */
export async function executeIf(
  app: App,
  execution: Omit<Execution, 'command'>,
  choose: (tx: Stores, state: CaseState) => Promise<CaseCommand | null>,
): Promise<CaseState> {
  const { caseId, actor } = execution;
  let refused: RefusalCode | null = null;
  const after = await app.db
    .transaction(async (tx) => {
      const stored = await tx.cases.load(caseId, { lock: true });
      if (stored === null) throw new ThawError('not_found', 'no such case');
      const command = await choose(tx, stored.state);
      if (command === null) return stored.state;
      // Read anew: the row may have been waited for.
      const now = await tx.now();
      const outcome = decide(stored.state, command, now);
      if (!outcome.ok) {
        refused = outcome.refusal;
        throw new ThawError(refusalErrors[outcome.refusal], `${command.type}: ${outcome.refusal}`);
      }
      return appendAll(app, tx, stored.state, outcome.events, actor, now);
    })
    .catch(async (error: unknown) => {
      // A case whose account was frozen anew proves nothing about the new freeze: it ends here.
      if (refused === 'newer_freeze') await haltForNewerFreeze(app, caseId);
      throw error;
    });
  app.changed(caseId);
  return after;
}

/** The same inside the caller's transaction, which holds the case. */
export async function executeIn(app: App, tx: Stores, execution: Execution): Promise<CaseState> {
  const { caseId, command, actor } = execution;
  const stored = await tx.cases.load(caseId, { lock: true });
  if (stored === null) throw new ThawError('not_found', 'no such case');
  const now = await tx.now();
  const outcome = decide(stored.state, command, now);
  if (!outcome.ok) {
    throw new ThawError(refusalErrors[outcome.refusal], `${command.type}: ${outcome.refusal}`);
  }
  return appendAll(app, tx, stored.state, outcome.events, actor, now);
}

/** Opens a case inside the caller's transaction. */
export async function openCase(
  app: App,
  tx: Stores,
  open: Extract<CaseCommand, { type: 'open' }>,
  { actor, now }: { readonly actor: Actor; readonly now: string },
): Promise<CaseState> {
  const caseId = app.secrets.randomId();
  const outcome = decide(null, open, now);
  if (!outcome.ok) throw new ThawError('internal', outcome.refusal);
  const state = evolveAll(caseId, outcome.events);
  if (state === null) throw new ThawError('internal', 'a case is opened by an event');
  await tx.cases.append({ before: null, after: state, events: outcome.events, actor });
  await tx.vault.putKey(caseId, app.keys.newDataKey(caseId).wrapped);
  for (const event of outcome.events) {
    await applyEffects(app, tx, state, effectsOf(state, event, now));
  }
  return state;
}

async function appendAll(
  app: App,
  tx: Stores,
  before: CaseState,
  events: Extract<ReturnType<typeof decide>, { ok: true }>['events'],
  actor: Actor,
  now: string,
): Promise<CaseState> {
  const after = evolveAll(before.caseId, events, before) ?? before;
  await tx.cases.append({ before, after, events, actor });
  let state = before;
  for (const event of events) {
    state = evolve(before.caseId, state, event);
    await applyEffects(app, tx, state, effectsOf(after, event, now));
  }
  return after;
}

async function haltForNewerFreeze(app: App, caseId: string): Promise<void> {
  await execute(app, {
    caseId,
    command: { type: 'note_newer_freeze' },
    actor: { type: 'system' },
  }).catch((error: unknown) => {
    // Already over: nothing left to halt.
    if (!(error instanceof ThawError)) throw error;
  });
}
