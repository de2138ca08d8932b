/** After an unlock at the demo host: a new password and a new factor before anything else. */

import { randomBytes, randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { createEmbeddedAuthenticators } from '../../adapters/directory-embedded/authenticators.ts';
import { createEmbeddedDirectory } from '../../adapters/directory-embedded/directory.ts';
import { createKeyRing } from '../../adapters/keys/key-ring.ts';
import type { Directory } from '../../core/ports.ts';
import { startFreshDatabase } from '../fresh-database.fixture.ts';
import { resetWorld, seedWorld } from '../seed/seed-world.ts';
import { startSession } from './accounts.ts';
import { shownByApp } from './app-code.fixture.ts';
import { registrationFor } from './registration.fixture.ts';
import { newPasswordsInWindow } from './security-settings.ts';
import { startHostDemo } from './start-host-demo.ts';

const keys = createKeyRing({ operatorKey: randomBytes(32) });
let pool: Pool;
let stopDatabase: () => Promise<void>;
let host: Awaited<ReturnType<typeof startHostDemo>>;
let directory: Directory;

beforeAll(async () => {
  ({ pool, stop: stopDatabase } = await startFreshDatabase({ development: true }));
  await seedWorld(pool, new Date(), keys);
  directory = createEmbeddedDirectory(pool);
  host = await startHostDemo({
    port: 0,
    pool,
    keys,
    thawApi: { baseUrl: 'http://127.0.0.1:9', apiKey: 'none' },
    webhookSecret: `whsec_${Buffer.alloc(24, 5).toString('base64')}`,
  });
}, 60_000);
afterAll(async () => {
  await host.stop();
  await stopDatabase();
});
beforeEach(async () => {
  await resetWorld(pool, new Date(), keys);
});

const noor = 'nw-100006';
const oldPassword = 'thaw-demo-noor';
const newPassword = 'entirely different words';

async function ask(path: string, cookie: string, body?: object) {
  const answer = await fetch(host.url + path, {
    headers: { 'content-type': 'application/json', origin: host.url, cookie },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
  return {
    status: answer.status,
    body: await answer.json(),
    cookies: answer.headers.getSetCookie(),
  };
}
const sessionOf = ({ cookies }: { cookies: readonly string[] }) =>
  cookies.find((line) => line.startsWith('__Host-northwind='))?.split(';')[0] ?? '';
const codeOf = ({ status, body }: { status: number; body: { error?: { code: string } } }) => [
  status,
  body.error?.code,
];
async function logIn(password = oldPassword): Promise<string> {
  const login = { email: 'noor@people.example', password };
  return sessionOf(await ask('/api/login', '', login));
}
const change = (cookie: string, next: string, current = oldPassword) =>
  ask('/api/password', cookie, { current, next });
const first = async (cookie: string) => (await ask('/api/me', cookie)).body.first;

async function thaw(): Promise<void> {
  const { freezeId } = await directory.freeze({
    ...{ accountId: noor, cause: 'self', by: 'person', key: randomUUID() },
  });
  const answer = await directory.unlock({
    ...{ accountId: noor, freezeId, restrictions: [], key: randomUUID() },
  });
  expect(answer.outcome).toBe('unlocked');
}
const reset = () =>
  directory.recover({
    ...{ accountId: noor, freezeId: null, factors: ['sms'], restrictions: [], key: randomUUID() },
  });

const asking = [
  ['/api/withdraw', { symbol: 'ADA', amount: 1 }],
  ['/api/factors/app/begin', {}],
  ['/api/factors/app', { code: '123456' }],
  ['/api/factors/passkey/begin', {}],
  ['/api/factors/passkey', registrationFor({ challenge: 'x', origin: 'http://localhost' })],
] as const;

describe('after a thaw the password comes first', () => {
  test.each(asking)('%s waits for it', async (path, body) => {
    await thaw();
    const cookie = await logIn();
    expect(await first(cookie)).toBe('new_password');
    expect(codeOf(await ask(path, cookie, body))).toEqual([403, 'new_password']);
    expect((await ask('/api/me', cookie)).body.holdings).toEqual([]);
    const changed = sessionOf(await change(cookie, newPassword));
    expect(await first(changed)).toBeNull();
    expect((await ask('/api/me', changed)).body.holdings).not.toEqual([]);
  });

  it('says what is wrong with the new one, and only a wrong current one costs a try', async () => {
    await thaw();
    const cookie = await logIn();
    for (let round = 0; round < 3; round += 1) {
      expect(codeOf(await change(cookie, 'fourteen chars'))).toEqual([422, 'too_short']);
      expect(codeOf(await change(cookie, 'noor@people.example'))).toEqual([422, 'too_easy']);
      for (const long of ['a quiet garden '.repeat(5), 'a quiet garden '.repeat(500)]) {
        expect(codeOf(await change(cookie, long))).toEqual([422, 'too_long']);
      }
    }
    expect(codeOf(await change(cookie, newPassword, 'wrong'))).toEqual([403, 'wrong_password']);
    expect(await first(cookie)).toBe('new_password');
    expect((await change(cookie, newPassword)).status).toBe(200);
  });

  it('no more new ones are weighed than a person thinks of, and none of them costs a try', async () => {
    await thaw();
    const cookie = await logIn();
    const forget = () =>
      pool.query(`delete from dev.login_attempts where scope like 'new_password:%'`);
    await forget();
    const answers = await Promise.all(
      Array.from({ length: newPasswordsInWindow + 20 }, () =>
        change(cookie, 'noor@people.example'),
      ),
    );
    const weighed = answers.filter((answer) => codeOf(answer)[1] === 'too_easy');
    expect(weighed).toHaveLength(newPasswordsInWindow);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([422, 429]));
    expect((await change(cookie, newPassword)).status).toBe(429);
    await forget();
    expect((await change(cookie, newPassword)).status).toBe(200);
  });

  it('the old one again is no new one, in any Unicode form', async () => {
    const password = 'fünfzehn Bücher über Käse';
    const cookie = sessionOf(await change(await logIn(), password));
    const same = await change(cookie, password.normalize('NFD'), password);
    expect(codeOf(same)).toEqual([422, 'same_password']);
  });

  it('ends every other session, and a log-in with the old password that is under way', async () => {
    await thaw();
    const [mine, other] = [await logIn(), await logIn()];
    const before = await pool.query(
      'select password_hash from directory.accounts where account_id = $1',
      [noor],
    );
    const changed = await change(mine, newPassword);
    expect((await ask('/api/me', other)).status).toBe(401);
    expect((await ask('/api/me', mine)).status).toBe(401);
    expect((await ask('/api/me', sessionOf(changed))).status).toBe(200);
    const stale = { accountId: noor, passwordHash: before.rows[0].password_hash };
    expect(await startSession(pool, stale)).toBeNull();
    expect(await logIn()).toBe('');
  });

  it('of two changes at once one is done', async () => {
    const cookie = await logIn();
    const answers = await Promise.all([
      change(cookie, newPassword),
      change(cookie, 'seven green umbrellas'),
    ]);
    const done = answers.map(({ status }) => status === 200);
    expect(done.filter(Boolean)).toHaveLength(1);
    const chosen = done[0] ? newPassword : 'seven green umbrellas';
    expect(await first(await logIn(chosen))).toBeNull();
  });
});

describe('after a reset a new factor comes first', () => {
  it('an authenticator app that shows its code, and nothing else is asked then', async () => {
    await reset();
    const cookie = await logIn();
    expect(await first(cookie)).toBe('new_factor');
    const [withdraw] = asking;
    expect(codeOf(await ask(withdraw[0], cookie, withdraw[1]))).toEqual([403, 'new_factor']);
    expect(codeOf(await ask('/api/factors/app', cookie, { code: '123456' }))).toEqual([
      422,
      'code_wrong',
    ]);
    const { secret, uri } = (await ask('/api/factors/app/begin', cookie, {})).body;
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(uri).toBe(
      `otpauth://totp/Northwind%20Exchange%3Anoor%40people.example?secret=${secret}&issuer=Northwind%20Exchange`,
    );
    const stored = await pool.query('select * from dev.factor_setups');
    expect(JSON.stringify(stored.rows)).not.toContain(secret);
    const wrong = await ask('/api/factors/app', cookie, { code: await appCode(secret, 7) });
    expect(codeOf(wrong)).toEqual([422, 'code_wrong']);
    const right = await ask('/api/factors/app', cookie, { code: await appCode(secret, 0) });
    expect(right.status).toBe(200);
    const after = (await ask('/api/me', cookie)).body;
    expect([after.first, after.lost, after.factors.app]).toEqual([null, [], true]);
    const record = await directory.find(noor);
    expect([record?.factorsBound, record?.factorsLost]).toEqual([
      ['email', 'password', 'totp'],
      [],
    ]);
    expect(await createEmbeddedAuthenticators(pool, keys).totp(noor)).not.toBeNull();
  });

  it('an app that is bound is replaced after a reset alone, not on the password', async () => {
    const cookie = await logIn();
    const setUp = async () => (await ask('/api/factors/app/begin', cookie, {})).body;
    const { secret } = await setUp();
    const send = async (of: string) =>
      codeOf(await ask('/api/factors/app', cookie, { code: await appCode(of, 0) }));
    expect(await send(secret)).toEqual([200, undefined]);
    expect(codeOf(await ask('/api/factors/app/begin', cookie, {}))).toEqual([409, 'already_bound']);
    expect(await send(secret)).toEqual([422, 'code_wrong']);
    await reset();
    const anew = await logIn();
    expect(await first(anew)).toBe('new_factor');
    expect((await ask('/api/factors/app/begin', anew, {})).status).toBe(200);
  });

  it('after the password, where the account was thawed with it', async () => {
    const { freezeId } = await directory.freeze({
      ...{ accountId: noor, cause: 'self', by: 'person', key: randomUUID() },
    });
    await directory.recover({
      ...{ accountId: noor, freezeId, factors: ['totp'], restrictions: [], key: randomUUID() },
    });
    const cookie = await logIn();
    expect(await first(cookie)).toBe('new_password');
    expect(await first(sessionOf(await change(cookie, newPassword)))).toBe('new_factor');
  });

  it('and never in a session that is older than ten minutes', async () => {
    await reset();
    const cookie = await logIn();
    await pool.query('update dev.clock set offset_seconds = offset_seconds + 601');
    for (const [path, body] of asking.slice(1)) {
      expect(codeOf(await ask(path, cookie, body))).toEqual([403, 'log_in_again']);
    }
  });
});

describe('a passkey', () => {
  const begin = async (cookie: string) =>
    (await ask('/api/factors/passkey/begin', cookie, {})).body.challenge as string;
  const send = async (cookie: string, answer: object) =>
    codeOf(await ask('/api/factors/passkey', cookie, answer));

  it('is bound by an answer to its challenge, once, and stands for what was reset', async () => {
    await reset();
    const cookie = await logIn();
    const answer = registrationFor({ challenge: await begin(cookie), origin: host.url });
    expect(await send(cookie, answer)).toEqual([200, undefined]);
    expect(await send(cookie, answer)).toEqual([422, 'passkey_refused']);
    const me = (await ask('/api/me', cookie)).body;
    expect([me.first, me.factors.passkeys]).toEqual([null, 1]);
    const [kept] = await createEmbeddedAuthenticators(pool, keys).passkeys(noor);
    expect(kept).toMatchObject({ credentialId: answer.id, transports: ['internal'] });
  });

  test.each([
    ['another challenge', { challenge: 'A'.repeat(43) }],
    ['another origin', { origin: 'https://evil.example' }],
    ['another name', { rpId: 'evil.example' }],
    ['no user verified', { flags: 0x41 }],
  ])('is refused with %s, and the challenge is gone', async (_what, changed) => {
    const cookie = await logIn();
    const right = { challenge: await begin(cookie), origin: host.url };
    const refused = [422, 'passkey_refused'];
    expect(await send(cookie, registrationFor({ ...right, ...changed }))).toEqual(refused);
    expect(await send(cookie, registrationFor(right))).toEqual(refused);
    expect((await ask('/api/me', cookie)).body.factors.passkeys).toBe(0);
  });

  it('of one account is not bound to another', async () => {
    const credentialId = randomBytes(16);
    const cookie = await logIn();
    const mine = { challenge: await begin(cookie), origin: host.url, credentialId };
    expect(await send(cookie, registrationFor(mine))).toEqual([200, undefined]);
    await pool.query("update directory.passkeys set account_id = 'nw-100001'");
    const again = { challenge: await begin(cookie), origin: host.url, credentialId };
    expect(await send(cookie, registrationFor(again))).toEqual([422, 'passkey_refused']);
  });
});

async function appCode(base32: string, steps: number): Promise<string> {
  const { rows } = await pool.query('select thaw_now() as now');
  return shownByApp(base32, rows[0].now.toISOString(), steps);
}
