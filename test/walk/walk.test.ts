/** The whole road in real browsers. Every screen on it is looked at by axe. */

import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestWorld, type TestWorld } from '../fixtures/world.ts';
import { faultsOf } from '../pages/check-screen.ts';
import { road, walkRoad } from './road.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await startTestWorld();
});
afterAll(async () => {
  await world?.stop();
});

test('a frozen account is thawed by its owner, a phone and a reviewer, screen by screen', async () => {
  const steps: string[] = [];
  const faults: string[] = [];
  const seen: string[] = [];
  const walked = await walkRoad({
    places: world.urls,
    reviewer: world.reviewers[0],
    onStep: ({ name }) => steps.push(name),
    look: async (name, page) => {
      seen.push(name);
      // A film is running: looking at this screen would keep the page from following it.
      if (name === 'phone-camera') return;
      for (const fault of await faultsOf(page)) faults.push(`${name}: ${fault}`);
    },
  });
  expect(steps).toEqual(road.map(({ name }) => name));
  expect(seen).toContain('under-review');
  expect(faults).toEqual([]);
  expect(walked.desktop.said).toEqual([]);
  expect(walked.phone.said).toEqual([]);
}, 240_000);
