import { ThawError } from '../core/errors.ts';
import { limits } from '../core/limits.ts';
import type { App } from './app.ts';
import { type NewSession, startSession } from './enter-case.ts';
import type { ClientInfo, SessionRow } from './stores.ts';
import type { StaffRow } from './stores-work.ts';

const loginsPerQuarterHour = 10;

/** Unknown, disabled and wrong answer alike, after the same work. */
export async function loginStaff(
  app: App,
  credentials: { readonly email: string; readonly password: string },
  client: ClientInfo,
): Promise<NewSession> {
  const scope = `staff-login:${app.secrets.keyed('staff', credentials.email.toLowerCase())}`;
  const within = await app.db.read.budgets.raise(scope, 900, loginsPerQuarterHour);
  const staff = await app.db.read.access.staffByEmail(credentials.email);
  const { email, password } = credentials;
  const right = await app.passwords.verify(staff?.passwordHash ?? null, password, email);
  if (!within || !right || staff === null) throw new ThawError('session_missing', 'staff login');
  return app.db.transaction(async (tx) => {
    await tx.audit.add({ actor: { type: 'reviewer', id: staff.id }, action: 'staff.logged_in' });
    return startSession(app, tx, {
      kind: 'staff',
      caseId: null,
      handoffId: null,
      staffId: staff.id,
      client,
      ttlSeconds: limits.staffSessionTtlSeconds,
    });
  });
}

/** The person behind a staff session, read anew: a disabled one is out at the next request. */
export async function staffOf(app: App, session: SessionRow): Promise<StaffRow> {
  const staff =
    session.staffId === null ? null : await app.db.read.access.staffById(session.staffId);
  if (staff === null) throw new ThawError('session_missing', 'staff is disabled');
  return staff;
}

export async function logoutStaff(app: App, session: SessionRow): Promise<void> {
  await app.db.read.sessions.end(session.id);
}
