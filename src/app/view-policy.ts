/** What the console and editors are shown of policies. Rules and case ids; no facts of any account. */

import { ThawError } from '../core/errors.ts';
import { limits } from '../core/limits.ts';
import { diffPolicies, replayCases } from '../core/policy/compare.ts';
import { explain } from '../core/policy/plan.ts';
import { policySchema } from '../core/policy/schema.ts';
import type { Policy, PolicyOutcome } from '../core/policy/types.ts';
import type {
  PolicyDiffView,
  PolicyExplainView,
  PolicyPlanView,
  PolicyReplayView,
  PolicyView,
} from '../core/wire-policy.ts';
import type { App } from './app.ts';
import { policyFactsOf, readPastCases } from './policy-facts.ts';
import { requireClaim } from './review-case.ts';

/** JSON Schema of the policy file, for editors. */
export function viewPolicySchema(): object {
  return policySchema();
}

export async function viewPolicy(app: App): Promise<PolicyView> {
  const published = await app.db.read.policies.list();
  const { id, version } = app.policy.inForce;
  const inForce = published.find((one) => one.id === id && one.version === version);
  if (inForce === undefined) throw new ThawError('unavailable', 'the policy is not recorded');
  const { policy, warnings } = app.policy.checked;
  if (policy.hash !== inForce.sha256) {
    throw new ThawError('unavailable', 'another text is recorded than the one in force');
  }
  const { document } = policy;
  return {
    name: `${id}@${version}`,
    sha256: inForce.sha256,
    retentionDays: document.retentionDays,
    problems: warnings.map(({ code, line, message }) => ({ code, line, message })),
    rules: [
      ...document.rules.map((rule) => ({ when: rule.when, ...planView(rule) })),
      { when: null, ...planView(document.default) },
    ],
    versions: published.map((one) => ({
      name: `${one.id}@${one.version}`,
      firstUsedAt: one.firstUsedAt,
      inForce: one === inForce,
    })),
  };
}

function planView(outcome: PolicyOutcome): PolicyPlanView {
  return {
    rule: outcome.name,
    steps: outcome.steps.map((step) =>
      step.delaySeconds === null ? step.kind : `${step.kind} ${step.delaySeconds / 3600} h`,
    ),
    approvals: outcome.approvals,
    restrictions: outcome.restrictions.map((one) => `${one.kind} ${one.hours} h`),
  };
}

export async function diffRecorded(
  app: App,
  names: { readonly from: string; readonly to: string },
): Promise<PolicyDiffView> {
  const before = await recorded(app, names.from);
  const after = await recorded(app, names.to);
  return diffPolicies(before, after, limits.policySituationsTriedMax);
}

export async function replayRecorded(
  app: App,
  names: { readonly from: string; readonly to: string },
  last: number,
): Promise<PolicyReplayView> {
  const before = await recorded(app, names.from);
  const after = await recorded(app, names.to);
  const past = await readPastCases(app, app.db.read, last);
  const replayed = replayCases(before, after, past);
  return {
    total: replayed.length,
    skipped: past.length - replayed.length,
    otherwise: replayed.filter((one) => one.strictness !== 'same'),
  };
}

/** Which rules were tried for a case that this member of staff holds, and how each came out. */
export async function explainClaimed(
  app: App,
  caseId: string,
  staffId: string,
): Promise<PolicyExplainView> {
  await requireClaim(app, caseId, staffId);
  const plan = (await app.db.read.cases.load(caseId))?.state.plan ?? null;
  const facts = await policyFactsOf(app, app.db.read, caseId);
  if (plan === null || facts === null) throw new ThawError('not_found', 'no facts were kept');
  const name = `${plan.policyId}@${plan.policyVersion}`;
  const { rule, tried } = explain(await recorded(app, name), facts);
  return { policy: name, rule, tried };
}

const recordedName = /^([a-z][a-z0-9_]*)@([\w.-]+)$/;

async function recorded(app: App, name: string): Promise<Policy> {
  const [, id = '', version = ''] = recordedName.exec(name) ?? [];
  const published = await app.db.read.policies.find(id, version);
  const read = published === null ? null : app.policy.readRecorded(published.yaml);
  if (published === null || !read?.ok) throw new ThawError('not_found', 'no such policy');
  if (read.policy.hash !== published.sha256) {
    throw new ThawError('unavailable', 'the recorded policy was changed');
  }
  return read.policy;
}
