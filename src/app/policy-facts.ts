/** What a plan was chosen on: kept with the case, so that another policy can be tried on it later. */

import type { PastCase } from '../core/policy/compare.ts';
import { type PolicyFacts, parseFacts } from '../core/policy/facts.ts';
import type { App } from './app.ts';
import type { Stores } from './stores.ts';
import { openJson, sealJson } from './vault.ts';

/** Country and value are personal: sealed under the case's key, and gone with it. */
const sealedName = 'policy:facts';

export async function keepPolicyFacts(
  app: App,
  tx: Stores,
  caseId: string,
  facts: PolicyFacts,
): Promise<void> {
  await sealJson(app, tx, caseId, sealedName, facts);
}

/**
 * Null before the plan, for a case planned before facts were kept, and where what was kept then lacks a
 * fact that is catalogued now.
 */
export async function policyFactsOf(
  app: Pick<App, 'keys'>,
  stores: Stores,
  caseId: string,
): Promise<PolicyFacts | null> {
  const kept = await openJson<PolicyFacts>(app, stores, caseId, sealedName);
  return kept === null ? null : readable(kept);
}

/**
 * What the host's risk engine said of the account as its case was planned, and whether the browser was
 * known; of cases from before other facts were kept as well. Null where nothing was kept.
 */
export async function knownAtPlanning(
  app: Pick<App, 'keys'>,
  stores: Stores,
  caseId: string,
): Promise<Pick<PolicyFacts, 'risk_signals' | 'known_device'> | null> {
  const kept = await openJson<Partial<PolicyFacts>>(app, stores, caseId, sealedName);
  if (kept === null) return null;
  return { risk_signals: kept.risk_signals ?? [], known_device: kept.known_device === true };
}

function readable(kept: PolicyFacts): PolicyFacts | null {
  try {
    return parseFacts(kept);
  } catch {
    return null;
  }
}

/** The newest planned cases whose key still lives. Throws where the operator's key is another one. */
export async function readPastCases(
  app: Pick<App, 'keys'>,
  stores: Stores,
  count: number,
): Promise<readonly PastCase[]> {
  const past: PastCase[] = [];
  for (const caseId of await stores.vault.newestWith(sealedName, count)) {
    const kept = await openJson<PolicyFacts>(app, stores, caseId, sealedName);
    const stored = await stores.cases.load(caseId);
    if (kept === null || stored === null) continue;
    const { decision, status } = stored.state;
    past.push({ caseId, status: decision ?? status, facts: readable(kept) });
  }
  return past;
}
