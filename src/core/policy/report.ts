/** Lines for a terminal: what a check, a test run or an explanation has to say. Pure text. */

import type { PlannedStep } from '../case/types.ts';
import type { PolicyCaseResult } from './cases.ts';
import type { PolicyComparison, ReplayedCase } from './compare.ts';
import type { PolicyFacts } from './facts.ts';
import type { Explanation } from './plan.ts';
import type { PolicyProblem } from './types.ts';

/** `file:line: error code: message`, one line a problem. */
export function problemLines(file: string, problems: readonly PolicyProblem[]): readonly string[] {
  return problems.map(({ code, line, message, severity }) => {
    const place = line === null ? file : `${file}:${line}`;
    return `${place}: ${severity} ${code}: ${message}`;
  });
}

/** One line a case, the differences below it, and a closing `N passed, N failed`. */
export function caseLines(results: readonly PolicyCaseResult[]): readonly string[] {
  const failed = results.filter((result) => !result.ok).length;
  return [
    ...results.flatMap(({ differences, name, ok }) => [
      `${ok ? 'ok  ' : 'FAIL'}  ${name}`,
      ...differences.map((difference) => `      ${difference}`),
    ]),
    `${results.length - failed} passed, ${failed} failed`,
  ];
}

/** The rules that were tried, then the plan. Holds facts of the account: for staff only. */
export function explanationLines(facts: PolicyFacts, explained: Explanation): readonly string[] {
  const { plan, rule, tried } = explained;
  const words = { matched: 'matched', not_matched: 'no', failed: 'FAILED' } as const;
  const limits = plan.restrictions.map((limit) => `${limit.kind} ${limit.hours} h`);
  return [
    `facts      ${JSON.stringify(facts)}`,
    ...tried.map((one) => `rule       ${one.rule}: ${words[one.outcome]}  (${one.when})`),
    `plan       ${rule}, policy ${plan.policyId} ${plan.policyVersion}`,
    `because    ${plan.because.join(', ')}`,
    ...plan.steps.map((step) => `step       ${step.kind}: ${stepWords(step)}`),
    `approvals  ${plan.approvalsRequired}`,
    `limits     ${limits.length === 0 ? 'none' : limits.join(', ')}`,
  ];
}

function stepWords(step: PlannedStep): string {
  const named = step.channels?.join(' and ') ?? 'all bound';
  const from = step.kind === 'codes' ? `, from ${named === '' ? 'nothing trusted' : named}` : '';
  return `${step.reasonId}, ${step.minutes} min${from}`;
}

/** A table of the groups that meet another plan, and how much was tried. */
export function diffLines(compared: PolicyComparison): readonly string[] {
  const { differences, exact, situations, tried } = compared;
  const rows = differences.map((one) => [
    one.strictness,
    one.ruleBefore === one.ruleAfter ? one.ruleBefore : `${one.ruleBefore} -> ${one.ruleAfter}`,
    one.words.join(', '),
    one.facts.length === 0 ? 'any' : one.facts.join('; '),
    `${one.situations}`,
  ]);
  const changed = differences.reduce((sum, one) => sum + one.situations, 0);
  const whole =
    tried === situations
      ? `all ${situations} situations tried`
      : `${tried} of ${situations} situations tried: others may differ too`;
  const beyond = '; conditions compute with facts or name many words: others may differ too';
  const scope = `${whole}${exact ? '' : beyond}`;
  return [
    ...table([['plan', 'rule', 'what changes', 'facts seen', 'situations'], ...rows]),
    `${changed} of ${tried} situations meet another plan; ${scope}`,
  ];
}

/**
 * A table of the past cases that would have gone otherwise, and their number. Holds no facts. `skipped`:
 * cases that could not be replayed.
 */
export function replayLines(replayed: readonly ReplayedCase[], skipped = 0): readonly string[] {
  const otherwise = replayed.filter((one) => one.strictness !== 'same');
  const rows = otherwise.map((one) => [
    one.caseId,
    one.status,
    one.strictness,
    one.ruleBefore === one.ruleAfter ? one.ruleBefore : `${one.ruleBefore} -> ${one.ruleAfter}`,
    one.words.join(', '),
  ]);
  return [
    ...table([['case', 'status', 'plan', 'rule', 'what changes'], ...rows]),
    `${otherwise.length} of ${replayed.length} past cases would have gone otherwise`,
    ...(skipped === 0 ? [] : [`${skipped} skipped: their kept facts lack one that is asked now`]),
  ];
}

/** Columns padded to their widest cell; nothing where there is only the head. */
function table(rows: readonly (readonly string[])[]): readonly string[] {
  if (rows.length < 2) return [];
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
