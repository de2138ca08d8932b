import type { CaseKind, CodeChannel } from '../case/types.ts';
import type { AccountRecord } from '../ports.ts';
import { withChannels } from './channels.ts';
import { type PolicyFacts, policyFacts } from './facts.ts';
import { type Explanation, explain } from './plan.ts';
import type { Policy } from './types.ts';

export interface PlanAbout {
  readonly kind: CaseKind;
  /** Start of the freeze, or of the case where nothing is frozen. */
  readonly lockedSince: string;
  readonly lost: readonly CodeChannel[];
  readonly knownDevice: boolean;
  /** When the owner last stopped a request for this account; null: never. */
  readonly ownerStoppedAt: string | null;
}

/** The plan of a case about this account, with the channels it has; and what it was chosen on. */
export function planForAccount(
  policy: Policy,
  record: AccountRecord,
  now: string,
  about: PlanAbout,
): Explanation & { readonly facts: PolicyFacts } {
  const { kind: caseKind, knownDevice, lockedSince, lost, ownerStoppedAt } = about;
  // What the case is about is lost, whether the host knows yet or not.
  const factorsLost = [...new Set([...record.factorsLost, ...lost])];
  const facts = policyFacts({ ...record, factorsLost }, now, {
    caseKind,
    knownDevice,
    ownerStoppedAt,
  });
  const trust = { lockedSince, trustDays: policy.document.channelTrustDays, lost };
  const explained = explain(policy, facts);
  return { ...explained, facts, plan: withChannels(explained.plan, record, trust) };
}
