/** Where keys lie that the operator's key wraps, for the command that wraps them anew. */

import type pg from 'pg';
import { createDatabase } from '../adapters/postgres/database.ts';
import { noNews } from '../adapters/postgres/news.ts';
import { CommandRefused } from '../app/command-line.ts';
import { type KeyPlace, operatorKeyCommands } from '../app/operator-key-commands.ts';
import type { Config } from '../config/config.ts';
import { asking, keyOf } from './commands.ts';
import { openKeyRing } from './key-ring.ts';

export function createOperatorKeyCommands(config: Config) {
  return operatorKeyCommands({
    openKeyRing() {
      if (config.operatorEarlierKeyFile === null) {
        throw new CommandRefused(
          'Which key was it before? THAW_OPERATOR_EARLIER_KEY_FILE names it, as docs/guides/operate.md says.',
        );
      }
      return openKeyRing(config, keyOf);
    },
    inDatabase: (work) =>
      asking(config, (pool) =>
        work({ places: keyPlaces(pool), audit: createDatabase(pool, noNews).read.audit }),
      ),
  });
}

export const keyPlaces = (pool: pg.Pool): readonly KeyPlace[] => [casesOf(pool), appsOf(pool)];

/** The key of each case. */
function casesOf(pool: pg.Pool): KeyPlace {
  return {
    what: 'cases',
    inTransaction: (work) =>
      createDatabase(pool, noNews).transaction(({ vault }) =>
        work({
          hold: async (after, count) =>
            (await vault.holdKeys(after, count)).map(({ caseId, wrapped }) => ({
              ...{ id: caseId, name: caseId, wrapped },
            })),
          replace: (caseId, wrapped) => vault.replaceKey(caseId, wrapped),
        }),
      ),
  };
}

/** The secrets of authenticator apps, where the accounts are in the directory that the service brings. */
function appsOf(pool: pg.Pool): KeyPlace {
  return {
    what: 'authenticator_apps',
    async inTransaction(work) {
      const client = await pool.connect();
      let broken: Error | undefined;
      try {
        await client.query('begin');
        const result = await work({
          async hold(after, count) {
            const { rows } = await client.query<{ account_id: string; wrapped: Buffer }>(
              `select account_id, wrapped from directory.totp
                where $1::text is null or account_id > $1 order by account_id limit $2 for update`,
              [after, count],
            );
            return rows.map(({ account_id: id, wrapped }) => ({
              ...{ id, name: `directory:totp:${id}`, wrapped: new Uint8Array(wrapped) },
            }));
          },
          async replace(accountId, wrapped) {
            const statement = 'update directory.totp set wrapped = $2 where account_id = $1';
            await client.query(statement, [accountId, Buffer.from(wrapped)]);
          },
        });
        await client.query('commit');
        return result;
      } catch (error) {
        await client.query('rollback').catch((failed: Error) => {
          broken = failed;
        });
        throw error;
      } finally {
        client.release(broken);
      }
    },
  };
}
