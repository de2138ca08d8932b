/** What the run reads of the service between two steps. */

import { nameOf } from './compare.ts';
import type { Outside } from './outside.ts';

interface At {
  readonly outside: Outside;
  readonly startMs: number;
}

/** Numbers of the cases that wait for a reviewer, longest waiting first. */
export async function queueOrder(
  { pool }: Outside,
  caseIds: readonly string[],
): Promise<readonly number[]> {
  const { rows } = await pool.query<{ case_id: string }>(
    'select case_id from thaw.review_queue order by ready_at',
  );
  return rows.map((row) => caseIds.indexOf(row.case_id));
}

/** By number of the case: who has it, and until when in seconds of the model. */
export async function queueHolds(
  { outside, startMs }: At,
  caseIds: readonly string[],
): Promise<ReadonlyMap<number, { who: string; until: number }>> {
  const { rows } = await outside.pool.query<{
    case_id: string;
    claimed_by: string;
    lease_until: Date;
  }>('select case_id, claimed_by, lease_until from thaw.review_queue where claimed_by is not null');
  return new Map(
    rows.map((row) => [
      caseIds.indexOf(row.case_id),
      {
        who: nameOf(row.claimed_by),
        until: Math.floor((row.lease_until.getTime() - startMs) / 1000),
      },
    ]),
  );
}

/** The case that the dead process opened or met: the one nobody knows yet, else the one of this number. */
export async function newCaseOf(
  { pool }: Outside,
  accountId: string,
  known: readonly string[],
  number: number | null,
): Promise<string | null> {
  const { rows } = await pool.query<{ case_id: string }>(
    'select case_id from thaw.cases where account_id = $1 and not case_id = any($2::uuid[])',
    [accountId, known],
  );
  return rows[0]?.case_id ?? (number === null ? null : (known[number] ?? null));
}

/** Whether the newest [This was not me] of the case can still be pressed, for a second time too. */
export async function notMeLives({ pool }: Outside, caseId: string): Promise<boolean> {
  const { rows } = await pool.query<{ lives: boolean }>(
    `select expires_at > thaw_now() as lives from thaw.tokens
      where case_id = $1 and purpose = 'not_me' order by created_at desc limit 1`,
    [caseId],
  );
  return rows[0]?.lives ?? false;
}

export async function livingLosses({ pool }: Outside, accountId: string): Promise<number> {
  const { rows } = await pool.query<{ n: number }>(
    `select count(*)::int as n from thaw.cases where account_id = $1 and kind <> 'unlock'
        and status not in ('approved', 'declined', 'cancelled', 'expired')`,
    [accountId],
  );
  return rows[0]?.n ?? 0;
}
