import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Stores } from '../../app/stores.ts';
import type { JobLane } from '../../app/stores-work.ts';
import { startFreshDatabase } from '../../dev/fresh-database.fixture.ts';
import { createDatabase } from './database.ts';
import { noNews } from './news.ts';
import { jobsOn } from './outbox.ts';
import type { Query } from './query.ts';

let database: Awaited<ReturnType<typeof startFreshDatabase>>;
let stores: Stores;
beforeAll(async () => {
  database = await startFreshDatabase();
  stores = createDatabase(database.pool).read;
});
afterAll(async () => {
  await database?.stop();
});

const job = { key: 'lift:one', name: 'lift', payload: {} } as const;
const claimOne = async (lockSeconds: number) => (await stores.jobs.claim(1, lockSeconds, null))[0]!;
const waiting = async () =>
  Number((await database.pool.query('select count(*) from thaw.jobs')).rows[0].count);

test('a worker that stalled neither ends nor delays the job that came after its own', async () => {
  await stores.jobs.add(job);
  const stalled = await claimOne(0);
  const taken = await claimOne(60);
  expect(taken.attempts).toBe(2);
  await stores.jobs.done(stalled);
  expect(await waiting()).toBe(1);

  await stores.jobs.done(taken);
  expect(await waiting()).toBe(0);
  await stores.jobs.add(job);
  const later = await claimOne(60);
  await stores.jobs.done(stalled);
  await stores.jobs.retryIn(taken, 0, 'late');
  expect(await stores.jobs.claim(1, 60, null)).toEqual([]);
  await stores.jobs.done(later);
  expect(await waiting()).toBe(0);
});

test('a job that failed comes back after its wait, with what went wrong', async () => {
  await stores.jobs.add(job);
  await stores.jobs.retryIn(await claimOne(60), 0, 'internal');
  const again = await claimOne(60);
  expect(again).toMatchObject({ key: job.key, attempts: 2 });
  const { rows } = await database.pool.query('select last_error from thaw.jobs');
  expect(rows).toEqual([{ last_error: 'internal' }]);
  await stores.jobs.done(again);
});

test('however long the one lane is, the other one is claimed from by an index of its own', async () => {
  const { pool } = database;
  await pool.query(
    `insert into thaw.jobs (key, name, payload, due_at)
     select 'many:' || n, case when n % 1000 = 0 then 'lift' else 'send-message' end, '{}',
            thaw_now() - make_interval(secs => n)
       from generate_series(1, 20000) n`,
  );
  await pool.query('analyze thaw.jobs');
  const planOf = async (lane: JobLane) => {
    let asked: readonly [string, readonly unknown[]] = ['', []];
    const query: Query = {
      rows: async (text, values = []) => {
        asked = [text, values];
        return [];
      },
      row: async () => null,
      run: async () => 0,
    };
    await jobsOn(query, noNews).claim(8, 30, lane);
    const { rows } = await pool.query(`explain ${asked[0]}`, [...asked[1]]);
    return rows.map((row) => String(row['QUERY PLAN'])).join('\n');
  };
  for (const lane of ['effects', 'messages'] as const) {
    const plan = await planOf(lane);
    expect(plan).toContain(`using jobs_${lane} on jobs`);
    // In the order of the index, and no further than what is due.
    expect(plan).toMatch(/Index Cond: \(due_at <=/);
    expect(plan).not.toMatch(/Seq Scan|Sort/);
  }
  const names = async (lane: JobLane | null, count: number) => {
    const claimed = await stores.jobs.claim(count, 60, lane);
    return [...new Set(claimed.map(({ name }) => name))];
  };
  expect(await names('effects', 8)).toEqual(['lift']);
  expect(await names('messages', 8)).toEqual(['send-message']);
  expect((await names(null, 10_000)).toSorted()).toEqual(['lift', 'send-message']);
  await pool.query('delete from thaw.jobs');
});
