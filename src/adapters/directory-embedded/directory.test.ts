import { randomBytes, randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { directoryContract } from '../../../test/contract/directory.ts';
import type { LockCause } from '../../core/case/lock.ts';
import { startFreshDatabase } from '../../dev/fresh-database.fixture.ts';
import { createEmbeddedDirectory } from './directory.ts';
import { EffectKeyReused } from './effects.ts';

let pool: Pool;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ pool, stop } = await startFreshDatabase());
}, 60_000);
afterAll(async () => await stop());

async function createAccount(): Promise<string> {
  const accountId = randomUUID();
  await pool.query(
    `insert into directory.accounts (account_id, surname, given_names, birth_date, country,
       kyc_level, value_eur, locale, joined_at)
     values ($1, 'Doe', 'Jo', '2000-02-29', 'UTO', 2, 12.5, 'en', now())`,
    [accountId],
  );
  return accountId;
}

const open = async () => ({
  directory: createEmbeddedDirectory(pool),
  createAccount,
  async startSession(accountId: string) {
    await pool.query(
      `insert into directory.sessions values ($1, $2, thaw_now(), thaw_now() + interval '1 hour')`,
      [randomBytes(32), accountId],
    );
  },
  async countSessions(accountId: string) {
    const found = await pool.query('select 1 from directory.sessions where account_id = $1', [
      accountId,
    ]);
    return found.rows.length;
  },
  async restrictions(accountId: string) {
    const found = await pool.query(
      'select kind, until from directory.restrictions where account_id = $1 and lifted_at is null',
      [accountId],
    );
    return found.rows.map((row) => ({ kind: row.kind, until: row.until.toISOString() }));
  },
});

directoryContract('directory-embedded', open);

it('an owner who freezes during a legal freeze does not make it self-service', async () => {
  const directory = createEmbeddedDirectory(pool);
  const accountId = await createAccount();
  const legal = { accountId, cause: 'legal', by: 'staff', key: randomUUID() } as const;
  expect((await directory.freeze(legal)).unlockable).toBe('not_here');
  const lock = await directory.freeze({ ...legal, cause: 'self', key: randomUUID() });
  expect(lock.unlockable).toBe('not_here');
  const request = { accountId, freezeId: lock.freezeId, restrictions: [], key: randomUUID() };
  expect(await directory.unlock(request)).toEqual({ outcome: 'newer_freeze' });
  expect((await directory.find(accountId))?.lock).toEqual(lock);
});

it('an account frozen by its owner cannot be unlocked for two hours', async () => {
  const directory = createEmbeddedDirectory(pool);
  const request = { accountId: await createAccount(), by: 'person' } as const;
  const self = await directory.freeze({ ...request, cause: 'self', key: randomUUID() });
  expect(Date.parse(self.earliestUnlockAt ?? '') - Date.parse(self.since)).toBe(2 * 3600_000);
  const risk = await directory.freeze({ ...request, cause: 'risk', key: randomUUID() });
  expect(risk.earliestUnlockAt).toBeNull();
});

it('a milder freeze over a weightier one is written down and lightens nothing', async () => {
  const directory = createEmbeddedDirectory(pool);
  const accountId = await createAccount();
  const freeze = (cause: LockCause) =>
    directory.freeze({ accountId, cause, by: 'somebody', key: randomUUID() });
  const risk = await freeze('risk');
  for (const cause of ['self', 'owner_email_link', 'brute_force'] as const) {
    const lock = await freeze(cause);
    expect(lock.cause).toBe('risk');
    expect(lock.freezeId).not.toBe(risk.freezeId);
    expect((await directory.find(accountId))?.lock).toEqual(lock);
  }
  expect((await freeze('admin')).cause).toBe('admin');
  const { rows } = await pool.query(
    'select cause from directory.freezes where account_id = $1 order by since, cause',
    [accountId],
  );
  const asked = rows.map(({ cause }) => cause);
  expect(asked.toSorted()).toEqual(['admin', 'brute_force', 'owner_email_link', 'risk', 'self']);
});

