import { expect, test } from 'vitest';
import { createHealth, type HealthSources } from './health.ts';

const settled = () => new Promise((resolve) => setImmediate(resolve));

function watched(broken: Partial<HealthSources> = {}) {
  const clock = { now: 0 };
  let probes = 0;
  const health = createHealth({
    database: async () => true,
    work: () => 'well',
    vision: () => 'well',
    elapsedMs: () => clock.now,
    objects: {
      async probe() {
        probes += 1;
      },
    },
    ...broken,
  });
  return { health, clock, probes: () => probes };
}

test.each<[string, Partial<HealthSources>, object]>([
  ['work', { work: () => 'stuck' }, { work: 'stuck' }],
  ['vision', { vision: () => 'failing' }, { vision: 'failing' }],
  [
    'pictures',
    { objects: { probe: () => Promise.reject(new Error('/var/lib/thaw: disk full')) } },
    { pictures: 'failing' },
  ],
])('%s that is broken is said as a code, and the service stays up', async (_what, broken, said) => {
  const { health } = watched(broken);
  await health();
  await settled();
  const answer = await health();
  expect(answer.healthy).toBe(true);
  expect(answer.parts).toMatchObject({ database: 'well', ...said });
  expect(JSON.stringify(answer)).not.toContain('disk');
});

test.each([
  ['answers no', async () => false],
  ['does not answer', () => Promise.reject(new Error('ECONNREFUSED'))],
])('a database that %s is down, and the service with it', async (_how, database) => {
  const answer = await watched({ database }).health();
  expect(answer).toMatchObject({ healthy: false, parts: { database: 'down' } });
});

test('however often it is asked, the store is tried every ten seconds', async () => {
  const { health, clock, probes } = watched();
  expect((await health()).parts.pictures).toBe('unknown');
  for (; clock.now < 20_000; clock.now += 1000) await health();
  expect(probes()).toBe(2);
  expect((await health()).parts.pictures).toBe('well');
});

test('a store that does not answer holds up nobody, and is said', async () => {
  const { health, clock } = watched({ objects: { probe: () => new Promise<void>(() => {}) } });
  expect((await health()).healthy).toBe(true);
  clock.now = 10_000;
  expect(await health()).toMatchObject({ healthy: true, parts: { pictures: 'stuck' } });
});
