/** One account: what happens to it is done to the service and to the model, and both are compared. */

import { randomUUID } from 'node:crypto';
import { freezeAccount } from '../../../src/app/host.ts';
import { openCaseForAccount } from '../../../src/app/open-case-for-account.ts';
import { recoveryKind } from '../../../src/app/recovery.ts';
import type { CodeChannel } from '../../../src/core/case/types.ts';
import type { ModelPlan } from '../case-model.ts';
import { planOf } from '../plans.ts';
import { checkAccountTold } from './account-invariants.ts';
import {
  type AccountModel,
  ordersBeforeDeath,
  type WorkOrder,
  workOrders,
} from './account-model.ts';
import { checkNothingForgotten, must } from './invariants.ts';
import { lookAt } from './look.ts';
import { inModel, nameOfCommand, type ServiceCommand } from './model-of-command.ts';
import { livingLosses, newCaseOf, notMeLives, queueOrder } from './queries.ts';
import { mustBeRefusal, RunState } from './run-state.ts';
import { disableLinks, drain, leaveForRecovery, perform, pressDisable, seal } from './service.ts';
import type { ApiCause, Chance, Happening } from './service-commands.ts';
import { Away } from './troubles.ts';

/** A job that a dead worker held comes back after its lock. */
const jobLockSeconds = 31;
/** A job that failed often is tried again after an hour. */
const longestPauseSeconds = 3601;

