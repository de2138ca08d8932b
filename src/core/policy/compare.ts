/** Two policies side by side: which accounts meet another plan, and what is asked of them then. */

import { comparePlans, type PlanChange } from './compare-plans.ts';
import type { PolicyFacts } from './facts.ts';
import { explain, planOf } from './plan.ts';
import { firstOfEach, situationsMax } from './reach.ts';
import {
  type Axis,
  axesOf,
  beside,
  enormous,
  everySituation,
  isExhaustive,
  type Situation,
  situationsOf,
} from './situations.ts';
import { surveyOf } from './survey.ts';
import type { Policy } from './types.ts';

/** Situations in which the same rule of A gives way to the same rule of B with the same change. */
export interface PolicyDifference extends PlanChange {
  readonly ruleBefore: string;
  readonly ruleAfter: string;
  readonly situations: number;
  /** Facts that the situations of the group do not leave open, e.g. `value_eur < 1000`. */
  readonly facts: readonly string[];
}

export interface PolicyComparison {
  /** The largest group first. */
  readonly differences: readonly PolicyDifference[];
  readonly tried: number;
  /** More than `tried` where not all were: a difference shown is real, others may be missing. */
  readonly situations: number;
  /** False where conditions do more than compare facts with literals: there may be other situations. */
  readonly exact: boolean;
}

/**
 * Over the situations around every value that either file names: all, or `triedMax` of them far apart
 * and one for each rule of either file. Takes up to a second.
 */
export function diffPolicies(
  before: Policy,
  after: Policy,
  triedMax: number = situationsMax(before.document.rules.length + after.document.rules.length),
): PolicyComparison {
  const conditions = [...before.conditions, ...after.conditions];
  const looks = conditions.map((condition) => condition.looks());
  const { axes, situations } = widened(axesOf(looks).axes, before, after);
  const ruleBefore = surveyOf(before.conditions, axes);
  const ruleAfter = surveyOf(after.conditions, axes);
  const groups = groupsOf(before, after, axes);
  const found = [...examplesOf(before, axes), ...examplesOf(after, axes)];
  const examples = new Map(found.map((situation) => [situation.join(), situation]));
  let tried = 0;
  const take = (situation: Situation) => {
    tried += 1;
    groups.add(situation, ruleBefore(situation).outcome, ruleAfter(situation).outcome);
  };
  for (const situation of examples.values()) take(situation);
  for (const situation of everySituation(axes)) {
    if (tried >= Math.min(situations, triedMax + examples.size)) break;
    if (!examples.has(situation.join())) take(situation);
  }
  groups.noteDefaults();
  return { differences: groups.all(), tried, situations, exact: isExhaustive(looks) };
}

/** Axes that hold every value of the policies' own, so that each own situation is one of theirs. */
function widened(common: readonly Axis[], ...policies: readonly Policy[]): Situations {
  const own = policies.flatMap((policy) => ownAxes(policy));
  const axes = common.map(({ name, values }) => {
    const all = [values, ...own.filter((axis) => axis.name === name).map((axis) => axis.values)];
    const byText = new Map(all.flat().map((value) => [JSON.stringify(value), value]));
    return { name, values: [...byText.values()] };
  });
  return { axes, situations: situationsOf(axes) };
}

interface Situations {
  readonly axes: readonly Axis[];
  readonly situations: number;
}

function ownAxes(policy: Policy): readonly Axis[] {
  return axesOf(policy.conditions.map((condition) => condition.looks())).axes;
}

/** One situation on the axes for each rule of the policy and its default, where one is found. */
function examplesOf(policy: Policy, axes: readonly Axis[]): readonly Situation[] {
  const own = ownAxes(policy);
  return firstOfEach(policy.conditions, own, situationsMax(policy.document.rules.length)).map(
    (situation) =>
      axes.map(({ name, values }) => {
        const at = own.findIndex((axis) => axis.name === name);
        // A fact that the policy does not read may be anything: the first value of its axis.
        if (at < 0) return 0;
        const value = own[at]?.values[situation[at] ?? 0];
        return values.findIndex((one) => sameValue(one, value));
      }),
  );
}

const sameValue = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

interface Group extends Omit<PolicyDifference, 'facts' | 'situations'> {
  situations: number;
  /** By axis, the indexes of the values seen. */
  readonly seen: readonly Set<number>[];
}

