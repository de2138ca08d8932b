/** What `thaw policy ...` does, apart from reading files: words to lines, and right or wrong. */

import { type PolicyCase, runPolicyCases } from '../core/policy/cases.ts';
import { diffPolicies, type PastCase, replayCases } from '../core/policy/compare.ts';
import { policyFacts } from '../core/policy/facts.ts';
import { explain } from '../core/policy/plan.ts';
import {
  caseLines,
  diffLines,
  explanationLines,
  problemLines,
  replayLines,
} from '../core/policy/report.ts';
import type { Policy, PolicyProblem } from '../core/policy/types.ts';
import type { AccountRecord } from '../core/ports.ts';

type Read =
  | {
      readonly ok: true;
      readonly policy: Policy;
      readonly hash: string;
      readonly warnings: readonly PolicyProblem[];
    }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

export interface PolicySources {
  readonly policyFile: string;
  readPolicy(file: string): Promise<Read>;
  readCases(file: string): Promise<readonly PolicyCase[]>;
  findAccount(
    accountId: string,
  ): Promise<{ readonly record: AccountRecord; readonly now: string } | null>;
  /** The newest cases first, with the facts that their plans were chosen on. */
  pastCases(count: number): Promise<readonly PastCase[]>;
}

/** `ok` becomes the exit status. */
export interface CommandResult {
  readonly ok: boolean;
  readonly lines: readonly string[];
}

type Command = (args: readonly string[]) => Promise<CommandResult>;

export function policyCommands(sources: PolicySources): Readonly<Record<string, Command>> {
  return {
    async check([file = sources.policyFile]) {
      const read = await sources.readPolicy(file);
      const problems = problemLines(file, read.ok ? read.warnings : read.problems);
      const verdict = read.ok ? `accepted, sha256 ${read.hash}` : 'refused';
      return { ok: read.ok, lines: [...problems, verdict] };
    },
    async test([file = sources.policyFile, tests = file.replace(/\.yaml$/, '.test.yaml')]) {
      const read = await sources.readPolicy(file);
      if (!read.ok) return refused(file, read.problems);
      const results = runPolicyCases(read.policy, await sources.readCases(tests));
      return { ok: results.every((result) => result.ok), lines: caseLines(results) };
    },
    async explain([accountId = '', file = sources.policyFile]) {
      const read = await sources.readPolicy(file);
      if (!read.ok) return refused(file, read.problems);
      const found = await sources.findAccount(accountId);
      if (found === null) return { ok: false, lines: ['The host knows no such account.'] };
      const facts = policyFacts(found.record, found.now);
      return { ok: true, lines: explanationLines(facts, explain(read.policy, facts)) };
    },
    async diff(files) {
      const read = await readTwo(sources, files);
      if (!read.ok) return read.result;
      return { ok: true, lines: diffLines(diffPolicies(read.before, read.after)) };
    },
    async replay(args) {
      const taken = takeLast(args);
      if (taken === null) return { ok: false, lines: [`--last takes 1 to ${replayedCasesMax}`] };
      const read = await readTwo(sources, taken.files);
      if (!read.ok) return read.result;
      const past = await sources.pastCases(taken.count);
      return { ok: true, lines: replayLines(replayCases(read.before, read.after, past)) };
    },
  };
}

const replayedCasesMax = 100_000;
const replayedCasesDefault = 1000;

/** N of `--last N` and the other words; null when N is no such number. */
function takeLast(
  args: readonly string[],
): { readonly count: number; readonly files: readonly string[] } | null {
  const at = args.indexOf('--last');
  if (at < 0) return { count: replayedCasesDefault, files: args };
  const count = Number(args[at + 1]);
  if (!Number.isInteger(count) || count < 1 || count > replayedCasesMax) return null;
  return { count, files: args.toSpliced(at, 2) };
}

type ReadTwo =
  | { readonly ok: true; readonly before: Policy; readonly after: Policy }
  | { readonly ok: false; readonly result: CommandResult };

/** A refused file is compared with nothing: it could not come into force. */
async function readTwo(sources: PolicySources, [a, b]: readonly string[]): Promise<ReadTwo> {
  if (a === undefined || b === undefined) {
    return { ok: false, result: { ok: false, lines: ['Two policy files are needed.'] } };
  }
  const before = await sources.readPolicy(a);
  if (!before.ok) return { ok: false, result: refused(a, before.problems) };
  const after = await sources.readPolicy(b);
  if (!after.ok) return { ok: false, result: refused(b, after.problems) };
  return { ok: true, before: before.policy, after: after.policy };
}

function refused(file: string, problems: readonly PolicyProblem[]): CommandResult {
  return { ok: false, lines: [...problemLines(file, problems), 'refused'] };
}
