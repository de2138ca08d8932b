import type { CodeRow, CodeStore } from '../../app/stores-codes.ts';
import { type Query, type Row, read } from './query.ts';

const channels = ['email', 'sms', 'totp', 'passkey'] as const;
const columns = `id, case_id, channel, created_at, expires_at,
  used_at is null and ended_at is null and expires_at > thaw_now() as living`;

export function codesOn(q: Query): CodeStore {
  return {
    async create(code) {
      await q.run(
        `update thaw.codes set ended_at = thaw_now()
          where case_id = $1 and channel = $2 and used_at is null and ended_at is null`,
        [code.caseId, code.channel],
      );
      await q.run(
        `insert into thaw.codes (id, case_id, account_id, channel, contact_id, mac, expires_at)
         values ($1, $2, $3, $4, $5, $6, thaw_now() + make_interval(secs => $7))`,
        [
          code.id,
          code.caseId,
          code.accountId,
          code.channel,
          code.contactId,
          code.mac,
          code.ttlSeconds,
        ],
      );
    },
    async find(id) {
      const row = await q.row(`select ${columns} from thaw.codes where id = $1`, [id]);
      return row === null ? null : parseCode(row);
    },
    async newest(caseId, channel) {
      const row = await q.row(
        `select ${columns} from thaw.codes where case_id = $1 and channel = $2
          order by created_at desc limit 1`,
        [caseId, channel],
      );
      return row === null ? null : parseCode(row);
    },
    async use(id, mac) {
      await q.run('update thaw.codes set tried_at = thaw_now() where id = $1', [id]);
      const used = await q.run(
        `update thaw.codes set used_at = thaw_now()
          where id = $1 and mac = $2 and used_at is null and ended_at is null
            and expires_at > thaw_now()`,
        [id, mac],
      );
      return used === 1;
    },
    async end(id) {
      await q.run('update thaw.codes set ended_at = thaw_now() where id = $1', [id]);
    },
    async pass(shown) {
      await q.run(
        `insert into thaw.codes (id, case_id, account_id, channel, expires_at, tried_at, used_at)
         values ($1, $2, $3, $4, thaw_now(), thaw_now(), thaw_now())`,
        [shown.id, shown.caseId, shown.accountId, shown.channel],
      );
    },
    async passed(caseId) {
      const rows = await q.rows(
        `select distinct channel from thaw.codes
          where case_id = $1 and used_at is not null and ended_at is null`,
        [caseId],
      );
      return rows.map((row) => read.oneOf(row, 'channel', channels));
    },
    async unread(accountId, seconds) {
      const row = await q.row(
        `select count(*) as n from thaw.codes where account_id = $1 and contact_id is not null
            and created_at > thaw_now() - make_interval(secs => $2)
            and created_at > coalesce((select max(created_at) from thaw.codes
              where account_id = $1 and contact_id is not null and tried_at is not null),
              '-infinity')`,
        [accountId, seconds],
      );
      return row === null ? 0 : read.number(row, 'n');
    },
    async forget(caseId) {
      await q.run(
        'update thaw.codes set ended_at = thaw_now() where case_id = $1 and ended_at is null',
        [caseId],
      );
    },
    async useTotpStep(accountId, step) {
      const taken = await q.run(
        'insert into thaw.totp_steps (account_id, step) values ($1, $2) on conflict do nothing',
        [accountId, step],
      );
      return taken === 1;
    },
  };
}

function parseCode(row: Row): CodeRow {
  return {
    id: read.text(row, 'id'),
    caseId: read.text(row, 'case_id'),
    channel: read.oneOf(row, 'channel', channels),
    createdAt: read.time(row, 'created_at'),
    expiresAt: read.time(row, 'expires_at'),
    living: read.flag(row, 'living'),
  };
}
