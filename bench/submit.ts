/**
 * Rows 4 to 6: start a case, read its status, submit with argon2id, against bare node:http with one
 * statement and against oidc-provider and better-auth, interleaved in one run on one PostgreSQL. CPU of
 * process and PostgreSQL.
 */

import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import { createPool } from '../src/adapters/postgres/database.ts';
import { type BenchResult, median } from './row.ts';
import { inParallel, postgresCpuMs, type Reply, type Served, send } from './submit-load.ts';
import { withPostgres } from './with-postgres.ts';
import { startYardsticks, type Yardsticks } from './yardsticks.ts';

const ROUNDS = 7;
const REQUESTS = 400;
const WARM_UP = 300;
const HASHES = 40;
export const AT_ONCE = 4;
const READ_SECONDS = 3;

export interface Bench {
  readonly thaw: Served;
  readonly bare: Served;
  readonly postmaster: number;
  readonly apiKey: string;
  /** A text says why there are none. */
  yardsticks(): Promise<Yardsticks | string>;
  /** The next account that has no case yet. */
  nextAccount(): string;
  /** Resolves when no job is due. */
  settle(): Promise<void>;
}

export async function withBench<T>(work: (bench: Bench) => Promise<T>): Promise<T> {
  return withPostgres('submit', async ({ url, postmaster, stops, serve }) => {
    const pool = createPool(url, 2);
    stops.push(() => pool.end());
    const apiKey = await seed(pool, WARM_UP + (ROUNDS + 1) * REQUESTS);
    const bare = await serve('bare');
    const thaw = await serve('thaw');
    const yardsticks = async () => {
      const started = await startYardsticks(url);
      if (typeof started !== 'string') stops.push(started.stop);
      return started;
    };
    let account = 0;
    const nextAccount = () => {
      account += 1;
      return `b-${account}`;
    };
    const settle = async () => {
      const due = 'select 1 from thaw.jobs where due_at <= thaw_now() limit 1';
      while ((await pool.query(due)).rowCount !== 0) await sleep(50);
    };
    return await work({ thaw, bare, postmaster, apiKey, nextAccount, settle, yardsticks });
  });
}

/**
 * Accounts `b-1` to `b-N`, frozen by their owners and small, so that their first step is the mail; a table
 * for the bare server, an API key.
 */
async function seed(pool: Pool, accounts: number): Promise<string> {
  await pool.query(`
    create schema bench;
    create table bench.rows (id bigint generated always as identity primary key, body jsonb not null)`);
  await pool.query(
    `insert into directory.accounts (account_id, surname, given_names, birth_date, country, kyc_level,
            factors_bound, value_eur, locale, joined_at)
     select 'b-' || n, 'Bench', 'Bo', '1990-01-01', 'UTO', 1, '{password,email}', 500, 'en',
            now() - interval '3 years' from generate_series(1, $1::int) n`,
    [accounts],
  );
  await pool.query(
    `insert into directory.contacts (contact_id, account_id, channel, address, canonical, added_at, login)
     select account_id || ':mail', account_id, 'email', account_id || '@bench.example',
            account_id || '@bench.example', joined_at, true from directory.accounts`,
  );
  await pool.query(
    `insert into directory.freezes (freeze_id, account_id, cause, unlockable, since, frozen_by)
     select gen_random_uuid(), account_id, 'self', 'self_service', now() - interval '1 day', 'bench'
       from directory.accounts`,
  );
  const apiKey = randomBytes(24).toString('base64url');
  await pool.query('insert into thaw.api_keys (id, name, hash) values ($1, $2, $3)', [
    randomUUID(),
    'bench',
    createHash('sha256').update(apiKey).digest(),
  ]);
  return apiKey;
}

/** CPU milliseconds of one request, process and PostgreSQL together. */
async function costOf(
  bench: Bench,
  served: Served,
  count: number,
  request: (index: number) => Promise<void>,
): Promise<number> {
  const before = (await served.cpuMs()) + postgresCpuMs(bench.postmaster);
  await inParallel(count, AT_ONCE, request);
  const after = (await served.cpuMs()) + postgresCpuMs(bench.postmaster);
  return (after - before) / count;
}

export function expectStatus(reply: Reply, status: number): Reply {
  if (reply.status !== status) throw new Error(`answered ${reply.status}: ${reply.body}`);
  return reply;
}

const address = (index: number) => `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`;

