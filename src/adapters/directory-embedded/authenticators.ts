import type { Pool, PoolClient } from 'pg';
import type { Authenticators, KeyRing, PasskeyRecord, TotpSecret } from '../../core/ports.ts';
import { queryOn, read } from '../postgres/query.ts';

/** What authenticator apps assume when nothing else is said. */
const usual = { digits: 6, periodSeconds: 30, algorithm: 'sha1' } as const;

const keyName = (accountId: string) => `directory:totp:${accountId}`;

/** Binds an authenticator app. The secret is sealed before it is stored. */
export async function bindTotp(
  client: Pool | PoolClient,
  keys: KeyRing,
  bound: { readonly accountId: string; readonly secret: Uint8Array },
): Promise<void> {
  const { accountId, secret } = bound;
  const { plain, wrapped } = keys.newDataKey(keyName(accountId));
  const sealed = keys.seal(plain, keyName(accountId), secret);
  await queryOn(client).run(
    `insert into directory.totp (account_id, wrapped, sealed, added_at)
     values ($1, $2, $3, thaw_now())
     on conflict (account_id) do update set wrapped = $2, sealed = $3, added_at = thaw_now()`,
    [accountId, wrapped, sealed],
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
      const key = keys.unwrap(keyName(accountId), read.bytes(row, 'wrapped'));
      return { ...usual, secret: keys.open(key, keyName(accountId), read.bytes(row, 'sealed')) };
    },
    async passkeys(accountId): Promise<readonly PasskeyRecord[]> {
      const rows = await queryOn(pool).rows(
        `select p.credential_id, p.public_key, p.counter, p.transports from directory.passkeys p
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
      }));
    },
  };
}
