/**
 * Row 7: the reviewer's queue over HTTP at three sizes (`--sizes=10000,100000,1000000`), against a bare
 * keyset list of 50 over node:http; its counts against count(*). The page shows how many wait, since
 * when, and what is mine; by design it lists no cases of others.
 */

import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type { Pool } from 'pg';
import { hashPassword } from '../src/adapters/passwords/passwords.ts';
import { createDatabase, createPool } from '../src/adapters/postgres/database.ts';
import { type BenchResult, median } from './row.ts';
import { sizesWanted } from './sizes.ts';
import { inParallel, postgresCpuMs, type Served, send } from './submit-load.ts';
import { withPostgres } from './with-postgres.ts';

const SIZES = [10_000, 100_000, 1_000_000];
/** What the performance page asks for; `--sizes` goes so far on a machine that has the time. */
const CASES_ASKED = 10_000_000;
const ROUNDS = 5;
const REQUESTS = 300;
const WARM_UP = 200;
const AT_ONCE = 4;
const COUNTS = 100;
const SEEDED_AT_ONCE = 100_000;
/** Times the bare list; times a tenth of the size; times count(*). */
const BARS = { list: 2.5, growth: 2.5, counts: 0.02 };

const staff = { id: randomUUID(), email: 'rae@bench.example', password: 'a reviewer of the bench' };

/** Cases in review up to `size` in all, each a second younger than the one before. */
async function seed(pool: Pool, size: number): Promise<void> {
  const { rows } = await pool.query<{ n: number }>('select count(*)::int as n from thaw.cases');
  for (let from = rows[0]?.n ?? 0; from < size; from += SEEDED_AT_ONCE) {
    await pool.query(
      `with opened as (
         insert into thaw.cases (case_id, account_id, kind, status, version, freeze_id, opened_at,
                submitted_at, state)
         select gen_random_uuid(), 'q-' || n, 'unlock', 'in_review', 1, 'f', now(), now(),
                '{"approvals": [], "appeal": null}' from generate_series($1::int + 1, $2::int) n
         returning case_id)
       insert into thaw.review_queue (case_id, ready_at)
       select case_id, '2026-01-01Z'::timestamptz + make_interval(secs => $1 + row_number() over ())
         from opened`,
      [from, Math.min(size, from + SEEDED_AT_ONCE)],
    );
  }
  await pool.query('vacuum analyze thaw.cases');
  await pool.query('vacuum analyze thaw.review_queue');
}

interface Bench {
  readonly pool: Pool;
  readonly thaw: Served;
  readonly bare: Served;
  readonly postmaster: number;
  readonly cookie: string;
}

/** CPU milliseconds of one request, process and PostgreSQL together. */
async function costOf(bench: Bench, served: Served, request: () => Promise<void>): Promise<number> {
  const before = (await served.cpuMs()) + postgresCpuMs(bench.postmaster);
  await inParallel(REQUESTS, AT_ONCE, request);
  const after = (await served.cpuMs()) + postgresCpuMs(bench.postmaster);
  return (after - before) / REQUESTS;
}

async function statementCost(bench: Bench, work: () => Promise<unknown>): Promise<number> {
  const before = postgresCpuMs(bench.postmaster);
  for (let index = 0; index < COUNTS; index += 1) await work();
  return (postgresCpuMs(bench.postmaster) - before) / COUNTS;
}

async function measureSize(bench: Bench, size: number) {
  await seed(bench.pool, size);
  const own = async () => {
    const { cookie } = bench;
    const reply = await send(bench.thaw.port, 'GET', '/c/queue', { headers: { cookie } });
    if (reply.status !== 200) throw new Error(`answered ${reply.status}: ${reply.body}`);
  };
  const bare = async () => {
    const reply = await send(bench.bare.port, 'GET', '/queue');
    if (reply.status !== 200) throw new Error(`answered ${reply.status}: ${reply.body}`);
  };
  await inParallel(WARM_UP, AT_ONCE, own);
  await inParallel(WARM_UP, AT_ONCE, bare);
  const ownMs: number[] = [];
  const bareMs: number[] = [];
  const countsMs: number[] = [];
  const countAllMs: number[] = [];
  const { review } = createDatabase(bench.pool).read;
  for (let round = 0; round < ROUNDS; round += 1) {
    bareMs.push(await costOf(bench, bench.bare, bare));
    ownMs.push(await costOf(bench, bench.thaw, own));
    countsMs.push(await statementCost(bench, () => review.summary(staff.id)));
  }
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = postgresCpuMs(bench.postmaster);
    await bench.pool.query('select count(*) from thaw.review_queue');
    countAllMs.push(postgresCpuMs(bench.postmaster) - before);
  }
  return {
    size,
    ownMs: median(ownMs),
    bareListMs: median(bareMs),
    countsMs: median(countsMs),
    countAllMs: median(countAllMs),
  };
}

async function withBench<T>(work: (bench: Bench) => Promise<T>): Promise<T> {
  return withPostgres('review', async ({ url, postmaster, stops, serve }) => {
    const pool = createPool(url, 2);
    stops.push(() => pool.end());
    const passwordHash = await hashPassword(staff.password);
    const { access } = createDatabase(pool).read;
    await access.putStaff({ ...staff, name: 'Rae', role: 'reviewer', passwordHash });
    const bare = await serve('bare');
    const thaw = await serve('thaw');
    const login = await send(thaw.port, 'POST', '/c/login', {
      headers: { origin: `http://localhost:${thaw.port}` },
      json: { email: staff.email, password: staff.password },
    });
    if (login.status !== 200) throw new Error(`log-in answered ${login.status}: ${login.body}`);
    const cookie = (login.cookies[0] ?? '').split(';')[0] ?? '';
    return await work({ pool, thaw, bare, postmaster, cookie });
  });
}

export function measure(_name: string): Promise<BenchResult> {
  const sizes = sizesWanted(SIZES);
  return withBench(async (bench) => {
    const measured: Awaited<ReturnType<typeof measureSize>>[] = [];
    for (const size of sizes) measured.push(await measureSize(bench, size));
    const largest = measured.at(-1);
    const before = measured.at(-2);
    if (largest === undefined) throw new Error('no size was measured');
    const ratios = {
      list: largest.ownMs / largest.bareListMs,
      growth: before === undefined ? 1 : largest.ownMs / before.ownMs,
      counts: largest.countsMs / largest.countAllMs,
    };
    const shares = [
      ratios.list / BARS.list,
      ratios.growth / BARS.growth,
      ratios.counts / BARS.counts,
    ];
    return {
      value: Number(Math.max(...shares).toFixed(3)),
      bar: 1,
      unit: 'x the nearest of its bars',
      raw: {
        cases: { asked: CASES_ASKED, done: largest.size },
        ratios: Object.fromEntries(
          Object.entries(ratios).map(([name, ratio]) => [name, Number(ratio.toFixed(4))]),
        ),
        bars: BARS,
        sizes: measured,
        notCompared: 'better-auth list-users',
        cores: availableParallelism(),
        node: process.version,
      },
    };
  });
}