async function startCase(bench: Bench, account = bench.nextAccount()): Promise<string> {
  const reply = await send(bench.thaw.port, 'POST', '/api/v1/cases', {
    headers: { authorization: `Bearer ${bench.apiKey}` },
    json: { account_id: account, kind: 'unlock' },
  });
  return String(JSON.parse(expectStatus(reply, 201).body).url).split('#t=')[1] ?? '';
}

async function insertBare(bench: Bench): Promise<void> {
  const json = { account_id: 'b-1', kind: 'unlock', status: 'draft', note: randomUUID() };
  expectStatus(await send(bench.bare.port, 'POST', '/', { json }), 200);
}

async function openBare(bench: Bench): Promise<void> {
  expectStatus(await send(bench.bare.port, 'POST', '/open', { json: {} }), 200);
}

async function selectBare(bench: Bench, index: number): Promise<void> {
  expectStatus(await send(bench.bare.port, 'GET', `/${1 + (index % REQUESTS)}`), 200);
}

/** Each person asks from an address of her own. */
export const addressOf = (account: string) => address(Number(account.slice(2)));

export interface Session {
  readonly account: string;
  readonly cookie: string;
  readonly csrf: string;
}

/** A person's session on a case of her own. */
export async function enter(bench: Bench): Promise<Session> {
  const account = bench.nextAccount();
  const token = await startCase(bench, account);
  const origin = `http://localhost:${bench.thaw.port}`;
  const reply = expectStatus(
    await send(bench.thaw.port, 'POST', '/u/session', {
      headers: { origin, 'x-forwarded-for': addressOf(account) },
      json: { token },
    }),
    200,
  );
  const cookie = (reply.cookies[0] ?? '').split(';')[0] ?? '';
  return { account, cookie, csrf: String(JSON.parse(reply.body).csrf) };
}

/** One request of a server, and its bar: ours costs at most so many of it; null: told beside them. */
export interface Yardstick {
  readonly served: Served;
  readonly request: (index: number) => Promise<void>;
  readonly bar: number | null;
  /** What `count` requests need, outside the measurement. */
  readonly prepare?: (count: number) => Promise<void>;
}

const machine = { cores: availableParallelism(), node: process.version };
const rounded = (values: readonly number[]) => values.map((value) => Number(value.toFixed(3)));

/** Ours and each yardstick in turn. The value is the ratio that comes nearest to its bar, or passes it. */
export async function compare(
  bench: Bench,
  own: Pick<Yardstick, 'request' | 'prepare'>,
  yardsticks: Readonly<Record<string, Yardstick>>,
  notCompared: string | null,
): Promise<BenchResult> {
  const all: Readonly<Record<string, Yardstick>> = {
    own: { ...own, served: bench.thaw, bar: 0 },
    ...yardsticks,
  };
  const costs = new Map<string, number[]>();
  for (const [name, { request, prepare }] of Object.entries(all)) {
    costs.set(name, []);
    await prepare?.(WARM_UP);
    await inParallel(WARM_UP, AT_ONCE, request);
  }
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, { served, request, prepare }] of Object.entries(all)) {
      await prepare?.(REQUESTS);
      costs.get(name)?.push(await costOf(bench, served, REQUESTS, request));
    }
  }
  const cost = (name: string) => median(costs.get(name) ?? []);
  const ratios = Object.entries(yardsticks).map(([name, { bar }]) => {
    const ratio = cost('own') / cost(name);
    return { name, ratio: Number(ratio.toFixed(3)), bar, share: bar === null ? 0 : ratio / bar };
  });
  return {
    value: Number(Math.max(...ratios.map(({ share }) => share)).toFixed(3)),
    bar: 1,
    unit: 'x the nearest of its bars',
    raw: {
      ratios: Object.fromEntries(ratios.map(({ name, ratio, bar }) => [name, { ratio, bar }])),
      cpuMs: Object.fromEntries([...costs].map(([name, values]) => [name, rounded(values)])),
      requestsARound: REQUESTS,
      notCompared: notCompared ?? 'nothing',
      ...machine,
    },
  };
}

