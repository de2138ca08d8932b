import type { Pool, PoolClient } from 'pg';
import type { Authenticators, KeyRing, PasskeyRecord, TotpSecret } from '../../core/ports.ts';
import { type Query, queryOn, read } from '../postgres/query.ts';
import { inTransaction, lockAccount } from './effects.ts';

/** What authenticator apps assume when nothing else is said. */
const usual = { digits: 6, periodSeconds: 30, algorithm: 'sha1' } as const;

const keyName = (accountId: string) => `directory:totp:${accountId}`;

/** An authenticator app's secret as it is stored. */
export interface SealedTotp {
  readonly wrapped: Uint8Array;
  readonly sealed: Uint8Array;
}

export function sealTotp(keys: KeyRing, accountId: string, secret: Uint8Array): SealedTotp {
  const { plain, wrapped } = keys.newDataKey(keyName(accountId));
  return { wrapped, sealed: keys.seal(plain, keyName(accountId), secret) };
}

export function openTotp(keys: KeyRing, accountId: string, stored: SealedTotp): TotpSecret {
  const key = keys.unwrap(keyName(accountId), stored.wrapped);
  return { ...usual, secret: keys.open(key, keyName(accountId), stored.sealed) };
}

/** Binds an authenticator app in the place of the one before. The secret is sealed before it is stored. */
export async function bindTotp(
  client: Pool | PoolClient,
  keys: KeyRing,
  bound: { readonly accountId: string; readonly secret: Uint8Array; readonly addedAt: Date },
): Promise<void> {
  const { accountId, secret, addedAt } = bound;
  await keepTotp(client, accountId, { ...sealTotp(keys, accountId, secret), addedAt });
}

async function keepTotp(
  client: Pool | PoolClient,
  accountId: string,
  { wrapped, sealed, addedAt = null }: SealedTotp & { readonly addedAt?: Date | null },
): Promise<void> {
  await queryOn(client).run(
    `insert into directory.totp (account_id, wrapped, sealed, added_at)
     values ($1, $2, $3, coalesce($4, thaw_now()))
     on conflict (account_id) do update set wrapped = $2, sealed = $3, added_at = excluded.added_at`,
    [accountId, wrapped, sealed, addedAt],
  );
}

/** Binds an app that the person has just shown a code of: it counts as a factor from now on. */
export async function addTotp(pool: Pool, accountId: string, stored: SealedTotp): Promise<void> {
  await inTransaction(pool, async (q, client) => {
    await lockAccount(q, accountId);
    await keepTotp(client, accountId, stored);
    await countFactor(q, accountId, 'totp');
  });
}

/** False: this very passkey is bound already, here or at another account. */
export async function addPasskey(
  pool: Pool,
  accountId: string,
  passkey: PasskeyRecord,
): Promise<boolean> {
  const { credentialId, publicKey, counter, transports } = passkey;
  return await inTransaction(pool, async (q) => {
    await lockAccount(q, accountId);
    const bound = await q.run(
      `insert into directory.passkeys
         (account_id, credential_id, public_key, counter, transports, added_at)
       values ($1, $2, $3, $4, $5, thaw_now()) on conflict (credential_id) do nothing`,
      [accountId, credentialId, publicKey, counter, transports],
    );
    if (bound === 1) await countFactor(q, accountId, 'passkey');
    return bound === 1;
  });
}

/** A new factor stands for whatever was reset: nothing more has to be bound. */
async function countFactor(q: Query, accountId: string, factor: 'totp' | 'passkey') {
  await q.run(
    `update directory.accounts set must_bind = '{}',
       factors_bound = array_append(array_remove(factors_bound, $2), $2),
       factors_lost = array_remove(factors_lost, $2)
     where account_id = $1`,
    [accountId, factor],
  );
}

/** The port `Authenticators` on tables of schema `directory`. Only factors that count as bound. */
export function createEmbeddedAuthenticators(pool: Pool, keys: KeyRing): Authenticators {
  return {
    async totp(accountId): Promise<TotpSecret | null> {
      const row = await queryOn(pool).row(
        `select t.wrapped, t.sealed from directory.totp t
           join directory.accounts a using (account_id)
          where t.account_id = $1 and 'totp' = any(a.factors_bound)
            and not 'totp' = any(a.factors_lost)`,
        [accountId],
      );
      if (row === null) return null;
      return openTotp(keys, accountId, {
        wrapped: read.bytes(row, 'wrapped'),
        sealed: read.bytes(row, 'sealed'),
      });
    },
    async passkeys(accountId): Promise<readonly PasskeyRecord[]> {
      const rows = await queryOn(pool).rows(
        `select p.credential_id, p.public_key, p.counter, p.transports, p.added_at from directory.passkeys p
           join directory.accounts a using (account_id)
          where p.account_id = $1 and 'passkey' = any(a.factors_bound)
            and not 'passkey' = any(a.factors_lost) order by p.added_at`,
        [accountId],
      );
      return rows.map((row) => ({
        credentialId: read.text(row, 'credential_id'),
        publicKey: read.bytes(row, 'public_key'),
        counter: read.number(row, 'counter'),
        transports: read.object<readonly string[]>(row, 'transports'),
        addedAt: read.time(row, 'added_at'),
      }));
    },
  };
}
