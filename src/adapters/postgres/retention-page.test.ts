/** docs/reference/retention.md says of every table what becomes of it: a new one is not forgotten. */

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { limits } from '../../core/limits.ts';
import { startFreshDatabase } from '../../dev/fresh-database.fixture.ts';

const file = new URL('../../../docs/reference/retention.md', import.meta.url);
const page = readFileSync(file, 'utf8');

let database: Awaited<ReturnType<typeof startFreshDatabase>>;
beforeAll(async () => {
  database = await startFreshDatabase();
});
afterAll(async () => {
  await database?.stop();
});

test('every table of the service is named, and none that is not there', async () => {
  const { rows } = await database.pool.query<{ name: string }>(
    `select table_name as name from information_schema.tables
      where table_schema = 'thaw' and table_type = 'BASE TABLE'`,
  );
  const named = page
    .slice(page.indexOf('## Table by table'))
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`(\w+)`/g)])
    .map(([, name]) => name);
  expect(named.toSorted()).toEqual(rows.map(({ name }) => name).toSorted());
});

test('the times are those that the service keeps to', () => {
  expect(limits.idempotencyKeptSeconds).toBe(2 * 86_400);
  expect(limits.faceFramesKeptSeconds).toBe(180);
  expect(page).toContain('three minutes after a session that nobody finished');
  expect(page).toContain('answers to repeated requests of the platform | after two days');
});
