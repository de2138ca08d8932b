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
import { createNews, heldNews, type News } from './news.ts';
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

/** What is committed is told through `news`; what is rolled back is told to nobody. */
export function createDatabase(
  pool: pg.Pool,
  news: News = createNews(pool),
  lookUps: Query = queryOn(pool),
): Database {
  return {
    read: storesOn(queryOn(pool), news, lookUps),
    async transaction(work) {
      const client = await pool.connect();
      const held = heldNews();
      let broken: Error | undefined;
      try {
        await client.query('begin');
        const result = await work(storesOn(queryOn(client), held));
        await client.query('commit');
        held.release(news);
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

function storesOn(q: Query, news: News, lookUps = q): Stores {
  return {
    async now() {
      const row = await q.row('select thaw_now() as now');
      if (row === null) throw new Error('the clock answers');
      return read.time(row, 'now');
    },
    cases: casesOn(q, news, lookUps),
    tokens: tokensOn(q, lookUps),
    sessions: sessionsOn(q, lookUps),
    vault: vaultOn(q),
    media: mediaOn(q),
    handoffs: handoffsOn(q),
    face: faceOn(q),
    outbox: outboxOn(q, news),
    jobs: jobsOn(q, news),
    review: reviewOn(q),
    access: accessOn(q, lookUps),
    budgets: budgetsOn(q, lookUps),
    audit: auditOn(q),
    policies: policiesOn(q),
    answers: answersOn(q),
    codes: codesOn(q),
  };
}
