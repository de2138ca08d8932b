import type { Effect } from '../core/case/effects.ts';
import type { CaseState } from '../core/case/types.ts';
import { ThawError } from '../core/errors.ts';
import type { App } from './app.ts';
import type { Stores } from './stores.ts';
import type { NewJob } from './stores-work.ts';

/** The job that does an effect later; null: there is none, it is done in the transaction. */
export function jobOf({ caseId, version, accountId }: CaseState, effect: Effect): NewJob | null {
  const at = `${caseId}:${version}`;
  switch (effect.type) {
    case 'tell_owner':
      return {
        key: `tell-owner:${effect.message}:${at}`,
        name: 'tell-owner',
        payload: {
          ...{ caseId, message: effect.message, version },
          ...(effect.limit === undefined ? {} : { limit: effect.limit }),
        },
      };
    case 'send_confirmation':
      return {
        key: `send-confirmation:${at}`,
        name: 'send-confirmation',
        payload: { caseId, once: at },
      };
    case 'host_unlock':
      return { key: `host-unlock:${caseId}`, name: 'host-unlock', payload: { caseId } };
    case 'host_recover':
      return { key: `host-recover:${caseId}`, name: 'host-recover', payload: { caseId } };
    case 'host_freeze':
      return {
        key: `host-freeze:${caseId}`,
        name: 'host-freeze',
        payload: { accountId, cause: 'owner_email_link', key: `not-me:${caseId}` },
      };
    case 'host_lift':
      return {
        key: `host-lift:${caseId}:${effect.kind}`,
        name: 'host-lift',
        payload: { caseId, kind: effect.kind },
      };
    case 'timer':
      return {
        key: `${effect.command}:${at}`,
        name: 'run-timer',
        payload: { caseId, command: effect.command },
        dueAt: effect.dueAt,
      };
    case 'restriction_timer':
      return {
        key: `end-restriction:${caseId}:${effect.kind}`,
        name: 'end-restriction',
        payload: { caseId, kind: effect.kind },
        dueAt: effect.dueAt,
      };
    default:
      return null;
  }
}

/** Does in the transaction of the events what no job does. Keys make each happen once. */
export async function applyEffect(
  app: App,
  tx: Stores,
  state: CaseState,
  effect: Effect,
): Promise<void> {
  const { caseId, version } = state;
  switch (effect.type) {
    case 'webhook':
      return tx.outbox.add({
        id: app.secrets.randomId(),
        // A case that is appealed is decided twice, and both are told.
        key: `webhook:${effect.event}:${caseId}:${version}`,
        caseId,
        accountId: state.accountId,
        channel: 'webhook',
        contactId: null,
        template: effect.event,
        params: {},
      });
    case 'drop_templates':
      await tx.vault.dropSealed(caseId, 'facts:');
      // A frame that is being looked at would come after this with the face's template in it.
      await tx.face.endForCase(caseId);
      return tx.face.dropFrames(caseId);
    case 'end_sessions':
      return tx.sessions.endForCase(caseId);
    case 'cancel_handoffs':
      return tx.handoffs.cancelForCase(caseId);
    case 'queue_review':
      return tx.review.enqueue(caseId);
    case 'leave_queue':
      return tx.review.remove(caseId);
    default:
      throw new ThawError('internal', `nobody does the effect ${effect.type}`);
  }
}
