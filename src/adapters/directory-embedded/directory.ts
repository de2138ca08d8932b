import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import type { Lock, LockCause, Unlockable } from '../../core/case/types.ts';
import { limits } from '../../core/limits.ts';
import type { Directory } from '../../core/ports.ts';
import { type Query, queryOn, read } from '../postgres/query.ts';
import { AccountUnknown, lockAccount, once } from './effects.ts';
import { findAccount, LOCK_CAUSES, readLock, UNLOCKABLES } from './find-account.ts';

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

function waitSeconds(cause: LockCause): number | null {
  return cause === 'self' || cause === 'owner_email_link' ? limits.selfFreezeWaitSeconds : null;
}

async function endSessions(q: Query, accountId: string): Promise<void> {
  await q.run('delete from directory.sessions where account_id = $1', [accountId]);
}

/**
 * A newer freeze replaces the one that holds but is never milder: the owner's [Disable your account]
 * must not turn a legal freeze into one that self-service can end.
 */
async function replaceFreeze(q: Query, request: FreezeRequest): Promise<Lock> {
  if (!(await lockAccount(q, request.accountId))) throw new AccountUnknown();
  const held = await q.row(
    `update directory.freezes set ended_at = thaw_now(), ended_how = 'replaced'
     where account_id = $1 and ended_at is null returning unlockable`,
    [request.accountId],
  );
  const byCause = UNLOCKABLE_BY_CAUSE[request.cause];
  const unlockable =
    held === null ? byCause : stricter(byCause, read.oneOf(held, 'unlockable', UNLOCKABLES));
  const row = await q.row(
    `with clock as materialized (select date_trunc('milliseconds', thaw_now()) as now)
     insert into directory.freezes
       (freeze_id, account_id, cause, unlockable, since, earliest_unlock_at, frozen_by)
     select $1, $2, $3, $4, now, now + make_interval(secs => $5), $6 from clock
     returning *`,
    [
      randomUUID(),
      request.accountId,
      request.cause,
      unlockable,
      waitSeconds(request.cause),
      request.by,
    ],
  );
  if (row === null) throw new Error('a freeze that was inserted is not there');
  await endSessions(q, request.accountId);
  return readLock(row);
}

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
  for (const restriction of request.restrictions) {
    await q.run(
      `insert into directory.restrictions (account_id, kind, started_at, until)
       values ($1, $2, thaw_now(), $3)`,
      [request.accountId, restriction.kind, restriction.until],
    );
  }
  await endSessions(q, request.accountId);
  await q.run('update directory.accounts set must_change_password = true where account_id = $1', [
    request.accountId,
  ]);
  return { outcome: 'unlocked' };
}

function parseLock(recorded: object): Lock {
  const row = recorded as Readonly<Record<string, unknown>>;
  return {
    freezeId: read.text(row, 'freezeId'),
    cause: read.oneOf(row, 'cause', LOCK_CAUSES),
    unlockable: read.oneOf(row, 'unlockable', UNLOCKABLES),
    since: read.text(row, 'since'),
    earliestUnlockAt: read.textOrNull(row, 'earliestUnlockAt'),
  };
}

function parseUnlockAnswer(recorded: object): UnlockAnswer {
  const row = recorded as Readonly<Record<string, unknown>>;
  return { outcome: read.oneOf(row, 'outcome', ['unlocked', 'newer_freeze', 'not_found']) };
}

/**
 * The port `Directory` on tables of schema `directory`. Needs the function `thaw_now()`. Freezing an
 * unknown account throws `AccountUnknown`, a key used for something else `EffectKeyReused`.
 */
export function createEmbeddedDirectory(pool: Pool): Directory {
  return {
    find: (accountId) => findAccount(queryOn(pool), accountId),
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
