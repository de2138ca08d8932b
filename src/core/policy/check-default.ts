/**
 * Accounts that no rule foresaw, and conditions that failed, end at the default: no rule may ask for
 * more, wait longer, or take the same step more strictly.
 */

import { stepDifference } from './compare-plans.ts';
import { identityKinds } from './kinds.ts';
import type {
  PolicyDocument,
  PolicyOutcome,
  PolicyPath,
  PolicyProblem,
  PolicyStep,
} from './types.ts';

export function checkDefault({ default: fallback, rules }: PolicyDocument): PolicyProblem[] {
  return rules.flatMap((rule) => [
    ...missingSteps(rule, fallback),
    ...weakerSteps(rule, fallback),
    ...fewerApprovals(rule, fallback),
    ...shorterRestrictions(rule, fallback),
  ]);
}

function missingSteps(rule: PolicyOutcome, fallback: PolicyOutcome): PolicyProblem[] {
  const has = new Set(fallback.steps.map((step) => step.kind));
  const missing = rule.steps.filter((step) => !has.has(step.kind));
  if (missing.length === 0) return [];
  const kinds = missing.map((step) => step.kind).join(', ');
  const why = `"${rule.name}" asks for ${kinds}, the default does not`;
  return [tooWeak([...fallback.path, 'steps'], why)];
}

/** Fewer hours of a delay, more attempts, fewer channels, an upload or a way around. */
function weakerSteps(rule: PolicyOutcome, fallback: PolicyOutcome): PolicyProblem[] {
  return fallback.steps.flatMap((step, index) => {
    const asked = rule.steps.find((one) => one.kind === step.kind);
    const words = asked === undefined ? [] : weakerWords(asked, step);
    if (words.length === 0) return [];
    const why = `the default is weaker than "${rule.name}": ${words.join(', ')}`;
    return [tooWeak([...fallback.path, 'steps', index], why)];
  });
}

function weakerWords(asked: PolicyStep, fallback: PolicyStep): readonly string[] {
  // A way around that the default lacks makes it no weaker; a camera step must have one anyway.
  const isOwnWay = asked.alternative === null && !identityKinds.has(asked.kind);
  const alternative = isOwnWay ? null : fallback.alternative;
  return stepDifference({ ...asked, alternative }, fallback)
    .filter(([, strictness]) => strictness !== 'stricter')
    .map(([word]) => word);
}

function fewerApprovals(rule: PolicyOutcome, fallback: PolicyOutcome): PolicyProblem[] {
  if (rule.approvals <= fallback.approvals) return [];
  const why = `"${rule.name}" asks for more approvals than the default`;
  return [tooWeak([...fallback.path, 'approvals'], why)];
}

function shorterRestrictions(rule: PolicyOutcome, fallback: PolicyOutcome): PolicyProblem[] {
  const weaker = rule.restrictions.find(
    (wanted) =>
      !fallback.restrictions.some((had) => had.kind === wanted.kind && had.hours >= wanted.hours),
  );
  if (weaker === undefined) return [];
  const why = `"${rule.name}" restricts ${weaker.kind} for ${weaker.hours} h, the default does not`;
  return [tooWeak([...fallback.path, 'restrictions'], why)];
}

function tooWeak(path: PolicyPath, message: string): PolicyProblem {
  return { code: 'default_too_weak', severity: 'error', message, path, line: null };
}
