/** Chooses the plan of one account, and says why. */

import type { Plan, PlannedStep } from '../case/types.ts';
import type { PolicyFacts } from './facts.ts';
import type { Condition, Policy, PolicyDocument, PolicyOutcome } from './types.ts';

/** One rule that was looked at. `failed`: its condition could not be evaluated. */
export interface TriedRule {
  readonly rule: string;
  readonly when: string;
  readonly outcome: 'matched' | 'not_matched' | 'failed';
}

export interface Explanation {
  readonly rule: string;
  readonly tried: readonly TriedRule[];
  readonly plan: Plan;
}

/** Binds a checked document to its conditions. `hash` is the SHA-256 of the file, hex. */
export function compilePolicy(
  document: PolicyDocument,
  options: { readonly hash: string; readonly condition: Condition },
): Policy {
  const conditions = document.rules.map((rule) => options.condition(rule.when));
  return { document, hash: options.hash, conditions };
}

/**
 * The first rule that matches wins; the default otherwise. A condition that cannot be evaluated ends
 * the search at the default, which the checker holds to be the strictest outcome of the file.
 */
export function choosePlan(policy: Policy, facts: PolicyFacts): Plan {
  return explain(policy, facts).plan;
}

export function explain(policy: Policy, facts: PolicyFacts): Explanation {
  const tried: TriedRule[] = [];
  for (const [index, rule] of policy.document.rules.entries()) {
    const outcome = outcomeOf(policy, index, facts);
    tried.push({ rule: rule.name, when: rule.when, outcome });
    if (outcome === 'matched') return { rule: rule.name, tried, plan: planOf(policy, rule) };
    if (outcome === 'failed') break;
  }
  return { rule: 'default', tried, plan: planOf(policy, policy.document.default) };
}

function outcomeOf(policy: Policy, index: number, facts: PolicyFacts): TriedRule['outcome'] {
  const condition = policy.conditions[index];
  if (condition === undefined) return 'failed';
  try {
    return condition.evaluate(facts) === true ? 'matched' : 'not_matched';
  } catch {
    return 'failed';
  }
}

export function planOf(policy: Policy, outcome: PolicyOutcome): Plan {
  return {
    policyId: policy.document.id,
    policyVersion: policy.document.version,
    policyHash: policy.hash,
    rule: outcome.name,
    steps: outcome.steps,
    // The checker refuses 0; should one slip through, a person still decides.
    approvalsRequired: outcome.approvals === 2 ? 2 : 1,
    restrictions: outcome.restrictions,
    retentionDays: policy.document.retentionDays,
    trustedContact: policy.document.trustedContact,
    channelTrustDays: policy.document.channelTrustDays,
    because: outcome.because,
  };
}

const biometricKinds: ReadonlySet<string> = new Set(['selfie', 'face']);

export function isBiometric(step: { readonly kind: string }): boolean {
  return biometricKinds.has(step.kind);
}

/** The step of the other lane that stands in for `step`; null when policy named none. */
export function alternativeStep(step: PlannedStep): PlannedStep | null {
  if (step.alternative === null) return null;
  return {
    kind: step.alternative,
    reasonId: 'plan.reason.statement_instead',
    minutes: 5,
    attemptsMax: step.attemptsMax,
    alternative: null,
    delaySeconds: null,
    uploadAllowed: false,
  };
}

/**
 * The same plan for a person who does not consent to biometrics: each biometric step gives way to
 * its alternative, once. Throws when a biometric step has none; the checker refuses such a policy.
 */
export function withoutBiometrics(plan: Plan): Plan {
  const steps: PlannedStep[] = [];
  for (const step of plan.steps) {
    if (!isBiometric(step)) {
      if (!steps.some((other) => other.kind === step.kind)) steps.push(step);
      continue;
    }
    const alternative = alternativeStep(step);
    if (alternative === null) throw new RangeError(`${step.kind} has no alternative`);
    if (isBiometric(alternative))
      throw new RangeError(`${step.kind} leads to another biometric step`);
    if (!steps.some((other) => other.kind === alternative.kind)) steps.push(alternative);
  }
  return { ...plan, steps };
}
