import type { CaseStore, StoredCase, StoredEvent } from '../../app/stores.ts';
import { terminalStatuses } from '../../core/case/machine.ts';
import type { Actor, CaseEvent, CaseKind, CaseState, CaseStatus } from '../../core/case/types.ts';
import { ThawError } from '../../core/errors.ts';
import { type Query, type Row, read } from './query.ts';

const kinds: readonly CaseKind[] = ['unlock', 'reset_factor', 'lost_channel'];

/** In the words of the index on living cases, or a prepared plan could not use it. */
const ended = terminalStatuses.map((status) => `'${status}'`).join(', ');

const statuses: readonly CaseStatus[] = [
  'draft',
  'open',
  'waiting_user',
  'waiting_delay',
  'processing',
  'in_review',
  'waiting_resubmission',
  'approved',
  'declined',
  'cancelled',
  'expired',
];

export function casesOn(q: Query): CaseStore {
  return {
    async load(caseId, options = {}) {
      const row = await q.row(
        `select case_id, status, version, opened_at, submitted_at, decided_at, acknowledged_at,
                notify_wanted, state, thaw_now() as read_at
           from thaw.cases where case_id = $1 ${options.lock === true ? 'for update' : ''}`,
        [caseId],
      );
      return row === null ? null : parseCase(row);
    },
    async standing(accountId) {
      const rows = await q.rows(
        `select case_id, kind, freeze_id, true as living, null::timestamptz as decided_at
           from thaw.cases where account_id = $1 and status not in (${ended})
         union all
         select case_id, kind, freeze_id, false, decided_at
           from thaw.cases where account_id = $1 and status in (${ended})
            and state ->> 'decision' = 'declined_final'
          order by decided_at desc nulls first`,
        [accountId],
      );
      return rows.map((row) => ({
        caseId: read.text(row, 'case_id'),
        kind: read.oneOf(row, 'kind', kinds),
        freezeId: read.text(row, 'freeze_id'),
        living: read.flag(row, 'living'),
      }));
    },
    async findLiving(accountId, kind) {
      const row = await q.row(
        `select case_id from thaw.cases
          where account_id = $1 and kind = $2 and status not in (${ended})`,
        [accountId, kind],
      );
      return row === null ? null : read.text(row, 'case_id');
    },
    append: (append) => appendEvents(q, append),
    async mark(caseId, what) {
      const column =
        what === 'acknowledged' ? 'acknowledged_at = thaw_now()' : 'notify_wanted = true';
      await q.run(`update thaw.cases set ${column} where case_id = $1`, [caseId]);
    },
    async history(caseId) {
      const rows = await q.rows(
        'select version, type, at, actor, payload from thaw.events where case_id = $1 order by version',
        [caseId],
      );
      return rows.map(parseEvent);
    },
    async reviewMinutes() {
      const row = await q.row(
        `select coalesce(percentile_cont(0.5) within group (order by m), 0)::float8 as p50,
                coalesce(percentile_cont(0.9) within group (order by m), 0)::float8 as p90,
                count(*)::int as n
           from (select extract(epoch from decided_at - submitted_at) / 60 as m from thaw.cases
                  where decided_at is not null and submitted_at is not null
                  order by decided_at desc limit 200) recent`,
      );
      if (row === null) return { p50: 0, p90: 0, n: 0 };
      return {
        p50: Math.round(read.number(row, 'p50')),
        p90: Math.round(read.number(row, 'p90')),
        n: read.number(row, 'n'),
      };
    },
  };
}

async function appendEvents(
  q: Query,
  { before, after, events, actor }: Parameters<CaseStore['append']>[0],
): Promise<void> {
  const expected = before?.version ?? 0;
  await writeReadRow(q, expected, after, events);
  await q.run(
    `with happened as (
       select version, type, payload::jsonb as payload
         from unnest($4::int[], $5::text[], $6::text[]) as event(version, type, payload)),
     appended as (
       insert into thaw.events (case_id, version, type, at, actor, payload)
       select $1::uuid, version, type, thaw_now(), $3::jsonb, payload from happened order by version)
     insert into thaw.audit (actor, action, case_id, account_id, detail)
     select $3::jsonb, type, $1::uuid, $2::text, jsonb_build_object('version', version) from happened order by version`,
    [
      after.caseId,
      after.accountId,
      JSON.stringify(actor),
      events.map((_, index) => expected + 1 + index),
      events.map((event) => event.type),
      events.map(({ type: _, ...payload }) => JSON.stringify(payload)),
    ],
  );
}

async function writeReadRow(
  q: Query,
  expected: number,
  after: CaseState,
  events: readonly CaseEvent[],
): Promise<void> {
  const state = JSON.stringify(after);
  if (expected === 0) {
    const inserted = await q.run(
      `insert into thaw.cases (case_id, account_id, kind, status, version, freeze_id, opened_at, state)
       values ($1, $2, $3, $4, $5, $6, thaw_now(), $7) on conflict do nothing`,
      [
        after.caseId,
        after.accountId,
        after.kind,
        after.status,
        after.version,
        after.lock.freezeId,
        state,
      ],
    );
    if (inserted !== 1) throw new ThawError('conflict', 'a living case exists');
    return;
  }
  const submitted = events.some((e) => e.type === 'case.in_review' || e.type === 'case.appealed');
  const decided = events.some((e) => e.type === 'case.decided');
  const touched = await q.run(
    `update thaw.cases set status = $3, version = $4, state = $5,
            submitted_at = case when $6 then thaw_now() else submitted_at end,
            decided_at = case when $7 then thaw_now() else decided_at end
      where case_id = $1 and version = $2`,
    [after.caseId, expected, after.status, after.version, state, submitted, decided],
  );
  if (touched !== 1) throw new ThawError('conflict', 'another command was first');
}

function parseCase(row: Row): StoredCase {
  const kept = read.object<CaseState>(row, 'state');
  // Rows written before there were appeals lack their fields.
  const state: CaseState = {
    ...kept,
    judges: kept.judges ?? [],
    appeal: kept.appeal ?? null,
    demands: kept.demands ?? null,
  };
  const status = read.oneOf(row, 'status', statuses);
  const version = read.number(row, 'version');
  if (state.status !== status || state.version !== version || state.caseId !== row['case_id']) {
    throw new ThawError('internal', 'the read row and its state disagree');
  }
  return {
    state,
    readAt: read.time(row, 'read_at'),
    openedAt: read.time(row, 'opened_at'),
    submittedAt: read.timeOrNull(row, 'submitted_at'),
    decidedAt: read.timeOrNull(row, 'decided_at'),
    acknowledgedAt: read.timeOrNull(row, 'acknowledged_at'),
    notifyWanted: read.flag(row, 'notify_wanted'),
  };
}

function parseEvent(row: Row): StoredEvent {
  const payload = read.object<object>(row, 'payload');
  return {
    version: read.number(row, 'version'),
    at: read.time(row, 'at'),
    actor: read.object<Actor>(row, 'actor'),
    event: { type: read.text(row, 'type'), ...payload } as CaseEvent,
  };
}
