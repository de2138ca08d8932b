/** What the tables say of one case, in three round trips: every step of a run looks at all of it. */

import type { App } from '../../../src/app/app.ts';
import type { StoredEvent } from '../../../src/app/stores.ts';
import type { CaseState, CodeChannel } from '../../../src/core/case/types.ts';
import { limits } from '../../../src/core/limits.ts';
import type { Outside } from './outside.ts';

export interface Seen {
  readonly state: CaseState;
  readonly history: readonly StoredEvent[];
  readonly tables: Tables;
}

interface Tables {
  /** What the host did for cases, or refused them. */
  readonly effects: readonly { readonly key: string; readonly outcome: string | null }[];
  /** Freezes of the account that a case lifted, and how many of those were not the newest. */
  readonly thawed: readonly string[];
  readonly overtaken: number;
  readonly frozen: boolean;
  readonly freezes: number;
  /** When the freeze that holds can be lifted; null: at once, or nothing is frozen. */
  readonly liftable: Date | null;
  /** Numbers of the freezes that were told and written down. */
  readonly told: readonly number[];
  /** Freezes that links asked for, but for the first [This was not me] of each case. */
  readonly requested: number;
  readonly limits: number;
  readonly must_bind: readonly CodeChannel[];
  /** Audited events of the case, in the order of its versions. */
  readonly audited: readonly string[];
  readonly links_used: number;
  /** [Disable your account]: links used, and freezes made of it. */
  readonly disabled: readonly [used: number, frozen: number];
  /** Channels that were shown with a code and still count. */
  readonly shown: readonly CodeChannel[];
  readonly codes_sent: number;
  readonly tries: number;
  readonly sends: number;
  /** What a face showed in this case, as far as it is kept. */
  readonly faces: number;
  /** Rows that could be read with the case's key, and the key. */
  readonly readable: number;
}

const windowUsed = (scope: string, seconds: number) => `(select count(*)::int
   from thaw.budgets, unnest(hits) as hit
  where scope = '${scope}:' || $2 and hit > at - make_interval(secs => ${seconds}))`;

const everything = `select
  (select coalesce(jsonb_agg(jsonb_build_object('key', key, 'outcome', result ->> 'outcome')), '[]')
     from directory.effects
    where account_id = $2 and effect in ('unlock', 'recover')) as effects,
  array(select freeze_id::text from directory.freezes
    where account_id = $2 and ended_how = 'unlocked') as thawed,
  (select count(*)::int from directory.freezes old
    where account_id = $2 and ended_how = 'unlocked' and exists (
          select from directory.freezes newer where newer.account_id = $2
             and newer.since > old.since
             and newer.since < date_trunc('milliseconds', old.ended_at))) as overtaken,
  exists (select from directory.freezes
    where account_id = $2 and ended_at is null) as frozen,
  (select count(*)::int from directory.freezes where account_id = $2) as freezes,
  (select earliest_unlock_at from directory.freezes
    where account_id = $2 and ended_at is null) as liftable,
  array(select number::int from (
           select freeze_id, row_number() over (order by ended_at nulls last) - 1 as number
             from directory.freezes where account_id = $2) numbered
    where exists (select from thaw.noted where key = 'frozen:' || freeze_id)
    order by number) as told,
  (select count(*)::int from thaw.audit
    where account_id = $2 and action = 'account.freeze_requested') as requested,
  (select count(*)::int from directory.restrictions where account_id = $2) as limits,
  (select must_bind from directory.accounts where account_id = $2) as must_bind,
  array(select action from thaw.audit where case_id = $1::uuid and detail ? 'version'
    order by (detail ->> 'version')::int, seq) as audited,
  (select count(*)::int from thaw.tokens
    where case_id = $1::uuid and purpose = 'confirm' and used_at is not null) as links_used,
  array[
    (select count(*)::int from thaw.tokens
      where account_id = $2 and purpose = 'disable' and used_at is not null),
    (select count(*)::int from directory.effects
      where account_id = $2 and key like 'disable:%')] as disabled,
  array(select distinct channel from thaw.codes
    where case_id = $1::uuid and used_at is not null and ended_at is null order by 1) as shown,
  (select count(*)::int from thaw.codes
    where account_id = $2 and contact_id is not null) as codes_sent,
  ${windowUsed('codes', limits.codeTriesWindowSeconds)} as tries,
  ${windowUsed('codes-send', 3600)} as sends,
  (select count(*)::int from thaw.sealed where case_id = $1::uuid
      and name in ('facts:selfie', 'result:selfie', 'result:face')) as faces,
  (select count(*)::int from thaw.case_keys where case_id = $1::uuid)
    + (select count(*)::int from thaw.sealed where case_id = $1::uuid) as readable
  from model.clock`;

export async function lookAt(outside: Outside, app: App, caseId: string): Promise<Seen> {
  const stored = await app.db.read.cases.load(caseId);
  if (stored === null) throw new Error('the case is gone');
  const { state } = stored;
  const [history, { rows }] = await Promise.all([
    app.db.read.cases.history(caseId),
    outside.pool.query<Tables>({
      name: 'look',
      text: everything,
      values: [caseId, state.accountId],
    }),
  ]);
  const [tables] = rows;
  if (tables === undefined) throw new Error('the clock is gone');
  return { state, history, tables };
}
