import type { CaseLock } from '../core/case/lock.ts';
import type { Actor, CaseKind, CaseState, CodeChannel } from '../core/case/types.ts';
import { ThawError } from '../core/errors.ts';
import { limits } from '../core/limits.ts';
import type { Account } from '../core/ports.ts';
import { addSeconds } from '../core/time.ts';
import { snapshotFor, snapshotName } from './account-snapshot.ts';
import type { App } from './app.ts';
import { execute, executeIn, newCase } from './execute.ts';
import { requireLost } from './recovery.ts';
import type { NewToken, StandingCase, Stores } from './stores.ts';
import { makeToken } from './tokens.ts';
import { sealedJson } from './vault.ts';

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
    const { account: _, ...again } = request;
    return openOrResume(app, again);
  }
}

interface OpenRequest {
  readonly accountId: string;
  readonly kind: CaseKind;
  /** What the person lost; nothing for an unlock. */
  readonly lost?: readonly CodeChannel[];
  readonly actor: Actor;
  /** The host knows the browser that it opens the case for, from before the freeze. */
  readonly knownDevice?: boolean;
  /** Database time of the request. */
  readonly now: string;
  /** The account, where the caller has asked the host already. */
  readonly account?: Promise<Account | null>;
}

/** What the new case would be about. */
interface Matter {
  readonly account: Account;
  readonly lock: CaseLock;
  readonly lost: readonly CodeChannel[];
}

async function openOrResume(app: App, request: OpenRequest): Promise<OpenedCase> {
  const { accountId, kind, now } = request;
  const account = await (request.account ?? app.directory.account(accountId));
  if (account === null) throw new ThawError('not_found', 'the host knows no such account');
  const lost = [...(request.lost ?? [])].toSorted();
  requireLost(account, kind, lost);
  const matter = { account, lock: account.lock ?? noLock(kind, now), lost };
  // Most accounts have no other case: the first try is the only statement.
  const tried = await tryToOpen(app, request, matter, { beside: false });
  if ('opened' in tried) return tried.opened;
  const outdated = tried.standing.find(
    (one) => one.living && one.kind === kind && !isAbout(one, matter),
  );
  if (outdated !== undefined) {
    // Which of the two is the older is not judged by an account that was asked for ahead.
    const { account: ahead, ...anew } = request;
    if (ahead !== undefined) return openOrResume(app, anew);
    await endOutdatedCase(app, outdated, matter.lock.freezeId);
    return openOrResume(app, request);
  }
  const met = caseToMeet(tried.standing, kind, account.lock?.freezeId ?? null);
  if (met !== null) return resumeCase(app, request, met);
  const again = await tryToOpen(app, request, matter, { beside: true });
  if ('opened' in again) return again.opened;
  throw new ThawError('conflict', 'a case beside others was not opened');
}

async function tryToOpen(
  app: App,
  request: OpenRequest,
  { account, lock, lost }: Matter,
  { beside }: { readonly beside: boolean },
): Promise<{ readonly opened: OpenedCase } | { readonly standing: readonly StandingCase[] }> {
  const { accountId, kind, actor, now } = request;
  const expiresAt = addSeconds(now, limits.caseLifetimeHours * 3600);
  const begun = newCase(app, { type: 'open', accountId, kind, lock, lost, expiresAt }, now);
  const { caseId } = begun.state;
  const key = app.keys.newDataKey(caseId);
  const name = snapshotName;
  const bytes = sealedJson(app, key.plain, { caseId, name }, snapshotFor(account));
  const token = entryToken(app, caseId, request);
  const sealed = { name, bytes };
  const opening = { ...begun, actor, beside, wrappedKey: key.wrapped, sealed, token };
  // An unlock is asked for on the page; what was lost is asked for by opening.
  if (kind === 'unlock') {
    const standing = await app.db.read.cases.open(opening);
    return standing === null ? { opened: opened(begun.state, token.id, now) } : { standing };
  }
  return app.db.transaction(async (tx) => {
    const standing = await tx.cases.open(opening);
    if (standing !== null) return { standing };
    return { opened: opened(await ask(app, tx, begun.state, actor), token.id, now) };
  });
}

async function resumeCase(app: App, request: OpenRequest, caseId: string): Promise<OpenedCase> {
  const stored = await app.db.read.cases.load(caseId);
  if (stored === null) throw new ThawError('conflict', 'the living case just ended');
  if (stored.state.redacted) throw new ThawError('not_now', 'declined for good, and erased since');
  const token = entryToken(app, caseId, request);
  await app.db.read.tokens.create(token);
  return opened(stored.state, token.id, stored.readAt);
}

function entryToken(
  app: App,
  caseId: string,
  { accountId, knownDevice = false }: OpenRequest,
): NewToken {
  const ttlSeconds = limits.entryTokenTtlSeconds;
  const context = { knownDevice };
  return makeToken(app, { purpose: 'enter', caseId, accountId, ttlSeconds, context }).row;
}

function opened({ caseId, status }: CaseState, tokenId: string, now: string): OpenedCase {
  return { caseId, status, tokenId, urlExpiresAt: addSeconds(now, limits.entryTokenTtlSeconds) };
}

/** The one-time address that takes the person into the case. */
export function entryUrl(app: App, tokenId: string): string {
  return `${app.config.baseUrl}/unlock#t=${app.secrets.tokenFor('enter', tokenId)}`;
}

/**
 * The living case of this kind. Else, for an unlock, the one about a loss that was reported on the way:
 * approved, it thaws the account as well. Else one that is approved and on its way to the host. Else the
 * one, of whatever kind, in which this very freeze was
 * declined for good: the person meets that result again, and the way to another reviewer, not a second
 * first try by another door. Where nothing is frozen, that holds for as long as the case is kept: no new
 * freeze would ever end it.
 */
function caseToMeet(
  standing: readonly StandingCase[],
  kind: CaseKind,
  freezeId: string | null,
): string | null {
  const living = standing.find((one) => one.living && one.kind === kind);
  if (living !== undefined) return living.caseId;
  const here = standing.filter(
    (one) => one.freezeId === (freezeId ?? '') && !(freezeId === null && one.redacted),
  );
  const found =
    here.find((one) => kind === 'unlock' && one.living && one.kind === 'lost_channel') ??
    here.find((one) => kind === 'unlock' && one.living) ??
    here.find((one) => one.approved) ??
    here.find((one) => one.final);
  return found?.caseId ?? null;
}

/** Nothing to thaw: a case about what was lost begins now, and ends should the account be frozen. */
function noLock(kind: CaseKind, now: string): CaseLock {
  if (kind === 'unlock') throw new ThawError('not_now', 'the account is not frozen');
  return {
    freezeId: '',
    cause: 'none',
    unlockable: 'self_service',
    since: now,
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

function isAbout(one: StandingCase, { lock, lost }: Matter): boolean {
  return one.freezeId === lock.freezeId && one.lost.join() === lost.join();
}

/** A living case about an older freeze, or about other things lost, is not the one asked for. */
async function endOutdatedCase(app: App, one: StandingCase, freezeId: string): Promise<void> {
  await execute(app, {
    caseId: one.caseId,
    command: { type: whyOutdated(one, freezeId) },
    actor: { type: 'system' },
  });
}

function whyOutdated(one: StandingCase, freezeId: string) {
  if (one.freezeId === freezeId) return 'withdraw';
  return freezeId === '' ? 'note_thawed' : 'note_newer_freeze';
}
