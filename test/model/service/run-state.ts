/** What a run knows of its account: the service, the model, and how both are compared. */

import { ThawError } from '../../../src/core/errors.ts';
import { checkAccount } from './account-invariants.ts';
import { AccountModel } from './account-model.ts';
import { differenceOf } from './compare.ts';
import { Crashed } from './crash.ts';
import type { HostModel } from './host-model.ts';
import { must } from './invariants.ts';
import { lookAt, type Seen } from './look.ts';
import type { Outside } from './outside.ts';
import { queueHolds } from './queries.ts';
import { type Service, startService } from './service.ts';
import { Away } from './troubles.ts';

export interface Counts {
  commands: number;
  cases: number;
  crashes: number;
  readonly happened: Map<string, number>;
}

export interface Fixed {
  readonly outside: Outside;
  readonly counts: Counts;
  readonly accountId: string;
  readonly startMs: number;
}

export class RunState {
  protected readonly trail: string[] = [];
  protected readonly fixed: Fixed;
  protected service: Service;
  protected model: AccountModel;
  /** In the order of the model's numbers. */
  protected readonly caseIds: string[] = [];

  constructor(fixed: Fixed, service: Service, host: HostModel) {
    this.fixed = fixed;
    this.service = service;
    this.model = new AccountModel(host);
  }

  protected get caseId(): string {
    const found = this.caseIds[this.model.at];
    must(found !== undefined, 'no case was opened');
    return found;
  }

  /** The case that the service answers is the one that the model says. */
  protected meet(caseId: string, number: number): void {
    if (number === this.caseIds.length) {
      must(!this.caseIds.includes(caseId), `the old case, and the model says a new one`);
      this.caseIds.push(caseId);
      this.fixed.counts.cases += 1;
    }
    must(this.caseIds[number] === caseId, `another case, and the model says number ${number}`);
    this.model.at = number;
  }

  /** A command that died was done or was not: nothing between. */
  protected async recover(may: readonly AccountModel[]): Promise<void> {
    await this.restart();
    await this.settleOn(may);
    // The queue may hold a case for a reviewer who never heard of it, until the lease ends.
    const holds = await queueHolds(this.fixed, this.caseIds);
    for (const one of this.model.cases) one.queue = holds.get(one.caseNumber) ?? null;
    this.count('crash in a command');
  }

  /** What came of it is one of these. */
  protected async settleOn(may: readonly AccountModel[]): Promise<void> {
    const all = await this.look();
    const found = may.map((model) => ({ model, differs: this.differs(all, model) }));
    const same = found.findLast((one) => one.differs === null);
    const words = [...new Set(found.map((one) => one.differs))].join('; or ');
    must(same !== undefined, `none of what may have happened: ${words}`);
    this.model = same.model;
  }

  protected async pass(seconds: number): Promise<void> {
    await this.fixed.outside.pass(seconds);
    this.model.pass(seconds);
  }

  protected async restart(): Promise<void> {
    if (this.service.process.dead) this.fixed.counts.crashes += 1;
    const { strictPlan } = this.service;
    await this.service.stop();
    this.service = await startService(this.fixed.outside);
    this.service.strictPlan = strictPlan;
  }

  protected look(): Promise<readonly Seen[]> {
    this.service.process.plan(null);
    const { outside } = this.fixed;
    return Promise.all(this.caseIds.map((caseId) => lookAt(outside, this.service.app, caseId)));
  }

  protected async check(): Promise<readonly Seen[]> {
    const all = await this.look();
    await checkAccount(this.service.app, all);
    const differs = this.differs(all, this.model);
    must(differs === null, differs ?? '');
    return all;
  }

  /** Null when they agree. */
  protected differs(all: readonly Seen[], account: AccountModel): string | null {
    for (const [number, seen] of all.entries()) {
      const model = account.cases[number];
      if (model === undefined) return `case ${number} is not in the model`;
      const found = differenceOf(seen, model, this.fixed.startMs);
      if (found !== null) return `case ${number}: ${found.words}`;
    }
    return null;
  }

  protected count(name: string): void {
    const { happened } = this.fixed.counts;
    happened.set(name, (happened.get(name) ?? 0) + 1);
  }
}

export function mustBeRefusal(error: unknown): null {
  if (error instanceof ThawError && error.code !== 'internal') return null;
  if (error instanceof Crashed || error instanceof Away) return null;
  throw error;
}
