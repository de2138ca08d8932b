/**
 * Gives the same random commands to the model and to the whole service on a real database, lets its
 * process die in between, and asks after every step whether the invariants hold.
 */

import fc from 'fast-check';
import type { ModelAsk } from '../case-model.ts';
import { asks } from '../check-case.ts';
import { CodesModel } from './codes-model.ts';
import { HostModel } from './host-model.ts';
import { checkAuditLog, must } from './invariants.ts';
import { type Outside, startOutside } from './outside.ts';
import { Run } from './run.ts';
import type { Counts } from './run-state.ts';
import { startService } from './service.ts';
import { anyChance } from './service-commands.ts';

/** Longer lists only add noise after the end of their cases. */
const commandsAtOnce = 90;
const waitSeconds = 3600;

export interface ServiceRun {
  readonly commands: number;
  readonly cases: number;
  readonly crashes: number;
  readonly happened: ReadonlyMap<string, number>;
}

/** Throws with the seed and the trail of the shortest failing list. */
export async function checkServiceModel(options: {
  readonly seed: number;
  readonly commands: number;
  /** Looks for a shorter trail to the same fault: minutes. */
  readonly shrink: boolean;
}): Promise<ServiceRun> {
  const outside = await startOutside();
  const counts: Counts = { commands: 0, cases: 0, crashes: 0, happened: new Map() };
  const lists = fc.array(anyChance, { minLength: 15, maxLength: commandsAtOnce, size: 'max' });
  const property = fc.asyncProperty(lists, runKinds, async (list, kind) => {
    const run = await startRun(outside, counts, kind);
    try {
      await run.open(kind.ask.lost);
      for (const chance of list) await run.step(chance);
      await run.end();
    } catch (error) {
      await outside.pool.query('delete from thaw.jobs');
      await outside.pool.query('delete from thaw.review_queue');
      throw error;
    } finally {
      await run.close();
    }
  });
  try {
    while (counts.commands < options.commands) {
      const left = options.commands - counts.commands;
      const report = await fc.check(property, {
        seed: options.seed + counts.commands,
        numRuns: Math.ceil(left / commandsAtOnce),
        endOnFailure: !options.shrink,
      });
      if (report.failed) throw new Error(`seed ${options.seed}`, { cause: report.errorInstance });
    }
    const last = await startService(outside);
    const heads = await checkAuditLog(last.app);
    await last.stop();
    must(heads > 1, 'the log was never sealed on the way');
    return counts;
  } finally {
    await outside.stop();
  }
}

async function startRun(outside: Outside, counts: Counts, kind: RunKind): Promise<Run> {
  const { appLost, ask, mustWait } = kind;
  const waitEnds = mustWait && ask.frozen ? waitSeconds : 0;
  const accountId = await outside.newAccount({
    frozen: ask.frozen,
    waitSeconds: waitEnds,
    appLost,
  });
  const { rows } = await outside.pool.query<{ at: Date }>('select at from model.clock');
  const startMs = rows[0]?.at.getTime() ?? 0;
  const service = await startService(outside);
  const host = new HostModel(new CodesModel(startMs / 1000), appLost);
  if (ask.frozen) host.freeze = { number: 0, waitEnds };
  if (ask.frozen) host.freezes = 1;
  return new Run({ outside, counts, accountId, startMs }, service, host);
}

/** What a run begins with. */
interface RunKind {
  readonly ask: ModelAsk;
  readonly mustWait: boolean;
  readonly appLost: boolean;
}

const runKinds: fc.Arbitrary<RunKind> = fc.record({
  ask: asks.map((ask) => ({ ...ask, lost: ask.lost.toSorted() })),
  mustWait: fc.boolean(),
  appLost: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
});
