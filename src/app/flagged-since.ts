/**
 * A running case keeps its plan. Only an account that the host's risk engine flagged after that must
 * not get off with less than it would meet today (security standard A3 #24).
 */

import { approvalsPlanned } from '../core/case/decide-review.ts';
import type { CaseState } from '../core/case/types.ts';
import { ThawError } from '../core/errors.ts';
import type { Account } from '../core/ports.ts';
import type { App } from './app.ts';
import { sealCodeTargets } from './code-targets.ts';
import { execute } from './execute.ts';
import { knownAtPlanning } from './policy-facts.ts';

/** People who must approve this case now: two for a flagged account, whatever was planned. */
export async function approvalsWanted(
  app: App,
  state: CaseState,
  account: Account,
): Promise<1 | 2> {
  const planned = approvalsPlanned(state);
  if (planned === 2) return 2;
  return (await wasFlaggedSince(app, state, account)) ? 2 : planned;
}

/**
 * Gives a flagged account's case the steps of today's plan that it lacks, and the person the turn.
 * False when it lacks none.
 */
export async function tightenIfFlagged(app: App, state: CaseState): Promise<boolean> {
  const { caseId, accountId } = state;
  const account = await app.directory.account(accountId);
  if (account === null || !(await wasFlaggedSince(app, state, account))) return false;
  const record = await app.directory.find(accountId);
  if (record === null) return false;
  const facts = await knownAtPlanning(app, app.db.read, caseId);
  const ownerStoppedAt = await app.db.read.cases.ownerStoppedAt(accountId);
  const about = { ...state, knownDevice: facts?.known_device ?? false, ownerStoppedAt };
  const { plan } = app.policy.planFor(record, await app.db.read.now(), about);
  const had = new Set(state.steps.map((step) => step.plan.kind));
  if (plan.steps.every((step) => had.has(step.kind))) return false;
  const { policyVersion, rule, steps } = plan;
  const command = { type: 'tighten_plan', steps, rule, policyVersion } as const;
  await execute(app, { caseId, command, actor: { type: 'system' } }, (tx) =>
    sealCodeTargets(app, tx, state, { record, plan }),
  );
  return true;
}

/** For a reviewer's verdict: refused where the person has something to do first. */
export async function requireEnoughChecks(app: App, caseId: string): Promise<void> {
  const stored = await app.db.read.cases.load(caseId);
  if (stored?.state.status === 'in_review' && (await tightenIfFlagged(app, stored.state))) {
    throw new ThawError('lease_lost', 'the account was flagged: more is asked of the person');
  }
}

/** Without kept facts every signal counts as new. */
async function wasFlaggedSince(app: App, state: CaseState, account: Account): Promise<boolean> {
  if (account.riskSignals.length === 0) return false;
  const before = await knownAtPlanning(app, app.db.read, state.caseId);
  const known = new Set(before?.risk_signals);
  return account.riskSignals.some((signal) => !known.has(signal));
}
