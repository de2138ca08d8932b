import type {
  CaseStore,
  CaseWith,
  StandingCase,
  StoredCase,
  StoredEvent,
} from '../../app/stores.ts';
import { terminalStatuses } from '../../core/case/machine.ts';
import type {
  Actor,
  CaseEvent,
  CaseKind,
  CaseState,
  CaseStatus,
  CodeChannel,
} from '../../core/case/types.ts';
import { ThawError } from '../../core/errors.ts';
import type { News } from './news.ts';
import { type Query, type Row, read } from './query.ts';
import { parseSealed } from './vault.ts';

type Opening = Parameters<CaseStore['open']>[0];
type Append = Parameters<CaseStore['append']>[0];

const kinds: readonly CaseKind[] = ['unlock', 'reset_factor', 'lost_channel'];

const channels: readonly CodeChannel[] = ['email', 'sms', 'totp', 'passkey'];

/** Approved, and the host has not done it yet. */
const underWay = `status = 'approved'
  and not coalesce((state ->> 'unlocked')::boolean, false)
  and not coalesce((state ->> 'recovered')::boolean, false)`;

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

export function casesOn(q: Query, news: News, lookUps = q): CaseStore {
  return {
    async load(caseId, options = {}) {
      const row =
        options.lock === true
          ? await q.row(holdStatement, [caseId])
          : await lookUps.row(loadStatement, [caseId]);
      return row === null ? null : parseCase(row);
    },
    async loadWith(caseId, name) {
      const row = await lookUps.row(loadWithStatement, [caseId, name]);
      return row === null ? null : parseCaseWith(row);
    },
    async findLiving(accountId, kind) {
      const row = await q.row(
        `select case_id from thaw.cases
          where account_id = $1 and kind = $2 and status not in (${ended})`,
        [accountId, kind],
      );
      return row === null ? null : read.text(row, 'case_id');
    },
    async unfinished(accountId) {
      const rows = await q.rows(
        `select case_id, freeze_id from thaw.cases
          where account_id = $1 and status not in (${ended})
          union all
         select case_id, freeze_id from thaw.cases
          where account_id = $1 and ${underWay}`,
        [accountId],
      );
      return rows.map((row) => ({
        caseId: read.text(row, 'case_id'),
        freezeId: read.text(row, 'freeze_id'),
      }));
    },
    open: (opening) => openCase(q, opening),
    async append(append) {
      await appendEvents(q, append);
      news.changed(append.after.caseId);
      if (append.jobs.some((job) => job.dueAt === undefined)) news.due();
    },
    async mark(caseId, what) {
      const column =
        what === 'acknowledged' ? 'acknowledged_at = thaw_now()' : 'notify_wanted = true';
      await q.run(`update thaw.cases set ${column} where case_id = $1`, [caseId]);
    },
    async ownerStoppedAt(accountId) {
      const row = await q.row(
        `select max(e.at) as at from thaw.cases c join thaw.events e using (case_id)
          where c.account_id = $1 and e.type = 'owner.stopped'`,
        [accountId],
      );
      return row === null ? null : read.timeOrNull(row, 'at');
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

const caseFields = `
  case_id, status, version, opened_at, submitted_at, decided_at, acknowledged_at, notify_wanted, state`;
export const caseColumns = `${caseFields}, thaw_now() as read_at`;
const loadStatement = `select ${caseColumns} from thaw.cases where case_id = $1`;
// The clock is read outside, so after the row is held: it may have been waited for.
const holdStatement = `
  select ${caseColumns}
    from (select ${caseFields} from thaw.cases where case_id = $1 for update) as held`;
/** For `caseColumns, bytes, wrapped`: what is sealed under the name in `parameter`, and its key. */
export const withSealed = (parameter: string) => `
    left join (select case_id, wrapped from thaw.case_keys) as keyed using (case_id)
    left join (select case_id, bytes from thaw.sealed where name = ${parameter}) as kept
         using (case_id)`;
const loadWithStatement = `
  select ${caseColumns}, bytes, wrapped from thaw.cases ${withSealed('$2')} where case_id = $1`;

const standingColumns = `
  case_id, kind, freeze_id, coalesce(state -> 'lost', '[]') as lost,
  coalesce(state ->> 'decision', '') = 'declined_final' as final,
  coalesce((state ->> 'redacted')::boolean, false) as redacted,
  status = 'approved' as approved`;
/** Living cases of the account $1, those on their way to the host and those declined for good. */
const standingStatement = `
  select ${standingColumns}, true as living, null::timestamptz as decided_at
    from thaw.cases where account_id = $1 and status not in (${ended})
  union all
  select ${standingColumns}, false, decided_at
    from thaw.cases where account_id = $1 and status in (${ended})
     and (state ->> 'decision' = 'declined_final' or ${underWay})
   order by decided_at desc nulls first`;

/**
 * Each part of these two statements takes its rows from the first: where that writes nothing, because
 * somebody else was first, none of them does.
 */
const openStatement = `
  with opened as (
    insert into thaw.cases (case_id, account_id, kind, status, version, freeze_id, opened_at, state)
    select $1::uuid, $2, $3, $4, 1, $5, thaw_now(), $6::jsonb
     where $7
        or not exists (select from thaw.cases where account_id = $2 and status not in (${ended}))
       and not exists (select from thaw.cases where account_id = $2 and status in (${ended})
                          and (state ->> 'decision' = 'declined_final' or ${underWay}))
    on conflict do nothing
    returning case_id, account_id),
  appended as (
    insert into thaw.events (case_id, version, type, at, actor, payload)
    select case_id, 1, $8, thaw_now(), $9::jsonb, $10::jsonb from opened),
  audited as (
    insert into thaw.audit (actor, action, case_id, account_id, detail)
    select $9::jsonb, $8, case_id, account_id, '{"version": 1}' from opened),
  timed as (
    insert into thaw.jobs (key, name, payload, due_at)
    select $11, $12, $13::jsonb, coalesce($14::timestamptz, thaw_now()) from opened),
  keyed as (
    insert into thaw.case_keys (case_id, wrapped) select case_id, $15::bytea from opened),
  sealed as (
    insert into thaw.sealed (case_id, name, bytes) select case_id, $16, $17::bytea from opened),
  entered as (
    insert into thaw.tokens (id, purpose, hash, case_id, account_id, expires_at, context)
    select $18::uuid, $19, $20::bytea, case_id, account_id,
           thaw_now() + make_interval(secs => $21), $22::jsonb from opened)
  select count(*)::int as cases from opened`;

/** What a command brings beside its events; a part that is not needed would be planned and run for nothing. */
interface Beside {
  readonly jobs: boolean;
  readonly token: boolean;
}

/**
 * The token is used by whoever moves the case, and the version lets one of them: two presses at once are
 * one use.
 */
const appendStatement = ({ jobs, token }: Beside) => `
  with moved as (
    update thaw.cases set status = $3, version = $4, state = $5,
           submitted_at = case when $6 then thaw_now() else submitted_at end,
           decided_at = case when $7 then thaw_now() else decided_at end
     where case_id = $1 and version = $2
     ${token ? tokenLives : ''}
     returning case_id, account_id),
  ${token ? 'used as (update thaw.tokens set used_at = thaw_now() from moved where hash = $12),' : ''}
  happened as (
    select case_id, account_id, event.version, event.type, event.payload::jsonb as payload
      from moved, unnest($8::int[], $9::text[], $10::text[]) as event(version, type, payload)),
  appended as (
    insert into thaw.events (case_id, version, type, at, actor, payload)
    select case_id, version, type, thaw_now(), $11::jsonb, payload from happened order by version),
  audited as (
    insert into thaw.audit (actor, action, case_id, account_id, detail)
    select $11::jsonb, type, case_id, account_id, jsonb_build_object('version', version)
      from happened order by version)
  ${jobs ? following(token ? 14 : 12) : ''}
  select case_id from moved`;
const tokenLives = `
       and exists (
             select from thaw.tokens where hash = $12 and purpose = $13 and case_id = $1
                and used_at is null and expires_at > thaw_now())`;
/** `from`: the number of its first parameter. */
const following = (from: number) => `,
  following as (
    insert into thaw.jobs (key, name, payload, due_at)
    select key, name, payload::jsonb, coalesce(due_at, thaw_now())
      from moved,
           unnest($${from}::text[], $${from + 1}::text[], $${from + 2}::text[], $${from + 3}::timestamptz[])
             as job(key, name, payload, due_at)
    on conflict (key) do nothing)`;

async function openCase(q: Query, opening: Opening): ReturnType<CaseStore['open']> {
  const { state, event, job, sealed, token } = opening;
  const { type, ...payload } = event;
  const row = await q.row(openStatement, [
    state.caseId,
    state.accountId,
    state.kind,
    state.status,
    state.lock.freezeId,
    JSON.stringify(state),
    opening.beside,
    type,
    JSON.stringify(opening.actor),
    JSON.stringify(payload),
    job.key,
    job.name,
    JSON.stringify(job.payload),
    job.dueAt ?? null,
    opening.wrappedKey,
    sealed.name,
    sealed.bytes,
    token.id,
    token.purpose,
    token.hash,
    token.ttlSeconds,
    JSON.stringify(token.context ?? {}),
  ]);
  if (row !== null && read.number(row, 'cases') === 1) return null;
  const standing = opening.beside ? [] : await q.rows(standingStatement, [state.accountId]);
  if (standing.length === 0) throw new ThawError('conflict', 'a living case exists');
  return standing.map(parseStanding);
}

async function appendEvents(q: Query, append: Append): Promise<void> {
  const { before, after, events, actor, jobs, token } = append;
  const text = appendStatement({ jobs: jobs.length > 0, token: token !== undefined });
  const row = await q.row(text, [
    after.caseId,
    before.version,
    after.status,
    after.version,
    JSON.stringify(after),
    events.some((e) => e.type === 'case.in_review' || e.type === 'case.appealed'),
    events.some((e) => e.type === 'case.decided'),
    events.map((_, index) => before.version + 1 + index),
    events.map((event) => event.type),
    events.map(({ type: _, ...payload }) => JSON.stringify(payload)),
    JSON.stringify(actor),
    ...(token === undefined ? [] : [token.hash, token.purpose]),
    ...(jobs.length === 0 ? [] : jobColumns(jobs)),
  ]);
  if (row === null) throw new ThawError('conflict', 'another command was first');
}

const jobColumns = (jobs: Append['jobs']) => [
  jobs.map((job) => job.key),
  jobs.map((job) => job.name),
  jobs.map((job) => JSON.stringify(job.payload)),
  jobs.map((job) => job.dueAt ?? null),
];

function parseStanding(row: Row): StandingCase {
  return {
    caseId: read.text(row, 'case_id'),
    kind: read.oneOf(row, 'kind', kinds),
    freezeId: read.text(row, 'freeze_id'),
    lost: read.texts(row, 'lost').map((lost) => read.oneOf({ lost }, 'lost', channels)),
    living: read.flag(row, 'living'),
    final: read.flag(row, 'final'),
    approved: read.flag(row, 'approved'),
    redacted: read.flag(row, 'redacted'),
  };
}

/** Of a row with `caseColumns`. */
export function parseCase(row: Row): StoredCase {
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

/** Of a row with `caseColumns`, `bytes` and `wrapped`. */
export function parseCaseWith(row: Row): CaseWith {
  return { stored: parseCase(row), sealed: row['bytes'] === null ? null : parseSealed(row) };
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
