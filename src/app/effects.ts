import type { Effect } from '../core/case/effects.ts';
import type { CaseState } from '../core/case/types.ts';
import type { App } from './app.ts';
import type { Stores } from './stores.ts';

/** Writes down what must follow, in the transaction of the events. Keys make each happen once. */
export async function applyEffects(
  app: App,
  tx: Stores,
  state: CaseState,
  effects: readonly Effect[],
): Promise<void> {
  for (const effect of effects) await applyEffect(app, tx, state, effect);
}

async function applyEffect(app: App, tx: Stores, state: CaseState, effect: Effect): Promise<void> {
  const { caseId, version } = state;
  const at = `${caseId}:${version}`;
  switch (effect.type) {
    case 'tell_owner':
      return tx.jobs.add({
        key: `tell-owner:${effect.message}:${at}`,
        name: 'tell-owner',
        payload: { caseId, message: effect.message, version },
      });
    case 'send_confirmation':
      return tx.jobs.add({
        key: `send-confirmation:${at}`,
        name: 'send-confirmation',
        payload: { caseId, once: at },
      });
    case 'webhook':
      return tx.outbox.add({
        id: app.secrets.randomId(),
        // A case that is appealed is decided twice, and both are told.
        key: `webhook:${effect.event}:${at}`,
        caseId,
        accountId: state.accountId,
        channel: 'webhook',
        contactId: null,
        template: effect.event,
        params: {},
      });
    case 'host_unlock':
      return tx.jobs.add({
        key: `host-unlock:${caseId}`,
        name: 'host-unlock',
        payload: { caseId },
      });
    case 'host_recover':
      return tx.jobs.add({
        key: `host-recover:${caseId}`,
        name: 'host-recover',
        payload: { caseId },
      });
    case 'host_freeze':
      return tx.jobs.add({
        key: `host-freeze:${caseId}`,
        name: 'host-freeze',
        payload: { accountId: state.accountId, cause: 'owner_email_link', key: `not-me:${caseId}` },
      });
    case 'host_lift':
      return tx.jobs.add({
        key: `host-lift:${caseId}:${effect.kind}`,
        name: 'host-lift',
        payload: { caseId, kind: effect.kind },
      });
    case 'timer':
      return tx.jobs.add({
        key: `${effect.command}:${at}`,
        name: 'run-timer',
        payload: { caseId, command: effect.command },
        dueAt: effect.dueAt,
      });
    case 'restriction_timer':
      return tx.jobs.add({
        key: `end-restriction:${caseId}:${effect.kind}`,
        name: 'end-restriction',
        payload: { caseId, kind: effect.kind },
        dueAt: effect.dueAt,
      });
    case 'drop_templates':
      await tx.vault.dropSealed(caseId, 'facts:');
      return tx.face.dropFrames(caseId);
    case 'end_sessions':
      return tx.sessions.endForCase(caseId);
    case 'cancel_handoffs':
      return tx.handoffs.cancelForCase(caseId);
    case 'queue_review':
      return tx.review.enqueue(caseId);
    case 'leave_queue':
      return tx.review.remove(caseId);
  }
}
