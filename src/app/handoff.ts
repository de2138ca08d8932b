/**
 * The QR hand-off from the computer to the phone, after RFC 10027: the person is authenticated first,
 * the QR is short-lived and works once, the phone shows who asks before it does anything, and the
 * computer must learn a number from the phone.
 */

import { turnOf } from '../core/case/decide.ts';
import { ThawError } from '../core/errors.ts';
import { limits } from '../core/limits.ts';
import { secondsBetween } from '../core/time.ts';
import type { HandoffState, HandoffView, PhoneView } from '../core/wire-face.ts';
import { snapshotOf } from './account-snapshot.ts';
import type { App } from './app.ts';
import { csrfFor, type NewSession, startSession } from './enter-case.ts';
import type { ClientInfo, SessionRow, Stores } from './stores.ts';
import type { HandoffRow } from './stores-pictures.ts';
import { newToken } from './tokens.ts';

const living: readonly HandoffState[] = ['waiting', 'bound', 'accepted', 'matched', 'capturing'];

/** A QR that lives shorter than this is replaced before the page gets it. */
const qrFreshSeconds = 20;

/** The computer asks for a QR. A new hand-off ends the one before. */
export async function createHandoff(app: App, session: SessionRow): Promise<HandoffView> {
  const caseId = caseOf(session);
  await app.db.transaction(async (tx) => {
    const stored = await tx.cases.load(caseId, { lock: true });
    if (stored === null || turnOf(stored.state, 'face') === undefined) {
      throw new ThawError('not_now', 'the facial verification is not next');
    }
    if (!(await tx.budgets.raise(`handoff:${caseId}`, 3600, limits.handoffsPerHourMax))) {
      throw new ThawError('too_many', 'hand-offs an hour', { retryAfterSeconds: 600 });
    }
    await endEarlier(tx, caseId);
    const id = app.secrets.randomId();
    await tx.handoffs.create({
      id,
      caseId,
      desktopSession: session.id,
      desktopClient: session.client,
      ttlSeconds: limits.handoffTtlSeconds,
    });
    await newQr(app, tx, id, caseId, stored.state.accountId);
    await tx.audit.add({ actor: { type: 'person' }, action: 'handoff.created', caseId });
  });
  const view = await viewHandoff(app, session);
  if (view === null) throw new ThawError('internal', 'a hand-off was made and is not there');
  return view;
}

async function endEarlier(tx: Stores, caseId: string): Promise<void> {
  const earlier = await tx.handoffs.current(caseId);
  if (earlier !== null) await tx.sessions.endForHandoff(earlier.id);
  await tx.handoffs.cancelForCase(caseId);
  await tx.tokens.killForCase(caseId, ['qr', 'phone_link']);
}

async function newQr(
  app: App,
  tx: Stores,
  handoffId: string,
  caseId: string,
  accountId: string,
): Promise<void> {
  await newToken(app, tx, {
    purpose: 'qr',
    caseId,
    accountId,
    ttlSeconds: limits.qrTtlSeconds,
    context: { handoffId },
  });
}

/** What the computer shows; rotates the QR when it is about to die. */
export async function viewHandoff(app: App, session: SessionRow): Promise<HandoffView | null> {
  const caseId = caseOf(session);
  const row = await app.db.read.handoffs.current(caseId);
  if (row === null) return null;
  const state = stateOf(row);
  const qr = state === 'waiting' ? await freshQr(app, row) : null;
  return {
    id: row.id,
    state,
    qrUrl: qr?.url ?? null,
    qrExpiresAt: qr?.expiresAt ?? null,
    expiresAt: row.expiresAt,
    numberTriesLeft: Math.max(0, limits.handoffNumberTriesMax - row.numberTries),
    linkSentTo: state === 'waiting' ? await linkSentTo(app, row) : null,
    phone: row.phoneClient?.browser ?? null,
  };
}

async function linkSentTo(app: App, row: HandoffRow): Promise<string | null> {
  const token = await app.db.read.tokens.latest(row.caseId, 'phone_link');
  if (token === null || token.context['handoffId'] !== row.id) return null;
  return String(token.context['sentTo']);
}

async function freshQr(
  app: App,
  row: HandoffRow,
): Promise<{ readonly url: string; readonly expiresAt: string } | null> {
  return app.db.transaction(async (tx) => {
    await tx.cases.load(row.caseId, { lock: true });
    let token = await tx.tokens.latest(row.caseId, 'qr');
    if (token === null) return null;
    const stale =
      token.used ||
      token.context['handoffId'] !== row.id ||
      secondsBetween(await tx.now(), token.expiresAt) < qrFreshSeconds;
    if (stale) {
      await tx.tokens.killForCase(row.caseId, ['qr']);
      await newQr(app, tx, row.id, row.caseId, token.accountId);
      token = await tx.tokens.latest(row.caseId, 'qr');
      if (token === null) return null;
    }
    const raw = app.secrets.tokenFor('qr', token.id);
    return { url: `${app.config.baseUrl}/phone#h=${raw}`, expiresAt: token.expiresAt };
  });
}

function stateOf(row: HandoffRow): HandoffState {
  return row.expired && living.includes(row.state) ? 'expired' : row.state;
}

