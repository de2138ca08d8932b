/**
 * Looks for rules that no account can reach, by trying the facts around every value that the file
 * names. Finds what the checker cannot see from one condition alone, e.g. `value_eur < 100` below
 * `value_eur < 1000`. Takes up to a second for the largest files.
 */

import { type Axis, axesOf, isExhaustive, scattered } from './situations.ts';
import { surveyOf } from './survey.ts';
import type { CompiledCondition, Condition, PolicyDocument, PolicyProblem } from './types.ts';

export interface Reach {
  /** Warnings where conditions compute with facts: a rule may be reached beside the values tried. */
  readonly problems: readonly PolicyProblem[];
  readonly situations: number;
  /** False when there were too many situations to try; then nothing is claimed. */
  readonly complete: boolean;
}

const situationsMax = 600_000;

export function checkReach(document: PolicyDocument, condition: Condition): Reach {
  const conditions = document.rules.map((rule) => condition(rule.when));
  const looks = conditions.map((one) => one.looks());
  const { axes, situations } = axesOf(looks);
  if (situations > situationsMax) return { problems: [], situations, complete: false };
  const meets = surveyOf(conditions, axes);
  const reached = new Set<number>();
  for (const situation of scattered(situations)) {
    if (reached.size === conditions.length) break;
    const { outcome } = meets(situation);
    if (outcome < conditions.length) reached.add(outcome);
  }
  const severity = isExhaustive(looks) ? 'error' : 'warning';
  const problems = document.rules.flatMap((rule, index): PolicyProblem[] => {
    if (reached.has(index)) return [];
    const message = `"${rule.name}" was reached in none of ${situations} situations tried`;
    const path = [...rule.path, 'when'];
    return [{ code: 'unreachable_rule', severity, message, path, line: null }];
  });
  return { problems, situations, complete: true };
}

/** The first situation found for each rule, and for the default; those that none meets are left out. */
export function firstOfEach(
  conditions: readonly CompiledCondition[],
  axes: readonly Axis[],
  triedMax: number,
): readonly number[] {
  const situations = axes.reduce((product, axis) => product * axis.values.length, 1);
  const meets = surveyOf(conditions, axes);
  const found = new Map<number, number>();
  let tried = 0;
  for (const situation of scattered(situations)) {
    if (tried >= triedMax || found.size > conditions.length) break;
    tried += 1;
    const { outcome } = meets(situation);
    if (!found.has(outcome)) found.set(outcome, situation);
  }
  return [...found.values()];
}
