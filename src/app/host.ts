/** Effects at the host, each done by a job under a key: asked twice, done once. */

import type { Actor, LockCause } from '../core/case/types.ts';
import { ThawError } from '../core/errors.ts';
import { addSeconds } from '../core/time.ts';
import type { App } from './app.ts';
import { execute } from './execute.ts';
import { tellFrozen } from './messages.ts';
import type { JsonObject } from './stores.ts';

const system: Actor = { type: 'system' };

/** The approved case is thawed at the host, once, unless the account was frozen anew meanwhile. */
export async function hostUnlock(app: App, payload: JsonObject): Promise<void> {
  const caseId = String(payload['caseId']);
  const stored = await app.db.read.cases.load(caseId);
  if (stored === null || stored.state.status !== 'approved' || stored.state.unlocked) return;
  const { state } = stored;
  // Counted from the decision, so a job that runs again says the same.
  const from = stored.decidedAt ?? (await app.db.read.now());
  const restrictions = (state.plan?.restrictions ?? []).map((r) => ({
    ...r,
    until: addSeconds(from, r.hours * 3600),
  }));
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
            restrictions: restrictions.map(({ kind, until }) => ({ kind, until })),
            ...(answer.demands === undefined ? {} : { demands: answer.demands }),
          }
        : {
            type: 'record_host_refused',
            reason: answer.outcome === 'newer_freeze' ? 'newer_freeze' : 'host_refused',
          },
  });
}

export async function hostFreeze(app: App, payload: JsonObject): Promise<void> {
  await freezeAccount(app, {
    accountId: String(payload['accountId']),
    cause: String(payload['cause']) as LockCause,
    by: 'owner_link',
    key: String(payload['key']),
  });
}

/** Freezes at the host, halts the living case, tells every address. */
export async function freezeAccount(
  app: App,
  freeze: {
    readonly accountId: string;
    readonly cause: LockCause;
    readonly by: string;
    readonly key: string;
    /** A code for why, e.g. the owner's own reason; anything else is not written down. */
    readonly reason?: string;
  },
): Promise<{ readonly freezeId: string; readonly since: string }> {
  if ((await app.directory.account(freeze.accountId)) === null) {
    throw new ThawError('not_found', 'the host knows no such account');
  }
  const { accountId, cause, by, key } = freeze;
  const lock = await app.directory.freeze({ accountId, cause, by, key });
  for (const kind of ['unlock', 'lost_channel', 'reset_factor'] as const) {
    const living = await app.db.read.cases.findLiving(accountId, kind);
    if (living === null) continue;
    const stored = await app.db.read.cases.load(living);
    if (stored !== null && stored.state.lock.freezeId !== lock.freezeId) {
      await tolerant(
        execute(app, { caseId: living, actor: system, command: { type: 'note_newer_freeze' } }),
      );
    }
  }
  await app.db.read.audit.add({
    actor: system,
    action: 'account.frozen',
    accountId: freeze.accountId,
    detail: {
      ...{ cause, by, freezeId: lock.freezeId, holds: lock.cause },
      ...(/^[a-z0-9_]{1,60}$/.test(freeze.reason ?? '') ? { reason: freeze.reason ?? '' } : {}),
    },
  });
  await tellFrozen(app, freeze.accountId, lock.freezeId);
  return { freezeId: lock.freezeId, since: lock.since };
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
