import { ThawError } from '../core/errors.ts';
import type { CaseView } from '../core/wire.ts';
import { snapshotIn, snapshotName } from './account-snapshot.ts';
import type { App } from './app.ts';
import { idleSeconds } from './enter-case.ts';
import { presentCase } from './present-case.ts';

/**
 * The case of the living session behind a person's cookie, read in one look with the session: no page
 * asks for anything so often. Throws `session_missing` as `findSession` does.
 */
export async function viewCaseBehind(app: App, cookie: string | undefined): Promise<CaseView> {
  if (cookie === undefined || cookie === '') throw new ThawError('session_missing', 'no cookie');
  const found = await app.db.read.sessions.findWithCase(
    app.secrets.hashToken(cookie),
    'person',
    idleSeconds.person,
    snapshotName,
  );
  if (found === null) throw new ThawError('session_missing', 'no such session');
  const { session, stored } = found;
  return presentCase(app, session, { stored, snapshot: snapshotIn(app, found) });
}
