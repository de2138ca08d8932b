/** What balancers ask: cheap, for strangers, and 503 for the database alone. */

import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestWorld, type TestWorld } from '../fixtures/world.ts';
import { until } from './road.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await startTestWorld();
});
afterAll(async () => {
  await world?.stop();
});

async function health() {
  const answer = await fetch(`${world.urls.thaw}/health`);
  return {
    status: answer.status,
    body: (await answer.json()) as { parts: Record<string, string> },
  };
}

const well = { database: 'well', work: 'well', pictures: 'well', vision: 'well' };

test('a running service says that each part is well, and nothing else', async () => {
  await until(async () => (await health()).body.parts['pictures'] === 'well');
  expect(await health()).toEqual({ status: 200, body: { healthy: true, parts: well } });
});

test('a worker that cannot take jobs is said, and is well again with the next round', async () => {
  const { jobs } = world.context.app.db.read;
  const { claim } = jobs;
  Object.assign(jobs, { claim: () => Promise.reject(new Error('no connection')) });
  await until(async () => (await health()).body.parts['work'] === 'failing');
  expect((await health()).status).toBe(200);
  Object.assign(jobs, { claim });
  await until(async () => (await health()).body.parts['work'] === 'well');
});