export class Run extends RunState {
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
    try {
      await this.toTheEnd();
    } catch (error) {
      throw new Error(`after: ${this.trail.join(', ')}, the end`, { cause: error });
    }
  }

  private async toTheEnd(): Promise<void> {
    this.service.process.plan(null);
    const { outside } = this.fixed;
    await this.happen({ type: 'trouble_over' }, false);
    await this.happen({ type: 'work' }, false);
    for (const one of this.model.cases.filter((some) => some.isLiving())) {
      this.model.at = one.caseNumber;
      await this.command({ type: 'withdraw' }, false);
    }
    for (const seconds of [0, 3 * 86_400, 40 * 86_400]) {
      await this.happen({ type: 'pass', seconds }, false);
      await this.happen({ type: 'work' }, false);
    }
    const last = await this.check();
    for (const [number, seen] of last.entries()) {
      const model = this.model.cases[number];
      must(seen.state.redacted, 'the evidence of a case was kept for ever');
      if (model?.unlocked) this.count(model.isAboutLoss() ? 'lost was reset' : 'was thawed');
      await checkNothingForgotten(outside, seen);
    }
    await checkAccountTold(outside, this.fixed.accountId);
  }

  async close(): Promise<void> {
    await this.service.stop();
  }

  private async happen(what: Happening, twice: boolean): Promise<void> {
    const { outside } = this.fixed;
    if (what.type !== 'command') this.trail.push(what.type);
    switch (what.type) {
      case 'command': {
        const command = what.choose(this.model.current).inCore(this.model.current);
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
      case 'owner_stop': {
        const { which } = what;
        return this.ownerStops(which === null ? this.model.at : which % this.caseIds.length, twice);
      }
      case 'withdraw':
        return this.command({ type: what.type }, twice);
      case 'appeal':
        return this.command({ type: 'appeal', currentFreezeId: '' }, twice);
      case 'work':
        return this.work();
      case 'restart':
        return this.restart();
      case 'pass':
        return this.pass(what.seconds);
      case 'trouble':
        if (this.model.host.trouble !== null) return;
        this.count(what.trouble);
        outside.troubles.now = what.trouble;
        this.model.host.trouble = what.trouble;
        return;
      case 'trouble_over':
        outside.troubles.now = null;
        this.model.host.trouble = null;
        return this.pass(longestPauseSeconds);
      default:
        return this.aroundIt(what, twice);
    }
  }

  /** Beside the case: the host, links of old messages. At seconds of their own, so that order is known. */
  private async aroundIt(
    what: Extract<Happening, { type: 'open' | 'disable' | 'flag' | 'freeze' | 'host_thaws' }>,
    twice: boolean,
  ): Promise<void> {
    await this.pass(1);
    const here =
      this.model.host.trouble !== 'host_gone' && this.model.host.trouble !== 'host_silent';
    switch (what.type) {
      case 'open':
        await this.open(what.lost);
        break;
      case 'disable':
        await this.disable(what.which, twice);
        break;
      case 'flag':
        await this.flag(what.plan);
        break;
      case 'freeze':
        if (what.by !== 'host' && here) await this.freezeByApi(what.by);
        else await this.hostFreezes();
        break;
      case 'host_thaws':
        await this.hostThaws();
        break;
    }
    await this.pass(1);
  }

  /** The host asks for a case; whoever heard no answer asks again. */
  async open(lost: readonly CodeChannel[]): Promise<void> {
    const { accountId } = this.fixed;
    const ask = async () =>
      openCaseForAccount(this.service.app, {
        accountId,
        kind: lost.length === 0 ? 'unlock' : recoveryKind(lost),
        lost,
        actor: { type: 'host', id: 'model' },
        now: await this.service.app.db.read.now(),
      });
    const gone = this.model.host.trouble === 'host_gone';
    const before = this.model.cases.length;
    const number = gone ? null : this.model.open(lost);
    let opened = await ask().catch(mustBeRefusal);
    if (this.service.process.dead) {
      await this.restart();
      this.count('crash in an opening');
      opened = await ask().catch(mustBeRefusal);
    }
    this.trail.push(
      `${lost.join('+') || 'unlock'} (${number === null ? 'refused' : `case ${number}`})`,
    );
    const told = `the model says case ${number}`;
    must((opened === null) === (number === null), `opened ${opened?.caseId ?? 'nothing'}, ${told}`);
    if (opened === null || number === null) return;
    this.meet(opened.caseId, number);
    if (before > 0) this.count(this.model.cases.length > before ? 'opened another' : 'met again');
  }

  private async flag(plan: ModelPlan): Promise<void> {
    const { host } = this.model;
    host.signals += 1;
    host.strict = plan;
    this.service.strictPlan = planOf(plan);
    await this.fixed.outside.pool.query(
      `update directory.accounts set risk_signals = risk_signals || $2::text where account_id = $1`,
      [this.fixed.accountId, `signal_${host.signals}`],
    );
    this.count('flag');
  }

  private async hostFreezes(): Promise<void> {
    const { accountId, outside } = this.fixed;
    const key = `host:${randomUUID()}`;
    await outside.directory.freeze({ accountId, cause: 'risk', by: 'host', key });
    this.model.hostFreezes();
  }

  private async hostThaws(): Promise<void> {
    // The host's own word: no case of ours is its reason, so it is not `unlocked`.
    await this.fixed.outside.pool.query(
      `update directory.freezes set ended_at = thaw_now(), ended_how = 'replaced'
        where account_id = $1 and ended_at is null`,
      [this.fixed.accountId],
    );
    if (this.model.host.freeze !== null) this.count('thawed by the host');
    this.model.hostThaws();
  }

  private async freezeByApi(cause: ApiCause): Promise<void> {
    const { accountId } = this.fixed;
    const freeze = { accountId, cause, by: 'host', key: randomUUID() } as const;
    await freezeAccount(this.service.app, freeze).catch(mustBeRefusal);
    if (this.service.process.dead) {
      await this.restart();
      this.count('crash in a freeze');
      // The host heard no answer and asks again, under the same key.
      await freezeAccount(this.service.app, freeze);
    }
    this.model.freezeByApi(cause);
    this.count(`frozen for ${cause}`);
  }

  private async disable(which: number, twice: boolean): Promise<void> {
    const links = await disableLinks(this.fixed.outside, this.fixed.accountId);
    const link = links[which % Math.max(1, links.length)];
    if (link === undefined) return;
    const may = [this.model.copy()];
    if (link.lives) {
      this.model.host.requested += 1;
      this.model.host.ask(`link ${link.id}`, true, this.model.now);
    }
    may.push(this.model);
    const press = () => pressDisable(this.service, link.id);
    const results = await Promise.allSettled(twice ? [press(), press()] : [press()]);
    const did = results.filter((one) => one.status === 'fulfilled' && one.value).length;
    for (const one of results) if (one.status === 'rejected') mustBeRefusal(one.reason);
    if (!this.service.process.dead) {
      must(did === (link.lives ? 1 : 0), `a link disabled the account ${did} times`);
      if (did > 0) this.count('disabled by a link');
      return;
    }
    await this.restart();
    this.count('crash in a command');
    const now = (await disableLinks(this.fixed.outside, this.fixed.accountId)).find(
      ({ id }) => id === link.id,
    );
    if (link.lives && now?.lives === true) this.model = may[0] ?? this.model;
  }

  private async ownerStops(number: number, twice: boolean): Promise<void> {
    const { at } = this.model;
    if (number !== at) this.trail.push(`of case ${number}`);
    this.model.at = number;
    await this.command({ type: 'owner_stop' }, twice);
    this.model.at = at;
  }

  private async command(command: ServiceCommand, twice: boolean): Promise<void> {
    const name = nameOfCommand(command);
    const times = twice ? 2 : 1;
    const { outside } = this.fixed;
    const stops = command.type === 'owner_stop';
    const linkLives = stops && (await notMeLives(outside, this.caseId));
    const beside = { queue: await queueOrder(outside, this.caseIds), linkLives };
    const stoppedBefore = stops && this.model.current.stopped;
    const may = [this.model.copy(), ...halfDone(this.model, command, beside.queue)];
    let expected = 0;
    const stepsBefore = this.model.current.steps.length;
    for (let time = 0; time < times; time += 1) {
      expected += inModel(this.model, command, beside) ? 1 : 0;
      may.push(this.model.copy());
    }
    const tries = Array.from({ length: times }, () => perform(this.service, this.caseId, command));
    const results = await Promise.allSettled(tries);
    this.service.nextPlan = null;
    const crashed = this.service.process.dead;
    const happened = results.filter((one) => one.status === 'fulfilled').length;
    const failed = results.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    for (const reason of failed) mustBeRefusal(reason);
    const unheard = failed.some((reason) => reason instanceof Away);
    const told = crashed ? 'CRASH' : unheard ? 'AWAY' : `${happened} of ${times}`;
    this.trail.push(`${name} (${told})`);
    if (crashed) return this.recover(may);
    if (unheard) return this.settleOn(may);
    must(happened === expected, `${name} happened ${happened} times, the model says ${expected}`);
    if (happened > 0) this.count(stoppedBefore ? 'stopped again' : command.type);
    const isVerdict = command.type === 'claim_review' || command.type === 'approve';
    const grew = this.model.current.steps.length > stepsBefore;
    if (isVerdict && grew) this.count('tightened');
  }

  /** From the step of codes to a case about what was lost, in this browser. */
  private async lose(lost: readonly CodeChannel[]): Promise<void> {
    const { outside, accountId } = this.fixed;
    await this.pass(1);
    const before = this.model.current;
    const from = this.caseId;
    const gone = this.model.host.trouble === 'host_gone';
    const asked = [...lost].toSorted();
    const number = before.mayLeave(lost) && !gone ? this.model.open(asked) : null;
    let left = await leaveForRecovery(this.service, from, lost);
    const crashed = left.crashed;
    // What comes now is looking, and looking does not die.
    if (crashed) await this.restart();
    if (crashed) this.count('crash in a command');
    this.service.process.plan(null);
    const { state } = await lookAt(outside, this.service.app, from);
    // The person presses again; once the unlock is given up there is nothing to press.
    if (crashed && state.status !== 'cancelled') {
      left = await leaveForRecovery(this.service, from, lost);
    }
    this.trail.push(`lost ${asked.join()} (${crashed ? 'CRASH' : left.caseId !== null})`);
    const caseId =
      left.caseId ??
      (crashed && state.status === 'cancelled'
        ? await newCaseOf(outside, accountId, this.caseIds, number)
        : null);
    must((caseId !== null) === (number !== null), `the model says case ${number}`);
    must((await livingLosses(outside, accountId)) <= 2, 'two cases about one kind of loss');
    if (caseId === null || number === null) return;
    before.leaveForRecovery();
    this.model.noteEnds();
    this.meet(caseId, number);
    this.count('lost');
    await this.pass(1);
  }

  private async work(): Promise<void> {
    const crashed = (await drain(this.service)) || (await seal(this.service));
    let may = crashed ? beforeDeath(this.model) : afterWork([this.model]);
    if (crashed) {
      this.count('crash in the worker');
      this.trail.push('CRASH');
      await this.restart();
      await this.fixed.outside.pass(jobLockSeconds);
      await drain(this.service);
      for (const one of may) one.pass(jobLockSeconds);
      may = afterWork(may);
    }
    const [fault] = this.service.faults;
    must(fault === undefined, `the worker failed: ${fault}`);
    await this.settleOn(may);
  }
}

