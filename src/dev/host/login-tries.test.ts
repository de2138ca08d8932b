/** Strangers who guess at the demo host, against a real database. */

import type { Pool } from 'pg';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { letInAgain, readPeople } from '../desk/desk-data.ts';
import { startFreshDatabase } from '../fresh-database.fixture.ts';
import { seedWorld } from '../seed/seed-world.ts';
import { startHostDemo } from './start-host-demo.ts';

let pool: Pool;
const hosts: { readonly url: string; readonly stop: () => Promise<void> }[] = [];
let stopDatabase: () => Promise<void>;
let url: string;

const open = async (attempts?: { address: number; everywhere: number }) => {
  const host = await startHostDemo({
    port: 0,
    pool,
    // Nobody listens there: nothing of a refused login asks Thaw.
    thawApi: { baseUrl: 'http://127.0.0.1:9', apiKey: 'none' },
    webhookSecret: `whsec_${Buffer.alloc(24, 5).toString('base64')}`,
    ...(attempts === undefined ? {} : { attempts }),
  });
  hosts.push(host);
  return host.url;
};

beforeAll(async () => {
  ({ pool, stop: stopDatabase } = await startFreshDatabase({ development: true }));
  await seedWorld(pool, new Date());
  url = await open();
}, 60_000);
afterAll(async () => {
  for (const host of hosts) await host.stop();
  await stopDatabase();
});
beforeEach(async () => {
  await pool.query('truncate dev.login_tries, dev.known_devices, dev.login_attempts');
});

const noor = { email: 'noor@people.example', password: 'thaw-demo-noor' };

async function post(path: string, body: object, headers: Record<string, string> = {}, at = url) {
  const answer = await fetch(at + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: at, ...headers },
    body: JSON.stringify(body),
  });
  return { status: answer.status, headers: answer.headers, body: await answer.json() };
}
const logIn = (email: string, password: string, cookie = '', at = url) =>
  post('/api/login', { email, password }, { cookie }, at);
const statusesOf = (answers: readonly { readonly status: number }[]) =>
  Object.fromEntries(
    [...new Set(answers.map((a) => a.status))]
      .sort()
      .map((status) => [status, answers.filter((a) => a.status === status).length]),
  );
const pass = (seconds: number) =>
  pool.query('update dev.clock set offset_seconds = offset_seconds + $1', [seconds]);
const cookieOf = (answer: { readonly headers: Headers }, name: string) =>
  answer.headers
    .getSetCookie()
    .find((line) => line.startsWith(`${name}=`))
    ?.split(';')[0] ?? '';
const deviceOf = (answer: { readonly headers: Headers }) =>
  cookieOf(answer, '__Host-northwind-device');

/** Guesses until the lane is shut, waiting as long as it is told; answers the waits in order. */
async function guessUntilShut(guess: () => ReturnType<typeof post>): Promise<readonly number[]> {
  const waits: number[] = [];
  for (let compared = 0; compared <= 100; ) {
    const answer = await guess();
    if (answer.status !== 429) compared += 1;
    else if (answer.body.state === 'shut') return waits;
    else {
      waits.push(answer.body.seconds);
      expect(Number(answer.headers.get('retry-after'))).toBe(answer.body.seconds);
      await pass(answer.body.seconds);
    }
  }
  throw new Error('more than a hundred guesses went through');
}

it('of two hundred guesses at once five are compared, whoever they claim to come from', async () => {
  for (const email of [noor.email, 'nobody@people.example']) {
    const guesses = Array.from({ length: 200 }, (_, index) =>
      post(
        '/api/login',
        { email, password: 'wrong' },
        { 'x-forwarded-for': `203.0.113.${index}`, forwarded: `for=203.0.113.${index}` },
      ),
    );
    expect(statusesOf(await Promise.all(guesses))).toEqual({ 401: 5, 429: 195 });
  }
});

it('waits grow to an hour and end in a shut lane after sixty; a name that nobody has waits alike', async () => {
  const known = await guessUntilShut(() => logIn(noor.email, 'wrong'));
  const unknown = await guessUntilShut(() => logIn('nobody@people.example', 'wrong'));
  expect(known.slice(0, 8)).toEqual([30, 60, 120, 240, 480, 960, 1920, 3600]);
  expect(new Set(known.slice(7))).toEqual(new Set([3600]));
  expect(known).toHaveLength(55);
  expect(unknown).toEqual(known);
  const seen = await Promise.all(
    [noor.email, 'nobody@people.example'].map(async (email) => {
      const { status, headers, body } = await logIn(email, 'wrong');
      return JSON.stringify([status, [...headers].filter(([name]) => name !== 'date'), body]);
    }),
  );
  expect(seen[0]).toContain('"shut"');
  expect(new Set(seen).size).toBe(1);
  // The right password opens nothing here: it is not even looked at.
  expect((await logIn(noor.email, noor.password)).body).toEqual({ state: 'shut' });
}, 60_000);

