/**
 * Looks for rules that no account can reach, by trying the facts around every value that the file
 * names. Finds what the checker cannot see from one condition alone, e.g. `value_eur < 100` below
 * `value_eur < 1000`. Takes up to a second for the largest files.
 */

import { axesOf, factsOf, isExhaustive, scattered } from './situations.ts';
import type { Condition, PolicyDocument, PolicyProblem } from './types.ts';

export interface Reach {
  /** Warnings where conditions compute with facts: a rule may be reached beside the values tried. */
  readonly problems: readonly PolicyProblem[];
  readonly situations: number;
  /** False when there were too many situations to try; then nothing is claimed. */
  readonly complete: boolean;
}

const situationsMax = 600_000;

export function checkReach(document: PolicyDocument, condition: Condition): Reach {
  const expressions = document.rules.map((rule) => rule.when);
  const { axes, situations } = axesOf(expressions);
  if (situations > situationsMax) return { problems: [], situations, complete: false };
  const conditions = expressions.map((expression) => condition(expression));
  const reached = new Set<number>();
  for (const number of scattered(situations)) {
    if (reached.size === conditions.length) break;
    const facts = factsOf(axes, number);
    const first = conditions.findIndex((one) => holds(() => one.evaluate(facts)));
    if (first >= 0) reached.add(first);
  }
  const severity = isExhaustive(expressions) ? 'error' : 'warning';
  const problems = document.rules.flatMap((rule, index): PolicyProblem[] => {
    if (reached.has(index)) return [];
    const message = `"${rule.name}" was reached in none of ${situations} situations tried`;
    const path = [...rule.path, 'when'];
    return [{ code: 'unreachable_rule', severity, message, path, line: null }];
  });
  return { problems, situations, complete: true };
}

function holds(evaluate: () => boolean): boolean {
  try {
    return evaluate();
  } catch {
    return false;
  }
}
