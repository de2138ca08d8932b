/**
 * Gives the same random commands to the model and to the whole service on a real database, lets its
 * process die in between, and asks after every step whether the invariants hold.
 */

import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { freezeAccount } from '../../../src/app/host.ts';
import { openCaseForAccount } from '../../../src/app/open-case-for-account.ts';
import { recoveryKind } from '../../../src/app/recovery.ts';
import type { CodeChannel } from '../../../src/core/case/types.ts';
import { ThawError } from '../../../src/core/errors.ts';
import type { ModelAsk } from '../case-model.ts';
import { asks } from '../check-case.ts';
import { CodesModel } from './codes-model.ts';
import { type Differing, differenceOf, nameOf } from './compare.ts';
import { Crashed } from './crash.ts';
import { checkAuditLog, checkInvariants, checkNothingForgotten, must } from './invariants.ts';
import { lookAt, type Seen } from './look.ts';
import { inModel, nameOfCommand, type ServiceCommand } from './model-of-command.ts';
import { type Outside, startOutside } from './outside.ts';
import { drain, leaveForRecovery, perform, type Service, seal, startService } from './service.ts';
import { anyChance, type Chance, type Happening } from './service-commands.ts';
import { ServiceModel } from './service-model.ts';

/** Longer lists only add noise after the end of their case. */
const commandsAtOnce = 60;
const waitSeconds = 3600;
const expiresSeconds = 14 * 86_400;
/** A job that a dead worker held comes back after its lock. */
const jobLockSeconds = 31;

export interface ServiceRun {
  readonly commands: number;
  readonly cases: number;
  readonly crashes: number;
  readonly happened: ReadonlyMap<string, number>;
}

interface Counts {
  commands: number;
  cases: number;
  crashes: number;
  readonly happened: Map<string, number>;
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
  const codes = new CodesModel(startMs / 1000);
  const times = { waitEnds, expires: expiresSeconds };
  const model = new ServiceModel(times, ask, { codes, number: 0, appLost });
  const run = new Run({ outside, counts, accountId, startMs }, service, model);
  await run.open();
  return run;
}

/** What a run is about. */
interface RunKind {
  readonly ask: ModelAsk;
  readonly mustWait: boolean;
  readonly appLost: boolean;
}

const runKinds: fc.Arbitrary<RunKind> = fc.record({
  ask: asks,
  mustWait: fc.boolean(),
  appLost: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
});

interface Fixed {
  readonly outside: Outside;
  readonly counts: Counts;
  readonly accountId: string;
  readonly startMs: number;
}

class Run {
  private readonly trail: string[] = [];
  private readonly fixed: Fixed;
  private service: Service;
  private model: ServiceModel;
  private caseId = '';
  /** Given up for a case about a loss. */
  private readonly earlier: string[] = [];

  constructor(fixed: Fixed, service: Service, model: ServiceModel) {
    this.fixed = fixed;
    this.service = service;
    this.model = model;
  }

  /** The host asks for the case. One about a loss is asked for on the way. */
  async open(): Promise<void> {
    const { ask } = this.model;
    const { accountId, counts } = this.fixed;
    const opened = await openCaseForAccount(this.service.app, {
      accountId,
      kind: ask.lost.length === 0 ? 'unlock' : recoveryKind(ask.lost),
      lost: ask.lost,
      actor: { type: 'host', id: 'model' },
      now: await this.service.app.db.read.now(),
    });
    this.caseId = opened.caseId;
    if (this.model.isAboutLoss()) this.model.requestUnlock();
    counts.cases += 1;
  }

  async step({ crash, happening, twice }: Chance): Promise<void> {
    const what = happening(this.model);
    this.fixed.counts.commands += 1;
    this.service.process.plan(crash);
    try {
      await this.happen(what, twice);
      await this.check();
    } catch (error) {
      throw new Error(`after: ${this.trail.join(', ')}`, { cause: error });
    }
  }

