import type { ReviewStore } from '../../app/stores-work.ts';
import { limits } from '../../core/limits.ts';
import { caseColumns, parseCase } from './cases.ts';
import { type Query, read } from './query.ts';

/** So long a case that is free again may be passed over for a younger one. */
const searchAllMs = 1_000;

export function reviewOn(q: Query): ReviewStore {
  const claim = claimOldest(q);
  return {
    async enqueue(caseId) {
      await q.run(
        `insert into thaw.review_queue (case_id) values ($1) on conflict (case_id)
         do update set ready_at = thaw_now(), claimed_by = null, lease_until = null`,
        [caseId],
      );
    },
    async remove(caseId) {
      await q.run('delete from thaw.review_queue where case_id = $1', [caseId]);
    },
    async next(reviewer, leaseSeconds) {
      return claim(reviewer, leaseSeconds);
    },
    async hold(caseId, reviewer, leaseUntil) {
      await q.run(
        'update thaw.review_queue set claimed_by = $2, lease_until = $3 where case_id = $1',
        [caseId, reviewer, leaseUntil],
      );
    },
    async summary(reviewer) {
      const row = await q.row(summaryStatement, [reviewer, limits.queueCountMax]);
      if (row === null) throw new Error('a count without a row');
      return {
        waiting: read.number(row, 'waiting'),
        oldestMinutes: row['oldest'] === null ? null : read.number(row, 'oldest'),
        mine: read.list(row, 'mine').map((one) => ({
          caseId: read.text(one, 'case_id'),
          leaseUntil: new Date(read.text(one, 'lease_until')).toISOString(),
        })),
      };
    },
  };
}

/**
 * Rows that left the front of the queue lie dead in its index until a vacuum, and a search from the
 * front walks over all of them. So it begins where the last one ended, and at the front once a second,
 * or when it found nothing: a case that was given back, or whose lease is over, stands further ahead.
 */
function claimOldest(q: Query): ReviewStore['next'] {
  let from: string | null = null;
  let searchedAllMs = 0;
  const search = (reviewer: string, leaseSeconds: number, since: string) =>
    q.row(nextStatement, [reviewer, leaseSeconds, since]);
  return async (reviewer, leaseSeconds) => {
    const nowMs = performance.now();
    const here = nowMs - searchedAllMs < searchAllMs ? from : null;
    let row = here === null ? null : await search(reviewer, leaseSeconds, here);
    if (row === null) {
      row = await search(reviewer, leaseSeconds, '-infinity');
      searchedAllMs = nowMs;
    }
    if (row === null) return null;
    if (!read.flag(row, 'was_held')) from = read.time(row, 'ready_at');
    return parseCase(row);
  };
}

/** Not judged by this reviewer ($1) before, and not barred to them. */
const mayJudge = `not (state -> 'approvals') ? $1::text
               and not coalesce(state #> '{appeal,barred}', '[]') ? $1::text`;
const isFree = '(lease_until is null or lease_until <= thaw_now())';

/**
 * What the reviewer holds already, else the oldest that nobody holds. Each is found by an index of its
 * own: with one condition for both, every claim would sort the whole queue. $3: not before this.
 */
const nextStatement = `
  with held as (
    select case_id from thaw.review_queue r join thaw.cases c using (case_id)
     where claimed_by = $1::uuid and ${mayJudge}
     order by ready_at limit 1 for update of r skip locked),
  oldest as (
    select case_id from thaw.review_queue r join thaw.cases c using (case_id)
     where not exists (select from held) and ready_at >= $3 and ${isFree} and ${mayJudge}
     order by ready_at limit 1 for update of r skip locked),
  taken as (
    update thaw.review_queue
       set claimed_by = $1, lease_until = thaw_now() + make_interval(secs => $2)
     where case_id = (select case_id from held union all select case_id from oldest limit 1)
    returning case_id, ready_at, exists (select from held) as was_held)
  select ${caseColumns}, ready_at, was_held from taken join thaw.cases using (case_id)`;

/** Counts no further than $2 and one: that a queue is long is all that anybody has to know. */
const summaryStatement = `
  select (select count(*)::int from (
            select from thaw.review_queue where ${isFree} limit $2::int + 1) as counted) as waiting,
         (select floor(extract(epoch from thaw_now() - ready_at) / 60)::int
            from thaw.review_queue where ${isFree} order by ready_at limit 1) as oldest,
         (select coalesce(jsonb_agg(jsonb_build_object(
                   'case_id', case_id, 'lease_until', lease_until) order by lease_until), '[]')
            from thaw.review_queue
           where claimed_by = $1::uuid and lease_until > thaw_now()) as mine`;
