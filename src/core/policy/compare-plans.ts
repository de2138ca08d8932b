/** What one plan asks of a person beyond another. */

import type { Plan, PlannedStep } from '../case/types.ts';

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
  const kept = before.steps.flatMap((step): readonly Difference[] => {
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

/** Between two steps of one kind. */
export function stepDifference(before: PlannedStep, after: PlannedStep): readonly Difference[] {
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
