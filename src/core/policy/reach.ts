/**
 * Looks at what accounts can reach, by trying the facts around every value that the file names. Finds
 * what the checker cannot see from one condition alone: `value_eur < 100` below `value_eur < 1000`, a
 * condition that fails for some accounts, a plan too weak for what may come to it. Takes up to a second
 * for the largest files.
 */

import { type LossKind, lossKinds, weaknessForLoss } from './check-loss.ts';
import { factAt } from './facts.ts';
import {
  type Axis,
  axesOf,
  everySituation,
  factsOf,
  isExhaustive,
  type Situation,
  situationsOf,
} from './situations.ts';
import { surveyOf } from './survey.ts';
import type {
  CompiledCondition,
  Condition,
  PolicyDocument,
  PolicyPath,
  PolicyProblem,
} from './types.ts';

export interface Reach {
  /** What was found in a situation is an error; what was not is a warning unless all were tried. */
  readonly problems: readonly PolicyProblem[];
  readonly situations: number;
  /** Fewer than `situations` where those were too many. */
  readonly tried: number;
  /** Whether the situations tried are all there are. */
  readonly complete: boolean;
}

const conditionsAskedMax = 24_000_000;

/** As many as are tried in a second or so; of a file with many rules at least this many. */
export function situationsMax(rules: number): number {
  return Math.max(600_000, Math.floor(conditionsAskedMax / Math.max(rules, 1)));
}

export function checkReach(
  document: PolicyDocument,
  condition: Condition,
  triedMax: number = situationsMax(document.rules.length),
): Reach {
  const conditions = document.rules.map((rule) => condition(rule.when));
  const looks = conditions.map((one) => one.looks());
  const { axes, situations } = axesOf(looks);
  const tried = Math.min(situations, triedMax);
  const complete = tried === situations && isExhaustive(looks);
  const found = walk(conditions, axes, tried);
  const scope = { document, conditions, axes, situations, tried, complete };
  const problems = [...unreached(scope, found), ...failing(scope, found), ...weak(scope, found)];
  return { problems, situations, tried, complete };
}

interface Scope {
  readonly document: PolicyDocument;
  readonly conditions: readonly CompiledCondition[];
  readonly axes: readonly Axis[];
  readonly situations: number;
  readonly tried: number;
  readonly complete: boolean;
}

interface Found {
  /** By outcome: the first situation that met it. */
  readonly reached: ReadonlyMap<number, Situation>;
  /** By outcome: which cases about what was lost meet it. */
  readonly byLoss: ReadonlyMap<number, ReadonlySet<LossKind>>;
  /** By rule: the first situation in which its condition threw. */
  readonly threw: ReadonlyMap<number, Situation>;
}

function walk(
  conditions: readonly CompiledCondition[],
  axes: readonly Axis[],
  triedMax: number,
): Found {
  const meets = surveyOf(conditions, axes);
  const lossOf = lossReader(axes);
  const reached = new Map<number, Situation>();
  const byLoss = new Map<number, Set<LossKind>>();
  const threw = new Map<number, Situation>();
  let tried = 0;
  for (const situation of everySituation(axes)) {
    if (tried >= triedMax) break;
    tried += 1;
    const met = meets(situation);
    if (!reached.has(met.outcome)) reached.set(met.outcome, situation);
    if (met.threw !== null && !threw.has(met.threw)) threw.set(met.threw, situation);
    const kinds = lossOf(situation);
    if (kinds.length === 0) continue;
    const known = byLoss.get(met.outcome) ?? new Set();
    for (const kind of kinds) known.add(kind);
    byLoss.set(met.outcome, known);
  }
  return { reached, byLoss, threw };
}

/** Kinds of loss that a situation may be about: any, where no condition reads what a case is about. */
function lossReader(axes: readonly Axis[]): (situation: Situation) => readonly LossKind[] {
  const at = axes.findIndex((axis) => axis.name === 'case_kind');
  const values = axes[at]?.values;
  if (values === undefined) return () => lossKinds;
  const byValue = values.map((value) => lossKinds.filter((kind) => kind === value));
  return (situation) => byValue[situation[at] ?? 0] ?? [];
}

