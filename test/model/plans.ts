/** Random plans, each for the model and as the policy would give it. */

import fc from 'fast-check';
import type { Plan, StepKind } from '../../src/core/case/types.ts';
import type { ModelPlan } from './case-model.ts';

export const kinds: readonly StepKind[] = [
  'codes',
  'questions',
  'email_confirmation',
  'id_document',
  'selfie',
  'face',
  'statement',
  'delay',
];
/** A passkey answers by itself, with a browser: `test/flows/codes.test.ts`. */
export const codeChannels = ['email', 'sms', 'totp'] as const;
export const modelPlan: fc.Arbitrary<ModelPlan> = fc
  .record({
    steps: fc.uniqueArray(
      fc.record({
        kind: fc.constantFrom(...kinds),
        way: fc.boolean(),
        triesMax: fc.integer({ min: 1, max: 3 }),
        channels: fc.subarray([...codeChannels], { minLength: 1 }),
      }),
      { selector: (s) => s.kind, minLength: 0, maxLength: 6 },
    ),
    approvals: fc.constantFrom(1 as const, 2 as const),
    delaySeconds: fc.constantFrom(7200, 90_000),
    limits: fc.record({
      withdrawals: fc.constantFrom(48, 72),
      contact_change: fc.constantFrom(0, 24, 96),
    }),
  })
  .map(({ limits, steps, ...rest }) => ({
    ...rest,
    limits: Object.fromEntries(Object.entries(limits).filter(([, hours]) => hours > 0)),
    steps: steps.map(({ channels, kind, way, triesMax }) => {
      const biometric = kind === 'selfie' || kind === 'face';
      const hasWay = biometric || (way && kind !== 'statement' && kind !== 'delay');
      const other = hasWay ? ('statement' as const) : null;
      return { kind, triesMax, other, ...(kind === 'codes' ? { channels } : {}) };
    }),
  }));

export function planOf(plan: ModelPlan): Plan {
  return {
    policyId: 'model',
    policyVersion: '1',
    policyHash: '0'.repeat(64),
    rule: 'model',
    approvalsRequired: plan.approvals,
    restrictions: Object.entries(plan.limits).map(([kind, hours]) => ({ kind, hours })),
    retentionDays: 30,
    because: [],
    steps: plan.steps.map(({ channels, kind, other, triesMax }) => ({
      kind,
      reasonId: 'reason.model',
      minutes: 1,
      attemptsMax: triesMax,
      alternative: other,
      delaySeconds: kind === 'delay' ? plan.delaySeconds : null,
      uploadAllowed: false,
      ...(channels === undefined ? {} : { channels }),
    })),
  };
}
