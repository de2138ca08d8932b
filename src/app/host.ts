/** Effects at the host, each done by a job under a key: asked twice, done once. */

import type { Lock, LockCause } from '../core/case/lock.ts';
import type { Actor } from '../core/case/types.ts';
import { ThawError } from '../core/errors.ts';
import type { Account } from '../core/ports.ts';
import type { App } from './app.ts';
import { execute } from './execute.ts';
import { hostRefused } from './host-refused.ts';
import { limitsFrom, limitsSet } from './limits-set.ts';
import type { JsonObject } from './stores.ts';
import { recordOf, tellFrozen } from './tell-owner.ts';

const system: Actor = { type: 'system' };

/** The approved case is thawed at the host, once, unless the account was frozen anew meanwhile. */
export async function hostUnlock(app: App, payload: JsonObject): Promise<void> {
  const caseId = String(payload['caseId']);
  const stored = await app.db.read.cases.load(caseId);
  if (stored === null || stored.state.status !== 'approved' || stored.state.unlocked) return;
  const { state } = stored;
  const restrictions = limitsFrom(state, stored.readAt);
  const answer = await app.directory.unlock({
    accountId: state.accountId,
    freezeId: state.lock.freezeId,
    restrictions,
    key: `unlock:${caseId}`,
  });
  if (answer.outcome === 'unlocked') {
    await app.directory.endSessions({
      accountId: state.accountId,
      key: `unlock:${caseId}:sessions`,
    });
  }
  await execute(app, {
    caseId,
    actor: system,
    command:
      answer.outcome === 'unlocked'
        ? {
            type: 'record_unlocked',
            restrictions: limitsSet(restrictions, answer),
            ...(answer.demands === undefined ? {} : { demands: answer.demands }),
          }
        : await hostRefused(app, state.accountId, answer.outcome),
  });
}

export async function hostFreeze(app: App, payload: JsonObject): Promise<void> {
  await freezeAccount(app, {
    accountId: String(payload['accountId']),
    cause: String(payload['cause']) as LockCause,
    by: 'owner_link',
    key: String(payload['key']),
    unlessAtRest: payload['unlessAtRest'] === true,
  });
}

interface Freeze {
  readonly accountId: string;
  readonly cause: LockCause;
  readonly by: string;
  readonly key: string;
  /** A code for why, e.g. the owner's own reason. */
  readonly reason?: string;
  /** Where the account is frozen and nothing asks to thaw it, the freeze that holds is the one wanted. */
  readonly unlessAtRest?: boolean;
}

/** Freezes at the host, halts what lives of the account, tells its addresses. */
export async function freezeAccount(
  app: App,
  freeze: Freeze,
): Promise<{ readonly freezeId: string; readonly since: string }> {
  // Before the host is asked: what is thawed between the two is then frozen anew, and not taken for at rest.
  const asksToThaw = (await app.db.read.cases.unfinished(freeze.accountId)).length > 0;
  const account = await app.directory.account(freeze.accountId);
  if (account === null) throw new ThawError('not_found', 'the host knows no such account');
  const { accountId, cause, by, key } = freeze;
  const lock =
    freezeToKeep(account, freeze, asksToThaw) ??
    (await app.directory.freeze({ accountId, cause, by, key }));
  // The answer may be old: asked a second time, hours later, the host says what it did the first time.
  const record = await recordOf(app, accountId);
  await endCasesAgainst(app, record);
  await tellFrozen(app, record, lock, {
    ...{ cause, by, freezeId: lock.freezeId, holds: lock.cause },
    ...(freeze.reason === undefined ? {} : { reason: freeze.reason }),
  });
  return { freezeId: lock.freezeId, since: lock.since };
}

/** Cases about another freeze than the one that holds now, or about none, where there is one. */
async function endCasesAgainst(app: App, { accountId, lock }: Account): Promise<void> {
  const holds = lock?.freezeId ?? '';
  for (const { caseId, freezeId } of await app.db.read.cases.unfinished(accountId)) {
    if (freezeId === holds) continue;
    const type = holds === '' ? 'note_thawed' : 'note_newer_freeze';
    await tolerant(execute(app, { caseId, actor: system, command: { type } }));
  }
}

/**
 * Wrong passwords are typed by strangers: on an account that is frozen they end nobody's case. A repeated
 * [Disable account] starts no new wait where there is nothing to stop.
 */
function freezeToKeep(
  { lock }: Account,
  { cause, unlessAtRest = false }: Freeze,
  asksToThaw: boolean,
): Lock | null {
  if (lock === null || cause === 'brute_force') return lock;
  return unlessAtRest && !asksToThaw ? lock : null;
}

export async function hostLift(app: App, payload: JsonObject): Promise<void> {
  const caseId = String(payload['caseId']);
  const kind = String(payload['kind']);
  const stored = await app.db.read.cases.load(caseId);
  if (stored === null) return;
  await app.directory.liftRestriction({
    accountId: stored.state.accountId,
    kind,
    key: `lift:${caseId}:${kind}`,
  });
}

async function tolerant(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!(error instanceof ThawError)) throw error;
  });
}
