/** Trying a policy in the console that was never in force: for leads, bounded, and nothing is kept. */

import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPolicyTrials } from '../../src/adapters/policy-trials/create-policy-trials.ts';
import type { PolicyTrialView } from '../../src/core/wire-policy.ts';
import { HttpClient } from '../fixtures/http-client.ts';
import { logInReviewer } from '../fixtures/person.ts';
import { startTestWorld, type TestWorld } from '../fixtures/world.ts';
import { count, rows, toReview } from './road.ts';

const kib = 1024;
let world: TestWorld;
let lead: HttpClient;
let inForce: string;

beforeAll(async () => {
  const policyTrials = createPolicyTrials({ deadlineMs: 4000, memoryMbMax: 600 });
  world = await startTestWorld({ policyTrials });
  lead = new HttpClient(world.urls.thaw);
  const { email, password } = world.lead;
  expect((await lead.post('/c/login', { email, password })).status).toBe(200);
  inForce = world.context.app.policy.checked.text;
});
afterAll(async () => {
  await world?.stop();
});

const tries = (body: unknown) => lead.post<PolicyTrialView>('/c/policy/try', body);
const triedBefore = () =>
  count(world, `select count(*) as n from thaw.audit where action = 'policy.tried'`);

async function leadId(): Promise<string> {
  const select = 'select id from thaw.staff where email = $1';
  const [found] = await rows<{ id: string }>(world, select, [world.lead.email]);
  if (found === undefined) throw new Error('no lead');
  return found.id;
}

/** A condition that never ends. */
const endless = () =>
  inForce.replace(
    'case_kind == "unlock" && owner_stopped_days < 30',
    `owner_stopped_days < 30 && ("${'a'.repeat(40)}!".matches("^(a+)+$") || value_eur < 20)`,
  );

test('is for leads alone, with their own token and from our own page', async () => {
  const json = { policy: 'policy: none' };
  const reviewer = await logInReviewer(world, 0);
  expect((await reviewer.post('/c/policy/try', json)).status).toBe(403);
  const stranger = new HttpClient(world.urls.thaw);
  expect((await stranger.post('/c/policy/try', json)).status).toBe(401);
  for (const header of [{ 'x-thaw-csrf': 'x' }, { origin: 'https://elsewhere.example' }]) {
    expect((await lead.send('POST', '/c/policy/try', { json }, header)).status).toBe(403);
  }
  expect(await triedBefore()).toBe(0);
});

test('a stranger is refused before the body is read', async () => {
  const stranger = new HttpClient(world.urls.thaw);
  const json = { policy: 'x'.repeat(900 * kib) };
  // Read first, it would be told as too large.
  expect((await stranger.post('/c/policy/try', json)).status).toBe(401);
});

test('tells what is refused with its line, and what another policy changes, and keeps nothing', async () => {
  await toReview(world);
  const kept = await rows(world, 'select id, version, sha256 from thaw.policies order by 1, 2');
  const before = await triedBefore();
  const refused = (await tries({ policy: inForce.replace('approvals: 2', 'approvals: 0') })).body;
  expect(refused).toMatchObject({ outcome: 'refused' });
  if (refused.outcome !== 'refused') throw new Error(refused.outcome);
  expect(refused.problems.shown[0]).toMatchObject({ severity: 'error', code: 'machine_approval' });
  expect(refused.problems.shown[0]?.line).toBeGreaterThan(1);

  const candidate = inForce.replaceAll('value_eur < 1000', 'value_eur < 10');
  const tests = 'cases:\n  - { name: one, facts: {}, expect: { rule: nobody } }\n';
  const { body, status } = await tries({ policy: candidate, tests });
  expect(status).toBe(200);
  if (body.outcome !== 'tried') throw new Error(body.outcome);
  expect(body.tests).toMatchObject({ outcome: 'run', passed: 0, failed: 1 });
  expect(body.diff.differences.length).toBeGreaterThan(0);
  expect(body.replay.total).toBe(1);
  expect(body.replay.otherwise[0]).toMatchObject({ cases: 1 });

  const now = await rows(world, 'select id, version, sha256 from thaw.policies order by 1, 2');
  expect(now).toEqual(kept);
  expect(await triedBefore()).toBe(before + 2);
});

