/** The lost-channel branch: a case of its own about what the person lost, on the same road. */

import type { CaseKind, CodeChannel } from '../core/case/types.ts';
import { ThawError } from '../core/errors.ts';
import { limits } from '../core/limits.ts';
import type { Account } from '../core/ports.ts';
import type { App } from './app.ts';
import { canBeLost } from './code-targets.ts';
import { type NewSession, startSession } from './enter-case.ts';
import { execute } from './execute.ts';
import { caseOf } from './handoff.ts';
import { hostRefused } from './host-refused.ts';
import { limitsFrom, limitsSet } from './limits-set.ts';
import { openCaseForAccount } from './open-case-for-account.ts';
import type { SessionRow } from './stores.ts';

/** A channel that is lost takes the factors on the same phone with it; factors alone are the smaller case. */
export function recoveryKind(lost: readonly CodeChannel[]): Exclude<CaseKind, 'unlock'> {
  return lost.includes('email') || lost.includes('sms') ? 'lost_channel' : 'reset_factor';
}

/** Refuses what does not fit: only what the account has can be lost, and an unlock is about nothing else. */
export function requireLost(record: Account, kind: CaseKind, lost: readonly CodeChannel[]): void {
  if (kind === 'unlock') {
    if (lost.length > 0) throw new ThawError('bad_request', 'an unlock resets nothing');
    return;
  }
  if (lost.length === 0 || recoveryKind(lost) !== kind) {
    throw new ThawError('bad_request', 'what was lost does not fit the kind of case');
  }
  const has = (channel: CodeChannel) =>
    record.contacts.some((one) => one.channel === channel && one.removedAt === null) ||
    record.factorsBound.includes(channel) ||
    record.factorsLost.includes(channel);
  if (!lost.every(has)) throw new ThawError('bad_request', 'the account has no such channel');
}

/**
 * [Security verification unavailable?], [I can no longer read this mailbox]: the unlock ends, a case about what was lost begins, and this
 * browser goes on with it. Approved, it resets what was lost and thaws the account in one.
 */
export async function startRecovery(
  app: App,
  session: SessionRow,
  lost: readonly CodeChannel[],
): Promise<NewSession> {
  const before = caseOf(session);
  const stored = await app.db.read.cases.load(before);
  if (stored === null || !canBeLost(stored.state, lost)) {
    throw new ThawError('not_now', 'not asked for');
  }
  const actor = { type: 'person' } as const;
  const { accountId } = stored.state;
  const opened = await openCaseForAccount(app, {
    accountId,
    kind: recoveryKind(lost),
    lost,
    actor,
    now: await app.db.read.now(),
  });
  await execute(app, { caseId: before, actor, command: { type: 'leave_for_recovery' } });
  return app.db.transaction(async (tx) => {
    // The entry token would be a second way in: this browser has its session already.
    await tx.tokens.killForCase(opened.caseId, ['enter']);
    await tx.audit.add({ actor, action: 'session.started', caseId: opened.caseId, accountId });
    return startSession(app, tx, {
      kind: 'person',
      caseId: opened.caseId,
      handoffId: null,
      staffId: null,
      client: session.client,
      knownDevice: session.knownDevice,
      ttlSeconds: limits.personSessionTtlSeconds,
    });
  });
}

/** The approved case is done at the host, once: reset, and thawed where it was frozen. */
export async function hostRecover(app: App, payload: { readonly caseId?: unknown }): Promise<void> {
  const caseId = String(payload.caseId);
  const stored = await app.db.read.cases.load(caseId);
  if (stored === null || stored.state.status !== 'approved' || stored.state.recovered) return;
  const { state } = stored;
  const restrictions = limitsFrom(state, stored.readAt);
  const { freezeId } = state.lock;
  const answer = await app.directory.recover({
    accountId: state.accountId,
    freezeId: freezeId === '' ? null : freezeId,
    factors: state.lost,
    restrictions,
    key: `recover:${caseId}`,
  });
  await execute(app, {
    caseId,
    actor: { type: 'system' },
    command:
      answer.outcome === 'recovered'
        ? {
            type: 'record_recovered',
            restrictions: limitsSet(restrictions, answer),
            ...(answer.demands === undefined ? {} : { demands: answer.demands }),
          }
        : await hostRefused(app, state.accountId, answer.outcome),
  });
}