/** The phone scanned. The first one wins; a code shown again is an attack sign and is recorded. */
export async function bindPhone(
  app: App,
  token: string,
  client: ClientInfo,
): Promise<{ readonly session: NewSession; readonly handoffId: string }> {
  const hash = app.secrets.hashToken(token);
  const bound = await app.db.transaction(async (tx) => {
    const used =
      (await tx.tokens.consume(hash, 'qr')) ?? (await tx.tokens.consume(hash, 'phone_link'));
    if (used?.caseId == null) return null;
    const handoffId = String(used.context['handoffId']);
    const session = await startSession(app, tx, {
      kind: 'phone',
      caseId: used.caseId,
      handoffId,
      staffId: null,
      client,
      ttlSeconds: limits.handoffTtlSeconds,
    });
    const moved = await tx.handoffs.move(handoffId, ['waiting'], {
      state: 'bound',
      phoneSession: session.id,
      phoneClient: client,
    });
    if (moved === null) throw new ThawError('handoff_gone', 'the hand-off is over');
    await tx.audit.add({
      actor: { type: 'person' },
      action: 'handoff.bound',
      caseId: used.caseId,
    });
    return { session, handoffId, caseId: used.caseId };
  });
  if (bound === null) {
    const known = await app.db.read.tokens.find(hash);
    if (known?.caseId != null && known.used) {
      await app.db.read.audit.add({
        actor: { type: 'system' },
        action: 'handoff.code_shown_again',
        caseId: known.caseId,
      });
    }
    throw new ThawError('token_used', 'the code was used or is too old');
  }
  app.changed(bound.caseId);
  return bound;
}

export async function viewPhone(app: App, session: SessionRow): Promise<PhoneView> {
  const row = await handoffOf(app, session);
  const snapshot = await snapshotOf(app, app.db.read, row.caseId);
  return {
    state: stateOf(row),
    service: app.config.serviceName,
    accountMasked: snapshot.accountMasked,
    computer: {
      browser: row.desktopClient.browser,
      network: row.desktopClient.network,
      startedAt: row.createdAt,
    },
    number: stateOf(row) === 'accepted' ? row.number : null,
    now: await app.db.read.now(),
    expiresAt: row.expiresAt,
    csrf: csrfFor(app, session),
  };
}

/** The person on the phone says: yes, I started this. Now the phone gets its number. */
export async function acceptOnPhone(app: App, session: SessionRow): Promise<void> {
  const digits = app.secrets.randomInts(1, 900);
  const number = String(100 + (digits[0] ?? 0));
  await move(app, session, ['bound'], { state: 'accepted', number }, 'handoff.accepted');
}

/** [Report this]: somebody else's code. The reviewer sees it; the hand-off is dead. */
export async function reportOnPhone(app: App, session: SessionRow): Promise<void> {
  await move(app, session, living, { state: 'reported' }, 'handoff.reported');
}

async function move(
  app: App,
  session: SessionRow,
  from: readonly HandoffState[],
  change: { readonly state: HandoffState; readonly number?: string },
  action: string,
): Promise<void> {
  const row = await handoffOf(app, session);
  await app.db.transaction(async (tx) => {
    const moved = await tx.handoffs.move(row.id, from, change);
    if (moved === null) throw new ThawError('not_now', `hand-off is ${row.state}`);
    await tx.audit.add({ actor: { type: 'person' }, action, caseId: row.caseId });
  });
  app.changed(row.caseId);
}

/** The computer types the number of the phone. Three wrong ones end the hand-off. */
export async function matchNumber(app: App, session: SessionRow, number: string): Promise<void> {
  const row = await app.db.read.handoffs.current(caseOf(session));
  if (row === null || stateOf(row) !== 'accepted') {
    throw new ThawError('not_now', 'no phone waits for its number');
  }
  const tries = await app.db.read.handoffs.raiseNumberTries(row.id);
  const right = tries <= limits.handoffNumberTriesMax && number === row.number;
  await app.db.transaction(async (tx) => {
    if (right) {
      const moved = await tx.handoffs.move(row.id, ['accepted'], { state: 'matched' });
      if (moved === null) throw new ThawError('not_now', 'the hand-off moved on');
    } else if (tries >= limits.handoffNumberTriesMax) {
      await tx.handoffs.move(row.id, living, { state: 'cancelled' });
      await tx.sessions.endForHandoff(row.id);
    }
    await tx.audit.add({
      actor: { type: 'person' },
      action: right ? 'handoff.matched' : 'handoff.number_wrong',
      caseId: row.caseId,
    });
  });
  app.changed(row.caseId);
  if (!right) throw new ThawError('code_wrong', 'wrong number');
}

export async function cancelHandoff(app: App, session: SessionRow): Promise<void> {
  const caseId = caseOf(session);
  await app.db.transaction((tx) => endEarlier(tx, caseId));
  app.changed(caseId);
}

async function handoffOf(app: App, session: SessionRow): Promise<HandoffRow> {
  const row =
    session.handoffId === null ? null : await app.db.read.handoffs.find(session.handoffId);
  if (row === null || row.phoneSession !== session.id) {
    throw new ThawError('handoff_gone', 'no such hand-off');
  }
  return row;
}

export function caseOf(session: SessionRow): string {
  if (session.caseId === null) throw new ThawError('forbidden', 'session without a case');
  return session.caseId;
}