test('of past cases only numbers are told: no case, no account, no fact', async () => {
  // A rule whose name says what was asked, as somebody would who wants to know.
  const { body } = await tries({ policy: inForce.replaceAll('value_eur < 1000', 'value_eur < 9') });
  if (body.outcome !== 'tried') throw new Error(body.outcome);
  const cases = await rows<{ case_id: string }>(world, 'select case_id from thaw.cases');
  expect(cases.length).toBeGreaterThan(0);
  for (const one of cases) expect(JSON.stringify(body)).not.toContain(one.case_id);
  expect(Object.keys(body.replay.otherwise[0] ?? {}).toSorted()).toEqual(
    ['cases', 'ruleAfter', 'ruleBefore', 'strictness', 'words'].toSorted(),
  );
});

test('the audit log names who tried which text by its hash, and holds nothing of the text', async () => {
  const policy = 'policy: a_secret_plan';
  await tries({ policy });
  const sha256 = createHash('sha256').update(policy).digest('hex');
  const records = await rows<object>(
    world,
    `select * from thaw.audit where action = 'policy.tried' and detail ->> 'sha256' = $1`,
    [sha256],
  );
  expect(records.length).toBe(1);
  const text = JSON.stringify(records);
  expect(text).toContain(await leadId());
  expect(text).not.toContain('a_secret_plan');
});

test('more than 200 KiB are refused, of the policy and of its tests', async () => {
  const before = await triedBefore();
  const long = `# ${'x'.repeat(200 * kib)}`;
  // As few characters, and more bytes.
  const wide = `# ${'ü'.repeat(150 * kib)}`;
  expect((await tries({ policy: long })).status).toBe(400);
  expect((await tries({ policy: wide })).status).toBe(413);
  expect((await tries({ policy: inForce, tests: wide })).status).toBe(413);
  expect((await tries({ policy: 'x'.repeat(900 * kib) })).status).toBe(413);
  expect((await tries({ policy: inForce, more: 'x' })).status).toBe(400);
  expect(await triedBefore()).toBe(before);
  // What fits is not refused for the bytes that JSON adds: each line's end takes two.
  const lines = '\n'.repeat(200 * kib);
  expect((await tries({ policy: lines, tests: lines })).body).toMatchObject({ outcome: 'refused' });
});

test('what takes too long is told so; meanwhile a second is asked to wait and the service serves', async () => {
  const before = await triedBefore();
  const first = tries({ policy: endless() });
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const second = await tries({ policy: inForce });
  expect(second.status).toBe(429);
  expect(Number(second.headers.get('retry-after'))).toBeGreaterThan(0);
  const asked = performance.now();
  expect((await lead.get('/health')).status).toBe(200);
  expect(performance.now() - asked).toBeLessThan(1000);
  expect((await first).body).toEqual({ outcome: 'too_large' });
  // Told to wait is not tried.
  expect(await triedBefore()).toBe(before + 1);
  expect((await tries({ policy: 'policy: none' })).body).toMatchObject({ outcome: 'refused' });
});

test('the page reads the policy in force once, at the start', async () => {
  const { app } = world.context;
  const { policies } = app.db.read;
  const { policy } = app.policy.checked;
  expect((await policies.find('northwind', policy.document.version))?.sha256).toBe(policy.hash);
  await lead.get('/c/policy');
  const started = performance.now();
  for (let look = 0; look < 20; look += 1) await lead.get('/c/policy');
  // Compiled and checked anew, one look takes a quarter of a second.
  expect((performance.now() - started) / 20).toBeLessThan(100);
});

test('a lead who tries too often waits', async () => {
  const used = await triedBefore();
  const id = await leadId();
  const { budgets } = world.context.app.db.read;
  for (let taken = used; taken < 60; taken += 1) {
    await budgets.raise(`policy-trial:${id}`, 3600, 60);
  }
  const answer = await tries({ policy: inForce });
  expect(answer.status).toBe(429);
  expect(answer.body).toMatchObject({ error: { code: 'quota' } });
  expect(await triedBefore()).toBe(used);
});
