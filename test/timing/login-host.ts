/** The demo host with synthetic accounts of both kinds, on a database of its own. */

import { createServer } from 'node:http';
import type { Pool } from 'pg';
import { decoyHash, hashPassword } from '../../src/adapters/passwords/passwords.ts';
import { attemptsInWindow } from '../../src/core/login-lanes.ts';
import { startFreshDatabase } from '../../src/dev/fresh-database.fixture.ts';
import { startHostDemo } from '../../src/dev/host/start-host-demo.ts';

/** `unknown-N`, `known-N`, `locked-N` at example.org; all of them of one length for one N. */
export const loginClasses = ['unknown', 'known', 'locked'] as const;
export type LoginClass = (typeof loginClasses)[number];

export const rightPassword = 'the right password';

export function loginOf(who: LoginClass, index: number): string {
  const name = { unknown: 'nobody', known: 'person', locked: 'frozen' }[who];
  return `${name}-${String(index).padStart(6, '0')}@example.org`;
}

/** Thaw is not there: nothing of the login may wait for it before the password is right. */
export async function startLoginHost(
  accounts: number,
  passwords: 'real' | 'nobody knows' = 'real',
): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const database = await startFreshDatabase({ development: true });
  await seedAccounts(database.pool, accounts, passwords);
  const nowhere = createServer((_request, response) => {
    response.statusCode = 503;
    response.end();
  });
  await new Promise<void>((resolve) => nowhere.listen(0, '127.0.0.1', resolve));
  const address = nowhere.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const host = await startHostDemo({
    port: 0,
    pool: database.pool,
    thawApi: { baseUrl: `http://127.0.0.1:${port}`, apiKey: 'none' },
    webhookSecret: `whsec_${Buffer.alloc(32).toString('base64')}`,
    // One who measures makes more attempts than all strangers together have.
    attempts: { ...attemptsInWindow, everywhere: 10_000_000 },
  });
  return {
    url: host.url,
    async stop() {
      await host.stop();
      nowhere.close();
      await database.stop();
    },
  };
}

/** A salt for each account, as they have: what argon2id costs depends on it, by microseconds. */
async function seedAccounts(
  pool: Pool,
  accounts: number,
  passwords: 'real' | 'nobody knows',
): Promise<void> {
  for (const who of ['known', 'locked'] as const) {
    for (let index = 0; index < accounts; index += 1) {
      const login = loginOf(who, index);
      // Thousands of real ones take minutes; of what no password fits, each costs the same to verify.
      const hash =
        passwords === 'real' ? await hashPassword(rightPassword) : decoyHash(`${index} ${who}`);
      await pool.query(
        `insert into directory.accounts (account_id, surname, given_names, birth_date, country,
                kyc_level, value_eur, locale, joined_at, password_hash)
         values ($1, 'Doe', 'Bo', '1990-01-01', 'UTO', 2, 10, 'en', thaw_now(), $2)`,
        [login, hash],
      );
      await pool.query(
        `insert into directory.contacts (contact_id, account_id, channel, address, canonical, added_at,
                login) values ($1, $1, 'email', $1, $1, thaw_now(), true)`,
        [login],
      );
      if (who === 'known') continue;
      await pool.query(
        `insert into directory.freezes (freeze_id, account_id, cause, unlockable, since, frozen_by)
         values (gen_random_uuid(), $1, 'self', 'self_service', thaw_now(), 'test')`,
        [login],
      );
    }
  }
}