it('a wait says until when, by the clock of the database, and a right password ends the row', async () => {
  for (let tries = 0; tries < 5; tries += 1) await logIn(noor.email, 'wrong');
  const { body } = await logIn(noor.email, noor.password);
  const { rows } = await pool.query('select thaw_now() as now');
  const left = (Date.parse(body.until) - rows[0].now.getTime()) / 1000;
  expect(left).toBeGreaterThan(20);
  expect(left).toBeLessThanOrEqual(30);
  await pass(31);
  expect((await logIn(noor.email, noor.password)).status).toBe(200);
  expect((await logIn(noor.email, 'wrong')).status).toBe(401);
});

it('a known device gets in while strangers are shut out, and lets them begin anew', async () => {
  const known = deviceOf(await logIn(noor.email, noor.password));
  await guessUntilShut(() => logIn(noor.email, 'wrong'));
  expect((await logIn(noor.email, noor.password, known)).body).toEqual({ state: 'open' });
  expect((await logIn(noor.email, 'wrong')).status).toBe(401);
  // Its cookie is worth nothing at another account.
  await guessUntilShut(() => logIn('teo@people.example', 'wrong'));
  expect((await logIn('teo@people.example', 'wrong', known)).body).toEqual({ state: 'shut' });
}, 60_000);

it('who is shut out on every device is let in again by support', async () => {
  await guessUntilShut(() => logIn(noor.email, 'wrong'));
  const isShutOut = async () =>
    (await readPeople(pool)).filter((one) => one.isShutOut).map(({ email }) => email);
  expect(await isShutOut()).toEqual([noor.email]);
  expect(await letInAgain(pool, 'nw-999999')).toBe(false);
  expect(await letInAgain(pool, 'nw-100006')).toBe(true);
  expect(await isShutOut()).toEqual([]);
  expect((await logIn(noor.email, noor.password)).body).toEqual({ state: 'open' });
}, 60_000);

it('a stolen device has eight tries, then it is a stranger; a fifth device ends the first', async () => {
  const devices: string[] = [];
  for (let index = 0; index < 5; index += 1) {
    devices.push(deviceOf(await logIn(noor.email, noor.password)));
  }
  const [first = '', , , , last = ''] = devices;
  for (let tries = 0; tries < 5; tries += 1) await logIn(noor.email, 'wrong');
  expect((await logIn(noor.email, noor.password, first)).status).toBe(429);
  const waits: number[] = [];
  for (let tries = 0; tries < 8; tries += 1) {
    const answer = await logIn(noor.email, 'wrong', last);
    if (answer.status === 429) {
      waits.push(answer.body.seconds);
      await pass(answer.body.seconds);
      tries -= 1;
    }
  }
  expect(waits).toEqual([30, 60, 120]);
  // The strangers' row went on where it was: five tries, so one more and then a minute.
  expect((await logIn(noor.email, 'wrong', last)).status).toBe(401);
  expect((await logIn(noor.email, 'wrong', last)).body.seconds).toBe(60);
});

it('whoever sits at an open session guesses the password there eight times and no more', async () => {
  const opened = await logIn(noor.email, noor.password);
  const cookie = cookieOf(opened, '__Host-northwind');
  const change = () =>
    post('/api/password', { current: 'wrong', next: 'entirely different words' }, { cookie });
  const tried = Array.from({ length: 20 }, change);
  expect(statusesOf(await Promise.all(tried))).toEqual({ 403: 5, 429: 15 });
  expect(await guessUntilShut(change)).toEqual([30, 60, 120]);
  // Whoever knows the password logs in again, and goes on.
  await logIn(noor.email, noor.password);
  expect((await change()).status).toBe(403);
});

it('a spray over many names is stopped by address and as a whole, and known devices get in', async () => {
  const byAddress = await open({ address: 20, everywhere: 1000 });
  const all = await open({ address: 1000, everywhere: 40 });
  const known = deviceOf(await logIn(noor.email, noor.password));
  for (const [at, let_through] of [
    [byAddress, 20],
    [all, 40],
  ] as const) {
    await pool.query('truncate dev.login_attempts');
    const guesses = Array.from({ length: 50 }, (_, index) =>
      logIn(`person-${index}@people.example`, 'wrong', '', at),
    );
    const statuses = statusesOf(await Promise.all(guesses));
    expect(statuses).toEqual({ 401: let_through, 429: 50 - let_through });
    const refused = await logIn(noor.email, noor.password, '', at);
    expect(refused.body).toMatchObject({ state: 'wait' });
    expect(refused.body.seconds).toBeLessThanOrEqual(600);
    expect((await logIn(noor.email, noor.password, known, at)).status).toBe(200);
  }
});
