import type { Actor, CaseKind, CaseState } from '../core/case/types.ts';
import { ThawError } from '../core/errors.ts';
import { limits } from '../core/limits.ts';
import { addSeconds } from '../core/time.ts';
import { sealSnapshot } from './account-snapshot.ts';
import type { App } from './app.ts';
import { execute, openCase } from './execute.ts';
import { newToken } from './tokens.ts';

export interface OpenedCase {
  readonly caseId: string;
  readonly status: CaseState['status'];
  /** Of the one-time entry token: one use, ten minutes. `entryUrl` makes the address. */
  readonly tokenId: string;
  readonly urlExpiresAt: string;
}

/**
 * The host says that this account's person is logged in and frozen: opens the case, or resumes the
 * living one, and answers a one-time URL to it.
 */
export async function openCaseForAccount(app: App, request: OpenRequest): Promise<OpenedCase> {
  try {
    return await openOrResume(app, request);
  } catch (error) {
    // Two presses at once: somebody opened, or ended, the living case in between. It is there now.
    if (!(error instanceof ThawError && error.code === 'conflict')) throw error;
    return openOrResume(app, request);
  }
}

interface OpenRequest {
  readonly accountId: string;
  readonly kind: CaseKind;
  readonly actor: Actor;
}

async function openOrResume(app: App, request: OpenRequest): Promise<OpenedCase> {
  const { accountId, kind, actor } = request;
  const record = await app.directory.find(accountId);
  if (record === null) throw new ThawError('not_found', 'the host knows no such account');
  const lock = record.lock;
  if (lock === null) throw new ThawError('not_now', 'the account is not frozen');
  await endOutdatedCase(app, accountId, kind, lock.freezeId);
  return app.db.transaction(async (tx) => {
    // Declined for good is for good while this freeze holds: the person meets that result again, and
    // the way to another reviewer, not a second first try.
    const living =
      (await tx.cases.findLiving(accountId, kind)) ??
      (await tx.cases.findFinal(accountId, kind, lock.freezeId));
    const now = await tx.now();
    const state =
      living === null
        ? await openCase(
            app,
            tx,
            {
              type: 'open',
              accountId,
              kind,
              lock,
              expiresAt: addSeconds(now, limits.caseLifetimeHours * 3600),
            },
            actor,
          )
        : ((await tx.cases.load(living))?.state ?? null);
    if (state === null) throw new ThawError('conflict', 'the living case just ended');
    if (state.redacted) throw new ThawError('not_now', 'declined for good, and erased since');
    if (living === null) await sealSnapshot(app, tx, state.caseId, record);
    const token = await newToken(app, tx, {
      purpose: 'enter',
      caseId: state.caseId,
      accountId,
      ttlSeconds: limits.entryTokenTtlSeconds,
    });
    return {
      caseId: state.caseId,
      status: state.status,
      tokenId: token.id,
      urlExpiresAt: addSeconds(now, limits.entryTokenTtlSeconds),
    };
  });
}

/** The one-time address that takes the person into the case. */
export function entryUrl(app: App, tokenId: string): string {
  return `${app.config.baseUrl}/unlock#t=${app.secrets.tokenFor('enter', tokenId)}`;
}

/** A living case about an older freeze proves nothing about this one. */
async function endOutdatedCase(
  app: App,
  accountId: string,
  kind: CaseKind,
  freezeId: string,
): Promise<void> {
  const living = await app.db.read.cases.findLiving(accountId, kind);
  if (living === null) return;
  const stored = await app.db.read.cases.load(living);
  if (stored === null || stored.state.lock.freezeId === freezeId) return;
  await execute(app, {
    caseId: living,
    command: { type: 'note_newer_freeze' },
    actor: { type: 'system' },
  });
}
