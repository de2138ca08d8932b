import type { Directory } from '../../core/ports.ts';
import { type Query, read } from '../postgres/query.ts';
import { demandsOf, parseDemands } from './demands.ts';
import { lockAccount } from './effects.ts';
import { limitsOf, parseLimits } from './limits-set.ts';

type RecoverRequest = Parameters<Directory['recover']>[0];
type RecoverAnswer = Awaited<ReturnType<Directory['recover']>>;
type UnlockAnswer = Awaited<ReturnType<Directory['unlock']>>;

/**
 * Resets what was lost, in one transaction with the thaw where the account is frozen. The address to
 * log in with stays until another one is bound: without it nobody could.
 */
export async function recoverOnce(
  q: Query,
  request: RecoverRequest,
  effects: {
    readonly thaw: (freezeId: string) => Promise<UnlockAnswer>;
    /** Restrictions and the end of sessions, where nothing is frozen. */
    readonly limit: () => Promise<void>;
  },
): Promise<RecoverAnswer> {
  const { accountId, factors, freezeId } = request;
  if (!(await lockAccount(q, accountId))) return { outcome: 'not_found' };
  if (freezeId !== null) {
    const { outcome } = await effects.thaw(freezeId);
    if (outcome !== 'unlocked') return { outcome };
  } else {
    const frozen = await q.row(
      'select 1 from directory.freezes where account_id = $1 and ended_at is null',
      [accountId],
    );
    if (frozen !== null) return { outcome: 'newer_freeze' };
    await effects.limit();
  }
  await q.run(
    `update directory.accounts set
       factors_bound = array(select unnest(factors_bound) except select unnest($2::text[])),
       factors_lost = array(select unnest(factors_lost) except select unnest($2::text[])),
       must_bind = array(select unnest(must_bind) union select unnest($2::text[]) order by 1)
     where account_id = $1`,
    [accountId, factors],
  );
  await q.run(
    `update directory.contacts set removed_at = thaw_now()
      where account_id = $1 and channel = any($2) and removed_at is null and not login`,
    [accountId, factors],
  );
  if (factors.includes('totp')) {
    await q.run('delete from directory.totp where account_id = $1', [accountId]);
  }
  if (factors.includes('passkey')) {
    await q.run('delete from directory.passkeys where account_id = $1', [accountId]);
  }
  return {
    outcome: 'recovered',
    demands: await demandsOf(q, accountId),
    limits: limitsOf(request),
  };
}

export function parseRecoverAnswer(recorded: object): RecoverAnswer {
  const row = recorded as Readonly<Record<string, unknown>>;
  return {
    outcome: read.oneOf(row, 'outcome', ['recovered', 'newer_freeze', 'not_found']),
    ...parseDemands(row),
    ...parseLimits(row),
  };
}
