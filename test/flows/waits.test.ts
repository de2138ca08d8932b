/** Waiting times, on the database's clock: shown, kept to, ended by themselves, and cancelled (S1). */

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CaseView } from '../../src/core/wire.ts';
import type { ReviewView } from '../../src/core/wire-staff.ts';
import type { HttpClient } from '../fixtures/http-client.ts';
import { logInReviewer, see } from '../fixtures/person.ts';
import { advance, awaitMail, startTestWorld, type TestWorld } from '../fixtures/world.ts';
import { count, enterCase, freeze, ivo, rows, toReview, until } from './road.ts';

let world: TestWorld;

beforeAll(async () => {
  world = await startTestWorld();
});
afterAll(async () => {
  await world?.stop();
});

/** Frozen by the owner a moment ago: two hours to wait. A platform's freeze before it sets no wait. */
async function tooEarly(): Promise<HttpClient> {
  await freeze(world, ivo, 'brute_force');
  const { directory, db } = world.context.app;
  const lock = (await directory.find(ivo))?.lock;
  const record = { accountId: ivo, freezeId: lock?.freezeId ?? '', restrictions: [] };
  await directory.unlock({ ...record, key: `test:${lock?.freezeId}` });
  await freeze(world, ivo, 'self');
  const person = await enterCase(world, ivo);
  await person.post('/u/case/unlock');
  const view = await see(person);
  expect(view.status).toBe('waiting_delay');
  const wait = Date.parse(view.lock.earliestUnlockAt ?? '') - Date.parse(await db.read.now());
  expect(wait).toBeGreaterThan(0);
  expect(wait).toBeLessThanOrEqual(2 * 3600_000);
  return person;
}
const ready = `select count(*) as n from thaw.outbox where case_id = $1 and template = 'ready_to_unlock'`;
const timers = `select 1 from thaw.jobs where name = 'run-timer' and payload ->> 'caseId' = $1
  and payload ->> 'command' = 'end_wait'`;
const over = (caseId: string) =>
  until(async () => (await rows(world, timers, [caseId])).length === 0);

test('an account its owner froze opens after two hours, and a mail says so to those who asked', async () => {
  const person = await tooEarly();
  const { caseId, actions } = await see(person);
  expect(actions).toContain('notify_when_ready');
  await person.post('/u/case/notify-when-ready');
  await advance(world, 3600);
  expect((await see(person)).status).toBe('waiting_delay');
  expect(await count(world, ready, [caseId])).toBe(0);
  await advance(world, 3601);
  await until(async () => (await see(person)).status === 'open');
  await awaitMail(world, 'ivo@people.example', (m) => m.subject.includes('jetzt entsperren'));
  expect(await count(world, ready, [caseId])).toBeGreaterThan(0);
});

test('nobody is called who did not ask, nor about a request that was cancelled', async () => {
  const quiet = await tooEarly();
  const { caseId } = await see(quiet);
  await advance(world, 7201);
  await over(caseId);
  // A session that rests for two hours has ended: the case itself is asked.
  expect((await world.context.app.db.read.cases.load(caseId))?.state.status).toBe('open');
  const jobs = `select 1 from thaw.jobs where name = 'tell-owner' and payload ->> 'caseId' = $1`;
  await until(async () => (await rows(world, jobs, [caseId])).length === 0);
  expect(await count(world, ready, [caseId])).toBe(0);
  const cancelled = await tooEarly();
  const second = (await see(cancelled)).caseId;
  await cancelled.post('/u/case/notify-when-ready');
  expect((await cancelled.post<CaseView>('/u/case/withdraw')).status).toBeLessThan(500);
  await advance(world, 7201);
  await over(second);
  await until(async () => (await rows(world, jobs, [second])).length === 0);
  expect(await count(world, ready, [second])).toBe(0);
});

test('a case that came back from review ends at its new hour, and the timer of the old one is done', async () => {
  const person = await toReview(world);
  const { caseId } = await see(person);
  await advance(world, 2 * 86_400);
  const reviewer = await logInReviewer(world);
  expect((await reviewer.post<ReviewView>('/c/claim-next')).body.caseId).toBe(caseId);
  const asked = { step: 'statement', reasons: ['image_blurry'], note: 'more of it' };
  expect((await reviewer.post(`/c/cases/${caseId}/ask-again`, asked)).status).toBe(200);
  const ends = `select attempts, last_error from thaw.jobs where name = 'run-timer'
    and payload ->> 'caseId' = $1 and payload ->> 'command' = 'expire'`;
  expect(await rows(world, ends, [caseId])).toHaveLength(2);
  await advance(world, 12 * 86_400 + 1);
  await until(async () => (await rows(world, ends, [caseId])).length < 2);
  expect(await rows(world, ends, [caseId])).toEqual([{ attempts: 0, last_error: null }]);
  expect((await see(await enterCase(world, ivo))).status).toBe('waiting_resubmission');
  await advance(world, 2 * 86_400);
  const status = 'select status from thaw.cases where case_id = $1';
  await until(
    async () => (await rows<{ status: string }>(world, status, [caseId]))[0]?.status === 'expired',
  );
});
