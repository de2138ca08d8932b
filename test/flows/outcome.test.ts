/** After the unlock: limits the host keeps, lifted by the clock, and a password that must be changed. */

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ProgressView } from '../../src/core/wire.ts';
import { HttpClient } from '../fixtures/http-client.ts';
import { logInReviewer, see } from '../fixtures/person.ts';
import { advance, awaitMail, startTestWorld, type TestWorld } from '../fixtures/world.ts';
import { approveNext, count, ivo, mailedToken, rows, toReview, until } from './road.ts';

let world: TestWorld;
const newPassword = 'a new and rather long one';

beforeAll(async () => {
  world = await startTestWorld();
});
afterAll(async () => {
  await world?.stop();
});

interface Me {
  readonly holdings: readonly { readonly symbol: string }[];
  readonly restrictions: readonly { readonly kind: string; readonly until: string }[];
  readonly first: string | null;
}

async function logIn(password: string): Promise<HttpClient> {
  const host = new HttpClient(world.urls.host);
  const answer = await host.post('/api/login', { email: 'ivo@people.example', password });
  expect(answer.body).toEqual({ state: 'open' });
  return host;
}
const me = async (host: HttpClient) => (await host.get<Me>('/api/me')).body;
const withdraw = async (host: HttpClient) =>
  (await host.post<{ outcome: string }>('/api/withdraw', { symbol: 'SOL', amount: 1 })).body;

test('an unlocked account keeps its limits at the host until the clock lifts them', async () => {
  const person = await toReview(world);
  const { caseId } = await see(person);
  await approveNext(await logInReviewer(world));
  await until(async () => (await world.context.app.directory.find(ivo))?.lock === null);
  const started = 'select 1 from thaw.events where case_id = $1 and type = $2';
  await until(async () => (await rows(world, started, [caseId, 'restriction.started'])).length > 0);

  const first = await logIn('thaw-demo-ivo');
  const limited = await me(first);
  expect(limited.restrictions.map((r) => r.kind)).toEqual(['withdrawals']);
  // Nothing of the account before the forced change, and no change to the same password.
  expect([limited.first, limited.holdings]).toEqual(['new_password', []]);
  const same = { current: 'thaw-demo-ivo', next: 'thaw-demo-ivo' };
  expect((await first.post('/api/password', same)).status).toBe(422);
  const change = { current: 'thaw-demo-ivo', next: newPassword };
  expect((await first.post('/api/password', change)).status).toBe(200);
  const changed = await me(first);
  expect(changed.first).toBeNull();
  expect(changed.holdings.length).toBeGreaterThan(0);
  expect((await withdraw(first)).outcome).toBe('restricted');

  await advance(world, 24 * 3600 - 60);
  expect((await withdraw(await logIn(newPassword))).outcome).toBe('restricted');
  await advance(world, 120);
  await until(async () => (await rows(world, started, [caseId, 'restriction.ended'])).length > 0);
  const lifted = `select count(*) as n from directory.restrictions where account_id = $1 and lifted_at is null`;
  await until(async () => (await count(world, lifted, [ivo])) === 0);
  const told = await awaitMail(world, 'ivo@people.example', (m) =>
    m.subject.includes('Einschränkung'),
  );
  expect(told.text).toContain('UTC: Auszahlungen.');
  expect(told.text).toContain('Es war die letzte aus dieser Anfrage.');
  const free = await logIn(newPassword);
  expect((await me(free)).restrictions).toEqual([]);
  expect((await withdraw(free)).outcome).toBe('done');
});

test('a request about an account that the host thawed by itself ends, and nobody is told of a lock', async () => {
  const person = await toReview(world);
  const { caseId } = await see(person);
  const { directory } = world.context.app;
  const freezeId = (await directory.find(ivo))?.lock?.freezeId ?? '';
  const thawed = { accountId: ivo, freezeId, restrictions: [], key: `test:${freezeId}` };
  expect((await directory.unlock(thawed)).outcome).toBe('unlocked');
  expect((await approveNext(await logInReviewer(world))).answer.status).toBe(409);
  const ended = `select payload ->> 'reason' as reason from thaw.events
    where case_id = $1 and type = 'case.cancelled'`;
  expect(await rows(world, ended, [caseId])).toEqual([{ reason: 'thawed_elsewhere' }]);
  const mail = await awaitMail(world, 'ivo@people.example', (m) =>
    m.text.includes('von sich aus entsperrt'),
  );
  expect(mail.text).not.toContain('bleibt gesperrt');
  expect(mail.text).toContain('Das war ich nicht');
  const token = await mailedToken(world, caseId, 'progress');
  const { result } = (await person.post<ProgressView>('/m/progress', { token })).body;
  expect([result?.outcome, result?.reason]).toEqual(['cancelled', 'thawed_elsewhere']);
});
