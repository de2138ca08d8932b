import type { CaseView } from '../../src/core/wire.ts';
import { at, baseView, step } from './base-view.ts';

const result = {
  outcome: 'approved' as const,
  recovery: false,
  unlocked: true,
  restrictions: [
    { kind: 'withdrawals', until: at(48 * 60) },
    { kind: 'contact_change', until: at(72 * 60) },
  ],
  faults: [],
  appealUntil: null,
  mustChange: ['password'] as const,
  reason: null,
  returnUrl: 'https://www.example.org/',
};
const progressUrl = 'https://unlock.example.org/link#p=9Wl4Jr8QhYk0y7mW2QmX3J9cYk1a5tqzQ0u7eC2b1dE';
/** Of a case with everything in. */
export const done = {
  steps: [step('reminder', { status: 'submitted' })],
  actions: [],
  progressUrl,
};

/** How it can end, for `views`. */
export const resultViews: Readonly<Record<string, () => CaseView>> = {
  'result-thawing': () =>
    baseView({ ...done, status: 'approved', result: { ...result, unlocked: false } }),
  'result-approved': () => baseView({ ...done, status: 'approved', result }),
  'result-recovered': () =>
    baseView({
      ...done,
      kind: 'lost_channel',
      lost: ['sms'],
      status: 'approved',
      result: { ...result, recovery: true, mustChange: ['password', 'second_factor'] },
    }),
  'result-declined-retry': () =>
    baseView({
      ...done,
      status: 'declined',
      result: {
        ...result,
        outcome: 'declined_retry',
        unlocked: false,
        restrictions: [],
        faults: [{ code: 'image_glare', media: 'document_front', region: null }],
      },
    }),
  'result-declined-final': () =>
    baseView({
      ...done,
      status: 'declined',
      result: { ...result, outcome: 'declined_final', unlocked: false, appealUntil: at(43_200) },
    }),
  'result-expired': () =>
    baseView({
      ...done,
      status: 'expired',
      result: { ...result, outcome: 'expired', unlocked: false },
    }),
  'result-thawed-elsewhere': () =>
    baseView({
      ...done,
      status: 'cancelled',
      result: { ...result, outcome: 'cancelled', unlocked: false, reason: 'thawed_elsewhere' },
    }),
  'result-recovery-ended': () =>
    baseView({
      ...done,
      kind: 'lost_channel',
      lost: ['sms'],
      status: 'cancelled',
      result: {
        ...result,
        recovery: true,
        outcome: 'cancelled',
        unlocked: false,
        reason: 'newer_freeze',
      },
    }),
  'result-cancelled': () =>
    baseView({
      ...done,
      status: 'cancelled',
      result: { ...result, outcome: 'cancelled', unlocked: false, reason: 'owner_said_not_me' },
    }),
};
