import type { ClientInfo, SessionKind, SessionRow, SessionStore } from '../../app/stores.ts';
import { caseColumns, parseCaseWith, withSealed } from './cases.ts';
import { type Query, type Row, read } from './query.ts';

const kinds: readonly SessionKind[] = ['person', 'phone', 'staff'];

/**
 * A read does not write each time: the session counts as idle up to this much too early, never too
 * late.
 */
const touchSeconds = 20;

export function sessionsOn(q: Query, lookUps = q): SessionStore {
  return {
    async create(session) {
      await q.run(
        `insert into thaw.sessions
           (id, kind, hash, case_id, handoff_id, staff_id, client, known_device, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, thaw_now() + make_interval(secs => $9))`,
        [
          session.id,
          session.kind,
          session.hash,
          session.caseId,
          session.handoffId,
          session.staffId,
          JSON.stringify(session.client),
          session.knownDevice,
          session.ttlSeconds,
        ],
      );
    },
    async find(hash, kind, idleSeconds) {
      const row = await lookUps.row(findStatement, [hash, kind, idleSeconds, touchSeconds]);
      return row === null ? null : touched(q, row);
    },
    async findWithCase(hash, kind, idleSeconds, name) {
      const values = [hash, kind, idleSeconds, touchSeconds, name];
      const row = await lookUps.row(findWithCaseStatement, values);
      return row === null ? null : { session: await touched(q, row), ...parseCaseWith(row) };
    },
    async clientsOf(caseId) {
      const rows = await q.rows(
        `select kind, client ->> 'browser' as browser, client ->> 'network' as network,
                count(*)::int as sessions, min(created_at) as since, max(seen_at) as until
           from thaw.sessions
          where case_id = $1 and kind in ('person', 'phone') and client <> '{}'
          group by 1, 2, 3 order by max(seen_at) desc limit 50`,
        [caseId],
      );
      return rows.map((row) => ({
        kind: read.oneOf(row, 'kind', ['person', 'phone'] as const),
        browser: read.text(row, 'browser'),
        network: read.text(row, 'network'),
        sessions: read.number(row, 'sessions'),
        since: read.time(row, 'since'),
        until: read.time(row, 'until'),
      }));
    },
    async latestClient(caseId) {
      const row = await q.row(
        `select client, seen_at from thaw.sessions where case_id = $1 and kind = 'person' and client <> '{}'
          order by seen_at desc limit 1`,
        [caseId],
      );
      if (row === null) return null;
      return { ...read.object<ClientInfo>(row, 'client'), at: read.time(row, 'seen_at') };
    },
    async end(id) {
      await q.run(
        'update thaw.sessions set ended_at = thaw_now() where id = $1 and ended_at is null',
        [id],
      );
    },
    async endForStaff(staffId) {
      await q.run(
        'update thaw.sessions set ended_at = thaw_now() where staff_id = $1 and ended_at is null',
        [staffId],
      );
    },
    async endAll(ended) {
      return q.run(
        `update thaw.sessions set ended_at = thaw_now()
          where ended_at is null and expires_at > thaw_now() and kind = any($1::text[])`,
        [ended],
      );
    },
    async endForCase(caseId) {
      await q.run(
        `update thaw.sessions set ended_at = thaw_now()
          where case_id = $1 and ended_at is null and kind in ('person', 'phone')`,
        [caseId],
      );
    },
    async forgetClients(caseId) {
      await q.run(
        `with sessions as (update thaw.sessions set client = '{}' where case_id = $1),
              handoffs as (
                update thaw.handoffs
                   set desktop_client = '{}', phone_client = null, number = null where case_id = $1),
              tokens as (
                update thaw.tokens set context = context - '{asked,sentTo}'::text[]
                 where case_id = $1 and context ?| '{asked,sentTo}')
         update thaw.outbox set params = params - 'asked' where case_id = $1 and params ? 'asked'`,
        [caseId],
      );
    },
    async endForHandoff(handoffId) {
      await q.run(
        `update thaw.sessions set ended_at = thaw_now()
          where handoff_id = $1 and ended_at is null and kind = 'phone'`,
        [handoffId],
      );
    },
  };
}

const sessionColumns = `
  s.id, s.kind, s.case_id, s.handoff_id, s.staff_id, s.client, s.known_device, s.created_at,
  s.seen_at < thaw_now() - make_interval(secs => $4) as untouched`;
const living = `s.hash = $1 and s.kind = $2 and s.ended_at is null and s.expires_at > thaw_now()
   and s.seen_at > thaw_now() - make_interval(secs => $3)`;
const findStatement = `select ${sessionColumns} from thaw.sessions s where ${living}`;
const findWithCaseStatement = `
  select ${sessionColumns}, bytes, wrapped, ${caseColumns}
    from thaw.sessions s join thaw.cases using (case_id) ${withSealed('$5')} where ${living}`;

async function touched(q: Query, row: Row): Promise<SessionRow> {
  const session = parseSession(row);
  if (read.flag(row, 'untouched')) {
    await q.run('update thaw.sessions set seen_at = thaw_now() where id = $1', [session.id]);
  }
  return session;
}

function parseSession(row: Row): SessionRow {
  return {
    id: read.text(row, 'id'),
    kind: read.oneOf(row, 'kind', kinds),
    caseId: read.textOrNull(row, 'case_id'),
    handoffId: read.textOrNull(row, 'handoff_id'),
    staffId: read.textOrNull(row, 'staff_id'),
    client: read.object<ClientInfo>(row, 'client'),
    knownDevice: read.flag(row, 'known_device'),
    createdAt: read.time(row, 'created_at'),
  };
}
