/**
 * What must follow from events, as data: jobs to run now or later, sessions to end, the review queue.
 * The application writes them in the transaction of the events, so nothing that happened can be
 * forgotten, and does them afterwards.
 */

import { addSeconds } from '../time.ts';
import { asksOfPerson } from './tightened.ts';
import type { CaseEvent, CaseState } from './types.ts';

/** Templates of messages to the owner; every known address gets them. */
export type OwnerMessage =
  | 'unlock_started'
  | 'ready_to_unlock'
  | 'delay_over'
  | 'case_submitted'
  | 'resubmission'
  | 'appeal_received'
  | 'more_needed'
  | 'decided_approved'
  | 'decided_declined'
  | 'restriction_ended'
  | 'recovery_started'
  | 'recovery_done'
  | 'recovery_declined'
  | 'recovery_ended'
  | 'owner_stopped'
  | 'case_ended';

export type CaseWebhook = 'case.decided' | 'case.appealed' | 'account.unlocked' | 'factors.reset';

export type Effect =
  | {
      readonly type: 'tell_owner';
      readonly message: OwnerMessage;
      /** `restriction_ended`: the limit that did. */
      readonly limit?: string;
    }
  | { readonly type: 'send_confirmation' }
  | { readonly type: 'webhook'; readonly event: CaseWebhook }
  | { readonly type: 'host_unlock' }
  | { readonly type: 'host_recover' }
  | { readonly type: 'host_freeze' }
  | { readonly type: 'host_lift'; readonly kind: string }
  | {
      readonly type: 'timer';
      readonly command: 'end_wait' | 'end_delay' | 'expire' | 'redact';
      readonly dueAt: string;
    }
  | { readonly type: 'restriction_timer'; readonly kind: string; readonly dueAt: string }
  /** Face templates and readings do not outlive the decision; pictures stay for an appeal. */
  | { readonly type: 'drop_templates' }
  | { readonly type: 'end_sessions' }
  | { readonly type: 'cancel_handoffs' }
  | { readonly type: 'queue_review' }
  | { readonly type: 'leave_queue' };

/** Cases about what was lost speak of that, not of an unlock. */
function told(state: CaseState, unlock: OwnerMessage, recovery: OwnerMessage): OwnerMessage {
  return state.kind === 'unlock' ? unlock : recovery;
}

/** Days a case without a plan keeps what little it has. */
const retentionDaysWithoutPlan = 30;

/** `state` is the case after the event; `now` is database time. */
export function effectsOf(state: CaseState, event: CaseEvent, now: string): readonly Effect[] {
  switch (event.type) {
    case 'case.opened':
    case 'case.extended':
      return [{ type: 'timer', command: 'expire', dueAt: event.expiresAt }];
    case 'case.unlock_requested':
      return event.waitUntil === null
        ? [{ type: 'tell_owner', message: told(state, 'unlock_started', 'recovery_started') }]
        : [
            { type: 'tell_owner', message: told(state, 'unlock_started', 'recovery_started') },
            { type: 'timer', command: 'end_wait', dueAt: event.waitUntil },
          ];
    case 'step.ready':
      if (event.step === 'email_confirmation') return [{ type: 'send_confirmation' }];
      return event.until === null
        ? []
        : [{ type: 'timer', command: 'end_delay', dueAt: event.until }];
    case 'step.passed':
      // Everything in: then the owner is told just that. Else it is the person's turn again.
      if (event.step === 'delay' && state.status === 'waiting_user') {
        return [{ type: 'tell_owner', message: 'delay_over' }];
      }
      return event.step === 'face' ? [{ type: 'cancel_handoffs' }] : [];
    case 'step.needs_review':
    case 'step.replaced':
      return event.step === 'face' ? [{ type: 'cancel_handoffs' }] : [];
    case 'consent.withdrawn':
      // Still in review: back into the queue, for anybody.
      return state.status === 'in_review' ? [{ type: 'queue_review' }] : [{ type: 'leave_queue' }];
    case 'plan.tightened':
      if (!asksOfPerson(event)) return [];
      return [{ type: 'leave_queue' }, { type: 'tell_owner', message: 'more_needed' }];
    case 'case.in_review':
      return [{ type: 'queue_review' }, { type: 'tell_owner', message: 'case_submitted' }];
    case 'review.approved':
      // With approvals still missing the case waits for the next pair of eyes.
      return state.status === 'in_review' ? [{ type: 'queue_review' }] : [];
    case 'case.resubmission_requested':
      return [
        { type: 'leave_queue' },
        { type: 'tell_owner', message: 'resubmission' },
        // The link of before is used: without a new one there is nothing to confirm with.
        ...(event.step === 'email_confirmation' ? [{ type: 'send_confirmation' } as const] : []),
      ];
    case 'case.decided':
      return [
        { type: 'leave_queue' },
        { type: 'webhook', event: 'case.decided' },
        // Whatever was decided, the restricted sessions die (ASVS V7.4.2); the progress link stays.
        { type: 'end_sessions' },
        { type: 'drop_templates' },
        redaction(state, now),
        state.status === 'approved'
          ? { type: state.kind === 'unlock' ? 'host_unlock' : 'host_recover' }
          : { type: 'tell_owner', message: told(state, 'decided_declined', 'recovery_declined') },
      ];
    case 'case.appealed':
      return [
        { type: 'queue_review' },
        { type: 'tell_owner', message: 'appeal_received' },
        { type: 'webhook', event: 'case.appealed' },
      ];
    case 'account.unlocked':
      return [
        { type: 'webhook', event: 'account.unlocked' },
        // After a reset the owner is told of both in one message.
        ...(state.kind === 'unlock'
          ? [{ type: 'tell_owner', message: 'decided_approved' } as const]
          : []),
      ];
    case 'factors.reset':
      return [
        { type: 'webhook', event: 'factors.reset' },
        { type: 'tell_owner', message: 'recovery_done' },
      ];
    case 'restriction.started':
      return [{ type: 'restriction_timer', kind: event.kind, dueAt: event.until }];
    case 'restriction.ended':
      return [
        { type: 'host_lift', kind: event.kind },
        { type: 'tell_owner', message: 'restriction_ended', limit: event.kind },
      ];
    case 'owner.stopped':
      return [
        { type: 'host_freeze' },
        { type: 'tell_owner', message: 'owner_stopped' },
        { type: 'end_sessions' },
        { type: 'cancel_handoffs' },
      ];
    case 'case.cancelled':
    case 'case.expired':
      return ended(state, now);
    default:
      return [];
  }
}

function ended(state: CaseState, now: string): readonly Effect[] {
  return [
    { type: 'leave_queue' },
    { type: 'end_sessions' },
    { type: 'drop_templates' },
    { type: 'cancel_handoffs' },
    redaction(state, now),
    // Somebody who said "not me" was told just that already.
    ...(state.ownerStopped
      ? []
      : [{ type: 'tell_owner', message: told(state, 'case_ended', 'recovery_ended') } as const]),
  ];
}

function redaction(state: CaseState, now: string): Effect {
  const days = state.plan?.retentionDays ?? retentionDaysWithoutPlan;
  return { type: 'timer', command: 'redact', dueAt: addSeconds(now, days * 86_400) };
}
