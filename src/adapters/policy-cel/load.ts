/** Reads a policy file: YAML text to a checked, compiled policy, or problems with their lines. */

import { createHash } from 'node:crypto';
import { type Document, isMap, isNode, isPair, LineCounter, parseDocument, visit } from 'yaml';
import { type PolicyCase, PolicyCaseError, parsePolicyCases } from '../../core/policy/cases.ts';
import { checkPolicy } from '../../core/policy/check.ts';
import { parsePolicy } from '../../core/policy/parse.ts';
import { compilePolicy } from '../../core/policy/plan.ts';
import { checkReach } from '../../core/policy/reach.ts';
import type { Policy, PolicyDocument, PolicyPath, PolicyProblem } from '../../core/policy/types.ts';
import { celCondition } from './condition.ts';

export type LoadedPolicy =
  | {
      readonly ok: true;
      readonly policy: Policy;
      /** SHA-256 of the text, hex. */
      readonly hash: string;
      readonly warnings: readonly PolicyProblem[];
    }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

const policyCharactersMax = 256 * 1024;
/** Nobody reads more, and the line of each is looked for in the whole file. */
const problemsMax = 200;

export function loadPolicy(text: string): LoadedPolicy {
  const parsed = parse(text);
  if (!parsed.ok) return parsed;
  const checked = checkPolicy(parsed.document, celCondition);
  const sound = checked.every((problem) => problem.severity === 'warning');
  const reach = sound ? checkReach(parsed.document, celCondition).problems : [];
  const problems = [...checked, ...reach].map(parsed.withLine);
  if (problems.some((problem) => problem.severity === 'error')) return { ok: false, problems };
  return compiled(text, parsed.document, problems);
}

/**
 * A policy that was in force once, to compare with and to explain by: the checker of its day accepted
 * it, and one that has become stricter since does not make it unreadable. Nothing starts with it.
 */
export function readRecordedPolicy(text: string): LoadedPolicy {
  const parsed = parse(text);
  return parsed.ok ? compiled(text, parsed.document, []) : parsed;
}

function compiled(
  text: string,
  document: PolicyDocument,
  warnings: readonly PolicyProblem[],
): LoadedPolicy {
  const hash = createHash('sha256').update(text, 'utf8').digest('hex');
  const policy = compilePolicy(document, { hash, condition: celCondition });
  return { ok: true, policy, hash, warnings };
}

type Parsed =
  | {
      readonly ok: true;
      readonly document: PolicyDocument;
      readonly withLine: (problem: PolicyProblem) => PolicyProblem;
    }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

function parse(text: string): Parsed {
  if (text.length > policyCharactersMax) {
    return { ok: false, problems: [malformed('the file is larger than 256 KiB', 1)] };
  }
  const read = readYaml(text);
  if (!read.ok) return read;
  const parsed = parsePolicy(read.value);
  if (!parsed.ok) return { ok: false, problems: some(parsed.problems).map(read.withLine) };
  return { ok: true, document: parsed.policy, withLine: read.withLine };
}

type ReadYaml =
  | {
      readonly ok: true;
      readonly value: unknown;
      readonly withLine: (problem: PolicyProblem) => PolicyProblem;
      readonly lineAt: (path: PolicyPath) => number | null;
    }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

function some(problems: readonly PolicyProblem[]): readonly PolicyProblem[] {
  const left = problems.length - problemsMax;
  if (left <= 0) return problems;
  return [...problems.slice(0, problemsMax), malformed(`and ${left} more problems`, null)];
}

function readYaml(text: string): ReadYaml {
  try {
    return readSoundYaml(text);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    return { ok: false, problems: [malformed(tooDeep, null)] };
  }
}

const tooDeep = 'nested too deeply';
/** V8's words for a stack that is full, where the parser made them a fault of the file. */
const stackFull = 'Maximum call stack size exceeded';

/** YAML 1.2 core schema: no merges, no custom tags, no aliases (they can grow without bound). */
function readSoundYaml(text: string): ReadYaml {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    version: '1.2',
    schema: 'core',
    merge: false,
    uniqueKeys: true,
    lineCounter: lines,
  });
  const faults = [...document.errors, ...document.warnings];
  const full = faults.find((fault) => fault.message.startsWith(stackFull));
  if (full !== undefined) {
    return { ok: false, problems: [malformed(tooDeep, full.linePos?.[0].line ?? null)] };
  }
  const failed = faults.map((fault) =>
    malformed(fault.message.split('\n')[0] ?? 'not YAML', fault.linePos?.[0].line ?? null),
  );
  if (failed.length > 0) return { ok: false, problems: some(failed) };
  const aliases: PolicyProblem[] = [];
  visit(document, {
    Alias: (_key, { range, source }) => {
      const line = lines.linePos(range?.[0] ?? 0).line;
      aliases.push(malformed(`aliases are not allowed: write out "*${source}"`, line));
    },
  });
  if (aliases.length > 0) return { ok: false, problems: some(aliases) };
  const value: unknown = document.toJS({ maxAliasCount: 0 });
  const lineAt = (path: PolicyPath) => lineOf(document, lines, path);
  const withLine = (problem: PolicyProblem): PolicyProblem => ({
    ...problem,
    line: lineAt(problem.path),
  });
  return { ok: true, value, withLine, lineAt };
}

export type ReadCases =
  | { readonly ok: true; readonly cases: readonly PolicyCase[] }
  | { readonly ok: false; readonly message: string; readonly line: number | null };

/** For `thaw policy test`: the cases of a test file, or the first thing wrong with it. */
export function readPolicyCases(text: string): ReadCases {
  const read = readYaml(text);
  if (!read.ok) {
    const [{ line, message } = malformed('not YAML', null)] = read.problems;
    return { ok: false, message, line };
  }
  try {
    return { ok: true, cases: parsePolicyCases(read.value) };
  } catch (cause) {
    if (!(cause instanceof PolicyCaseError)) throw cause;
    return { ok: false, message: cause.message, line: read.lineAt(cause.path) };
  }
}

/** Line of the deepest part of `path` that exists: a missing key points at its parent. */
function lineOf(document: Document, lines: LineCounter, path: PolicyPath): number | null {
  for (let length = path.length; length > 0; length -= 1) {
    const offset = offsetOf(document, path.slice(0, length));
    if (offset !== null) return lines.linePos(offset).line;
  }
  return 1;
}

function offsetOf(document: Document, path: PolicyPath): number | null {
  const key = path.at(-1);
  const parent: unknown =
    path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (typeof key === 'string' && isMap(parent)) {
    // The key's own line, so that a value on a later line does not move the mark.
    const pair = parent.items.find((item) => isPair(item) && String(item.key) === key);
    return isNode(pair?.key) ? (pair.key.range?.[0] ?? null) : null;
  }
  const node: unknown = document.getIn(path, true);
  return isNode(node) ? (node.range?.[0] ?? null) : null;
}

function malformed(message: string, line: number | null): PolicyProblem {
  return { code: 'malformed', severity: 'error', message, path: [], line };
}
