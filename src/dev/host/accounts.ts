import { createHash, randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import { canonicalLogin } from '../../adapters/directory-embedded/canonical-login.ts';
import { hashPassword, verifyPassword } from '../../adapters/passwords/passwords.ts';

const SESSION_HOURS = 8;

export interface Me {
  readonly name: string;
  readonly holdings: readonly { readonly symbol: string; readonly valueEur: number }[];
  readonly restrictions: readonly { readonly kind: string; readonly until: string }[];
  readonly mustChangePassword: boolean;
  readonly factorsLost: readonly string[];
  /** Reset because it was lost: to be bound anew. */
  readonly mustBind: readonly string[];
  readonly now: string;
}

export type Withdrawal =
  | { readonly outcome: 'done' }
  | { readonly outcome: 'restricted'; readonly until: string }
  | { readonly outcome: 'must_change_password' | 'not_enough' };

const hashToken = (token: string) => createHash('sha256').update(token, 'utf8').digest();

/**
 * Whose password this is; null for everything else. An unknown address, a wrong password and a locked
 * account cost the same look-up and the same hash; whether it is locked is asked only afterwards.
 */
export async function whoseLogin(
  pool: Pool,
  login: { readonly email: string; readonly password: string },
): Promise<string | null> {
  const { rows } = await pool.query<{ account_id: string; password_hash: string | null }>(
    `select a.account_id, a.password_hash from directory.contacts c
     join directory.accounts a using (account_id)
     where c.canonical = $1 and c.login and c.removed_at is null`,
    // An impossible identifier is looked up like any other: none is the empty one.
    [canonicalLogin(login.email) ?? ''],
  );
  const found = rows[0];
  const right = await verifyPassword(found?.password_hash ?? null, login.password);
  return right ? (found?.account_id ?? null) : null;
}

export async function isLocked(pool: Pool, accountId: string): Promise<boolean> {
  const { rows } = await pool.query(
    'select 1 from directory.freezes where account_id = $1 and ended_at is null',
    [accountId],
  );
  return rows.length > 0;
}

/** A new session; the browser gets the token, the table its hash. */
export async function startSession(pool: Pool, accountId: string): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await pool.query(
    `insert into directory.sessions (hash, account_id, created_at, expires_at)
     values ($1, $2, thaw_now(), thaw_now() + make_interval(hours => $3))`,
    [hashToken(token), accountId, SESSION_HOURS],
  );
  return token;
}

/** A session of an account that was locked in the meantime is none, however it came to be there. */
export async function whoseSession(pool: Pool, token: string | undefined): Promise<string | null> {
  if (token === undefined) return null;
  const { rows } = await pool.query<{ account_id: string }>(
    `select s.account_id from directory.sessions s
     where s.hash = $1 and s.expires_at > thaw_now() and not exists (
       select 1 from directory.freezes f where f.account_id = s.account_id and f.ended_at is null)`,
    [hashToken(token)],
  );
  return rows[0]?.account_id ?? null;
}

export async function endSession(pool: Pool, token: string | undefined): Promise<void> {
  if (token === undefined) return;
  await pool.query('delete from directory.sessions where hash = $1', [hashToken(token)]);
}

export async function readMe(pool: Pool, accountId: string): Promise<Me> {
  const account = await pool.query(
    `select given_names, must_change_password, factors_lost, must_bind, thaw_now() as now
     from directory.accounts where account_id = $1`,
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
    // Until the forced change nothing of the account is shown or done, the change apart.
    holdings: (row.must_change_password ? [] : holdings.rows).map(({ symbol, value }) => ({
      symbol,
      valueEur: value,
    })),
    restrictions: restrictions.rows.map(({ kind, until }) => ({
      kind,
      until: until.toISOString(),
    })),
    mustChangePassword: row.must_change_password,
    factorsLost: row.factors_lost,
    mustBind: row.must_bind,
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
       and a.account_id = h.account_id and not a.must_change_password
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
  return { outcome: me.mustChangePassword ? 'must_change_password' : 'not_enough' };
}

/** Ends every other session too. False when the current password is wrong, or the new one is the old. */
export async function changePassword(
  pool: Pool,
  accountId: string,
  change: { readonly current: string; readonly next: string },
): Promise<boolean> {
  const { rows } = await pool.query(
    'select password_hash from directory.accounts where account_id = $1',
    [accountId],
  );
  if (!(await verifyPassword(rows[0]?.password_hash ?? null, change.current))) return false;
  // A change to the same password is none: whoever knew it would know it still.
  if (change.next === change.current) return false;
  const hash = await hashPassword(change.next);
  await pool.query(
    `with changed as (
       update directory.accounts set password_hash = $2, must_change_password = false
       where account_id = $1)
     delete from directory.sessions where account_id = $1`,
    [accountId, hash],
  );
  return true;
}
