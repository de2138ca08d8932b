import type { Plan, PlannedStep, Restriction } from './types.ts';

/** The plan that an account would get now, as far as a running case may take it over. */
export type PlanOfToday = Pick<
  Plan,
  'steps' | 'rule' | 'policyVersion' | 'approvalsRequired' | 'restrictions'
>;

/** What a running case lacked of it. What is left out stays as it was; older events have steps alone. */
export interface Tightened {
  readonly steps: readonly PlannedStep[];
  /** Of the plan of today. */
  readonly rule: string;
  readonly policyVersion: string;
  readonly approvalsRequired?: 1 | 2;
  /** All of them, the longer hours of each kind. */
  readonly restrictions?: readonly Restriction[];
  /** Counted from the moment at which the case's own delay began. */
  readonly delay?: { readonly delaySeconds: number; readonly until: string };
}

/** Else only people and the host have more to do, and whoever has the case keeps it. */
export function asksOfPerson({ delay, steps }: Tightened): boolean {
  return steps.length > 0 || delay !== undefined;
}
