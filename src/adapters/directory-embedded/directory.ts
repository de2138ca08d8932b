import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import type { Lock, LockCause, Unlockable } from '../../core/case/lock.ts';
import { limits } from '../../core/limits.ts';
import type { Directory } from '../../core/ports.ts';
import { type Query, queryOn, type Row, read } from '../postgres/query.ts';
import { demandsOf, parseDemands } from './demands.ts';
import { AccountUnknown, lockAccount, once } from './effects.ts';
import { findAccount, findRecord, LOCK_CAUSES, readLock, UNLOCKABLES } from './find-account.ts';
import { limitsOf, parseLimits } from './limits-set.ts';
import { parseRecoverAnswer, recoverOnce } from './recover.ts';

type FreezeRequest = Parameters<Directory['freeze']>[0];
type UnlockRequest = Parameters<Directory['unlock']>[0];
type UnlockAnswer = Awaited<ReturnType<Directory['unlock']>>;

/** Who may end a freeze of this cause. A court's or the staff's word is not undone by self-service. */
const UNLOCKABLE_BY_CAUSE: Readonly<Record<LockCause, Unlockable>> = {
  self: 'self_service',
  owner_email_link: 'self_service',
  risk: 'self_service',
  brute_force: 'self_service',
  admin: 'review_only',
  legal: 'not_here',
  payment: 'review_only',
};

/** UNLOCKABLES goes from the mildest to the strictest. */
function stricter(one: Unlockable, other: Unlockable): Unlockable {
  return UNLOCKABLES.indexOf(one) > UNLOCKABLES.indexOf(other) ? one : other;
}

/**
 * From the owner's own word to the weightiest of the platform's. What holds is never replaced by less:
 * the owner's [Disable account], or strangers' wrong passwords, must not turn a risk freeze into one
 * with a milder plan.
 */
const WEIGHT: Readonly<Record<LockCause, number>> = {
  self: 0,
  owner_email_link: 0,
  brute_force: 1,
  payment: 2,
  risk: 3,
  admin: 4,
  legal: 5,
};

function weightier(asked: LockCause, held: LockCause): LockCause {
  return WEIGHT[held] > WEIGHT[asked] ? held : asked;
}

function waitSeconds(cause: LockCause): number | null {
  return cause === 'self' || cause === 'owner_email_link' ? limits.selfFreezeWaitSeconds : null;
}

async function endSessions(q: Query, accountId: string): Promise<void> {
  await q.run('delete from directory.sessions where account_id = $1', [accountId]);
}

/**
 * A newer freeze takes over from the one that holds but is never milder: not in who may end it, not in
 * its cause, and one of the owner's never ends a wait earlier. `cause` is kept as it was asked;
 * `counts_as` is what the account is frozen for.
 */
async function replaceFreeze(q: Query, request: FreezeRequest): Promise<Lock> {
  if (!(await lockAccount(q, request.accountId))) throw new AccountUnknown();
  const held = await q.row(
    `update directory.freezes set ended_at = thaw_now(), ended_how = 'replaced'
     where account_id = $1 and ended_at is null
     returning unlockable, coalesce(counts_as, cause) as cause, earliest_unlock_at,
               coalesce(frozen_since, since) as frozen_since`,
    [request.accountId],
  );
  const byCause = UNLOCKABLE_BY_CAUSE[request.cause];
  const unlockable =
    held === null ? byCause : stricter(byCause, read.oneOf(held, 'unlockable', UNLOCKABLES));
  const row = await q.row(
    `with clock as materialized (select date_trunc('milliseconds', thaw_now()) as now)
     insert into directory.freezes
       (freeze_id, account_id, cause, unlockable, since, earliest_unlock_at, frozen_by, counts_as,
        frozen_since)
     select $1, $2, $3, $4, now, greatest(now + make_interval(secs => $5), $7), $6, $8,
            coalesce($9::timestamptz, now) from clock
     returning *, counts_as as cause`,
    [
      randomUUID(),
      request.accountId,
      request.cause,
      unlockable,
      waitSeconds(request.cause),
      request.by,
      // The platform's own word may be milder in time than the owner's wait: its plan is the check.
      WEIGHT[request.cause] === 0 ? (held?.['earliest_unlock_at'] ?? null) : null,
      held === null ? request.cause : weightier(request.cause, causeOf(held)),
      held?.['frozen_since'] ?? null,
    ],
  );
  if (row === null) throw new Error('a freeze that was inserted is not there');
  await endSessions(q, request.accountId);
  return readLock(row);
}

const causeOf = (row: Row): LockCause => read.oneOf(row, 'cause', LOCK_CAUSES);

