/** What a candidate that was never in force would change. Every list has a bound: the text is anybody's. */

import { limits } from '../limits.ts';
import type {
  PolicyProblemsView,
  PolicyTestsView,
  PolicyTrialReplayView,
  PolicyTrialView,
} from '../wire-policy.ts';
import { type PolicyCase, runPolicyCases } from './cases.ts';
import { diffPolicies, type PastCase, type ReplayedCase, replayCases } from './compare.ts';
import type { Policy, PolicyProblem } from './types.ts';

const shownMax = 100;
const charactersMax = 300;

export interface PolicyTrialWork {
  readonly candidate: string;
  /** The text of the tests beside it; null where none was given. */
  readonly tests: string | null;
  /** The text of the policy in force. */
  readonly inForce: string;
  readonly past: readonly PastCase[];
}

export interface PolicyReaders {
  readonly read: (text: string) => ReadResult;
  /** One that was in force: read, not checked again. */
  readonly readRecorded: (text: string) => ReadResult;
  readonly readCases: (
    text: string,
  ) =>
    | { readonly ok: true; readonly cases: readonly PolicyCase[] }
    | { readonly ok: false; readonly message: string; readonly line: number | null };
}

type ReadResult =
  | { readonly ok: true; readonly policy: Policy; readonly warnings: readonly PolicyProblem[] }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

/** Takes seconds where the candidate is large, and any time where it means harm. */
export function tryPolicy(work: PolicyTrialWork, readers: PolicyReaders): PolicyTrialView {
  const read = readers.read(work.candidate);
  if (!read.ok) return { outcome: 'refused', problems: problemsView(read.problems) };
  const before = readers.readRecorded(work.inForce);
  if (!before.ok) throw new Error('the policy in force cannot be read');
  const { policy, warnings } = read;
  const { differences, ...compared } = diffPolicies(
    before.policy,
    policy,
    limits.policySituationsTriedMax,
  );
  const shown = differences.slice(0, shownMax);
  return {
    outcome: 'tried',
    name: `${policy.document.id}@${policy.document.version}`,
    problems: problemsView(warnings),
    tests: work.tests === null ? null : testsView(policy, readers.readCases(work.tests)),
    diff: { ...compared, differences: shown, leftOut: differences.length - shown.length },
    replay: replayView(replayCases(before.policy, policy, work.past), work.past.length),
  };
}

function problemsView(problems: readonly PolicyProblem[]): PolicyProblemsView {
  // Whoever wrote a hundred things that only warn is told first what refuses the file.
  const refusing = problems.filter((one) => one.severity === 'error');
  const warning = problems.filter((one) => one.severity === 'warning');
  const shown = [...refusing, ...warning].slice(0, shownMax);
  return {
    shown: shown.map(({ code, line, message, severity }) => ({
      severity,
      code,
      line,
      message: short(message),
    })),
    leftOut: problems.length - shown.length,
  };
}

function testsView(policy: Policy, read: ReturnType<PolicyReaders['readCases']>): PolicyTestsView {
  if (!read.ok) return { outcome: 'unreadable', line: read.line, message: short(read.message) };
  const results = runPolicyCases(policy, read.cases);
  const failed = results.filter((one) => !one.ok);
  return {
    outcome: 'run',
    passed: results.length - failed.length,
    failed: failed.length,
    shown: failed.slice(0, shownMax).map(({ differences, name }) => ({
      name: short(name),
      differences: differences.map(short),
    })),
  };
}

/** Which case met which rule would tell its facts to whoever wrote the rules. */
function replayView(replayed: readonly ReplayedCase[], total: number): PolicyTrialReplayView {
  const groups = new Map<string, PolicyTrialReplayView['otherwise'][number]>();
  for (const { ruleAfter, ruleBefore, strictness, words } of replayed) {
    if (strictness === 'same') continue;
    // No name of a rule has a space.
    const key = `${ruleBefore} ${ruleAfter}`;
    const cases = (groups.get(key)?.cases ?? 0) + 1;
    groups.set(key, { ruleBefore, ruleAfter, strictness, words, cases });
  }
  return {
    total: replayed.length,
    skipped: total - replayed.length,
    otherwise: [...groups.values()].toSorted((a, b) => b.cases - a.cases),
  };
}

function short(text: string): string {
  return text.length <= charactersMax ? text : `${text.slice(0, charactersMax)}…`;
}
