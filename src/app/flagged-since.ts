/**
 * A running case keeps its plan. Only an account that the host's risk engine flagged after that must
 * not get off with less than it would meet today (security standard A3 #24).
 */

import { approvalsPlanned } from '../core/case/decide-review.ts';
import { tightening } from '../core/case/tighten.ts';
import { asksOfPerson } from '../core/case/tightened.ts';
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
 * Gives a flagged account's case what it lacks of today's plan. True where the person has the turn by
 * that: whoever has the case has it no more.
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
  const now = await app.db.read.now();
  const { plan } = app.policy.planFor(record, now, about);
  const more = tightening(state, plan, now);
  if (more === null) return false;
  const { approvalsRequired, policyVersion, restrictions, rule, steps } = plan;
  const today = { steps, rule, policyVersion, approvalsRequired, restrictions };
  const command = { type: 'tighten_plan', ...today } as const;
  await execute(app, { caseId, command, actor: { type: 'system' } }, async (tx) => {
    // Channels that the case has asked for already keep the contacts chosen for them.
    const codesAreNew = more.steps.some((step) => step.kind === 'codes');
    if (codesAreNew) await sealCodeTargets(app, tx, state, { record, plan });
  });
  return asksOfPerson(more);
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
