import type { PolicyDocument } from './types.ts';

/** What holds for every plan of a policy, and so can be said before there is one. */
export interface PolicyTerms {
  readonly retentionDays: number;
  /** The longest that anything stays limited after an unlock. */
  readonly limitHours: number;
  /** What was added to an account within so many days before a freeze is not trusted. */
  readonly channelTrustDays: number;
}

export function termsOf(
  document: Pick<PolicyDocument, 'retentionDays' | 'channelTrustDays' | 'rules' | 'default'>,
): PolicyTerms {
  const outcomes = [...document.rules, document.default];
  const hours = outcomes.flatMap(({ restrictions }) => restrictions.map((one) => one.hours));
  const { retentionDays, channelTrustDays } = document;
  return { retentionDays, limitHours: Math.max(0, ...hours), channelTrustDays };
}
