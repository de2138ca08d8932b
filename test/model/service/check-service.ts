/**
 * Gives the same random commands to the model and to the whole service on a real database, lets its
 * process die in between, and asks after every step whether the invariants hold.
 */

import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { freezeAccount } from '../../../src/app/host.ts';
import { openCaseForAccount } from '../../../src/app/open-case-for-account.ts';
import { workOnce } from '../../../src/app/work.ts';
import type { CaseCommand, CaseState } from '../../../src/core/case/types.ts';
import { ThawError } from '../../../src/core/errors.ts';
import { type Differing, differenceOf, nameOf } from './compare.ts';
import { Crashed } from './crash.ts';
import { checkInvariants, checkNothingForgotten, must } from './invariants.ts';
import { inModel } from './model-of-command.ts';
import { type Outside, startOutside } from './outside.ts';
import { perform, type Service, startService } from './service.ts';
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
  const property = fc.asyncProperty(lists, fc.boolean(), async (list, mustWait) => {
    const run = await startRun(outside, counts, mustWait);
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
    return counts;
  } finally {
    await outside.stop();
  }
}

async function startRun(outside: Outside, counts: Counts, mustWait: boolean): Promise<Run> {
  const accountId = await outside.newAccount(mustWait ? waitSeconds : 0);
  const { rows } = await outside.pool.query<{ at: Date }>('select at from model.clock');
  const service = await startService(outside);
  const actor = { type: 'host', id: 'model' } as const;
  const now = await service.app.db.read.now();
  const opening = { accountId, kind: 'unlock', actor, now } as const;
  const { caseId } = await openCaseForAccount(service.app, opening);
  counts.cases += 1;
  const model = new ServiceModel(mustWait ? waitSeconds : 0, expiresSeconds);
  const startMs = rows[0]?.at.getTime() ?? 0;
  return new Run({ outside, counts, accountId, caseId, startMs }, service, model);
}

interface Fixed {
  readonly outside: Outside;
  readonly counts: Counts;
  readonly accountId: string;
  readonly caseId: string;
  readonly startMs: number;
}

class Run {
  private readonly trail: string[] = [];
  private readonly fixed: Fixed;
  private service: Service;
  private model: ServiceModel;

  constructor(fixed: Fixed, service: Service, model: ServiceModel) {
    this.fixed = fixed;
    this.service = service;
    this.model = model;
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
    const state = await this.check();
    await checkNothingForgotten(this.fixed.outside, this.service.app, state);
    must(this.model.redacted, 'the evidence was kept for ever');
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
        return this.command(command, twice && command.type !== 'claim_review');
      }
      case 'withdraw':
      case 'owner_stop':
        return this.command({ type: what.type }, twice);
      case 'appeal':
        return this.command({ type: 'appeal', currentFreezeId: '', expiresAt: '' }, twice);
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

  private async command(command: CaseCommand, twice: boolean): Promise<void> {
    const name = 'step' in command ? `${command.type} ${command.step}` : command.type;
    const times = twice ? 2 : 1;
    const may = [this.model.copy()];
    let expected = 0;
    for (let time = 0; time < times; time += 1) {
      expected += inModel(this.model, command) ? 1 : 0;
      may.push(this.model.copy());
    }
    const tries = Array.from({ length: times }, () =>
      perform(this.service, this.fixed.caseId, command),
    );
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

  /** A command that died was done or was not: nothing between. */
  private async recover(may: readonly ServiceModel[]): Promise<void> {
    await this.restart();
    const found = [];
    for (const model of may) found.push({ model, differs: await this.differs(model) });
    const [same] = found.filter((one) => one.differs === null).toReversed();
    const words = found.map((one) => one.differs?.words).join('; or ');
    must(same !== undefined, `the crash left half a command: ${words}`);
    this.model = same.model;
    // The queue may hold a case for a reviewer who never heard of it, until the lease ends.
    this.model.queue = await queueHold(this.fixed);
    this.count('crash in a command');
  }

  private async work(): Promise<void> {
    const crashed = await drain(this.service);
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

  private async check(): Promise<CaseState> {
    const { caseId, outside } = this.fixed;
    this.service.process.plan(null);
    const state = await checkInvariants(outside, this.service.app, caseId);
    const differs = await this.differs(this.model);
    must(differs === null, differs?.words ?? '');
    return state;
  }

  private async differs(model: ServiceModel): Promise<Differing | null> {
    const stored = await this.service.app.db.read.cases.load(this.fixed.caseId);
    must(stored !== null, 'the case is gone');
    return differenceOf(stored.state, model, this.fixed.startMs);
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

/** True when the process died. */
async function drain({ app, process }: Service): Promise<boolean> {
  for (let round = 0; round < 200 && !process.dead; round += 1) {
    const did = await workOnce(app).catch((error: unknown) => {
      if (error instanceof Crashed) return 0;
      throw error;
    });
    if (did === 0) return process.dead;
  }
  if (!process.dead) throw new Error('the worker never rests');
  return true;
}

async function queueHold({ caseId, outside, startMs }: Fixed): Promise<ServiceModel['queue']> {
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
