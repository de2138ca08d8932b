/** Two policies side by side: which accounts meet another plan, and what is asked of them then. */

import type { Plan, PlannedStep } from '../case/types.ts';
import { factAt, type PolicyFacts } from './facts.ts';
import { explain } from './plan.ts';
import { type Axis, axesOf, beside, enormous, factsOf } from './situations.ts';
import type { CompiledCondition, Policy } from './types.ts';

/** `mixed`: more of one thing and less of another, or the same checks in another way. */
export type Strictness = 'same' | 'stricter' | 'weaker' | 'mixed';

export interface PlanChange {
  readonly strictness: Strictness;
  /** What differs, e.g. `+ face`, `- questions`, `approvals 1 -> 2`. Empty when the same. */
  readonly words: readonly string[];
}

type Difference = readonly [word: string, strictness: Exclude<Strictness, 'same'>];

/** What `after` asks beyond `before`. Reasons and minutes shown are no difference; order is. */
export function comparePlans(before: Plan, after: Plan): PlanChange {
  const differences = [
    ...stepDifferences(before, after),
    ...more('approvals', before.approvalsRequired, after.approvalsRequired),
    ...restrictionDifferences(before, after),
  ];
  const kinds = new Set(differences.map(([, strictness]) => strictness));
  const [only] = kinds;
  return {
    strictness: only === undefined ? 'same' : kinds.size > 1 ? 'mixed' : only,
    words: differences.map(([word]) => word),
  };
}

function stepDifferences(before: Plan, after: Plan): Difference[] {
  const had = new Map(before.steps.map((step) => [step.kind, step]));
  const has = new Map(after.steps.map((step) => [step.kind, step]));
  const added = after.steps.filter((step) => !had.has(step.kind));
  const dropped = before.steps.filter((step) => !has.has(step.kind));
  const kept = before.steps.flatMap((step): Difference[] => {
    const now = has.get(step.kind);
    return now === undefined ? [] : stepDifference(step, now);
  });
  const order = (steps: readonly PlannedStep[], other: ReadonlyMap<string, PlannedStep>) =>
    steps.filter((step) => other.has(step.kind)).map((step) => step.kind);
  const moved = order(before.steps, has).join() !== order(after.steps, had).join();
  return [
    ...added.map((step): Difference => [`+ ${step.kind}`, 'stricter']),
    ...dropped.map((step): Difference => [`- ${step.kind}`, 'weaker']),
    ...kept,
    ...(moved ? ([['another order', 'mixed']] as const) : []),
  ];
}

function stepDifference(before: PlannedStep, after: PlannedStep): Difference[] {
  const { kind } = before;
  const hours = (step: PlannedStep) => (step.delaySeconds ?? 0) / 3600;
  const upload = after.uploadAllowed
    ? ([`${kind} may be uploaded`, 'weaker'] as const)
    : ([`${kind} no longer uploaded`, 'stricter'] as const);
  const from = (step: PlannedStep) => step.channels?.toSorted().join(' and ') ?? 'all bound';
  const sources = `${kind} from ${from(before)} -> ${from(after)}`;
  const way = [before.alternative ?? 'none', after.alternative ?? 'none'] as const;
  return [
    ...more(`${kind} hours`, hours(before), hours(after)),
    // More attempts are more guesses.
    ...more(`${kind} attempts`, before.attemptsMax, after.attemptsMax, 'weaker'),
    ...(before.uploadAllowed === after.uploadAllowed ? [] : [upload]),
    ...(from(before) === from(after) ? [] : ([[sources, channelChange(before, after)]] as const)),
    ...(way[0] === way[1] ? [] : ([[`${kind} or ${way.join(' -> ')}`, 'mixed']] as const)),
  ];
}

/** More channels are more to show; "all bound" is not less than any list. */
function channelChange(before: PlannedStep, after: PlannedStep): Exclude<Strictness, 'same'> {
  const [old, next] = [before.channels ?? null, after.channels ?? null];
  const within = (one: readonly string[], other: readonly string[] | null) =>
    other === null || one.every((channel) => other.includes(channel));
  if (old !== null && within(old, next)) return 'stricter';
  return next !== null && within(next, old) ? 'weaker' : 'mixed';
}

function restrictionDifferences(before: Plan, after: Plan): Difference[] {
  const hoursOf = (plan: Plan, kind: string) =>
    Math.max(0, ...plan.restrictions.filter((one) => one.kind === kind).map((one) => one.hours));
  const kinds = new Set([...before.restrictions, ...after.restrictions].map((one) => one.kind));
  return [...kinds].flatMap((kind) =>
    more(`${kind} h`, hoursOf(before, kind), hoursOf(after, kind)),
  );
}