/** Collects situations; those whose plans are alike make no group. */
function groupsOf(before: Policy, after: Policy, axes: readonly Axis[]) {
  const byPair = new Map<number, Group | null>();
  const outcomes = [...after.document.rules, after.document.default];
  const outcomesBefore = [...before.document.rules, before.document.default];
  const groupOf = (one: number, other: number): Group | null => {
    const from = outcomesBefore[one] ?? before.document.default;
    const to = outcomes[other] ?? after.document.default;
    const change = comparePlans(planOf(before, from), planOf(after, to));
    if (change.strictness === 'same') return null;
    const seen = axes.map(() => new Set<number>());
    return { ...change, ruleBefore: from.name, ruleAfter: to.name, situations: 0, seen };
  };
  return {
    add(situation: Situation, one: number, other: number): void {
      const key = one * outcomes.length + other;
      const known = byPair.get(key);
      const group = known === undefined ? groupOf(one, other) : known;
      if (known === undefined) byPair.set(key, group);
      if (group === null) return;
      group.situations += 1;
      for (const [axis, index] of situation.entries()) group.seen[axis]?.add(index);
    },
    /** Where no situation leads from default to default, a condition that fails still does. */
    noteDefaults(): void {
      const [one, other] = [before.document.rules.length, after.document.rules.length];
      const key = one * outcomes.length + other;
      if (!byPair.has(key)) byPair.set(key, groupOf(one, other));
    },
    all(): readonly PolicyDifference[] {
      const groups = [...byPair.values()].filter((group) => group !== null);
      return groups
        .toSorted((a, b) => b.situations - a.situations)
        .map(({ seen, ...group }) => ({
          ...group,
          facts:
            group.situations === 0
              ? ['only where a condition fails']
              : axes.flatMap((axis, index) => describeAxis(axis, seen[index] ?? new Set())),
        }));
    },
  };
}

/** Nothing for an axis of which every value was seen: the group does not depend on it. */
function describeAxis(axis: Axis, seen: ReadonlySet<number>): readonly string[] {
  const values = axis.values.filter((_, index) => seen.has(index));
  if (values.length === axis.values.length) return [];
  const numbers = values.filter((value) => typeof value === 'number').toSorted((a, b) => a - b);
  if (numbers.length > 0) return [`${axis.name} ${rangeWords(numbers, axis)}`];
  const words = values.map((value) => (Array.isArray(value) ? `[${value.join(' ')}]` : value));
  return [`${axis.name} ${words.join(' | ')}`];
}

/** The axis writes "just under 1000" as 999.999 and "just over" as 1000.001. */
function rangeWords(numbers: readonly number[], axis: Axis): string {
  const least = numbers[0] ?? 0;
  const most = numbers.at(-1) ?? 0;
  const onAxis = (value: number) =>
    axis.values.find((other) => typeof other === 'number' && Math.abs(other - value) < beside / 2);
  const isNamed = (value: number) =>
    onAxis(value + beside) !== undefined &&
    (value < beside || onAxis(value - beside) !== undefined);
  if (least === most && (isNamed(most) || most === 0)) return `= ${most}`;
  const over = isNamed(least) ? undefined : onAxis(least - beside);
  const under = isNamed(most) ? undefined : onAxis(most + beside);
  const lower = over === undefined ? `>= ${least}` : `> ${over}`;
  const upper = under === undefined ? `<= ${most}` : `< ${under}`;
  if (most === enormous) return lower;
  return least === 0 ? upper : `${lower} and ${upper}`;
}

export interface PastCase {
  readonly caseId: string;
  readonly status: string;
  /** Null where the facts kept then lack one that is catalogued now. */
  readonly facts: PolicyFacts | null;
}

export interface ReplayedCase extends PlanChange {
  readonly caseId: string;
  readonly status: string;
  readonly ruleBefore: string;
  readonly ruleAfter: string;
}

/**
 * Every past case under both policies, in the order given; those that stay alike say `same`. Cases whose
 * facts are not all known are left out: what they would meet today cannot be told.
 */
export function replayCases(
  before: Policy,
  after: Policy,
  past: readonly PastCase[],
): readonly ReplayedCase[] {
  return past.flatMap(({ caseId, facts, status }) => {
    if (facts === null) return [];
    const one = explain(before, facts);
    const other = explain(after, facts);
    const change = comparePlans(one.plan, other.plan);
    return [{ caseId, status, ruleBefore: one.rule, ruleAfter: other.rule, ...change }];
  });
}
