/**
 * Tells every node what was committed: cases that changed, for open pages, and jobs that are due, for the
 * worker. News is a hint and never a promise: pages and workers also poll, so what is lost costs a moment.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import { queryOn } from './query.ts';

export interface News {
  changed(caseId: string): void;
  /** A job is due now. */
  due(): void;
}

/** At most one statement in so many milliseconds; the first is sent at once. */
const gatherMs = 20;
/** A connection that gives no answer by then is given up: news is told by one at a time. */
const answerMs = 5_000;

/**
 * A statement of its own, after the commit: transactions that notify commit one behind the other, in the
 * whole database, each with its own flush of the log.
 */
const tellStatement = `
  select (select count(pg_notify('thaw_changed', case_id)::text)
            from unnest($1::text[]) as told(case_id)) as told,
         case when $2 then pg_notify('thaw_jobs', '')::text end as woken`;

export function createNews(pool: Pool, timeoutMs = answerMs): News {
  const inTime = { query_timeout: timeoutMs };
  const q = queryOn({ query: (asked) => pool.query(Object.assign(asked, inTime)) });
  const cases = new Set<string>();
  let due = false;
  let telling = false;
  const tell = async (): Promise<void> => {
    while (cases.size > 0 || due) {
      const values = [[...cases], due];
      cases.clear();
      due = false;
      // A database that is gone has nobody who listens. One that falls silent is not waited for.
      await q.run(tellStatement, values).catch(() => {});
      await sleep(gatherMs, undefined, { ref: false });
    }
    telling = false;
  };
  const tellSoon = (): void => {
    if (telling) return;
    telling = true;
    void tell();
  };
  return {
    changed(caseId) {
      cases.add(caseId);
      tellSoon();
    },
    due() {
      due = true;
      tellSoon();
    },
  };
}

/** Where nobody listens. */
export const noNews: News = { changed() {}, due() {} };

/** What a transaction has to tell, held back until it is committed. */
export function heldNews(): News & { release(to: News): void } {
  const cases = new Set<string>();
  let due = false;
  return {
    changed(caseId) {
      cases.add(caseId);
    },
    due() {
      due = true;
    },
    release(to) {
      for (const caseId of cases) to.changed(caseId);
      if (due) to.due();
    },
  };
}