/** Row 6: submits for every CPU-second against bare hashes, and reads that go on meanwhile. */
async function measureHashing(bench: Bench): Promise<BenchResult> {
  const { cookie } = await enter(bench);
  const origin = `http://localhost:${bench.thaw.port}`;
  let logins = 0;
  const login = async () => {
    logins += 1;
    const headers = { origin, 'x-forwarded-for': address(1_000 + logins) };
    const json = { email: `nobody-${logins}@bench.example`, password: 'a wrong password' };
    expectStatus(await send(bench.thaw.port, 'POST', '/c/login', { headers, json }), 401);
  };
  const read = async () => {
    expectStatus(await send(bench.thaw.port, 'GET', '/u/case', { headers: { cookie } }), 200);
  };
  await inParallel(HASHES, AT_ONCE, login);
  await bench.bare.hash(HASHES);
  await inParallel(WARM_UP, AT_ONCE, read);
  const ownMs: number[] = [];
  const bareMs: number[] = [];
  const kept: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = await bench.bare.cpuMs();
    await bench.bare.hash(HASHES);
    bareMs.push(((await bench.bare.cpuMs()) - before) / HASHES);
    ownMs.push(await costOf(bench, bench.thaw, HASHES, login));
    const alone = await ratePerSecond(read);
    let going = true;
    const load = (async () => {
      while (going) await login();
    })();
    kept.push((await ratePerSecond(read)) / alone);
    going = false;
    await load;
  }
  const hashRatio = median(bareMs) / median(ownMs);
  const readsKept = median(kept);
  return {
    value: Number(Math.min(hashRatio / 0.85, readsKept / 0.7).toFixed(2)),
    bar: 1,
    unit: 'x the nearer of both bars',
    higherIsBetter: true,
    raw: {
      hashRatio: Number(hashRatio.toFixed(3)),
      hashRatioBar: 0.85,
      readsKept: Number(readsKept.toFixed(3)),
      readsKeptBar: 0.7,
      submitCpuMs: rounded(ownMs),
      hashCpuMs: rounded(bareMs),
      readsKeptByRound: rounded(kept),
      hashesARound: HASHES,
      ...machine,
    },
  };
}

/** One reader; wall time, since it is the waiting for others that is measured. */
async function ratePerSecond(read: () => Promise<void>): Promise<number> {
  const started = performance.now();
  let reads = 0;
  while (performance.now() - started < READ_SECONDS * 1_000) {
    await read();
    reads += 1;
  }
  return (reads / (performance.now() - started)) * 1_000;
}

/** Row 4. */
async function measureStart(bench: Bench): Promise<BenchResult> {
  const started = {
    request: async () => {
      await startCase(bench);
    },
  };
  const insert = { served: bench.bare, request: () => insertBare(bench), bar: 3 };
  // What no way of asking can save: all that the start of a case writes, in its one statement.
  const statement = { served: bench.bare, request: () => openBare(bench), bar: null };
  const alone = { 'its own statement, over node:http': statement };
  const others = await bench.yardsticks();
  if (typeof others === 'string')
    return compare(bench, started, { INSERT: insert, ...alone }, others);
  const { oidc, auth, authorize, requestPasswordReset } = others;
  const yardsticks = {
    INSERT: insert,
    'oidc-provider GET /auth': { served: oidc, request: authorize, bar: 0.9 },
    'better-auth request-password-reset': {
      served: auth,
      request: requestPasswordReset,
      bar: 0.3,
    },
    ...alone,
  };
  return compare(bench, started, yardsticks, null);
}

/** Row 5. */
async function measureStatus(bench: Bench): Promise<BenchResult> {
  for (let row = 0; row < REQUESTS; row += 1) await insertBare(bench);
  const { cookie } = await enter(bench);
  const read = {
    request: async () => {
      expectStatus(await send(bench.thaw.port, 'GET', '/u/case', { headers: { cookie } }), 200);
    },
  };
  const select = {
    served: bench.bare,
    request: (index: number) => selectBare(bench, index),
    bar: 2,
  };
  const others = await bench.yardsticks();
  if (typeof others === 'string') return compare(bench, read, { SELECT: select }, others);
  const { oidc, auth, interactionResult, getSession } = others;
  const yardsticks = {
    SELECT: select,
    'oidc-provider interactionResult': { served: oidc, request: interactionResult, bar: 1.2 },
    'better-auth get-session': { served: auth, request: getSession, bar: 1 },
  };
  return compare(bench, read, yardsticks, null);
}

export function measure(name: string): Promise<BenchResult> {
  return withBench((bench) => {
    if (name === 'submit') return measureHashing(bench);
    return name === 'start-case' ? measureStart(bench) : measureStatus(bench);
  });
}
