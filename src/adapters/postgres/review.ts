import type { ReviewStore } from '../../app/stores-work.ts';
import { type Query, read } from './query.ts';

export function reviewOn(q: Query): ReviewStore {
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
      const row = await q.row(
        `update thaw.review_queue set claimed_by = $1,
                lease_until = thaw_now() + make_interval(secs => $2)
          where case_id = (
            select r.case_id from thaw.review_queue r join thaw.cases c using (case_id)
             where (r.lease_until is null or r.lease_until <= thaw_now() or r.claimed_by = $1)
               and not (c.state -> 'approvals') ? $1::text
               and not coalesce(c.state #> '{appeal,barred}', '[]') ? $1::text
             order by r.claimed_by = $1::uuid desc nulls last, r.ready_at
             limit 1 for update of r skip locked)
          returning case_id`,
        [reviewer, leaseSeconds],
      );
      return row === null ? null : read.text(row, 'case_id');
    },
    async hold(caseId, reviewer, leaseUntil) {
      await q.run(
        'update thaw.review_queue set claimed_by = $2, lease_until = $3 where case_id = $1',
        [caseId, reviewer, leaseUntil],
      );
    },
    async summary(reviewer) {
      const mine = await q.rows(
        `select case_id, lease_until from thaw.review_queue
          where claimed_by = $1 and lease_until > thaw_now() order by lease_until`,
        [reviewer],
      );
      const all = await q.row(
        `select count(*)::int as waiting,
                floor(extract(epoch from thaw_now() - min(ready_at)) / 60)::int as oldest
           from thaw.review_queue where lease_until is null or lease_until <= thaw_now()`,
      );
      return {
        waiting: all === null ? 0 : read.number(all, 'waiting'),
        oldestMinutes: all === null || all['oldest'] === null ? null : read.number(all, 'oldest'),
        mine: mine.map((row) => ({
          caseId: read.text(row, 'case_id'),
          leaseUntil: read.time(row, 'lease_until'),
        })),
      };
    },
  };
}
