/** What the host says of the browser is a fact for the policy: of the one that agrees to the reminder. */

import { afterAll, beforeAll, expect, test } from 'vitest';
import { policyFactsOf } from '../../src/app/policy-facts.ts';
import type { CaseView } from '../../src/core/wire.ts';
import { HttpClient } from '../fixtures/http-client.ts';
import { reactivate, requiredTicks, see } from '../fixtures/person.ts';
import { startTestWorld, type TestWorld } from '../fixtures/world.ts';
import { api, freeze, freezesArrived, mara, rows } from './road.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await startTestWorld();
});
afterAll(async () => {
  await world?.stop();
});

const tokenIn = (url: unknown) => String(url).split('#t=')[1] ?? '';

async function open(knownDevice?: boolean): Promise<string> {
  const { status, body } = await api(world, 'POST', '/api/v1/cases', {
    ...{ account_id: mara, kind: 'unlock' },
    ...(knownDevice === undefined ? {} : { known_device: knownDevice }),
  });
  expect(status).toBe(201);
  return tokenIn(body['url']);
}

async function enter(token: string): Promise<HttpClient> {
  const person = new HttpClient(world.urls.thaw);
  expect((await person.post('/u/session', { token })).status).toBe(200);
  return person;
}

/** Asks for the account and agrees to the reminder; what the plan was chosen on. */
async function knownWhenPlanned(person: HttpClient): Promise<boolean | undefined> {
  const { caseId, status } = await see(person);
  if (status === 'draft') await person.post<CaseView>('/u/case/unlock');
  expect((await reactivate(person, requiredTicks)).status).toBe(200);
  const { app } = world.context;
  return (await policyFactsOf(app, app.db.read, caseId))?.known_device;
}

test.each([
  [true, true],
  [false, false],
  [undefined, false],
])('opened with known_device %s it is %s', async (said, known) => {
  await freezesArrived(world);
  await freeze(world, mara);
  expect(await knownWhenPlanned(await enter(await open(said)))).toBe(known);
});

test('a case that a known browser began is not known to the one that goes on with it', async () => {
  await freezesArrived(world);
  await freeze(world, mara);
  const known = await enter(await open(true));
  expect((await see(known)).status).toBe('draft');
  expect(await knownWhenPlanned(await enter(await open(false)))).toBe(false);
});

test('the demo host knows a browser that was let in before the freeze, and none since', async () => {
  await freezesArrived(world);
  await rows(
    world,
    `update directory.freezes set ended_at = thaw_now(), ended_how = 'unlocked'
      where account_id = $1 and ended_at is null`,
    [mara],
  );
  const home = new HttpClient(world.urls.host);
  const credentials = { email: 'mara@people.example', password: 'thaw-demo-mara' };
  const logIn = async (browser: HttpClient) =>
    (await browser.post<{ state: string; continueUrl?: string }>('/api/login', credentials)).body;
  expect((await logIn(home)).state).toBe('open');
  await freeze(world, mara);
  const stranger = await logIn(new HttpClient(world.urls.host));
  expect(stranger.state).toBe('locked');
  expect(await knownWhenPlanned(await enter(tokenIn(stranger.continueUrl)))).toBe(false);
  await freeze(world, mara);
  const locked = await logIn(home);
  expect(await knownWhenPlanned(await enter(tokenIn(locked.continueUrl)))).toBe(true);
});