it('an owner who freezes a second time waits no shorter than after the first', async () => {
  const directory = createEmbeddedDirectory(pool);
  const accountId = await createAccount();
  const freeze = (cause: LockCause) =>
    directory.freeze({ accountId, cause, by: 'person', key: randomUUID() });
  const first = await freeze('self');
  const far = new Date(Date.parse(first.since) + 86_400_000).toISOString();
  await pool.query(
    'update directory.freezes set earliest_unlock_at = $2 where account_id = $1 and ended_at is null',
    [accountId, far],
  );
  expect((await freeze('owner_email_link')).earliestUnlockAt).toBe(far);
});

it('the timer of an old unlock does not cut short the limits of a newer one', async () => {
  const host = await open();
  const accountId = await createAccount();
  const freezing = { accountId, cause: 'risk', by: 'engine', key: randomUUID() } as const;
  const { freezeId } = await host.directory.freeze(freezing);
  const until = new Date(Date.now() + 3600_000).toISOString();
  await host.directory.unlock({
    accountId,
    freezeId,
    restrictions: [{ kind: 'withdrawals', hours: 1, until }],
    key: randomUUID(),
  });
  await host.directory.liftRestriction({ accountId, kind: 'withdrawals', key: randomUUID() });
  expect(await host.restrictions(accountId)).toHaveLength(1);
});

it('a key that was used for another effect or account is refused and nothing happens', async () => {
  const directory = createEmbeddedDirectory(pool);
  const accountId = await createAccount();
  const key = randomUUID();
  const lock = await directory.freeze({ accountId, cause: 'risk', by: 'engine', key });
  await expect(
    directory.unlock({ accountId, freezeId: lock.freezeId, restrictions: [], key }),
  ).rejects.toThrow(EffectKeyReused);
  const other = await createAccount();
  await expect(
    directory.freeze({ accountId: other, cause: 'risk', by: 'engine', key }),
  ).rejects.toThrow(EffectKeyReused);
  expect((await directory.find(accountId))?.lock).toEqual(lock);
  expect((await directory.find(other))?.lock).toBeNull();
});

it('an effect that failed leaves its key free', async () => {
  const directory = createEmbeddedDirectory(pool);
  const key = randomUUID();
  const freeze = (accountId: string) =>
    directory.freeze({ accountId, cause: 'risk', by: 'engine', key });
  await expect(freeze('nobody')).rejects.toThrow();
  expect((await freeze(await createAccount())).cause).toBe('risk');
});

it('an account carries its contacts, removed ones too, and its history in order', async () => {
  const accountId = await createAccount();
  await pool.query(
    `insert into directory.contacts values
       ($2, $1, 'email', 'New@people.example', 'new@people.example', '2024-01-01', null, true),
       ($3, $1, 'email', 'old@people.example', 'old@people.example', '2020-01-01', '2024-01-01', false)`,
    [accountId, `${accountId}-new`, `${accountId}-old`],
  );
  await pool.query(
    `insert into directory.deposits values ($1, '2023-01-01', 250.5, 'EUR', 'card')`,
    [accountId],
  );
  await pool.query(
    `insert into directory.logins values ($1, '2024-02-01Z', 'Oslo', 'Pixel'),
       ($1, '2023-02-01Z', 'Bergen', 'Mac')`,
    [accountId],
  );
  const directory = createEmbeddedDirectory(pool);
  const account = await directory.find(accountId);
  expect(account).toMatchObject((await directory.account(accountId)) ?? { accountId: 'none' });
  expect(account?.birthDate).toBe('2000-02-29');
  expect(account?.contacts.map(({ address, removedAt }) => [address, removedAt === null])).toEqual([
    ['old@people.example', false],
    ['New@people.example', true],
  ]);
  expect(account?.history.logins.map(({ city }) => city)).toEqual(['Bergen', 'Oslo']);
  expect(account?.history.deposits[0]?.amount).toBe(250.5);
});

it('an enrolled face is given as it is kept, and as none where there is none', async () => {
  const accountId = await createAccount();
  const directory = createEmbeddedDirectory(pool);
  expect(await directory.enrolledFace?.(accountId)).toBeNull();
  const picture = randomBytes(100);
  await pool.query('insert into directory.enrolled_faces values ($1, $2, $3)', [
    accountId,
    picture,
    '2024-01-02T03:04:05Z',
  ]);
  const kept = await directory.enrolledFace?.(accountId);
  expect(kept?.enrolledAt).toBe('2024-01-02T03:04:05.000Z');
  expect(picture.equals(kept?.picture ?? new Uint8Array())).toBe(true);
});
