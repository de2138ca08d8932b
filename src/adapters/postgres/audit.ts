import type { AuditStore, NewAuditRecord, StoredHead } from '../../app/stores-audit.ts';
import type { LogPlace } from '../../core/audit/examine.ts';
import { type Query, type Row, read } from './query.ts';

const hashBytes = 32;

/** Any number that no other lock of the service has. */
const logLock = 20_261_126;

/** How many of the newest records are looked at for one without a place. */
const newest = 20_000;

/**
 * A record as it is hashed and handed out: the text of `jsonb`, which PostgreSQL always writes the same
 * way, with the moment in UTC whatever the session's time zone.
 */
const recordAt = (position: string) => `jsonb_build_object(
  'position', ${position}, 'seq', a.seq,
  'at', to_char(a.at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
  'actor', a.actor, 'action', a.action, 'case_id', a.case_id, 'account_id', a.account_id,
  'detail', a.detail)::text`;

const isLoose = 'not exists (select from thaw.audit_leaves l where l.seq = a.seq)';

const columnsOf = ({ actor, action, caseId, accountId, detail }: NewAuditRecord) => [
  JSON.stringify(actor),
  action,
  caseId ?? null,
  accountId ?? null,
  JSON.stringify(detail ?? {}),
];

export function auditOn(q: Query): AuditStore {
  return {
    async add(record) {
      await q.run(
        `insert into thaw.audit (actor, action, case_id, account_id, detail)
         values ($1, $2, $3, $4, $5)`,
        columnsOf(record),
      );
    },
    async addOnce(key, record) {
      const added = await q.run(
        `with noted as (
           insert into thaw.noted (key) values ($6) on conflict (key) do nothing returning key)
         insert into thaw.audit (actor, action, case_id, account_id, detail)
         select $1::jsonb, $2, $3::uuid, $4, $5::jsonb from noted`,
        [...columnsOf(record), key],
      );
      return added === 1;
    },
    async sweepKeys(days) {
      return q.run('delete from thaw.noted where at < thaw_now() - make_interval(days => $1)', [
        days,
      ]);
    },
    async hold() {
      const row = await q.row('select pg_try_advisory_xact_lock($1) as held', [logLock]);
      return row !== null && read.flag(row, 'held');
    },
    async newestHead() {
      const row = await q.row(
        'select size, checkpoint, subtrees from thaw.audit_heads order by size desc limit 1',
      );
      return row === null ? null : parseHead(row);
    },
    async size() {
      const row = await q.row(
        'select coalesce(max(position) + 1, 0) as size from thaw.audit_leaves',
      );
      return row === null ? 0 : read.number(row, 'size');
    },
    async loose(from, count, late) {
      const rows = await q.rows(
        `select seq, ${recordAt('place')} as record
           from (select a.*, $1 + row_number() over (order by seq) - 1 as place
                   from (select a.* from thaw.audit a
                          where a.seq > case when $3 then 0
                                else coalesce((select max(seq) from thaw.audit_leaves), 0) - $4 end
                            and ${isLoose}
                          order by a.seq limit $2) a) a
          order by seq`,
        [from, count, late, newest],
      );
      return rows.map((row) => ({
        seq: read.number(row, 'seq'),
        record: read.text(row, 'record'),
      }));
    },
    async waiting() {
      const row = await q.row(
        `select count(*)::int as count, min(a.at) as since from thaw.audit a where ${isLoose}`,
      );
      if (row === null) return { count: 0, since: null };
      return { count: read.number(row, 'count'), since: read.timeOrNull(row, 'since') };
    },
    async countIn(from, leaves) {
      await q.run(
        `insert into thaw.audit_leaves (position, seq, hash)
         select $1 + place - 1, seq, hash
           from unnest($2::bigint[], $3::bytea[]) with ordinality as leaf(seq, hash, place)`,
        [from, leaves.map(({ seq }) => seq), leaves.map(({ hash }) => hash)],
      );
    },
    async putHead({ size, checkpoint, subtrees }) {
      await q.run('insert into thaw.audit_heads (size, checkpoint, subtrees) values ($1, $2, $3)', [
        size,
        checkpoint,
        Buffer.concat(subtrees),
      ]);
    },
    async places(from, count) {
      const rows = await q.rows(
        `select l.position, l.hash,
                case when a.seq is not null then ${recordAt('l.position')} end as record
           from thaw.audit_leaves l left join thaw.audit a using (seq)
          where l.position >= $1 order by l.position limit $2`,
        [from, count],
      );
      return rows.map(parsePlace);
    },
    async ofCase(caseId) {
      const rows = await q.rows(
        `select l.position, l.hash, ${recordAt('l.position')} as record
           from thaw.audit a join thaw.audit_leaves l using (seq)
          where a.case_id = $1 order by l.position`,
        [caseId],
      );
      return rows.map(parsePlace);
    },
    async heads() {
      const row = await q.row(
        `select array(select checkpoint from thaw.audit_heads order by size) as checkpoints,
                (select coalesce(max(position) + 1, 0) from thaw.audit_leaves) as size`,
      );
      if (row === null) return { checkpoints: [], size: 0 };
      return { checkpoints: read.texts(row, 'checkpoints'), size: read.number(row, 'size') };
    },
  };
}

function parseHead(row: Row): StoredHead {
  const together = read.bytes(row, 'subtrees');
  return {
    size: read.number(row, 'size'),
    checkpoint: read.text(row, 'checkpoint'),
    subtrees: Array.from({ length: Math.ceil(together.byteLength / hashBytes) }, (_, at) =>
      together.slice(at * hashBytes, (at + 1) * hashBytes),
    ),
  };
}

function parsePlace(row: Row): LogPlace {
  return {
    position: read.number(row, 'position'),
    record: read.textOrNull(row, 'record'),
    noted: read.bytes(row, 'hash'),
  };
}
