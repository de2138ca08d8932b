import { ThawError } from '../core/errors.ts';
import { limits } from '../core/limits.ts';
import type { App } from './app.ts';
import type { ClientInfo, SessionKind, SessionRow, Stores } from './stores.ts';

export interface NewSession {
  readonly id: string;
  /** For the cookie; only its hash is stored. */
  readonly raw: string;
}

/** Exchanges the one-time token of a hosted URL for a session on its case, and on nothing else. */
export async function enterCase(app: App, token: string, client: ClientInfo): Promise<NewSession> {
  return app.db.transaction(async (tx) => {
    const used = await tx.tokens.consume(app.secrets.hashToken(token), 'enter');
    if (used?.caseId == null) throw new ThawError('token_used', 'entry token used or expired');
    const session = await startSession(app, tx, {
      kind: 'person',
      caseId: used.caseId,
      handoffId: null,
      staffId: null,
      client,
      knownDevice: used.context['knownDevice'] === true,
      ttlSeconds: limits.personSessionTtlSeconds,
    });
    await tx.audit.add({
      actor: { type: 'person' },
      action: 'session.started',
      caseId: used.caseId,
      accountId: used.accountId,
    });
    return session;
  });
}

/** A fresh id each time: nothing that was in the browser before can become a session (ASVS V7.2.4). */
export async function startSession(
  app: App,
  tx: Stores,
  session: {
    readonly kind: SessionKind;
    readonly caseId: string | null;
    readonly handoffId: string | null;
    readonly staffId: string | null;
    readonly client: ClientInfo;
    readonly knownDevice?: boolean;
    readonly ttlSeconds: number;
  },
): Promise<NewSession> {
  const id = app.secrets.randomId();
  const raw = app.secrets.tokenFor(`session-${session.kind}`, id);
  const hash = app.secrets.hashToken(raw);
  await tx.sessions.create({ knownDevice: false, ...session, id, hash });
  return { id, raw };
}

export const idleSeconds: Record<SessionKind, number> = {
  person: limits.personSessionIdleSeconds,
  phone: limits.handoffTtlSeconds,
  staff: limits.staffSessionIdleSeconds,
};

/** The living session behind a cookie. Throws `session_missing`: why is nobody's business. */
export async function findSession(
  app: App,
  kind: SessionKind,
  cookie: string | undefined,
): Promise<SessionRow> {
  if (cookie === undefined || cookie === '') throw new ThawError('session_missing', 'no cookie');
  const session = await app.db.read.sessions.find(
    app.secrets.hashToken(cookie),
    kind,
    idleSeconds[kind],
  );
  if (session === null) throw new ThawError('session_missing', 'no such session');
  return session;
}

/** Ends the living session behind a cookie, if there is one. */
export async function endSession(
  app: App,
  kind: SessionKind,
  cookie: string | undefined,
): Promise<void> {
  if (cookie === undefined || cookie === '') return;
  const { sessions } = app.db.read;
  const session = await sessions.find(app.secrets.hashToken(cookie), kind, idleSeconds[kind]);
  if (session !== null) await sessions.end(session.id);
}

export function csrfFor(app: App, session: SessionRow): string {
  return app.secrets.keyed('csrf', session.id);
}
