import { ThawError } from '../core/errors.ts';
import type { CaseView } from '../core/wire.ts';
import { snapshotIn, snapshotName } from './account-snapshot.ts';
import type { App } from './app.ts';
import { idleSeconds } from './enter-case.ts';
import { presentCase } from './present-case.ts';
import type { CaseWith, SessionRow } from './stores.ts';

/**
 * The case of the living session behind a person's cookie, read in one look with the session: no page
 * asks for anything so often. Throws `session_missing` as `findSession` does.
 */
export async function viewCaseBehind(app: App, cookie: string | undefined): Promise<CaseView> {
  const found = await caseBehind(app, cookie);
  if (found === null) throw new ThawError('session_missing', 'no such session');
  const { session, stored } = found;
  return presentCase(app, session, { stored, snapshot: snapshotIn(app, found) });
}

/** The same with its account's snapshot, as it was read; null without a living session. */
export async function caseBehind(
  app: App,
  cookie: string | undefined,
): Promise<(CaseWith & { readonly session: SessionRow }) | null> {
  if (cookie === undefined || cookie === '') return null;
  const hash = app.secrets.hashToken(cookie);
  return app.db.read.sessions.findWithCase(hash, 'person', idleSeconds.person, snapshotName);
}