  /** To the end of everything: nothing is left to do, nothing forgotten, nothing readable. */
  async end(): Promise<void> {
    this.service.process.plan(null);
    await this.happen({ type: 'work' }, false);
    await this.command({ type: 'withdraw' }, false);
    for (const seconds of [0, 3 * 86_400, 40 * 86_400]) {
      await this.happen({ type: 'pass', seconds }, false);
      await this.happen({ type: 'work' }, false);
    }
    const { outside } = this.fixed;
    const last = await this.check();
    must(this.model.redacted, 'the evidence was kept for ever');
    if (this.model.unlocked) this.count(this.model.isAboutLoss() ? 'lost was reset' : 'was thawed');
    await checkNothingForgotten(outside, last);
    for (const caseId of this.earlier) {
      const seen = await lookAt(outside, this.service.app, caseId);
      await checkInvariants(this.service.app, seen);
      must(seen.state.redacted, 'the evidence of a case that was left was kept for ever');
      await checkNothingForgotten(outside, seen);
    }
  }

  async close(): Promise<void> {
    await this.service.stop();
  }

  private async happen(what: Happening, twice: boolean): Promise<void> {
    const { accountId, outside } = this.fixed;
    if (what.type !== 'command') this.trail.push(what.type);
    switch (what.type) {
      case 'command': {
        const command = what.choose(this.model).inCore(this.model);
        must(command !== null, 'commands of the person and of reviewers reach the core');
        // Codes are judged by what was typed, never by a verdict out of the air.
        if (command.type === 'submit_step' && command.step === 'codes') return;
        return this.command(command, twice && command.type !== 'claim_review');
      }
      case 'code':
        // Tries at once are a test of their own, with 200 of them: test/flows/codes.test.ts.
        return this.command(what.command, twice && what.command.type !== 'try_code');
      case 'lost':
        return this.lose(what.lost);
      case 'withdraw':
      case 'owner_stop':
        return this.command({ type: what.type }, twice);
      case 'appeal':
        return this.command({ type: 'appeal', currentFreezeId: '' }, twice);
      case 'work':
        return this.work();
      case 'pass':
        await outside.pass(what.seconds);
        this.model.now += what.seconds;
        return;
      case 'freeze':
        if (what.told) return this.freezeByApi();
        await outside.directory.freeze({ accountId, cause: 'risk', by: 'host', key: randomUUID() });
        this.model.hostFreeze += 1;
        return;
      case 'restart':
        return this.restart();
    }
  }

  private async command(command: ServiceCommand, twice: boolean): Promise<void> {
    const name = nameOfCommand(command);
    const times = twice ? 2 : 1;
    const may = [this.model.copy()];
    if (command.type === 'try_code') {
      const counted = this.model.copy();
      counted.countTry(command.channel);
      may.push(counted);
    }
    let expected = 0;
    for (let time = 0; time < times; time += 1) {
      expected += inModel(this.model, command) ? 1 : 0;
      may.push(this.model.copy());
    }
    const tries = Array.from({ length: times }, () => perform(this.service, this.caseId, command));
    const results = await Promise.allSettled(tries);
    const crashed = this.service.process.dead;
    const happened = results.filter((one) => one.status === 'fulfilled').length;
    for (const one of results) if (one.status === 'rejected') mustBeRefusal(one.reason);
    const told = crashed ? 'CRASH' : `${happened} of ${times}`;
    this.trail.push(`${name} (${told})`);
    if (crashed) return this.recover(may);
    // [This was not me] answers who presses it again as if it were the first time.
    const same = command.type === 'owner_stop' ? happened >= expected : happened === expected;
    must(same, `${name} happened ${happened} times, the model says ${expected}`);
    if (happened > 0) this.count(command.type);
  }

  /** From the step of codes to a case about what was lost, in this browser. */
  private async lose(lost: readonly CodeChannel[]): Promise<void> {
    const { outside } = this.fixed;
    const may = this.model.mayLeave(lost);
    const started = await leaveForRecovery(this.service, this.caseId, lost);
    // What comes now is looking, and looking does not die.
    this.service.process.plan(null);
    const told = started.crashed ? 'CRASH' : started.caseId !== null;
    this.trail.push(`lost ${lost.join()} (${told})`);
    if (!started.crashed) must((started.caseId !== null) === may, `the model says ${may}`);
    if (started.crashed) await this.restart();
    if (started.crashed) this.count('crash in a command');
    const caseId = started.caseId ?? (await this.besides());
    if (caseId === null) return;
    const { state } = await lookAt(outside, this.service.app, this.caseId);
    if (started.crashed && state.status !== 'cancelled') {
      // Opened, and the unlock lives on: the person presses again, and meets the case that is there.
      const again = await leaveForRecovery(this.service, this.caseId, lost);
      must(again.caseId === caseId, 'a second case about the same loss');
    }
    must(may, 'a case about a loss, and the model says that nothing could be lost');
    this.count('lost');
    this.goOnWith(caseId, lost);
  }

