import type { CaseState } from '../core/case/types.ts';
import type { AccountRecord } from '../core/ports.ts';
import type { App } from './app.ts';
import { policyFactsOf } from './policy-facts.ts';

/**
 * People who must approve this case now. An account that the host's risk engine flagged after its
 * plan was pinned needs two, whatever the plan says: the plan may ask for less than the account
 * would meet today (security standard A3 #24). Without kept facts every signal counts as new.
 */
export async function approvalsWanted(
  app: App,
  state: CaseState,
  record: AccountRecord,
): Promise<1 | 2> {
  const planned = state.plan?.approvalsRequired ?? 2;
  if (planned === 2 || record.riskSignals.length === 0) return planned;
  const before = await policyFactsOf(app, app.db.read, state.caseId);
  const known = new Set(before?.risk_signals);
  return record.riskSignals.every((signal) => known.has(signal)) ? planned : 2;
}
