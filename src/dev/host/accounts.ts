import { createHash, randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import { canonicalLogin } from '../../adapters/directory-embedded/canonical-login.ts';
import { inTransaction } from '../../adapters/directory-embedded/effects.ts';
import { hashPassword, verifyPassword } from '../../adapters/passwords/passwords.ts';

const SESSION_HOURS = 8;
const FRESH_SECONDS = 600;

/** What a person has to do before anything of the account is shown or done. */
export type First = 'new_password' | 'new_factor';

export interface Me {
  readonly name: string;
  readonly holdings: readonly { readonly symbol: string; readonly valueEur: number }[];
  readonly restrictions: readonly { readonly kind: string; readonly until: string }[];
  readonly first: First | null;
  readonly factors: { readonly app: boolean; readonly passkeys: number };
  /** What the person reported as lost, and what was reset because of it. */
  readonly lost: readonly string[];
  readonly now: string;
}

export type Withdrawal =
  | { readonly outcome: 'done' }
  | { readonly outcome: 'restricted'; readonly until: string }
  | { readonly outcome: 'not_yet' | 'not_enough' };

/** Whose password it is, and the hash that it fitted. */
export interface LoggedIn {
  readonly accountId: string;
  readonly passwordHash: string;
}

/** Of accounts `a`. The password comes first: whoever knew the old one must not bind a factor. */
const FIRST = `case when a.must_change_password then 'new_password'
  when a.must_bind <> '{}' then 'new_factor' end`;

export interface Session {
  readonly accountId: string;
  readonly first: First | null;
  /** Logged in within the last minutes. */
  readonly isFresh: boolean;
}

const hashToken = (token: string) => createHash('sha256').update(token, 'utf8').digest();

/**
 * Whose password this is; null for everything else. An unknown address, a wrong password and a locked
 * account cost the same look-up and the same hash; whether it is locked is asked only afterwards.
 */
export async function whoseLogin(
  pool: Pool,
  login: { readonly email: string; readonly password: string },
): Promise<LoggedIn | null> {
  const { rows } = await pool.query<{
    account_id: string;
    password_hash: string | null;
    known: boolean;
  }>(
    // A name that nobody has costs an account too, any one: its hash is not looked at.
    `with who as (
       select account_id from directory.contacts
        where canonical = $1 and login and removed_at is null)
     select a.account_id, a.password_hash, exists (select from who) as known
       from directory.accounts a
      where a.account_id = coalesce((select account_id from who),
                                    (select account_id from directory.accounts limit 1))`,
    // An impossible identifier is looked up like any other: none is the empty one.
    [canonicalLogin(login.email) ?? ''],
  );
  const found = rows[0]?.known === true ? rows[0] : undefined;
  const right = await verifyPassword(found?.password_hash ?? null, login.password, login.email);
  if (!right || found === undefined || found.password_hash === null) return null;
  return { accountId: found.account_id, passwordHash: found.password_hash };
}

export async function isLocked(pool: Pool, accountId: string): Promise<boolean> {
  const { rows } = await pool.query(
    'select 1 from directory.freezes where account_id = $1 and ended_at is null',
    [accountId],
  );
  return rows.length > 0;
}

/**
 * A new session; the browser gets the token, the table its hash. Null: the password was changed while
 * this log-in was under way, so it opens nothing.
 */
export async function startSession(
  pool: Pool,
  { accountId, passwordHash }: LoggedIn,
): Promise<string | null> {
  const token = randomBytes(32).toString('base64url');
  const { rowCount } = await pool.query(
    `insert into directory.sessions (hash, account_id, created_at, expires_at)
     select $1, account_id, thaw_now(), thaw_now() + make_interval(hours => $3)
       from directory.accounts where account_id = $2 and password_hash = $4 for share`,
    [hashToken(token), accountId, SESSION_HOURS, passwordHash],
  );
  return rowCount === 1 ? token : null;
}

/** A session of an account that was locked in the meantime is none, however it came to be there. */
export async function whoseSession(pool: Pool, token: string | undefined): Promise<Session | null> {
  if (token === undefined) return null;
  const { rows } = await pool.query<{ account_id: string; first: First | null; fresh: boolean }>(
    `select s.account_id, ${FIRST} as first,
       s.created_at > thaw_now() - make_interval(secs => $2) as fresh
     from directory.sessions s join directory.accounts a using (account_id)
     where s.hash = $1 and s.expires_at > thaw_now() and not exists (
       select 1 from directory.freezes f where f.account_id = s.account_id and f.ended_at is null)`,
    [hashToken(token), FRESH_SECONDS],
  );
  const row = rows[0];
  if (row === undefined) return null;
  return { accountId: row.account_id, first: row.first, isFresh: row.fresh };
}

export async function endSession(pool: Pool, token: string | undefined): Promise<void> {
  if (token === undefined) return;
  await pool.query('delete from directory.sessions where hash = $1', [hashToken(token)]);
}

export async function readMe(pool: Pool, accountId: string): Promise<Me> {
  const account = await pool.query(
    `select a.given_names, ${FIRST} as first, thaw_now() as now,
       array(select unnest(a.factors_lost) union select unnest(a.must_bind) order by 1) as lost,
       'totp' = any(a.factors_bound) and not 'totp' = any(a.factors_lost) as app,
       (select count(*)::int from directory.passkeys p where p.account_id = a.account_id) as passkeys
     from directory.accounts a where a.account_id = $1`,
    [accountId],
  );
  const holdings = await pool.query(
    `select symbol, value_eur::float8 as value from directory.holdings where account_id = $1
     order by value_eur desc`,
    [accountId],
  );
  const restrictions = await pool.query(
    `select kind, max(until) as until from directory.restrictions
     where account_id = $1 and lifted_at is null and until > thaw_now() group by kind order by kind`,
    [accountId],
  );
  const row = account.rows[0];
  return {
    name: row.given_names,
    // Until then nothing that the account holds is shown.
    holdings: (row.first === null ? holdings.rows : []).map(({ symbol, value }) => ({
      symbol,
      valueEur: value,
    })),
    restrictions: restrictions.rows.map(({ kind, until }) => ({
      kind,
      until: until.toISOString(),
    })),
    first: row.first,
    factors: { app: row.app, passkeys: row.passkeys },
    lost: row.lost,
    now: row.now.toISOString(),
  };
}

/** The limits are judged in the statement that takes the money. `amount`: euros, above 0. */
export async function withdraw(
  pool: Pool,
  accountId: string,
  wish: { readonly symbol: string; readonly amount: number },
): Promise<Withdrawal> {
  const taken = await pool.query(
    `update directory.holdings h set value_eur = h.value_eur - $3::numeric
     from directory.accounts a
     where h.account_id = $1 and h.symbol = $2 and h.value_eur >= $3::numeric
       and a.account_id = h.account_id and not a.must_change_password and a.must_bind = '{}'
       and not exists (select 1 from directory.freezes f
         where f.account_id = $1 and f.ended_at is null)
       and not exists (select 1 from directory.restrictions r where r.account_id = $1
         and r.kind = 'withdrawals' and r.lifted_at is null and r.until > thaw_now())`,
    [accountId, wish.symbol, wish.amount.toFixed(2)],
  );
  if (taken.rowCount === 1) return { outcome: 'done' };
  const me = await readMe(pool, accountId);
  const restriction = me.restrictions.find(({ kind }) => kind === 'withdrawals');
  if (restriction !== undefined) return { outcome: 'restricted', until: restriction.until };
  return { outcome: me.first === null ? 'not_enough' : 'not_yet' };
}

/** The new hash; null when the current password is wrong, `same` when the new one is the old. */
export async function changePassword(
  pool: Pool,
  accountId: string,
  change: { readonly current: string; readonly next: string },
): Promise<LoggedIn | 'same' | null> {
  const { rows } = await pool.query<{ password_hash: string | null }>(
    'select password_hash from directory.accounts where account_id = $1',
    [accountId],
  );
  const before = rows[0]?.password_hash ?? null;
  if (!(await verifyPassword(before, change.current, accountId))) return null;
  // A change to the same password is none: whoever knew it would know it still.
  if (await verifyPassword(before, change.next, accountId)) return 'same';
  const passwordHash = await hashPassword(change.next);
  return await inTransaction(pool, async (q) => {
    const changed = await q.run(
      `update directory.accounts set password_hash = $2, must_change_password = false
        where account_id = $1 and password_hash = $3`,
      [accountId, passwordHash, before],
    );
    // Another change came first, so `current` is not the current one any more.
    if (changed === 0) return null;
    // After the update, which waits for log-ins under way: their sessions end too.
    await q.run('delete from directory.sessions where account_id = $1', [accountId]);
    return { accountId, passwordHash };
  });
}

/** Words that a guesser would try first for this account. */
export async function wordsAbout(pool: Pool, accountId: string): Promise<readonly string[]> {
  const { rows } = await pool.query<{ word: string }>(
    `select unnest(array[surname, given_names]) as word from directory.accounts where account_id = $1
     union all select address from directory.contacts where account_id = $1`,
    [accountId],
  );
  return [...rows.map(({ word }) => word), 'Northwind Exchange'];
}
