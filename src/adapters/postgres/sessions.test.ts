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

async function newSession(
  caseId: string = randomUUID(),
): Promise<{ readonly id: string; readonly hash: Uint8Array }> {
  const id = randomUUID();
  const hash = new Uint8Array(randomBytes(32));
  await sessions.create({
    ...{ id, hash, kind: 'person', caseId, handoffId: null, staffId: null },
    client: { browser: 'Firefox on Linux', network: '203.0.113.0/24' },
    knownDevice: false,
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

/** A case that is over, with something sealed under `name`. */
async function newCase(name: string): Promise<string> {
  const caseId = randomUUID();
  const state = { caseId, status: 'approved', version: 1 };
  await database.pool.query(
    `with opened as (
       insert into thaw.cases (case_id, account_id, kind, status, version, freeze_id, opened_at, state)
       values ($1, 'a-1', 'reset_factor', 'approved', 1, 'f', now(), $2) returning case_id),
     keyed as (insert into thaw.case_keys (case_id, wrapped) select case_id, 'key' from opened)
     insert into thaw.sealed (case_id, name, bytes) select case_id, $3, 'bytes' from opened`,
    [caseId, state, name],
  );
  return caseId;
}

test('a session is found with its case exactly where it is found alone, and touched alike', async () => {
  const caseId = await newCase('account');
  const { hash, id } = await newSession(caseId);
  await lastSeen(id, 100);
  const found = await sessions.findWithCase(hash, 'person', 120, 'account');
  expect(await seenSecondsAgo(id)).toBeLessThan(10);
  expect(found?.session).toEqual(await sessions.find(hash, 'person', 120));
  expect(found?.stored.state.caseId).toBe(caseId);
  expect(Buffer.from(found?.sealed?.bytes ?? []).toString()).toBe('bytes');
  expect(Buffer.from(found?.sealed?.wrapped ?? []).toString()).toBe('key');
  expect((await sessions.findWithCase(hash, 'person', 120, 'other'))?.sealed).toBeNull();
});

test('an idle, ended, foreign or too old session shows no case', async () => {
  const caseId = await newCase('account');
  const none = async (hash: Uint8Array, kind: 'person' | 'staff' = 'person') =>
    expect(await sessions.findWithCase(hash, kind, 120, 'account')).toBeNull();
  const idle = await newSession(caseId);
  await lastSeen(idle.id, 121);
  await none(idle.hash);
  const ended = await newSession(caseId);
  await none(ended.hash, 'staff');
  await sessions.end(ended.id);
  await none(ended.hash);
  const old = await newSession(caseId);
  await database.pool.query('update thaw.sessions set expires_at = thaw_now() where id = $1', [
    old.id,
  ]);
  await none(old.hash);
});

test('a case whose key is destroyed is shown with what is sealed, and no key', async () => {
  const caseId = await newCase('account');
  await database.pool.query('delete from thaw.case_keys where case_id = $1', [caseId]);
  const { hash } = await newSession(caseId);
  const found = await sessions.findWithCase(hash, 'person', 120, 'account');
  expect(found?.sealed).toMatchObject({ wrapped: null });
});
