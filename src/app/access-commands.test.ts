import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hashPassword, verifyPassword } from '../adapters/passwords/passwords.ts';
import { createDatabase } from '../adapters/postgres/database.ts';
import { startFreshDatabase } from '../dev/fresh-database.fixture.ts';
import {
  type AccessSources,
  keyCommands,
  sessionCommands,
  staffCommands,
} from './access-commands.ts';
import type { Command, Commands } from './command-line.ts';
import type { SessionKind, Stores } from './stores.ts';

let database: Awaited<ReturnType<typeof startFreshDatabase>>;
let stores: Stores;
let keys: Commands;
let staff: Commands;
let sessions: Commands;
const hashToken = (token: string) =>
  new Uint8Array(createHash('sha256').update(token, 'utf8').digest());
beforeAll(async () => {
  database = await startFreshDatabase();
  const db = createDatabase(database.pool);
  stores = db.read;
  const sources: AccessSources = {
    inTransaction: (work) => db.transaction(work),
    newId: randomUUID,
    newSecret: () => randomBytes(24).toString('base64url'),
    hashToken,
    hashPassword,
  };
  keys = keyCommands(sources);
  staff = staffCommands(sources);
  sessions = sessionCommands(sources);
});
afterAll(async () => {
  await database?.stop();
});

const run = async (commands: Commands, verb: string, ...args: readonly string[]) =>
  (await (commands[verb] as Command)(args)).lines;
const audited = async () =>
  (await database.pool.query('select action, detail::text as detail from thaw.audit order by seq'))
    .rows;
const everything = async () =>
  JSON.stringify([
    (await database.pool.query('select * from thaw.api_keys')).rows,
    (await database.pool.query('select * from thaw.audit')).rows,
  ]);

test('a key is said once, is good at once, and is stored as a hash alone', async () => {
  const [first = '', key = '', once] = await run(keys, 'add', 'The exchange');
  expect([key, once]).toEqual([expect.stringMatching(/^thaw_key_[\w-]{32}$/), expect.any(String)]);
  expect(await stores.access.apiKey(hashToken(key))).toMatchObject({ name: 'The exchange' });
  expect(await everything()).not.toContain(key);
  const [listed = ''] = await run(keys, 'list');
  expect(listed).toContain('good  The exchange');
  expect(listed).not.toContain(key);
  expect(listed.startsWith(first.slice(0, 36))).toBe(true);
});

test('a revoked key is good for nothing, and is revoked once', async () => {
  const [line = '', key = ''] = await run(keys, 'add', 'Old');
  const id = line.slice(0, 36);
  await run(keys, 'revoke', id);
  expect(await stores.access.apiKey(hashToken(key))).toBeNull();
  await expect(run(keys, 'revoke', id)).rejects.toThrow('There is no such key');
  await expect(run(keys, 'revoke', 'all')).rejects.toThrow('There is no such key');
  expect((await run(keys, 'list')).some((one) => /revoked .* {2}Old$/.test(one))).toBe(true);
});

test('a reviewer is added once, with a password that is said once', async () => {
  const [who, password = ''] = await run(staff, 'add', 'Kim@Exchange.example', 'Kim Lee', 'lead');
  expect(who).toBe('Kim@Exchange.example  lead');
  const stored = await stores.access.staffByEmail('kim@exchange.example');
  expect(stored).toMatchObject({ name: 'Kim Lee', role: 'lead' });
  expect(await verifyPassword(stored?.passwordHash ?? '', password, 'kim')).toBe(true);
  const again = run(staff, 'add', 'kim@exchange.example', 'Another', 'reviewer');
  await expect(again).rejects.toThrow('is there already');
  expect((await stores.access.staffByEmail('kim@exchange.example'))?.name).toBe('Kim Lee');
  await expect(run(staff, 'add', 'x@x.example', 'X', 'owner')).rejects.toThrow('A role is');
  await expect(run(staff, 'add', 'nobody', 'X')).rejects.toThrow('is no address');
});

async function session(staffId: string | null, kind: SessionKind = 'staff'): Promise<Uint8Array> {
  const hash = new Uint8Array(randomBytes(32));
  await stores.sessions.create({
    ...{ id: randomUUID(), hash, kind, caseId: null, handoffId: null, staffId },
    ...{ client: { browser: '', network: '' }, knownDevice: false, ttlSeconds: 3600 },
  });
  return hash;
}

test.each([
  ['password', true],
  ['disable', false],
])('%s ends the sessions of that member of staff and of nobody else', async (verb, isIn) => {
  const email = `${verb}@exchange.example`;
  const [, before = ''] = await run(staff, 'add', email, 'Ann');
  const member = await stores.access.staffByEmail(email);
  const [own, other] = [await session(member?.id ?? ''), await session(randomUUID())];
  const [said = ''] = await run(staff, verb, email);
  expect(await stores.sessions.find(own, 'staff', 600)).toBeNull();
  expect(await stores.sessions.find(other, 'staff', 600)).not.toBeNull();
  const after = await stores.access.staffByEmail(email);
  expect(after !== null).toBe(isIn);
  if (after === null) {
    await expect(run(staff, verb, email)).rejects.toThrow('Nobody is in by');
    await expect(run(staff, 'add', email, 'Ann')).rejects.toThrow('is there already');
  } else {
    expect(await verifyPassword(after.passwordHash, before, email)).toBe(false);
    expect(await verifyPassword(after.passwordHash, said, email)).toBe(true);
  }
});

async function livingKinds(hashes: Readonly<Record<SessionKind, Uint8Array>>) {
  const found = [];
  for (const kind of ['person', 'phone', 'staff'] as const) {
    if ((await stores.sessions.find(hashes[kind], kind, 600)) !== null) found.push(kind);
  }
  return found;
}

test.each([
  [
    ['--only', 'person'],
    ['phone', 'staff'],
  ],
  [['--only', 'phone', '--only', 'staff'], ['person']],
  [[], []],
] as const)('end-all %j leaves the sessions of %j', async (args, left) => {
  await database.pool.query('delete from thaw.sessions');
  const hashes = {
    person: await session(null, 'person'),
    phone: await session(null, 'phone'),
    staff: await session(randomUUID()),
  };
  const [said] = await run(sessions, 'end-all', ...args);
  expect(await livingKinds(hashes)).toEqual(left);
  expect(said).toMatch(new RegExp(`^${3 - left.length} sessions `));
  const [again] = await run(sessions, 'end-all', ...args);
  expect(again).toMatch(/^0 sessions/);
});

test('each change is one record of the audit log, which names nobody', async () => {
  const actions = (await audited()).map(({ action }) => action);
  expect(actions).toEqual([
    ...['api_key.added', 'api_key.added', 'api_key.revoked', 'staff.added'],
    ...['staff.added', 'staff.password_set', 'staff.added', 'staff.disabled'],
    ...Array.from({ length: 6 }, () => 'sessions.ended'),
  ]);
  expect(JSON.stringify(await audited())).not.toMatch(/@|Kim|Ann|exchange/i);
});
