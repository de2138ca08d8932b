/** The counters of log-in attempts, in the database: exact for any number at once, by its clock. */

import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import { queryOn, read } from '../../adapters/postgres/query.ts';
import { type attemptsInWindow, waitsInLane } from '../../core/login-lanes.ts';

const WINDOW_SECONDS = 600;
/** Rows that nobody touched for so long are deleted when the host starts. */
const KEPT_DAYS = 400;

/** `shut`: no wait opens this lane, only a right password on another one, or a person. */
export type Refused =
  | { readonly state: 'wait'; readonly seconds: number; readonly until: string }
  | { readonly state: 'shut' };

type LaneInARow = keyof typeof waitsInLane;
/** `new_password`: of a session that chooses one. */
type LaneInAWindow = keyof typeof attemptsInWindow | 'new_password';

const hashOf = (key: string) => createHash('sha256').update(key, 'utf8').digest();

/** Counts one try, before anything is compared; null: it may go on. */
export async function takeTry(pool: Pool, lane: LaneInARow, key: string): Promise<Refused | null> {
  const waits = waitsInLane[lane];
  const q = queryOn(pool);
  // One statement: of two hundred at once, those find the wait that the one before them began.
  const taken = await q.run(
    `insert into dev.login_tries as t (lane, key, tries, tried_at, not_before)
     values ($1, $2, 1, thaw_now(), thaw_now() + make_interval(secs => ($3::int[])[1]))
     on conflict (lane, key) do update set tries = t.tries + 1, tried_at = thaw_now(),
       not_before = thaw_now() + make_interval(secs => ($3::int[])[t.tries + 1])
     where t.not_before <= thaw_now() and t.tries < cardinality($3::int[])`,
    [lane, hashOf(key), waits],
  );
  if (taken === 1) return null;
  const row = await q.row(
    `select tries, not_before, ceil(extract(epoch from not_before - thaw_now()))::int as seconds
       from dev.login_tries where lane = $1 and key = $2`,
    [lane, hashOf(key)],
  );
  // Cleared by a right password in between.
  if (row === null) return await takeTry(pool, lane, key);
  if (read.number(row, 'tries') >= waits.length) return { state: 'shut' };
  const seconds = Math.max(1, read.number(row, 'seconds'));
  return { state: 'wait', seconds, until: read.time(row, 'not_before') };
}

/** Which of these names strangers shut: nobody gets in with them but on a known device. */
export async function shutNames(pool: Pool, names: readonly string[]): Promise<readonly string[]> {
  const rows = await queryOn(pool).rows(
    `select key from dev.login_tries where lane = 'name' and key = any($1) and tries >= $2`,
    [names.map(hashOf), waitsInLane.name.length],
  );
  const shut = rows.map((row) => Buffer.from(read.bytes(row, 'key')).toString('hex'));
  return names.filter((name) => shut.includes(hashOf(name).toString('hex')));
}

/** After a right password, with a new one, or when support has spoken with the person. */
export async function forgetTries(pool: Pool, lane: LaneInARow, key: string): Promise<void> {
  await queryOn(pool).run('delete from dev.login_tries where lane = $1 and key = $2', [
    lane,
    hashOf(key),
  ]);
}

/** Counts one attempt of a window of the clock. */
export async function takeAttempt(
  pool: Pool,
  lane: LaneInAWindow,
  attempt: { readonly key: string; readonly max: number },
): Promise<Refused | null> {
  const q = queryOn(pool);
  const counted = await q.row(
    `insert into dev.login_attempts (scope, window_start, used)
     values ($1, to_timestamp(floor(extract(epoch from thaw_now()) / $2) * $2), 1)
     on conflict (scope, window_start) do update set used = dev.login_attempts.used + 1
     returning used`,
    [`${lane}:${hashOf(attempt.key).toString('base64url')}`, WINDOW_SECONDS],
  );
  if (counted !== null && read.number(counted, 'used') <= attempt.max) return null;
  const row = await q.row(
    `select to_timestamp((floor(extract(epoch from thaw_now()) / $1) + 1) * $1) as ends,
            ceil($1 - extract(epoch from thaw_now())::numeric % $1)::int as seconds`,
    [WINDOW_SECONDS],
  );
  if (row === null) throw new Error('the database tells no time');
  return {
    state: 'wait',
    seconds: Math.max(1, read.number(row, 'seconds')),
    until: read.time(row, 'ends'),
  };
}

export async function forgetOldTries(pool: Pool): Promise<void> {
  const q = queryOn(pool);
  await q.run(
    'delete from dev.login_tries where tried_at < thaw_now() - make_interval(days => $1)',
    [KEPT_DAYS],
  );
  await q.run(
    'delete from dev.login_attempts where window_start < thaw_now() - make_interval(secs => $1)',
    [WINDOW_SECONDS],
  );
}
