/** A case to try commands on: applies what is decided, and throws on a refusal that nobody expected. */

import { decide } from './decide.ts';
import { evolveAll } from './evolve.ts';
import type { Lock } from './lock.ts';
import type { Outcome, RefusalCode } from './outcome.ts';
import type {
  CaseCommand,
  CaseEvent,
  CaseState,
  Plan,
  PlannedStep,
  StepKind,
  StepVerdict,
} from './types.ts';

export const t0 = '2026-11-22T10:00:00.000Z';
export const robin = '00000000-0000-4000-8000-000000000001';
export const alex = '00000000-0000-4000-8000-000000000002';

export const lock: Lock = {
  freezeId: 'freeze-1',
  cause: 'brute_force',
  unlockable: 'self_service',
  since: '2026-11-22T07:00:00.000Z',
  earliestUnlockAt: null,
};

export const allTicked = ['own_account', 'limits_48h', 'data_use', 'false_statements'];

export function planned(kind: StepKind, change: Partial<PlannedStep> = {}): PlannedStep {
  return {
    kind,
    reasonId: `reason.${kind}`,
    minutes: 1,
    attemptsMax: 2,
    alternative: null,
    delaySeconds: kind === 'delay' ? 7200 : null,
    uploadAllowed: false,
    ...change,
  };
}

export function planOf(steps: readonly PlannedStep[], change: Partial<Plan> = {}): Plan {
  return {
    policyId: 'test',
    policyVersion: '1',
    policyHash: '0'.repeat(64),
    rule: 'test',
    steps,
    approvalsRequired: 1,
    restrictions: [{ kind: 'withdrawals', hours: 48 }],
    retentionDays: 30,
    because: [],
    ...change,
  };
}

export const passed: StepVerdict = { outcome: 'passed', reasons: [] };
export const doubtful: StepVerdict = { outcome: 'needs_review', reasons: [] };
export const countedRetry: StepVerdict = { outcome: 'retry', reasons: [], counted: true };
export const freeRetry: StepVerdict = { outcome: 'retry', reasons: [], counted: false };

export interface TestCase {
  readonly state: CaseState;
  readonly events: readonly CaseEvent[];
  /** Applies a command; throws when it is refused. */
  after(command: CaseCommand, now?: string): TestCase;
  /** The refusal of a command, or null when it would happen. */
  refusal(command: CaseCommand, now?: string): RefusalCode | null;
  step(kind: StepKind): string | undefined;
}

function caseOf(state: CaseState, events: readonly CaseEvent[]): TestCase {
  const outcome = (command: CaseCommand, now = t0): Outcome => decide(state, command, now);
  return {
    state,
    events,
    after(command, now) {
      const decided = outcome(command, now);
      if (!decided.ok) throw new Error(`${command.type} was refused: ${decided.refusal}`);
      const after = evolveAll(state.caseId, decided.events, state);
      if (after === null) throw new Error('a case does not vanish');
      return caseOf(after, [...events, ...decided.events]);
    },
    refusal(command, now) {
      const decided = outcome(command, now);
      return decided.ok ? null : decided.refusal;
    },
    step: (kind) => state.steps.find((s) => s.plan.kind === kind)?.status,
  };
}

export function opened(change: Partial<Lock> = {}): TestCase {
  const open = {
    type: 'open',
    accountId: 'account-1',
    kind: 'unlock',
    lock: { ...lock, ...change },
    expiresAt: '2026-12-06T10:00:00.000Z',
  } as const;
  const decided = decide(null, open, t0);
  if (!decided.ok) throw new Error(decided.refusal);
  const state = evolveAll('case-1', decided.events);
  if (state === null) throw new Error('an opened case is there');
  return caseOf(state, decided.events);
}

export const requestUnlock = { type: 'request_unlock', currentFreezeId: 'freeze-1' } as const;

export function accept(plan: Plan, options: { consent?: boolean; ticked?: string[] } = {}) {
  const consent = options.consent ?? true;
  const ticked = options.ticked ?? [...allTicked, ...(consent ? ['biometric_consent'] : [])];
  return {
    type: 'accept_reminder',
    evidence: { version: '1', locale: 'en', textHash: '0'.repeat(64), ticked },
    biometricConsent: consent,
    plan,
    currentFreezeId: 'freeze-1',
  } as const;
}

export function submit(step: StepKind, verdict: StepVerdict = passed) {
  return { type: 'submit_step', step, verdict } as const;
}

export function claim(reviewer: string) {
  return { type: 'claim_review', reviewer, leaseSeconds: 1200 } as const;
}

export function approve(
  reviewer: string,
  change: { accepted?: StepKind[]; note?: string; currentFreezeId?: string | null } = {},
) {
  return {
    type: 'approve',
    reviewer,
    accepted: [] as StepKind[],
    note: 'seen',
    currentFreezeId: 'freeze-1' as string | null,
    ...change,
  } as const;
}

/** Reminder accepted, first step ready. */
export function started(plan: Plan, options: { consent?: boolean } = {}): TestCase {
  return opened().after(requestUnlock).after(accept(plan, options));
}

/** Every step of the plan submitted with this verdict. */
export function inReview(plan: Plan, verdict: StepVerdict = passed): TestCase {
  let made = started(plan);
  for (const { kind } of plan.steps) made = made.after(submit(kind, verdict));
  return made;
}
