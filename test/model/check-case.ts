/** Gives the same random commands to the model and to the core, and compares every answer. */

import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { recoveryKind } from '../../src/app/recovery.ts';
import { decide } from '../../src/core/case/decide.ts';
import { evolveAll } from '../../src/core/case/evolve.ts';
import { machine } from '../../src/core/case/machine.ts';
import type { CaseCommand, CaseEvent, CaseState } from '../../src/core/case/types.ts';
import { anyChoice, freezeName, iso, type Pair } from './case-commands.ts';
import { CaseModel, type ModelAsk, unlock } from './case-model.ts';
import { codeChannels } from './plans.ts';

const commandsAtOnce = 120;
const waitEnds = 3600;
const expires = 1_209_600;

/** Most cases are about a freeze. */
export const asks: fc.Arbitrary<ModelAsk> = fc.oneof(
  { weight: 2, arbitrary: fc.constant(unlock) },
  {
    weight: 1,
    arbitrary: fc.record({
      lost: fc.subarray([...codeChannels], { minLength: 1 }),
      frozen: fc.boolean(),
    }),
  },
);

export interface ModelRun {
  readonly commands: number;
  /** How often each command happened, not counting refusals. */
  readonly happened: ReadonlyMap<string, number>;
}

/** Throws with the seed and the shortest failing list of commands. */
export function checkCaseModel(options: {
  readonly seed: number;
  readonly commands: number;
}): ModelRun {
  let commands = 0;
  const happened = new Map<string, number>();
  const lists = fc.array(anyChoice, { minLength: 20, maxLength: commandsAtOnce, size: 'max' });
  const property = fc.property(lists, fc.boolean(), asks, (list, mustWait, ask) => {
    const run = new Run(mustWait, ask);
    for (const choose of list) {
      commands += 1;
      const pair = choose(run.model);
      if (run.step(pair)) happened.set(pair.name, (happened.get(pair.name) ?? 0) + 1);
    }
  });
  while (commands < options.commands) {
    const before = commands;
    const report = fc.check(property, {
      seed: options.seed + commands,
      numRuns: Math.ceil((options.commands - commands) / commandsAtOnce),
    });
    // The list itself is functions; the shortest trail of names says more.
    if (report.failed) throw new Error(`seed ${options.seed}`, { cause: report.errorInstance });
    if (commands === before) throw new Error('no command was run');
  }
  return { commands, happened };
}

class Run {
  readonly model: CaseModel;
  private state: CaseState;
  private readonly events: CaseEvent[];
  /** What was tried, for the report of a failure. */
  private readonly trail: string[] = [];

  constructor(mustWait: boolean, ask: ModelAsk) {
    this.model = new CaseModel(mustWait ? waitEnds : 0, expires, ask);
    const opened = decide(
      null,
      {
        type: 'open',
        accountId: 'account',
        kind: ask.lost.length === 0 ? 'unlock' : recoveryKind(ask.lost),
        lost: ask.lost,
        expiresAt: iso(expires),
        lock: {
          freezeId: freezeName(this.model),
          cause: ask.frozen ? 'self' : 'none',
          unlockable: 'self_service',
          since: iso(-60),
          earliestUnlockAt: mustWait ? iso(waitEnds) : null,
        },
      },
      iso(0),
    );
    if (!opened.ok) throw new Error(opened.refusal);
    this.events = [...opened.events];
    this.state = this.replayed();
  }

  /** True when it happened. */
  step(pair: Pair): boolean {
    const command = pair.inCore(this.model);
    this.trail.push(pair.name);
    if (command === null) return pair.inModel(this.model);
    const freezeAtTheTime = this.model.hostFreeze;
    const outcome = decide(this.state, command, iso(this.model.now));
    const expected = pair.inModel(this.model);
    const told = outcome.ok ? 'happened' : `refused (${outcome.refusal})`;
    this.must(
      outcome.ok === expected,
      `${pair.name}: the core ${told}, the model says ${expected}`,
    );
    if (!outcome.ok) return false;
    const before = this.state;
    this.events.push(...outcome.events);
    this.state = evolveAll('case', outcome.events, before) ?? before;
    this.check(before, command, freezeAtTheTime);
    return true;
  }

  private replayed(): CaseState {
    const state = evolveAll('case', this.events);
    if (state === null) throw new Error('events make a case');
    return state;
  }

  private check(before: CaseState, command: CaseCommand, hostFreeze: number): void {
    const { state, model } = this;
    this.must(
      state.status === model.status,
      `status ${state.status}, the model says ${model.status}`,
    );
    this.must(
      state.expiresAt === iso(model.expires),
      `ends at ${state.expiresAt}, the model says ${iso(model.expires)}`,
    );
    this.must(isDeepStrictEqual(this.replayed(), state), 'replayed events give another state');
    this.must(state.version === this.events.length, 'the version is not the number of events');
    const targets = machine[before.status][command.type] ?? [];
    this.must(
      targets.includes(state.status),
      `${command.type} led from ${before.status} to ${state.status}, which is not in the table`,
    );
    const marks = state.steps.map((s) => markOf(s.status));
    const told = model.steps.map((s) => s.mark);
    this.must(
      isDeepStrictEqual(marks, told),
      `steps ${marks.join()}, the model says ${told.join()}`,
    );
    const asked = state.steps.filter(
      ({ plan, status }) => plan.kind !== 'delay' && markOf(status) === 'turn',
    );
    this.must(asked.length <= 1, 'two steps at once are the turn of the person');
    this.checkApproval(before, hostFreeze);
  }

  private checkApproval(before: CaseState, hostFreeze: number): void {
    const { state } = this;
    const newly = state.status === 'approved' && before.status !== 'approved';
    if (newly) this.must(hostFreeze === 0, 'approved although the account was frozen anew');
    if (state.unlocked || state.recovered) {
      this.must(state.status === 'approved', 'unlocked or reset without being approved');
    }
    if (state.status !== 'approved') return;
    for (const { plan, status } of state.steps) {
      this.must(
        status === 'passed' || status === 'skipped_by_policy',
        `approved with ${plan.kind} ${status}`,
      );
    }
    const proven = state.steps.filter(
      (s) => s.status === 'passed' && !['questions', 'delay'].includes(s.plan.kind),
    );
    this.must(proven.length > 0, 'approved with nothing proven');
    const barred = state.appeal?.barred ?? [];
    this.must(
      !state.approvals.some((who) => barred.includes(who)),
      'an appeal was read by somebody who had decided before',
    );
    this.must(
      new Set(state.approvals).size === state.approvals.length &&
        state.approvals.length === (state.plan?.approvalsRequired ?? 2),
      'approved by too few people, or by one person twice',
    );
    if (state.biometricConsent) return;
    const filmed = state.steps.some(
      (s) => ['selfie', 'face'].includes(s.plan.kind) && s.status !== 'skipped_by_policy',
    );
    this.must(!filmed, 'a biometric step without consent');
  }

  private must(holds: boolean, otherwise: string): void {
    if (!holds) throw new Error(`${otherwise}, after: ${this.trail.join(', ')}`);
  }
}

export function markOf(status: string): string {
  if (status === 'locked') return 'waiting';
  if (['ready', 'in_progress', 'failed_retry'].includes(status)) return 'turn';
  if (status === 'needs_review') return 'doubtful';
  if (status === 'skipped_by_policy') return 'out';
  return status;
}
