import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Stores } from '../../app/stores.ts';
import { startFreshDatabase } from '../../dev/fresh-database.fixture.ts';
import { createDatabase } from './database.ts';

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
