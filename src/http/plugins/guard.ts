/** Who may ask: cookies, sessions, CSRF. Each route names its guard; nothing is open by default. */

import { timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../../app/app.ts';
import { csrfFor, endSession, findSession } from '../../app/enter-case.ts';
import type { SessionKind, SessionRow } from '../../app/stores.ts';
import { ThawError } from '../../core/errors.ts';
import { neighborhoodOf } from './address.ts';

const cookieNames: Record<SessionKind, string> = {
  person: '__Host-thaw',
  phone: '__Host-thaw-phone',
  staff: '__Host-thaw-staff',
};

export function setSessionCookie(reply: FastifyReply, kind: SessionKind, raw: string): void {
  reply.setCookie(cookieNames[kind], raw, {
    path: '/',
    secure: true,
    httpOnly: true,
    sameSite: 'strict',
  });
}

export function clearSessionCookie(reply: FastifyReply, kind: SessionKind): void {
  reply.clearCookie(cookieNames[kind], { path: '/', secure: true });
  reply.header('clear-site-data', '"cache", "storage"');
}

/**
 * A state-changing request must come from our own page: Origin present and ours, and where the
 * browser tells, not from another site (ASVS V3.5).
 */
export function requireOwnOrigin(app: App, request: FastifyRequest): void {
  const origin = request.headers.origin;
  if (origin !== new URL(app.config.baseUrl).origin) throw new ThawError('csrf', 'origin');
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') throw new ThawError('csrf', 'fetch site');
}

export async function requireSession(
  app: App,
  kind: SessionKind,
  request: FastifyRequest,
): Promise<SessionRow> {
  return findSession(app, kind, sessionCookie(kind, request));
}

/** For a command that looks at the session itself. */
export function sessionCookie(kind: SessionKind, request: FastifyRequest): string | undefined {
  return request.cookies[cookieNames[kind]];
}

/** A browser that begins anew leaves its session before behind, dead (ASVS V7.2.4). */
export async function endSessionBefore(
  app: App,
  kind: SessionKind,
  request: FastifyRequest,
): Promise<void> {
  await endSession(app, kind, sessionCookie(kind, request));
}

/** Session, own origin and the session's own CSRF token: for everything that changes something. */
export async function requireChange(
  app: App,
  kind: SessionKind,
  request: FastifyRequest,
): Promise<SessionRow> {
  requireOwnOrigin(app, request);
  const session = await requireSession(app, kind, request);
  const expected = Buffer.from(csrfFor(app, session));
  const given = Buffer.from(String(request.headers['x-thaw-csrf'] ?? ''));
  if (expected.length !== given.length || !timingSafeEqual(expected, given)) {
    throw new ThawError('csrf', 'token');
  }
  return session;
}

/** The case of a living person's session, or null: a mail link may be opened anywhere. */
export async function personCaseIfAny(app: App, request: FastifyRequest): Promise<string | null> {
  try {
    return (await requireSession(app, 'person', request)).caseId;
  } catch (error) {
    if (error instanceof ThawError && error.code === 'session_missing') return null;
    throw error;
  }
}

/** Raised before the work, per address (per /64 of IPv6): exact over all nodes. */
export async function limitPerAddress(
  app: App,
  request: FastifyRequest,
  what: string,
  perMinute: number,
): Promise<void> {
  const scope = `address:${what}:${app.secrets.keyed('address', neighborhoodOf(request.ip))}`;
  if (!(await app.db.read.budgets.arrive(scope, perMinute))) {
    throw new ThawError('too_many', what, { retryAfterSeconds: 60 });
  }
}
