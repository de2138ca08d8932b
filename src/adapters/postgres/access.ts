import { randomUUID } from 'node:crypto';
import type { BudgetStore, Json } from '../../app/stores.ts';
import type { AccessStore, StaffRow } from '../../app/stores-work.ts';
import { type Query, type Row, read } from './query.ts';

/** Longer than any honest request takes; a crashed one frees its key after this. */
const idempotencyRunSeconds = 60;

const staffColumns = 'id, email, name, role, password_hash';

export function accessOn(q: Query, lookUps = q): AccessStore {
  return {
    async staffByEmail(email) {
      const row = await q.row(
        `select ${staffColumns} from thaw.staff where email = lower($1) and disabled_at is null`,
        [email],
      );
      return row === null ? null : parseStaff(row);
    },
    async staffById(id) {
      const row = await q.row(
        `select ${staffColumns} from thaw.staff where id = $1 and disabled_at is null`,
        [id],
      );
      return row === null ? null : parseStaff(row);
    },
    async putStaff(staff) {
      await q.run(
        `insert into thaw.staff (id, email, name, role, password_hash)
         values ($1, lower($2), $3, $4, $5) on conflict (email) do nothing`,
        [staff.id, staff.email, staff.name, staff.role, staff.passwordHash],
      );
    },
    async staffMember(email) {
      const row = await q.row(`select ${staffColumns} from thaw.staff where email = lower($1)`, [
        email,
      ]);
      return row === null ? null : parseStaff(row);
    },
    async staff() {
      const rows = await q.rows(
        `select ${staffColumns}, disabled_at from thaw.staff order by email`,
      );
      return rows.map((row) => ({
        ...parseStaff(row),
        disabledAt: read.timeOrNull(row, 'disabled_at'),
      }));
    },
    async setStaffPassword(id, passwordHash) {
      await q.run('update thaw.staff set password_hash = $2 where id = $1', [id, passwordHash]);
    },
    async disableStaff(id) {
      await q.run('update thaw.staff set disabled_at = thaw_now() where id = $1', [id]);
    },
    async apiKeys() {
      const rows = await q.rows(
        'select id, name, created_at, revoked_at from thaw.api_keys order by created_at, id',
      );
      return rows.map((row) => ({
        id: read.text(row, 'id'),
        name: read.text(row, 'name'),
        createdAt: read.time(row, 'created_at'),
        revokedAt: read.timeOrNull(row, 'revoked_at'),
      }));
    },
    async revokeApiKey(id) {
      const revoked = await q.run(
        `update thaw.api_keys set revoked_at = thaw_now()
          where id::text = lower($1) and revoked_at is null`,
        [id],
      );
      return revoked === 1;
    },
    async apiKey(hash) {
      const row = await lookUps.row(
        `select id, name, thaw_now() as read_at
           from thaw.api_keys where hash = $1 and revoked_at is null`,
        [hash],
      );
      if (row === null) return null;
      return {
        id: read.text(row, 'id'),
        name: read.text(row, 'name'),
        readAt: read.time(row, 'read_at'),
      };
    },
    async putApiKey(key) {
      await q.run(
        'insert into thaw.api_keys (id, name, hash) values ($1, $2, $3) on conflict do nothing',
        [key.id, key.name, key.hash],
      );
    },
    async beginIdempotent(caller, key, requestHash) {
      const taken = await q.row(
        `insert into thaw.idempotency (caller, key, request_hash) values ($1, $2, $3)
         on conflict (caller, key) do update set created_at = thaw_now(), let_go = false
           where thaw.idempotency.status is null
             and thaw.idempotency.request_hash = excluded.request_hash
             and (thaw.idempotency.let_go
                  or thaw.idempotency.created_at < thaw_now() - make_interval(secs => $4))
         returning effect_id`,
        [caller, key, requestHash, idempotencyRunSeconds],
      );
      if (taken !== null) return { state: 'new', effectId: read.text(taken, 'effect_id') };
      const row = await q.row(
        'select request_hash, status, response from thaw.idempotency where caller = $1 and key = $2',
        [caller, key],
      );
      if (row === null) return { state: 'running' };
      if (read.text(row, 'request_hash') !== requestHash) return { state: 'mismatch' };
      if (row['status'] === null) return { state: 'running' };
      return {
        state: 'done',
        status: read.number(row, 'status'),
        response: row['response'] as Json,
      };
    },
    async finishIdempotent(caller, key, status, response) {
      await q.run(
        'update thaw.idempotency set status = $3, response = $4 where caller = $1 and key = $2',
        [caller, key, status, JSON.stringify(response)],
      );
    },
    async sweepIdempotent(keptSeconds) {
      return q.run(
        'delete from thaw.idempotency where created_at < thaw_now() - make_interval(secs => $1)',
        [keptSeconds],
      );
    },
    async letGoIdempotent(caller, key) {
      await q.run(
        `update thaw.idempotency set let_go = true
          where caller = $1 and key = $2 and status is null`,
        [caller, key],
      );
    },
  };
}

/** The row's lock makes it exact: whoever waited for it sees what the one before has taken. */
const countStatement = `
  insert into thaw.budgets as budget (scope, hits, taken_by, ends_at)
  values ($1, array[thaw_now()], $4::uuid, thaw_now() + make_interval(secs => $2))
  on conflict (scope) do update set (hits, taken_by, ends_at) = (
    select case when cardinality(recent) < $3 then recent || excluded.hits else recent end,
           case when cardinality(recent) < $3 then excluded.taken_by else budget.taken_by end,
           case when cardinality(recent) < $3 then excluded.ends_at else budget.ends_at end
      from (select array(select hit from unnest(budget.hits) as hit
                          where hit > excluded.hits[1] - make_interval(secs => $2)) as recent) now)
  returning cardinality(hits) as used, taken_by = $4::uuid as taken`;

export function budgetsOn(q: Query, lookUps = q): BudgetStore {
  const count: BudgetStore['count'] = async (scope, windowSeconds, max) => {
    const row = await q.row(countStatement, [scope, windowSeconds, max, randomUUID()]);
    // Beyond it nothing is counted: whoever goes on asking does not keep the person out for longer.
    if (row === null || !read.flag(row, 'taken')) return max + 1;
    return read.number(row, 'used');
  };
  return {
    count,
    async arrive(scope, max) {
      const row = await lookUps.row(
        `insert into thaw.arrivals (scope, minute, count) values ($1, date_trunc('minute', thaw_now()), 1)
         on conflict (scope, minute) do update set count = thaw.arrivals.count + 1 returning count`,
        [scope],
      );
      return row !== null && read.number(row, 'count') <= max;
    },
    async used(scope, windowSeconds) {
      const row = await q.row(
        `select count(*)::int as used from thaw.budgets, unnest(hits) as hit
          where scope = $1 and hit > thaw_now() - make_interval(secs => $2)`,
        [scope, windowSeconds],
      );
      return row === null ? 0 : read.number(row, 'used');
    },
    raise: async (scope, windowSeconds, max) => (await count(scope, windowSeconds, max)) <= max,
    async sweep() {
      const minutes = await q.run(
        `delete from thaw.arrivals where minute < date_trunc('minute', thaw_now())`,
      );
      return minutes + (await q.run('delete from thaw.budgets where ends_at <= thaw_now()'));
    },
  };
}

function parseStaff(row: Row): StaffRow {
  return {
    id: read.text(row, 'id'),
    email: read.text(row, 'email'),
    name: read.text(row, 'name'),
    role: read.oneOf(row, 'role', ['reviewer', 'lead'] as const),
    passwordHash: read.text(row, 'password_hash'),
  };
}
