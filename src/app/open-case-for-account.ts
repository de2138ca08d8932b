import type { Actor, CaseKind, CaseLock, CaseState, CodeChannel } from '../core/case/types.ts';
import { ThawError } from '../core/errors.ts';
import { limits } from '../core/limits.ts';
import { addSeconds } from '../core/time.ts';
import { sealSnapshot } from './account-snapshot.ts';
import type { App } from './app.ts';
import { execute, executeIn, openCase } from './execute.ts';
import { requireLost } from './recovery.ts';
import type { StandingCase, Stores } from './stores.ts';
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
  /** What the person lost; nothing for an unlock. */
  readonly lost?: readonly CodeChannel[];
  readonly actor: Actor;
}

async function openOrResume(app: App, request: OpenRequest): Promise<OpenedCase> {
  const { accountId, kind, actor } = request;
  const record = await app.directory.find(accountId);
  if (record === null) throw new ThawError('not_found', 'the host knows no such account');
  const lost = [...(request.lost ?? [])].toSorted();
  requireLost(record, kind, lost);
  const lock = record.lock ?? (await noLock(app, kind));
  await endOutdatedCase(app, request, { freezeId: lock.freezeId, lost });
  return app.db.transaction(async (tx) => {
    const standing = await tx.cases.standing(accountId);
    const living = caseToMeet(standing, kind, record.lock?.freezeId ?? null);
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
              lost,
              expiresAt: addSeconds(now, limits.caseLifetimeHours * 3600),
            },
            { actor, now },
          )
        : ((await tx.cases.load(living))?.state ?? null);
    if (state === null) throw new ThawError('conflict', 'the living case just ended');
    if (state.redacted) throw new ThawError('not_now', 'declined for good, and erased since');
    if (living === null) await sealSnapshot(app, tx, state.caseId, record);
    const asked = kind === 'unlock' || living !== null ? state : await ask(app, tx, state, actor);
    const token = await newToken(app, tx, {
      purpose: 'enter',
      caseId: state.caseId,
      accountId,
      ttlSeconds: limits.entryTokenTtlSeconds,
    });
    return {
      caseId: state.caseId,
      status: asked.status,
      tokenId: token.id,
      urlExpiresAt: addSeconds(now, limits.entryTokenTtlSeconds),
    };
  });
}

/** The one-time address that takes the person into the case. */
export function entryUrl(app: App, tokenId: string): string {
  return `${app.config.baseUrl}/unlock#t=${app.secrets.tokenFor('enter', tokenId)}`;
}

/**
 * The living case of this kind. Else, for an unlock, the one about a loss that was reported on the way:
 * approved, it thaws the account as well. Else the one in which this very freeze was declined for good:
 * the person meets that result again, and the way to another reviewer, not a second first try.
 */
function caseToMeet(
  standing: readonly StandingCase[],
  kind: CaseKind,
  freezeId: string | null,
): string | null {
  const living = standing.find((one) => one.living && one.kind === kind);
  if (living !== undefined) return living.caseId;
  if (freezeId === null) return null;
  const here = standing.filter((one) => one.freezeId === freezeId);
  const found =
    here.find((one) => kind === 'unlock' && one.living && one.kind === 'lost_channel') ??
    here.find((one) => kind === 'unlock' && one.living) ??
    here.find((one) => !one.living && one.kind === kind);
  return found?.caseId ?? null;
}

/** Nothing to thaw: a case about what was lost begins now, and ends should the account be frozen. */
async function noLock(app: App, kind: CaseKind): Promise<CaseLock> {
  if (kind === 'unlock') throw new ThawError('not_now', 'the account is not frozen');
  const since = await app.db.read.now();
  return {
    freezeId: '',
    cause: 'none',
    unlockable: 'self_service',
    since,
    earliestUnlockAt: null,
  };
}

/**
 * The person has said what they lost, at the host or on our page: that is the asking. A freeze that is
 * not theirs to lift is refused here, and the owner is told.
 */
async function ask(app: App, tx: Stores, state: CaseState, actor: Actor): Promise<CaseState> {
  const command = { type: 'request_unlock', currentFreezeId: state.lock.freezeId } as const;
  return executeIn(app, tx, { caseId: state.caseId, actor, command });
}

/** A living case about an older freeze, or about other things lost, is not the one asked for. */
async function endOutdatedCase(
  app: App,
  { accountId, kind }: OpenRequest,
  now: { readonly freezeId: string; readonly lost: readonly CodeChannel[] },
): Promise<void> {
  const living = await app.db.read.cases.findLiving(accountId, kind);
  const stored = living === null ? null : await app.db.read.cases.load(living);
  if (living === null || stored === null) return;
  const { lock, lost } = stored.state;
  const isSame = lock.freezeId === now.freezeId;
  if (isSame && (lost ?? []).join() === now.lost.join()) return;
  await execute(app, {
    caseId: living,
    command: { type: isSame ? 'withdraw' : 'note_newer_freeze' },
    actor: { type: 'system' },
  });
}
