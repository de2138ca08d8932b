/** Plans a case, and tells the operator where a condition of the policy failed. */

import { frozenSince } from '../core/case/lock.ts';
import type { CaseState, Plan } from '../core/case/types.ts';
import type { PolicyFacts } from '../core/policy/facts.ts';
import { type PlanAbout, planForAccount } from '../core/policy/plan-for-account.ts';
import type { Policy } from '../core/policy/types.ts';
import type { AccountRecord } from '../core/ports.ts';
import type { Log } from './app.ts';

export type PlanFor = (
  record: AccountRecord,
  now: string,
  about: Pick<CaseState, 'caseId' | 'lock' | 'kind' | 'lost'> &
    Pick<PlanAbout, 'knownDevice' | 'ownerStoppedAt'>,
) => { readonly plan: NonNullable<CaseState['plan']>; readonly facts: PolicyFacts };

/** `sms`: whether this service can send any. */
export function planWith(
  policy: Policy,
  { log, sms }: { readonly log: Log; readonly sms: boolean },
): PlanFor {
  return (record, now, { caseId, lock, ...about }) => {
    const lockedSince = frozenSince(lock);
    const planned = planForAccount(policy, record, now, { ...about, lockedSince });
    const failed = planned.tried.find((one) => one.outcome === 'failed');
    if (failed !== undefined) {
      // The rule and the case, never what the condition was asked about.
      const { policyId, policyVersion } = planned.plan;
      log.error('policy.condition_failed', { caseId, rule: failed.rule, policyId, policyVersion });
    }
    return { plan: sms ? planned.plan : withoutSms(planned.plan), facts: planned.facts };
  };
}

/**
 * Where no gateway is configured, a phone counts as one that cannot be trusted does: it is asked for no
 * code, and where it was the only channel the step stays and a person decides.
 */
function withoutSms(plan: Plan): Plan {
  const steps = plan.steps.map((step) =>
    step.channels === null || step.channels === undefined
      ? step
      : { ...step, channels: step.channels.filter((channel) => channel !== 'sms') },
  );
  return { ...plan, steps };
}
