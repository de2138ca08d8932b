import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Pool, PoolClient } from 'pg';
import { bindTotp } from '../../adapters/directory-embedded/authenticators.ts';
import { canonicalLogin } from '../../adapters/directory-embedded/canonical-login.ts';
import { hashPassword } from '../../adapters/passwords/passwords.ts';
import { limits } from '../../core/limits.ts';
import type { KeyRing } from '../../core/ports.ts';
import { historyOf, type SeededHistory } from './history.ts';
import { PEOPLE, type SeededPerson, totpSecretOf } from './people.ts';

/** One lock for two starts at once. */
const SEED_LOCK = 7_214_002;
/** Staff and API keys are the operator's, not the world's. */
const THAW_TABLES_KEPT = ['staff', 'api_keys', 'sessions'];

async function insertAccount(
  client: PoolClient,
  person: SeededPerson,
  joinedAt: Date,
  hash: string,
) {
  const value = Object.values(person.holdings).reduce((sum, part) => sum + part, 0);
  await client.query(
    `insert into directory.accounts (account_id, surname, given_names, birth_date, country,
       document_number, kyc_level, factors_bound, factors_lost, risk_signals, value_eur, locale,
       joined_at, password_hash)
     values ($1, $2, $3, $4, 'UTO', $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      person.accountId,
      person.surname,
      person.givenNames,
      person.birthDate,
      person.document.number,
      person.kycLevel,
      person.factorsBound,
      person.factorsLost,
      person.riskSignals,
      value.toFixed(2),
      person.locale,
      joinedAt,
      hash,
    ],
  );
}

async function insertContacts(client: PoolClient, person: SeededPerson, joinedAt: Date, now: Date) {
  const insert = async (contact: {
    id: string;
    channel: 'email' | 'sms';
    address: string;
    addedAt: Date;
    removedAt: Date | null;
    login: boolean;
  }) => {
    await client.query(
      `insert into directory.contacts (contact_id, account_id, channel, address, canonical, added_at,
         removed_at, login)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        `${person.accountId}-${contact.id}`,
        person.accountId,
        contact.channel,
        contact.address,
        canonicalLogin(contact.address),
        contact.addedAt,
        contact.removedAt,
        contact.login,
      ],
    );
  };
  let emailSince = joinedAt;
  if (person.oldEmail !== null) {
    const { address, removedDaysAgo } = person.oldEmail;
    emailSince = new Date(now.getTime() - removedDaysAgo * 24 * 3600_000);
    const old = { id: 'email-old', channel: 'email', address, login: false } as const;
    await insert({ ...old, addedAt: joinedAt, removedAt: emailSince });
  }
  const email = { id: 'email', channel: 'email', address: person.email, login: true } as const;
  await insert({ ...email, addedAt: emailSince, removedAt: null });
  await client.query('insert into directory.trusted_contacts values ($1, $2, $3, $4)', [
    `${person.accountId}-friend`,
    person.accountId,
    `friend-of-${person.name}@friends.example`,
    emailSince,
  ]);
  if (!person.factorsBound.includes('sms')) return;
  const phone = { id: 'phone', channel: 'sms', address: person.phone, login: false } as const;
  await insert({ ...phone, addedAt: joinedAt, removedAt: null });
}

async function insertHistory(client: PoolClient, person: SeededPerson, history: SeededHistory) {
  const { accountId } = person;
  await client.query(
    `insert into directory.logins (account_id, at, city, device)
     select $1, * from unnest($2::timestamptz[], $3::text[], $4::text[])`,
    [
      accountId,
      history.logins.map(({ at }) => at),
      history.logins.map(({ city }) => city),
      history.logins.map(({ device }) => device),
    ],
  );
  await client.query(
    `insert into directory.deposits (account_id, at, amount, currency, method)
     select $1, d.at, d.amount, 'EUR', d.method
     from unnest($2::timestamptz[], $3::numeric[], $4::text[]) as d (at, amount, method)`,
    [
      accountId,
      history.deposits.map(({ at }) => at),
      history.deposits.map(({ amount }) => amount),
      history.deposits.map(({ method }) => method),
    ],
  );
  await client.query(
    `insert into directory.holdings (account_id, symbol, value_eur)
     select $1, * from unnest($2::text[], $3::numeric[])`,
    [accountId, Object.keys(person.holdings), Object.values(person.holdings)],
  );
}