function afterWork(models: readonly AccountModel[]): readonly AccountModel[] {
  return models.flatMap((model) => workOrders(model).map((order) => worked(model, order)));
}

/** What was done, and at its time; of a freeze perhaps without anybody having heard of it. */
function beforeDeath(model: AccountModel): readonly AccountModel[] {
  const may = ordersBeforeDeath(model).flatMap((order) => {
    const made = worked(model, order);
    const unheard = worked(model, order);
    unheard.freezeUnheard();
    return [made, unheard];
  });
  // Most of them are the same.
  return [...new Map(may.map((one) => [inWords(one), one])).values()];
}

const inWords = (account: AccountModel) =>
  JSON.stringify(account, (_, value: unknown) =>
    value instanceof Map || value instanceof Set ? [...value] : value,
  );

function worked(model: AccountModel, order: WorkOrder): AccountModel {
  const made = model.copy();
  made.work(order);
  return made;
}

/** What a crash may leave of a command that is two things one after the other. */
function halfDone(
  model: AccountModel,
  command: ServiceCommand,
  queue: readonly number[],
): readonly AccountModel[] {
  const half = model.copy();
  if (command.type === 'try_code') half.current.countTry(command.channel);
  else if (command.type === 'claim_review') half.claim(command.reviewer, queue, false);
  else return [];
  return [half];
}
