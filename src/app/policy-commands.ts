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
import { CommandRefused, type CommandResult, type Commands, wordsOf } from './command-line.ts';

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

export function policyCommands(sources: PolicySources): Commands {
  return {
    async check(args) {
      const [file = sources.policyFile] = wordsOf(args, 'policy check [FILE]', 1);
      const read = await sources.readPolicy(file);
      const problems = problemLines(file, read.ok ? read.warnings : read.problems);
      const verdict = read.ok ? `accepted, sha256 ${read.hash}` : 'refused';
      return { ok: read.ok, lines: [...problems, verdict] };
    },
    async test(args) {
      const [file = sources.policyFile, named] = wordsOf(args, 'policy test [FILE] [TESTS]', 2);
      const tests = named ?? testsBeside(file);
      const read = await sources.readPolicy(file);
      if (!read.ok) return refused(file, read.problems);
      const results = runPolicyCases(read.policy, await sources.readCases(tests));
      return { ok: results.every((result) => result.ok), lines: caseLines(results) };
    },
    async explain(args) {
      const usage = 'policy explain ACCOUNT [FILE]';
      const [accountId, file = sources.policyFile] = wordsOf(args, usage, 2);
      if (accountId === undefined) throw new CommandRefused(`Which account? thaw ${usage}`);
      const read = await sources.readPolicy(file);
      if (!read.ok) return refused(file, read.problems);
      const found = await sources.findAccount(accountId);
      if (found === null) throw new CommandRefused(`The host knows no account "${accountId}".`);
      const facts = policyFacts(found.record, found.now);
      return { ok: true, lines: explanationLines(facts, explain(read.policy, facts)) };
    },
    async diff(args) {
      const read = await readTwo(sources, wordsOf(args, 'policy diff A B', 2));
      if (!read.ok) return read.result;
      return { ok: true, lines: diffLines(diffPolicies(read.before, read.after)) };
    },
    async replay(args) {
      const taken = takeLast(args);
      const files = wordsOf(taken.files, 'policy replay A B [--last N]', 2);
      const read = await readTwo(sources, files);
      if (!read.ok) return read.result;
      const past = await sources.pastCases(taken.count);
      return { ok: true, lines: replayLines(replayCases(read.before, read.after, past)) };
    },
  };
}

const replayedCasesMax = 100_000;
const replayedCasesDefault = 1000;

/** The cases that live beside a policy. */
function testsBeside(file: string): string {
  const beside = file.replace(/\.(ya?ml)$/, '.test.$1');
  if (beside !== file) return beside;
  throw new CommandRefused(`Which cases? ${file} names no file with some beside it.`);
}

/** N of `--last N` and the other words. */
function takeLast(args: readonly string[]): {
  readonly count: number;
  readonly files: readonly string[];
} {
  const at = args.indexOf('--last');
  if (at < 0) return { count: replayedCasesDefault, files: args };
  const count = Number(args[at + 1]);
  if (!Number.isInteger(count) || count < 1 || count > replayedCasesMax) {
    throw new CommandRefused(`--last takes a whole number from 1 to ${replayedCasesMax}.`);
  }
  return { count, files: args.toSpliced(at, 2) };
}

type ReadTwo =
  | { readonly ok: true; readonly before: Policy; readonly after: Policy }
  | { readonly ok: false; readonly result: CommandResult };

/** A refused file is compared with nothing: it could not come into force. */
async function readTwo(sources: PolicySources, [a, b]: readonly string[]): Promise<ReadTwo> {
  if (a === undefined || b === undefined) {
    throw new CommandRefused(
      'Two policies are needed: files, or ID@VERSION of one in force before.',
    );
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