async function unlockOnce(q: Query, request: UnlockRequest): Promise<UnlockAnswer> {
  if (!(await lockAccount(q, request.accountId))) return { outcome: 'not_found' };
  // The comparison and the thaw are one statement: no freeze can come between. A freeze that only the
  // platform may end is never ended from here, whatever was decided.
  const ended = await q.run(
    `update directory.freezes set ended_at = thaw_now(), ended_how = 'unlocked'
     where account_id = $1 and freeze_id::text = $2 and ended_at is null
       and unlockable <> 'not_here'`,
    [request.accountId, request.freezeId],
  );
  if (ended === 0) return { outcome: 'newer_freeze' };
  await restrict(q, request);
  await endSessions(q, request.accountId);
  await q.run('update directory.accounts set must_change_password = true where account_id = $1', [
    request.accountId,
  ]);
  return {
    outcome: 'unlocked',
    demands: await demandsOf(q, request.accountId),
    limits: limitsOf(request),
  };
}

async function restrict(
  q: Query,
  request: Pick<UnlockRequest, 'accountId' | 'restrictions'>,
): Promise<void> {
  for (const restriction of request.restrictions) {
    await q.run(
      `insert into directory.restrictions (account_id, kind, started_at, until)
       values ($1, $2, thaw_now(), $3)`,
      [request.accountId, restriction.kind, restriction.until],
    );
  }
}

function parseLock(recorded: object): Lock {
  const row = recorded as Readonly<Record<string, unknown>>;
  return {
    freezeId: read.text(row, 'freezeId'),
    cause: read.oneOf(row, 'cause', LOCK_CAUSES),
    unlockable: read.oneOf(row, 'unlockable', UNLOCKABLES),
    since: read.text(row, 'since'),
    // Of an answer that was recorded before this was told there is none.
    ...(row['frozenSince'] === undefined ? {} : { frozenSince: read.text(row, 'frozenSince') }),
    earliestUnlockAt: read.textOrNull(row, 'earliestUnlockAt'),
  };
}

function parseUnlockAnswer(recorded: object): UnlockAnswer {
  const row = recorded as Readonly<Record<string, unknown>>;
  return {
    outcome: read.oneOf(row, 'outcome', ['unlocked', 'newer_freeze', 'not_found']),
    ...parseDemands(row),
    ...parseLimits(row),
  };
}

/**
 * The port `Directory` on tables of schema `directory`. Needs the function `thaw_now()`. Freezing an
 * unknown account throws `AccountUnknown`, a key used for something else `EffectKeyReused`.
 */
export function createEmbeddedDirectory(pool: Pool, lookUps: Query = queryOn(pool)): Directory {
  return {
    find: (accountId) => findRecord(queryOn(pool), accountId),
    account: (accountId) => findAccount(lookUps, accountId),
    async enrolledFace(accountId) {
      const row = await queryOn(pool).row(
        'select picture, enrolled_at from directory.enrolled_faces where account_id = $1',
        [accountId],
      );
      if (row === null) return null;
      return { picture: read.bytes(row, 'picture'), enrolledAt: read.time(row, 'enrolled_at') };
    },
    freeze: (request) =>
      once(
        pool,
        { ...request, effect: 'freeze', perform: (q) => replaceFreeze(q, request) },
        parseLock,
      ),
    unlock: (request) =>
      once(
        pool,
        { ...request, effect: 'unlock', perform: (q) => unlockOnce(q, request) },
        parseUnlockAnswer,
      ),
    recover: (request) =>
      once(
        pool,
        {
          ...request,
          effect: 'recover',
          perform: (q) =>
            recoverOnce(q, request, {
              thaw: (freezeId) => unlockOnce(q, { ...request, freezeId }),
              limit: async () => {
                await restrict(q, request);
                await endSessions(q, request.accountId);
              },
            }),
        },
        parseRecoverAnswer,
      ),
    async liftRestriction(request) {
      // Only what is due: the timer of an old unlock must not cut short the limits of a newer one.
      const perform = async (q: Query) => {
        const lifted = await q.run(
          `update directory.restrictions set lifted_at = thaw_now()
           where account_id = $1 and kind = $2 and lifted_at is null and until <= thaw_now()`,
          [request.accountId, request.kind],
        );
        return { lifted };
      };
      await once(pool, { ...request, effect: 'lift_restriction', perform }, () => ({ lifted: 0 }));
    },
    async endSessions(request) {
      const perform = async (q: Query) => {
        await endSessions(q, request.accountId);
        return {};
      };
      await once(pool, { ...request, effect: 'end_sessions', perform }, () => ({}));
    },
  };
}
