import type { ClientInfo } from '../../app/stores.ts';
import type { HandoffRow, HandoffStore } from '../../app/stores-pictures.ts';
import type { HandoffState } from '../../core/wire-face.ts';
import { type Query, type Row, read } from './query.ts';

const states: readonly HandoffState[] = [
  'waiting',
  'bound',
  'accepted',
  'matched',
  'capturing',
  'done',
  'reported',
  'cancelled',
  'expired',
];
const living = ['waiting', 'bound', 'accepted', 'matched', 'capturing'];
const columns = '*, expires_at <= thaw_now() as expired';

export function handoffsOn(q: Query): HandoffStore {
  return {
    async create(handoff) {
      await q.run(
        `insert into thaw.handoffs (id, case_id, state, desktop_session, desktop_client, expires_at)
         values ($1, $2, 'waiting', $3, $4, thaw_now() + make_interval(secs => $5))`,
        [
          handoff.id,
          handoff.caseId,
          handoff.desktopSession,
          JSON.stringify(handoff.desktopClient),
          handoff.ttlSeconds,
        ],
      );
    },
    async find(id) {
      const row = await q.row(`select ${columns} from thaw.handoffs where id = $1`, [id]);
      return row === null ? null : parseHandoff(row);
    },
    async current(caseId) {
      const row = await q.row(
        `select ${columns} from thaw.handoffs where case_id = $1 order by created_at desc limit 1`,
        [caseId],
      );
      return row === null ? null : parseHandoff(row);
    },
    async move(id, from, change) {
      const row = await q.row(
        `update thaw.handoffs set state = $3,
                phone_session = coalesce($4, phone_session),
                phone_client = coalesce($5, phone_client),
                number = coalesce($6, number)
          where id = $1 and state = any($2) and expires_at > thaw_now()
          returning ${columns}`,
        [
          id,
          from,
          change.state,
          change.phoneSession ?? null,
          change.phoneClient === undefined ? null : JSON.stringify(change.phoneClient),
          change.number ?? null,
        ],
      );
      return row === null ? null : parseHandoff(row);
    },
    async raiseNumberTries(id) {
      const row = await q.row(
        'update thaw.handoffs set number_tries = number_tries + 1 where id = $1 returning number_tries',
        [id],
      );
      return row === null ? Number.MAX_SAFE_INTEGER : read.number(row, 'number_tries');
    },
    async cancelForCase(caseId) {
      await q.run(
        `update thaw.handoffs set state = 'cancelled' where case_id = $1 and state = any($2)`,
        [caseId, living],
      );
    },
  };
}

function parseHandoff(row: Row): HandoffRow {
  return {
    id: read.text(row, 'id'),
    caseId: read.text(row, 'case_id'),
    state: read.oneOf(row, 'state', states),
    desktopSession: read.text(row, 'desktop_session'),
    phoneSession: read.textOrNull(row, 'phone_session'),
    desktopClient: read.object<ClientInfo>(row, 'desktop_client'),
    phoneClient: row['phone_client'] === null ? null : read.object<ClientInfo>(row, 'phone_client'),
    number: read.textOrNull(row, 'number'),
    numberTries: read.number(row, 'number_tries'),
    createdAt: read.time(row, 'created_at'),
    expiresAt: read.time(row, 'expires_at'),
    expired: read.flag(row, 'expired'),
  };
}
