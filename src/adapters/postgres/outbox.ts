import type { JsonObject } from '../../app/stores.ts';
import type { Job, JobLane, JobStore, OutboxRow, OutboxStore } from '../../app/stores-work.ts';
import type { News } from './news.ts';
import { type Query, type Row, read } from './query.ts';

/** A worker that stalled must not end what somebody else took up, or a later job of the same key. */
const isStillHeld = 'key = $1 and locked_until = $2::timestamptz';

/** Literally as the indexes of the lanes have it: a parameter would hide from the planner which one fits. */
const ofLane: Readonly<Record<JobLane, string>> = {
  messages: `and name = 'send-message'`,
  freezes: `and name = 'host-freeze'`,
  effects: `and name <> 'send-message' and name <> 'host-freeze'`,
};

export function jobsOn(q: Query, news: News): JobStore {
  return {
    async add(job) {
      await q.run(
        `insert into thaw.jobs (key, name, payload, due_at)
         values ($1, $2, $3, coalesce($4::timestamptz, thaw_now())) on conflict (key) do nothing`,
        [job.key, job.name, JSON.stringify(job.payload), job.dueAt ?? null],
      );
      if (job.dueAt === undefined) news.due();
    },
    async claim(count, lockSeconds, lane) {
      const rows = await q.rows(
        `update thaw.jobs set locked_until = thaw_now() + make_interval(secs => $2),
                attempts = attempts + 1
          where key in (
            select key from thaw.jobs
             where due_at <= (select thaw_now())
               and (locked_until is null or locked_until <= thaw_now())
               ${lane === null ? '' : ofLane[lane]}
             order by due_at limit $1 for update skip locked)
          returning key, name, payload, attempts, locked_until::text as lease`,
        [count, lockSeconds],
      );
      return rows.map(parseJob);
    },
    async done({ key, lease }) {
      await q.run(`delete from thaw.jobs where ${isStillHeld}`, [key, lease]);
    },
    async retryIn({ key, lease }, seconds, error) {
      await q.run(
        `update thaw.jobs set locked_until = null, last_error = $4,
                due_at = thaw_now() + make_interval(secs => $3) where ${isStillHeld}`,
        [key, lease, seconds, error],
      );
    },
  };
}

const outboxColumns =
  'id, case_id, account_id, channel, contact_id, template, params, created_at, sent_at, given_up_at';

export function outboxOn(q: Query, news: News): OutboxStore {
  return {
    async add(message) {
      const jobs = await q.run(
        `with added as (
           insert into thaw.outbox
                  (id, key, case_id, account_id, channel, contact_id, template, params)
           values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (key) do nothing
           returning id)
         insert into thaw.jobs (key, name, payload)
         select 'send:' || id, 'send-message', jsonb_build_object('outboxId', id) from added
         on conflict (key) do nothing`,
        [
          message.id,
          message.key,
          message.caseId,
          message.accountId,
          message.channel,
          message.contactId,
          message.template,
          JSON.stringify(message.params),
        ],
      );
      if (jobs > 0) news.due();
    },
    async find(id) {
      const row = await q.row(`select ${outboxColumns} from thaw.outbox where id = $1`, [id]);
      return row === null ? null : parseOutbox(row);
    },
    async markSent(id) {
      await q.run('update thaw.outbox set sent_at = thaw_now() where id = $1', [id]);
    },
    async noteNo(id, days, atLeast) {
      const row = await q.row(
        `update thaw.outbox
            set refused_since = coalesce(refused_since, thaw_now()), refusals = refusals + 1
          where id = $1
          returning refusals >= $3
                and refused_since <= thaw_now() - make_interval(days => $2) as enough`,
        [id, days, atLeast],
      );
      return row !== null && read.flag(row, 'enough');
    },
    async giveUp(id) {
      await q.run('update thaw.outbox set given_up_at = thaw_now() where id = $1', [id]);
    },
    async latest(caseId, template) {
      const row = await q.row(
        `select ${outboxColumns} from thaw.outbox where case_id = $1 and template = $2
          order by created_at desc limit 1`,
        [caseId, template],
      );
      return row === null ? null : parseOutbox(row);
    },
  };
}

function parseJob(row: Row): Job {
  return {
    key: read.text(row, 'key'),
    name: read.text(row, 'name'),
    payload: read.object<JsonObject>(row, 'payload'),
    attempts: read.number(row, 'attempts'),
    lease: read.text(row, 'lease'),
  };
}

function parseOutbox(row: Row): OutboxRow {
  return {
    id: read.text(row, 'id'),
    caseId: read.textOrNull(row, 'case_id'),
    accountId: read.text(row, 'account_id'),
    channel: read.oneOf(row, 'channel', ['email', 'sms', 'webhook'] as const),
    contactId: read.textOrNull(row, 'contact_id'),
    template: read.text(row, 'template'),
    params: read.object<JsonObject>(row, 'params'),
    createdAt: read.time(row, 'created_at'),
    sent: read.timeOrNull(row, 'sent_at') !== null,
    givenUp: read.timeOrNull(row, 'given_up_at') !== null,
  };
}
