/** What `thaw policy ...` does, apart from reading files: words to lines, and right or wrong. */

import { frozenSince } from '../core/case/lock.ts';
import type { CaseKind, CodeChannel } from '../core/case/types.ts';
import { ThawError } from '../core/errors.ts';
import { type PolicyCase, runPolicyCases } from '../core/policy/cases.ts';
import { diffPolicies, type PastCase, replayCases } from '../core/policy/compare.ts';
import { codeChannels } from '../core/policy/format.ts';
import { planForAccount } from '../core/policy/plan-for-account.ts';
import {
  caseLines,
  diffLines,
  explanationLines,
  problemLines,
  replayLines,
} from '../core/policy/report.ts';
import type { Policy, PolicyProblem } from '../core/policy/types.ts';
import type { AccountRecord } from '../core/ports.ts';
import {
  CommandRefused,
  type CommandResult,
  type Commands,
  takeOption,
  wordsOf,
} from './command-line.ts';
import { recoveryKind, requireLost } from './recovery.ts';

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
  findAccount(accountId: string): Promise<{
    readonly record: AccountRecord;
    readonly now: string;
    /** When the owner last stopped a request for it; null: never. */
    readonly ownerStoppedAt: string | null;
  } | null>;
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
      const usage = 'policy explain ACCOUNT [FILE] [--kind KIND] [--lost CHANNEL]';
      const asked = takeMatter(args);
      const [accountId, file = sources.policyFile] = wordsOf(asked.rest, usage, 2);
      if (accountId === undefined) throw new CommandRefused(`Which account? thaw ${usage}`);
      const read = await sources.readPolicy(file);
      if (!read.ok) return refused(file, read.problems);
      const found = await sources.findAccount(accountId);
      if (found === null) throw new CommandRefused(`The host knows no account "${accountId}".`);
      const { now, record, ownerStoppedAt } = found;
      const { kind, lost } = matterOf(record, asked);
      const lockedSince = record.lock === null ? now : frozenSince(record.lock);
      const about = { kind, lost, lockedSince, ownerStoppedAt, knownDevice: false };
      const explained = planForAccount(read.policy, record, now, about);
      return { ok: true, lines: explanationLines(explained.facts, explained) };
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
      const replayed = replayCases(read.before, read.after, past);
      return { ok: true, lines: replayLines(replayed, past.length - replayed.length) };
    },
  };
}

interface AskedMatter {
  readonly kind: string | undefined;
  readonly lost: readonly string[];
}

/** What the case would be about: `--kind`, and `--lost` once for each channel or factor. */
function takeMatter(args: readonly string[]): AskedMatter & { readonly rest: readonly string[] } {
  const { values: kinds, rest: others } = takeOption(args, '--kind');
  const { values: lost, rest } = takeOption(others, '--lost');
  if (kinds.length > 1) throw new CommandRefused('--kind is given once.');
  return { kind: kinds[0], lost, rest };
}

const caseKinds = ['unlock', 'reset_factor', 'lost_channel'] as const satisfies readonly CaseKind[];

/** What cannot be a case is planned for nobody, so it is not explained either. */
function matterOf(
  record: AccountRecord,
  asked: AskedMatter,
): { readonly kind: CaseKind; readonly lost: readonly CodeChannel[] } {
  const lost = asked.lost.map((word) => {
    const channel = codeChannels.find((one) => one === word);
    if (channel !== undefined) return channel;
    throw new CommandRefused(`--lost takes one of ${codeChannels.join(', ')}.`);
  });
  const implied = lost.length === 0 ? 'unlock' : recoveryKind(lost);
  const kind = caseKinds.find((one) => one === (asked.kind ?? implied));
  if (kind === undefined) throw new CommandRefused(`--kind takes one of ${caseKinds.join(', ')}.`);
  try {
    requireLost(record, kind, lost);
  } catch (error) {
    if (!(error instanceof ThawError)) throw error;
    throw new CommandRefused(`There is no such case: ${error.detail}.`);
  }
  return { kind, lost };
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
