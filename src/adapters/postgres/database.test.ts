import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFreshDatabase } from '../../dev/fresh-database.fixture.ts';

let database: Awaited<ReturnType<typeof startFreshDatabase>>;
beforeAll(async () => {
  database = await startFreshDatabase();
});
afterAll(async () => {
  await database?.stop();
});

test('a connection that dies between two statements fails its own work and not the process', async () => {
  const { pool } = database;
  const client = await pool.connect();
  const { rows } = await client.query('select pg_backend_pid() as pid');
  await pool.query('select pg_terminate_backend($1)', [rows[0].pid]);
  await wait(300);
  await expect(client.query('select 1')).rejects.toThrow();
  client.release(true);
  expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
});
