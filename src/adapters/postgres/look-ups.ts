/**
 * One connection for what is found by its key: sessions, tokens, API keys, accounts. It sends a question
 * before the answer to the last has come, so those that are asked together travel together; on the pool
 * each would take a connection, and wake a process, of its own.
 *
 * For single statements that are quick and wait for no lock: whatever is asked next waits behind them.
 */

import pg from 'pg';
import { type Query, queryOn } from './query.ts';

export interface LookUps {
  readonly query: Query;
  end(): Promise<void>;
}

/** Longer than PostgreSQL itself lets a statement run: what is cut then is a connection, not a question. */
const answerMs = 20_000;

/** A connection that gives no answer in time is given up, with everything that waits on it. */
export function createLookUps(connectionString: string, timeoutMs = answerMs): LookUps {
  let current: Promise<pg.Client> | null = null;
  let ended = false;
  const connect = async (): Promise<pg.Client> => {
    if (ended) throw new Error('the look-ups have ended');
    const client = new pg.Client({
      connectionString,
      pipeline: true,
      connectionTimeoutMillis: 5_000,
      statement_timeout: 15_000,
      query_timeout: timeoutMs,
      keepAlive: true,
      // A network between that drops what is silent is kept awake, or found out, long before it does.
      keepAliveInitialDelayMillis: 30_000,
      application_name: 'thaw-look-ups',
    });
    // From the start: an end that comes in one piece with the greeting would find nobody to tell.
    client.on('error', () => {});
    await client.connect();
    return client;
  };
  /** The next question makes a connection anew where this one failed or broke. */
  const connected = (): Promise<pg.Client> => {
    if (current !== null) return current;
    const connecting = connect();
    const forget = () => {
      if (current === connecting) current = null;
    };
    connecting.then((client) => client.on('error', forget), forget);
    current = connecting;
    return connecting;
  };
  return {
    query: queryOn({ query: async (asked) => (await connected()).query(asked) }),
    async end() {
      ended = true;
      const client = await current?.catch(() => null);
      await client?.end();
      current = null;
    },
  };
}
