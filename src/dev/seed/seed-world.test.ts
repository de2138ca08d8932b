import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createEmbeddedDirectory } from '../../adapters/directory-embedded/directory.ts';
import { verifyPassword } from '../../adapters/passwords/passwords.ts';
import { generateQuestions } from '../../core/questions/generate.ts';
import { startFreshDatabase } from '../fresh-database.fixture.ts';
import { historyOf } from './history.ts';
import { PEOPLE } from './people.ts';
import { createDice } from './random.ts';
import { resetWorld, seedWorld } from './seed-world.ts';

const now = new Date();
let pool: Pool;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ pool, stop } = await startFreshDatabase({ development: true }));
  await seedWorld(pool, now);
}, 60_000);
afterAll(async () => await stop());

async function find(name: string) {
  const person = PEOPLE.find((one) => one.name === name);
  const account = await createEmbeddedDirectory(pool).find(person?.accountId ?? '');
  if (account === null) throw new Error(`${name} was not seeded`);
  return account;
}

it('each person has the freeze that the desk promises', async () => {
  const locks = await Promise.all(PEOPLE.map(async ({ name }) => (await find(name)).lock));
  expect(locks.map((lock) => lock && `${lock.cause} ${lock.unlockable}`)).toEqual([
    'self self_service',
    'self self_service',
    'risk self_service',
    'legal not_here',
    'owner_email_link self_service',
    null,
  ]);
  const waits = locks.map(
    (lock) => lock && Date.parse(lock.earliestUnlockAt ?? '') - now.getTime(),
  );
  expect(waits[0]).toBe(-60 * 60_000);
  expect(waits[1]).toBe(90 * 60_000);
  expect(waits[2]).toBeNaN();
});

it('names and numbers are those of the specimen documents', async () => {
  const mara = await find('mara');
  expect(mara.fullName).toEqual({ surname: 'Lindqvist-Öztürk', givenNames: 'Mara' });
  expect([mara.birthDate, mara.documentNumber, mara.country]).toEqual([
    '1991-04-17',
    'U12345678',
    'UTO',
  ]);
  expect((await find('noor')).birthDate).toBe('2000-02-29');
});

it('every history is long enough for questions that are hard to guess', async () => {
  for (const { name } of PEOPLE) {
    const { history, country } = await find(name);
    expect(history.logins.length).toBeGreaterThan(60);
    expect(history.deposits.length).toBeGreaterThan(5);
    const dice = createDice(name);
    const draw = (_name: string, bound: number) => dice.between(0, bound - 1);
    const made = generateQuestions({ history, country, asOf: now.toISOString(), draw });
    expect(made.outcome).toBe('questions');
  }
});

it('a history does not change from one start to the next, only its end moves', () => {
  const [mara] = PEOPLE;
  if (mara === undefined) throw new Error('nobody');
  const first = historyOf(mara, now);
  const later = historyOf(mara, new Date(now.getTime() + 1000));
  expect(later.logins.map(({ at }) => at.getTime() - 1000)).toEqual(
    first.logins.map(({ at }) => at.getTime()),
  );
});

it('passwords are stored hashed and work', async () => {
  const { rows } = await pool.query('select account_id, password_hash from directory.accounts');
  expect(JSON.stringify(rows)).not.toContain('thaw-demo');
  const mara = rows.find(({ account_id }) => account_id === 'nw-100001');
  expect(await verifyPassword(mara?.password_hash, 'thaw-demo-mara', 'mara')).toBe(true);
});

it('a second start leaves a used world as it is; a reset brings the first morning back', async () => {
  const directory = createEmbeddedDirectory(pool);
  const before = await find('noor');
  await directory.freeze({ accountId: before.accountId, cause: 'self', by: 'person', key: 'k' });
  await pool.query('update dev.clock set offset_seconds = 7200');
  expect(await seedWorld(pool, new Date())).toBe(false);
  expect((await find('noor')).lock?.cause).toBe('self');
  await pool.query(
    "insert into thaw.budgets values ('logins', array[now()], gen_random_uuid(), now())",
  );
  await pool.query(
    `insert into thaw.staff values (gen_random_uuid(), 'r@x.example', 'R', 'lead', 'hash')`,
  );
  await resetWorld(pool, now);
  expect(await find('noor')).toEqual(before);
  expect((await pool.query('select 1 from thaw.budgets')).rows).toEqual([]);
  expect((await pool.query('select name from thaw.staff')).rows).toEqual([{ name: 'R' }]);
  expect((await pool.query('select offset_seconds from dev.clock')).rows).toEqual([
    { offset_seconds: '0' },
  ]);
});
