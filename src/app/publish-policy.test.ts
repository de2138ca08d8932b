import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDatabase } from '../adapters/postgres/database.ts';
import { startFreshDatabase } from '../dev/fresh-database.fixture.ts';
import { PolicyVersionTaken, publishPolicy } from './publish-policy.ts';
import type { Stores } from './stores.ts';

let database: Awaited<ReturnType<typeof startFreshDatabase>>;
let stores: Stores;
beforeAll(async () => {
  database = await startFreshDatabase();
  stores = createDatabase(database.pool).read;
});
afterAll(async () => {
  await database?.stop();
});

const first = { id: 'p', version: '1', sha256: 'aa', yaml: 'policy: p' };

test('a version is recorded at its first use, and starting with it again is fine', async () => {
  await publishPolicy(stores, first);
  await publishPolicy(stores, first);
  expect(await stores.policies.find('p', '1')).toEqual(first);
});

test('a version with other content is refused and what was in force stays', async () => {
  const changed = { ...first, sha256: 'bb', yaml: 'policy: q' };
  const refusal = publishPolicy(stores, changed);
  await expect(refusal).rejects.toThrow(PolicyVersionTaken);
  await expect(refusal).rejects.toThrow(/version 1 .* new version.*p@1/s);
  expect(await stores.policies.find('p', '1')).toEqual(first);
  await publishPolicy(stores, { ...changed, version: '2' });
});

test('of two services that start at once with different content, one is refused', async () => {
  const both = await Promise.allSettled(
    ['aa', 'bb'].map((sha256) => publishPolicy(stores, { ...first, version: '3', sha256 })),
  );
  expect(both.map((one) => one.status).toSorted()).toEqual(['fulfilled', 'rejected']);
});