function more(
  what: string,
  before: number,
  after: number,
  whenMore: 'stricter' | 'weaker' = 'stricter',
): Difference[] {
  if (before === after) return [];
  const whenLess = whenMore === 'stricter' ? 'weaker' : 'stricter';
  return [[`${what} ${before} -> ${after}`, after > before ? whenMore : whenLess]];
}

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
}

const situationsTriedMax = 600_000;

/** Over the situations around every value that either file names. Takes up to a few seconds. */
export function diffPolicies(
  before: Policy,
  after: Policy,
  triedMax: number = situationsTriedMax,
): PolicyComparison {
  const expressions = [...before.document.rules, ...after.document.rules].map((rule) => rule.when);
  const { axes, situations } = axesOf(expressions);
  const tried = Math.min(situations, triedMax);
  const groups = new Map<string, Group>();
  const [a, b] = withSharedConditions(before, after);
  for (let number = 0; number < tried; number += 1) {
    const situation = tried === situations ? number : Math.floor((number * situations) / tried);
    const facts = factsOf(axes, situation);
    const one = explain(a, facts);
    const other = explain(b, facts);
    const change = comparePlans(one.plan, other.plan);
    if (change.strictness === 'same') continue;
    const key = JSON.stringify([one.rule, other.rule, change]);
    const group = groups.get(key) ?? newGroup(one.rule, other.rule, change, axes);
    groups.set(key, group);
    group.situations += 1;
    axes.forEach((axis, index) => {
      group.seen[index]?.add(JSON.stringify(factAt(facts, axis.name)));
    });
  }
  const differences = [...groups.values()]
    .toSorted((a, b) => b.situations - a.situations)
    .map(({ seen, ...group }) => ({
      ...group,
      facts: axes.flatMap((axis, index) => describeAxis(axis, seen[index] ?? new Set())),
    }));
  return { differences, tried, situations };
}

/** Two versions of a file share most conditions: each is evaluated once a situation. */
function withSharedConditions(...policies: readonly [Policy, Policy]): [Policy, Policy] {
  const shared = new Map<string, CompiledCondition>();
  const share = (policy: Policy): Policy => ({
    ...policy,
    conditions: policy.document.rules.flatMap((rule, index) => {
      const own = policy.conditions[index];
      const known = shared.get(rule.when) ?? (own === undefined ? undefined : remembering(own));
      if (known !== undefined) shared.set(rule.when, known);
      return known === undefined ? [] : [known];
    }),
  });
  return [share(policies[0]), share(policies[1])];
}

/** Remembers its last answer; one that throws is asked again. */
function remembering(condition: CompiledCondition): CompiledCondition {
  let last: { readonly facts: PolicyFacts; readonly value: boolean } | null = null;
  return {
    ...condition,
    evaluate(facts) {
      if (last?.facts !== facts) last = { facts, value: condition.evaluate(facts) };
      return last.value;
    },
  };
}

interface Group extends Omit<PolicyDifference, 'facts' | 'situations'> {
  situations: number;
  /** By axis, the values seen, as JSON. */
  readonly seen: readonly Set<string>[];
}

function newGroup(
  ruleBefore: string,
  ruleAfter: string,
  change: PlanChange,
  axes: readonly Axis[],
): Group {
  return { ...change, ruleBefore, ruleAfter, situations: 0, seen: axes.map(() => new Set()) };
}

/** Nothing for an axis of which every value was seen: the group does not depend on it. */
function describeAxis(axis: Axis, seen: ReadonlySet<string>): readonly string[] {
  const values = axis.values.filter((value) => seen.has(JSON.stringify(value)));
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
  readonly facts: PolicyFacts;
}

export interface ReplayedCase extends PlanChange {
  readonly caseId: string;
  readonly status: string;
  readonly ruleBefore: string;
  readonly ruleAfter: string;
}

/** Every past case under both policies, in the order given; those that stay alike say `same`. */
export function replayCases(
  before: Policy,
  after: Policy,
  past: readonly PastCase[],
): readonly ReplayedCase[] {
  return past.map(({ caseId, facts, status }) => {
    const one = explain(before, facts);
    const other = explain(after, facts);
    const change = comparePlans(one.plan, other.plan);
    return { caseId, status, ruleBefore: one.rule, ruleAfter: other.rule, ...change };
  });
}