  /** The living case about a loss, which a crash may have left beside the unlock. */
  private async besides(): Promise<string | null> {
    const { rows } = await this.fixed.outside.pool.query<{ case_id: string }>(
      `select case_id from thaw.cases where account_id = $1 and case_id <> $2 and kind <> 'unlock'
          and status not in ('approved', 'declined', 'cancelled', 'expired')`,
      [this.fixed.accountId, this.caseId],
    );
    must(rows.length <= 1, 'two cases about what was lost');
    return rows[0]?.case_id ?? null;
  }

  private goOnWith(caseId: string, lost: readonly CodeChannel[]): void {
    const { counts } = this.fixed;
    this.earlier.push(this.caseId);
    this.caseId = caseId;
    this.model = this.model.afterLoss(lost);
    counts.cases += 1;
  }

  /** A command that died was done or was not: nothing between. */
  private async recover(may: readonly ServiceModel[]): Promise<void> {
    await this.restart();
    const seen = await lookAt(this.fixed.outside, this.service.app, this.caseId);
    const found = may.map((model) => ({ model, differs: this.differs(seen, model) }));
    const [same] = found.filter((one) => one.differs === null).toReversed();
    const words = found.map((one) => one.differs?.words).join('; or ');
    must(same !== undefined, `the crash left half a command: ${words}`);
    this.model = same.model;
    // The queue may hold a case for a reviewer who never heard of it, until the lease ends.
    this.model.queue = await queueHold(this.fixed, this.caseId);
    this.count('crash in a command');
  }

  private async work(): Promise<void> {
    const crashed = (await drain(this.service)) || (await seal(this.service));
    this.model.work();
    if (!crashed) return this.mustBeFaultless();
    this.count('crash in the worker');
    this.trail.push('CRASH');
    await this.restart();
    await this.fixed.outside.pass(jobLockSeconds);
    this.model.now += jobLockSeconds;
    await drain(this.service);
    this.model.work();
    this.mustBeFaultless();
  }

  private async freezeByApi(): Promise<void> {
    const { accountId } = this.fixed;
    const freeze = { accountId, cause: 'risk', by: 'host', key: randomUUID() } as const;
    const first = freezeAccount(this.service.app, freeze);
    await first.catch((error: unknown) => mustBeRefusal(error));
    if (this.service.process.dead) {
      await this.restart();
      this.count('crash in a freeze');
      // The host heard no answer and asks again, under the same key.
      await freezeAccount(this.service.app, freeze);
    }
    this.model.hostFreeze += 1;
    this.model.cancel();
    this.model.noteEnd();
  }

  private async restart(): Promise<void> {
    if (this.service.process.dead) this.fixed.counts.crashes += 1;
    await this.service.stop();
    this.service = await startService(this.fixed.outside);
  }

  private async check(): Promise<Seen> {
    this.service.process.plan(null);
    const seen = await lookAt(this.fixed.outside, this.service.app, this.caseId);
    await checkInvariants(this.service.app, seen);
    const differs = this.differs(seen, this.model);
    must(differs === null, differs?.words ?? '');
    return seen;
  }

  private differs(seen: Seen, model: ServiceModel): Differing | null {
    return differenceOf(seen, model, this.fixed.startMs);
  }

  private mustBeFaultless(): void {
    const [fault] = this.service.faults;
    must(fault === undefined, `the worker failed: ${fault}`);
  }

  private count(name: string): void {
    const { happened } = this.fixed.counts;
    happened.set(name, (happened.get(name) ?? 0) + 1);
  }
}

async function queueHold(
  { outside, startMs }: Fixed,
  caseId: string,
): Promise<ServiceModel['queue']> {
  const { rows } = await outside.pool.query<{
    claimed_by: string | null;
    lease_until: Date | null;
  }>('select claimed_by, lease_until from thaw.review_queue where case_id = $1', [caseId]);
  const [row] = rows;
  if (row === undefined || row.claimed_by === null || row.lease_until === null) return null;
  const until = Math.floor((row.lease_until.getTime() - startMs) / 1000);
  return { who: nameOf(row.claimed_by), until };
}

function mustBeRefusal(error: unknown): void {
  if (error instanceof ThawError && error.code !== 'internal') return;
  if (error instanceof Crashed) return;
  throw error;
}
