import { randomUUID } from 'node:crypto';
import { afterAll, beforeEach, expect, test } from 'vitest';
import type { ReviewStore } from '../../app/stores-work.ts';
import { limits } from '../../core/limits.ts';
import { startFreshDatabase } from '../../dev/fresh-database.fixture.ts';
import { createDatabase } from './database.ts';

const database = await startFreshDatabase();
let review: ReviewStore;
beforeEach(async () => {
  review = createDatabase(database.pool).read.review;
  await database.pool.query('truncate thaw.cases cascade');
});
afterAll(async () => {
  await database.stop();
});

const [rae, ben] = [randomUUID(), randomUUID()];

async function next(reviewer: string, leaseSeconds: number): Promise<string | null> {
  return (await review.next(reviewer, leaseSeconds))?.state.caseId ?? null;
}

/** Cases in the queue, the oldest first. */
async function queue(count: number, state: object = { approvals: [] }): Promise<string[]> {
  const { rows } = await database.pool.query<{ case_id: string }>(
    `with opened as (
       insert into thaw.cases (case_id, account_id, kind, status, version, freeze_id, opened_at, state)
       select id, id::text, 'unlock', 'in_review', 1, 'f', now(),
              $2::jsonb || jsonb_build_object('caseId', id, 'status', 'in_review', 'version', 1)
         from (select gen_random_uuid() as id from generate_series(1, $1::int)) as made
       returning case_id),
     numbered as (select case_id, row_number() over () as n from opened)
     insert into thaw.review_queue (case_id, ready_at)
     select case_id, thaw_now() - make_interval(mins => ($1 - n)::int + 5) from numbered
     returning case_id, ready_at`,
    [count, JSON.stringify(state)],
  );
  return rows.map((row) => row.case_id);
}

test('the next case is the one held, else the oldest that nobody holds', async () => {
  const [first, second] = await queue(3);
  expect(await next(rae, 60)).toBe(first);
  expect(await next(rae, 60)).toBe(first);
  expect(await next(ben, 60)).toBe(second);
});

test('a case whose lease is over is free for the next', async () => {
  const [only] = await queue(1);
  expect(await next(rae, -1)).toBe(only);
  expect(await next(ben, 60)).toBe(only);
  expect(await next(rae, 60)).toBeNull();
});

test('nobody meets a case that they judged before, or that is barred to them', async () => {
  await queue(1, { approvals: [rae], appeal: null });
  expect(await next(rae, 60)).toBeNull();
  await queue(1, { approvals: [], appeal: { barred: [rae] } });
  expect(await next(rae, 60)).toBeNull();
  expect(await next(ben, 60)).not.toBeNull();
});

test('thirty reviewers at once get thirty cases', async () => {
  await queue(40);
  const reviewers = Array.from({ length: 30 }, () => randomUUID());
  const got = await Promise.all(reviewers.map((reviewer) => next(reviewer, 60)));
  expect(new Set(got).size).toBe(30);
  expect(got).not.toContain(null);
});

test('a case that is given back is found again, though younger ones were claimed since', async () => {
  const [first, second, third] = await queue(3);
  const oldest = await next(rae, 60);
  expect([oldest, await next(ben, 60)]).toEqual([first, second]);
  await review.hold(first ?? '', null, null);
  const others = [randomUUID(), randomUUID()];
  const got = await Promise.all(others.map((other) => next(other, 60)));
  expect(got.toSorted()).toEqual([first, third].toSorted());
  expect(await next(randomUUID(), 60)).toBeNull();
});

test('a case that is given back is not passed over for longer than a second', async () => {
  const [first, second] = await queue(3);
  expect(await next(rae, 60)).toBe(first);
  expect(await next(ben, 60)).toBe(second);
  await review.hold(first ?? '', null, null);
  const startedMs = performance.now();
  let found: string | null = null;
  // The third is free again each time.
  while (found !== first && performance.now() - startedMs < 3_000) {
    found = await next(randomUUID(), -1);
  }
  expect(found).toBe(first);
});

test('the summary tells what waits, since when, and what is mine', async () => {
  const [first] = await queue(3);
  expect(await review.summary(rae)).toEqual({ waiting: 3, oldestMinutes: 7, mine: [] });
  await next(rae, 60);
  const after = await review.summary(rae);
  expect(after).toMatchObject({ waiting: 2, oldestMinutes: 6, mine: [{ caseId: first }] });
  expect((await review.summary(ben)).mine).toEqual([]);
});

test('a long queue is counted no further than its bound', async () => {
  await queue(limits.queueCountMax + 50);
  expect((await review.summary(rae)).waiting).toBe(limits.queueCountMax + 1);
});