function unreached(scope: Scope, { reached }: Found): PolicyProblem[] {
  const { complete, document, situations, tried } = scope;
  return document.rules.flatMap((rule, index): PolicyProblem[] => {
    if (reached.has(index)) return [];
    const partly = `${tried} of ${situations} situations tried: the search was not complete`;
    const where = tried === situations ? `${situations} situations tried` : partly;
    const message = `"${rule.name}" was reached in none of ${where}`;
    const severity = complete ? 'error' : 'warning';
    const path = [...rule.path, 'when'];
    return [{ code: 'unreachable_rule', severity, message, path, line: null }];
  });
}

/** The default is a safe place to land, and still not what was written. */
function failing({ axes, conditions, document }: Scope, { threw }: Found): PolicyProblem[] {
  return document.rules.flatMap((rule, index): PolicyProblem[] => {
    const situation = threw.get(index);
    const read = conditions[index]?.looks().facts;
    if (situation === undefined || read === undefined) return [];
    const facts = factsOf(axes, situation);
    const values = [...read].map((name) => `${name} is ${JSON.stringify(factAt(facts, name))}`);
    const message = `this condition fails where ${values.join(' and ')}`;
    return [error('condition_fails', [...rule.path, 'when'], message)];
  });
}

function weak(scope: Scope, { byLoss }: Found): PolicyProblem[] {
  const outcomes = [...scope.document.rules, scope.document.default];
  return outcomes.flatMap((outcome, index): PolicyProblem[] => {
    const why = weaknessForLoss(outcome);
    if (why === null) return [];
    const isRule = index < scope.document.rules.length;
    const path = isRule ? [...outcome.path, 'when'] : outcome.path;
    const kinds = [...(byLoss.get(index) ?? [])].toSorted();
    if (kinds.length > 0) {
      const message = `a ${kinds.join(' or ')} case comes to "${outcome.name}", which ${why}`;
      return [error('weak_for_loss', path, message)];
    }
    if (scope.complete || isShielded(scope.conditions, index)) return [];
    const cases = `a ${lossKinds.join(' or ')} case`;
    const message = `${cases} may come to "${outcome.name}", which ${why}: the search was not complete`;
    return [{ code: 'weak_for_loss', severity: 'warning', message, path, line: null }];
  });
}

/** Whether, by what they are about alone, rules above take all cases about a loss or this one none. */
function isShielded(conditions: readonly CompiledCondition[], index: number): boolean {
  return lossKinds.every((value) => {
    const truths = conditions.map((one) => one.truthWhere({ name: 'case_kind', value }));
    return truths[index] === false || truths.slice(0, index).includes(true);
  });
}

function error(
  code: 'condition_fails' | 'weak_for_loss',
  path: PolicyPath,
  message: string,
): PolicyProblem {
  return { code, severity: 'error', message, path, line: null };
}

/** In most files no account meets the default: it is not looked for any longer than this. */
const defaultTriedMax = 100_000;

/** The first situation found for each rule, and for the default; those that none meets are left out. */
export function firstOfEach(
  conditions: readonly CompiledCondition[],
  axes: readonly Axis[],
  triedMax: number,
): readonly Situation[] {
  const meets = surveyOf(conditions, axes);
  const rules = conditions.length;
  const most = Math.min(situationsOf(axes), triedMax);
  const found = new Map<number, Situation>();
  let tried = 0;
  for (const situation of everySituation(axes)) {
    if (tried >= most || found.size > rules) break;
    if (tried >= defaultTriedMax && found.size === rules && !found.has(rules)) break;
    tried += 1;
    const { outcome } = meets(situation);
    if (!found.has(outcome)) found.set(outcome, situation);
  }
  return [...found.values()];
}
