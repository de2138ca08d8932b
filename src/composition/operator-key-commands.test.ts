/** A new operator's key: everything is wrapped under it, once, also where the work was cut in the middle. */

import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  bindTotp,
  createEmbeddedAuthenticators,
} from '../adapters/directory-embedded/authenticators.ts';
import { createKeyRing } from '../adapters/keys/key-ring.ts';
import { createDatabase } from '../adapters/postgres/database.ts';
import { type KeyPlace, operatorKeyCommands } from '../app/operator-key-commands.ts';
import { startFreshDatabase } from '../dev/fresh-database.fixture.ts';
import { keyPlaces } from './operator-key-commands.ts';

const before = new Uint8Array(randomBytes(32));
const today = new Uint8Array(randomBytes(32));
const oldRing = createKeyRing({ operatorKey: before });
const newRing = createKeyRing({ operatorKey: today });
const cases = 450;
const secret = new Uint8Array(randomBytes(20));
const plainOf = new Map<string, Uint8Array>();

let database: Awaited<ReturnType<typeof startFreshDatabase>>;
beforeAll(async () => {
  database = await startFreshDatabase();
  for (let at = 0; at < cases; at += 1) await addCase();
  await database.pool.query(
    `insert into directory.accounts
       (account_id, surname, given_names, birth_date, country, kyc_level, value_eur, locale, joined_at,
        factors_bound)
     values ('acc-1', 'Doe', 'Jo', '1990-01-01', 'UTO', 1, 0, 'en', now(), '{totp}')`,
  );
  await bindTotp(database.pool, oldRing, { accountId: 'acc-1', secret, addedAt: new Date() });
});
afterAll(async () => {
  await database?.stop();
});

async function addCase(): Promise<string> {
  const caseId = randomUUID();
  const { plain, wrapped } = oldRing.newDataKey(caseId);
  plainOf.set(caseId, plain);
  await database.pool.query(
    `insert into thaw.cases (case_id, account_id, kind, status, version, freeze_id, opened_at, state)
     values ($1::uuid, $1::uuid::text, 'unlock', 'approved', 1, 'f', now(), '{}')`,
    [caseId],
  );
  await database.pool.query('insert into thaw.case_keys (case_id, wrapped) values ($1, $2)', [
    caseId,
    wrapped,
  ]);
  return caseId;
}

const rewrap = (places: readonly KeyPlace[]) =>
  operatorKeyCommands({
    openKeyRing: () => createKeyRing({ operatorKey: today, earlierKeys: [before] }),
    inDatabase: (work) => work({ places, audit: createDatabase(database.pool).read.audit }),
  })['rewrap']?.([]);

/** Dies as the second batch begins. */
function cutShort([first, ...others]: readonly KeyPlace[]): readonly KeyPlace[] {
  if (first === undefined) throw new Error('no place');
  let batches = 0;
  return [
    {
      what: first.what,
      inTransaction(work) {
        batches += 1;
        if (batches === 2) throw new Error('killed');
        return first.inTransaction(work);
      },
    },
    ...others,
  ];
}

const kept = async () =>
  (await database.pool.query<{ case_id: string; wrapped: Buffer }>('select * from thaw.case_keys'))
    .rows;

const opened = async (ring: typeof newRing) => {
  let count = 0;
  for (const { case_id, wrapped } of await kept()) {
    try {
      const plain = ring.unwrap(case_id, new Uint8Array(wrapped));
      expect(plain).toEqual(plainOf.get(case_id));
      count += 1;
    } catch {
      // Under the other key.
    }
  }
  return count;
};

test('cut in the middle it is begun again, and passes over what is done', async () => {
  const places = keyPlaces(database.pool);
  await expect(rewrap(cutShort(places))).rejects.toThrow('killed');
  const done = await opened(newRing);
  expect(done).toBeGreaterThan(0);
  expect(await opened(oldRing)).toBe(cases - done);
  const again = await rewrap(places);
  expect(again?.ok).toBe(true);
  expect(again?.lines).toEqual([
    `cases: ${cases - done} wrapped anew, ${done} were already, 0 open with neither key`,
    'authenticator_apps: 1 wrapped anew, 0 were already, 0 open with neither key',
  ]);
  expect(await opened(newRing)).toBe(cases);
  expect(await opened(oldRing)).toBe(0);
});

test('the secrets of authenticator apps open under the new key alone', async () => {
  const apps = (ring: typeof newRing) => createEmbeddedAuthenticators(database.pool, ring);
  expect((await apps(newRing).totp('acc-1'))?.secret).toEqual(secret);
  await expect(apps(oldRing).totp('acc-1')).rejects.toThrow();
});

test('a key that opens with neither is said, and keeps no other one back', async () => {
  const [broken, whole] = [await addCase(), await addCase()];
  await database.pool.query('update thaw.case_keys set wrapped = $2 where case_id = $1', [
    broken,
    Buffer.alloc(61, 1),
  ]);
  const said = await rewrap(keyPlaces(database.pool));
  expect(said?.ok).toBe(false);
  expect(said?.lines[0]).toMatch(/^cases: 1 wrapped anew, \d+ were already, 1 open with neither/);
  const { rows } = await database.pool.query(
    'select wrapped from thaw.case_keys where case_id = $1',
    [whole],
  );
  expect(newRing.unwrap(whole, new Uint8Array(rows[0].wrapped))).toEqual(plainOf.get(whole));
});

test('what was begun and what was done is in the audit log', async () => {
  const { rows } = await database.pool.query('select action, detail from thaw.audit order by seq');
  expect(rows.map(({ action }) => action)).toEqual([
    ...['operator_key.rewrap_begun', 'operator_key.rewrap_begun', 'operator_key.rewrapped'],
    ...['operator_key.rewrap_begun', 'operator_key.rewrapped'],
  ]);
  expect(rows[2].detail.authenticator_apps).toEqual({ rewrapped: 1, already: 0, unreadable: 0 });
});
