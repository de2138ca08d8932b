import pg from 'pg';
import type { Database, Stores } from '../../app/stores.ts';
import { accessOn, budgetsOn } from './access.ts';
import { answersOn } from './answers.ts';
import { auditOn } from './audit.ts';
import { casesOn } from './cases.ts';
import { codesOn } from './codes.ts';
import { faceOn } from './face.ts';
import { handoffsOn } from './handoffs.ts';
import { mediaOn } from './media.ts';
import { jobsOn, outboxOn } from './outbox.ts';
import { policiesOn } from './policies.ts';
import { type Query, queryOn, read } from './query.ts';
import { reviewOn } from './review.ts';
import { sessionsOn } from './sessions.ts';
import { tokensOn } from './tokens.ts';
import { vaultOn } from './vault.ts';

/** A pool that waits at most `acquireTimeoutMs` for a connection and never runs a query for ever. */
export function createPool(connectionString: string, connectionsMax = 12): pg.Pool {
  const pool = new pg.Pool({
    connectionString,
    max: connectionsMax,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 15_000,
    idle_in_transaction_session_timeout: 30_000,
    application_name: 'thaw',
  });
  // A connection that dies is replaced by the pool. Without a listener it ends the process: the pool's own
  // is for idle ones, the other for one that dies between two statements of a transaction.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

export function createDatabase(pool: pg.Pool): Database {
  return {
    read: storesOn(queryOn(pool)),
    async transaction(work) {
      const client = await pool.connect();
      let broken: Error | undefined;
      try {
        await client.query('begin');
        const result = await work(storesOn(queryOn(client)));
        await client.query('commit');
        return result;
      } catch (error) {
        await client.query('rollback').catch((rollbackError: Error) => {
          broken = rollbackError;
        });
        throw error;
      } finally {
        client.release(broken);
      }
    },
  };
}

function storesOn(q: Query): Stores {
  return {
    async now() {
      const row = await q.row('select thaw_now() as now');
      if (row === null) throw new Error('the clock answers');
      return read.time(row, 'now');
    },
    cases: casesOn(q),
    tokens: tokensOn(q),
    sessions: sessionsOn(q),
    vault: vaultOn(q),
    media: mediaOn(q),
    handoffs: handoffsOn(q),
    face: faceOn(q),
    outbox: outboxOn(q),
    jobs: jobsOn(q),
    review: reviewOn(q),
    access: accessOn(q),
    budgets: budgetsOn(q),
    audit: auditOn(q),
    policies: policiesOn(q),
    answers: answersOn(q),
    codes: codesOn(q),
  };
}