async function insertFreeze(client: PoolClient, person: SeededPerson, now: Date) {
  if (person.freeze === null) return;
  const { cause, unlockable, minutesAgo, by } = person.freeze;
  const since = new Date(now.getTime() - minutesAgo * 60_000);
  const waits = cause === 'self' || cause === 'owner_email_link';
  const earliest = new Date(since.getTime() + limits.selfFreezeWaitSeconds * 1000);
  await client.query(
    `insert into directory.freezes (freeze_id, account_id, cause, unlockable, since,
       earliest_unlock_at, frozen_by)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [randomUUID(), person.accountId, cause, unlockable, since, waits ? earliest : null, by],
  );
}

/** Drawn, as all of these people are (specimens/people). */
async function insertEnrolledFace(client: PoolClient, person: SeededPerson, joinedAt: Date) {
  if (person.enrolledFace === null) return;
  const picture = await readFile(join(import.meta.dirname, person.enrolledFace));
  await client.query('insert into directory.enrolled_faces values ($1, $2, $3)', [
    person.accountId,
    picture,
    joinedAt,
  ]);
}

async function insertPerson(client: PoolClient, person: SeededPerson, hash: string, now: Date) {
  const history = historyOf(person, now);
  await insertAccount(client, person, history.joinedAt, hash);
  await insertContacts(client, person, history.joinedAt, now);
  await insertHistory(client, person, history);
  await insertFreeze(client, person, now);
  await insertEnrolledFace(client, person, history.joinedAt);
}

async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock($1)', [SEED_LOCK]);
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

async function hashedPasswords(): Promise<ReadonlyMap<string, string>> {
  const pairs = PEOPLE.map(
    async ({ name, password }) => [name, await hashPassword(password)] as const,
  );
  return new Map(await Promise.all(pairs));
}

async function insertPeople(client: PoolClient, now: Date, keys?: KeyRing): Promise<void> {
  const hashes = await hashedPasswords();
  for (const person of PEOPLE) {
    await insertPerson(client, person, hashes.get(person.name) ?? '', now);
    if (keys === undefined || !person.factorsBound.includes('totp')) continue;
    const { secret } = totpSecretOf(person);
    const addedAt = historyOf(person, now).joinedAt;
    await bindTotp(client, keys, { accountId: person.accountId, secret, addedAt });
  }
}

/**
 * Puts the six people of the development world into the directory, their freezes counted back from
 * `now`, their authenticator apps too where `keys` seal them. A world that has them already stays as
 * it is. Answers whether it was empty.
 */
export async function seedWorld(pool: Pool, now: Date, keys?: KeyRing): Promise<boolean> {
  return await inTransaction(pool, async (client) => {
    const found = await client.query(
      'select 1 from directory.accounts where account_id = any($1) limit 1',
      [PEOPLE.map(({ accountId }) => accountId)],
    );
    if (found.rows.length > 0) return false;
    await insertPeople(client, now, keys);
    return true;
  });
}

async function emptyThaw(client: PoolClient): Promise<void> {
  const tables = await client.query<{ name: string }>(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_schema = 'thaw' and table_type = 'BASE TABLE' and table_name <> all($1)`,
    [THAW_TABLES_KEPT],
  );
  const names = tables.rows.map(({ name }) => name);
  if (names.length > 0) await client.query(`truncate ${names.join(', ')} restart identity`);
  await client.query("delete from thaw.sessions where kind <> 'staff'");
}

/**
 * Development only: back to the first morning. Forgets every case, mail, SMS and webhook, sets the
 * clock to the real time and seeds the people anew; staff and API keys stay.
 */
export async function resetWorld(pool: Pool, now: Date, keys?: KeyRing): Promise<void> {
  await inTransaction(pool, async (client) => {
    await emptyThaw(client);
    await client.query(
      `truncate directory.accounts, directory.effects, dev.mails, dev.sms, dev.webhooks, dev.known_devices,
         dev.login_tries, dev.login_attempts restart identity cascade`,
    );
    await client.query('update dev.clock set offset_seconds = 0');
    await insertPeople(client, now, keys);
  });
}
