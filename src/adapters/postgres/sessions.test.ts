import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SessionStore } from '../../app/stores.ts';
import { startFreshDatabase } from '../../dev/fresh-database.fixture.ts';
import { createDatabase } from './database.ts';

let database: Awaited<ReturnType<typeof startFreshDatabase>>;
let sessions: SessionStore;
beforeAll(async () => {
  database = await startFreshDatabase();
  sessions = createDatabase(database.pool).read.sessions;
});
afterAll(async () => {
  await database?.stop();
});

async function newSession(): Promise<{ readonly id: string; readonly hash: Uint8Array }> {
  const id = randomUUID();
  const hash = new Uint8Array(randomBytes(32));
  await sessions.create({
    ...{ id, hash, kind: 'person', caseId: randomUUID(), handoffId: null, staffId: null },
    client: { browser: 'Firefox on Linux', network: '203.0.113.0/24' },
    ttlSeconds: 3600,
  });
  return { id, hash };
}

/** Makes the session look as if it was last used so long ago. */
async function lastSeen(id: string, secondsAgo: number): Promise<void> {
  await database.pool.query(
    'update thaw.sessions set seen_at = thaw_now() - make_interval(secs => $2) where id = $1',
    [id, secondsAgo],
  );
}

async function seenSecondsAgo(id: string): Promise<number> {
  const { rows } = await database.pool.query(
    'select extract(epoch from thaw_now() - seen_at)::float8 as s from thaw.sessions where id = $1',
    [id],
  );
  return rows[0].s;
}

test('a session in use does not become idle', async () => {
  const { hash, id } = await newSession();
  await lastSeen(id, 100);
  expect((await sessions.find(hash, 'person', 120))?.id).toBe(id);
  expect(await seenSecondsAgo(id)).toBeLessThan(10);
});

test('a session used a moment ago is read without a write', async () => {
  const { hash, id } = await newSession();
  await lastSeen(id, 12);
  expect((await sessions.find(hash, 'person', 120))?.id).toBe(id);
  expect(await seenSecondsAgo(id)).toBeGreaterThanOrEqual(12);
});

test('an idle, ended or foreign session is none', async () => {
  const idle = await newSession();
  await lastSeen(idle.id, 121);
  expect(await sessions.find(idle.hash, 'person', 120)).toBeNull();
  const ended = await newSession();
  await sessions.end(ended.id);
  expect(await sessions.find(ended.hash, 'person', 120)).toBeNull();
  const other = await newSession();
  expect(await sessions.find(other.hash, 'staff', 120)).toBeNull();
});
