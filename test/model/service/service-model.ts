/**
 * The small model, told about the whole service: a command that meets a newer freeze ends the case,
 * reviewers take what the queue gives them, and what is due happens when the worker comes round.
 */

import type { CodeChannel } from '../../../src/core/case/types.ts';
import { limits } from '../../../src/core/limits.ts';
import { CaseModel, type ModelAsk, type ModelPlan } from '../case-model.ts';
import type { CodesModel } from './codes-model.ts';

export const restrictionHours = 48;
const retentionSeconds = 30 * 86_400;
const over = ['approved', 'declined', 'cancelled', 'expired'];

export class ServiceModel extends CaseModel {
  /** Who the queue says has the case, and until when. */
  queue: { who: string; until: number } | null = null;
  decidedAt: number | null = null;
  /** Of the account: the case before this one used the same counters. */
  codes: CodesModel;
  /** The account's cases are numbered from 0. */
  readonly caseNumber: number;
  /** The host knows already that the authenticator app is lost. */
  readonly appLost: boolean;
  private asked: readonly CodeChannel[] = [];
  private overAt: number | null = null;
  private refrozen = false;

  constructor(
    times: { readonly waitEnds: number; readonly expires: number },
    ask: ModelAsk,
    account: { readonly codes: CodesModel; readonly number: number; readonly appLost: boolean },
  ) {
    super(times.waitEnds, times.expires, ask);
    this.codes = account.codes;
    this.caseNumber = account.number;
    this.appLost = account.appLost;
  }

  override copy(): this {
    const { codes, ...rest } = this;
    const made: this = Object.create(ServiceModel.prototype);
    return Object.assign(made, structuredClone(rest), { codes: codes.copy() });
  }

  override requestUnlock(): boolean {
    if (this.status === 'draft' && this.hostFreeze !== 0) this.cancel();
    return super.requestUnlock();
  }

  override accept(plan: ModelPlan, consent: boolean, boxesTicked: boolean): boolean {
    if (this.status === 'open' && this.hostFreeze !== 0) this.cancel();
    const { lost } = this.ask;
    // What was lost is not asked for.
    const steps = plan.steps.filter(({ channels, kind }) => {
      if (kind === 'email_confirmation') return !lost.includes('email');
      return kind !== 'codes' || channels?.some((one) => !lost.includes(one));
    });
    const accepted = super.accept({ ...plan, steps }, consent, boxesTicked);
    if (!accepted) return false;
    const named = steps.find(({ kind }) => kind === 'codes')?.channels ?? [];
    this.asked = named.filter((one) => !lost.includes(one) && !(this.appLost && one === 'totp'));
    return true;
  }

  /** Channels that are still to be shown, while it is their turn. */
  channelsOpen(): readonly CodeChannel[] {
    if (this.turnOf('codes') === undefined) return [];
    return this.asked.filter((one) => !this.codes.passed(this.caseNumber).includes(one));
  }

  sendCode(channel: CodeChannel): boolean {
    if (channel === 'totp' || !this.channelsOpen().includes(channel)) return false;
    return this.codes.send(this.caseNumber, channel, this.now);
  }

  /** The try is counted before anything is compared: a crash in between leaves just that. */
  countTry(channel: CodeChannel): number | null {
    const step = this.turnOf('codes');
    if (step === undefined || !this.channelsOpen().includes(channel)) return null;
    return this.codes.countTry(this.now, step.triesMax);
  }

  tryCode(channel: CodeChannel, typedRight: boolean): boolean {
    const step = this.turnOf('codes');
    if (step === undefined) return false;
    const tries = this.countTry(channel);
    if (tries === null) return false;
    const { triesMax } = step;
    const at = { caseNumber: this.caseNumber, channel, now: this.now };
    const tried = this.codes.compare(at, { tries, triesMax, typedRight });
    // Beyond the budget nothing happens, and the answer is that of a wrong code.
    if (tried === 'beyond') return false;
    if (tried === 'right' && this.channelsOpen().length === 0)
      return this.submit('codes', 'passed');
    if (tries === triesMax) return this.submit('codes', 'doubtful');
    if (tried === 'wrong') this.submit('codes', 'counted');
    return tried === 'right';
  }

  goOnWithoutCodes(): boolean {
    const step = this.turnOf('codes');
    if (step === undefined) return false;
    const noTries = this.codes.triesUsed(this.now) >= step.triesMax;
    return (this.asked.length === 0 || noTries) && this.submit('codes', 'doubtful');
  }

  /** Codes of the step that is someone's turn may be given up for what was lost, and so may the mailbox. */
  mayLeave(lost: readonly CodeChannel[]): boolean {
    if (this.isAboutLoss() || lost.length === 0) return false;
    if (this.turnOf('codes') !== undefined) return lost.every((one) => this.asked.includes(one));
    if (this.turnOf('email_confirmation') === undefined || !lost.includes('email')) return false;
    const codesAhead = this.steps.some(({ kind, mark }) => kind === 'codes' && mark === 'waiting');
    const ahead = codesAhead ? this.asked : [];
    return lost.every((one) => one === 'email' || ahead.includes(one));
  }

  /** The case about what was lost, which this one gives way to. About the freeze of now. */
  afterLoss(lost: readonly CodeChannel[]): ServiceModel {
    const times = {
      waitEnds: this.hostFreeze === 0 ? this.waitEnds : 0,
      expires: this.now + limits.caseLifetimeHours * 3600,
    };
    const ask = { lost: [...lost].toSorted(), frozen: true };
    const { appLost, codes } = this;
    const next = new ServiceModel(times, ask, { codes, number: this.caseNumber + 1, appLost });
    next.now = this.now;
    next.requestUnlock();
    return next;
  }

  /** The queue gives nothing to who approved already, and nothing that somebody else holds. */
  override takeClaim(who: string, seconds: number): boolean {
    if (this.status !== 'in_review' || this.approvals.includes(who)) return false;
    if (this.barred.includes(who)) return false;
    const free = this.queue === null || this.queue.until <= this.now || this.queue.who === who;
    if (!free) return false;
    const claimed = super.takeClaim(who, seconds);
    this.queue = claimed ? { who, until: this.now + seconds } : null;
    return claimed;
  }

  override release(who: string): boolean {
    const released = super.release(who);
    if (released) this.queue = null;
    return released;
  }

  override approve(...args: Parameters<CaseModel['approve']>): boolean {
    const mayJudge = this.status === 'in_review' && this.holder() === args[0];
    if (mayJudge && this.hostFreeze !== 0) this.cancel();
    const approved = super.approve(...args);
    if (approved) this.queue = null;
    if (this.status === 'approved') this.decidedAt ??= this.now;
    return approved;
  }

  override askAgain(...args: Parameters<CaseModel['askAgain']>): boolean {
    const asked = super.askAgain(...args);
    if (asked) this.queue = null;
    // Asked for anew means shown anew.
    if (asked && args[1] === 'codes') this.codes.forget(this.caseNumber);
    return asked;
  }

  limited(): boolean {
    return this.limits.size > 0;
  }

  override appeal(): boolean {
    const mayAppeal = this.appealEnds !== null && this.now < this.appealEnds;
    const appealed = super.appeal();
    // Evidence is kept from the new end on; whoever had the case in the queue has it no more.
    if (appealed) this.overAt = null;
    if (appealed) this.queue = null;
    return appealed && mayAppeal;
  }

  /** Everything that is due, until nothing is. */
  work(): void {
    let something = true;
    while (something) {
      this.noteEnd();
      something =
        this.endWait() ||
        this.endDelay() ||
        this.expire() ||
        this.thaw() ||
        this.endLimit() ||
        this.freezeAfterStop() ||
        this.redactWhenDue();
    }
  }

  /** When the case was over first: from then its evidence is kept for a while. */
  noteEnd(): void {
    if (this.overAt === null && over.includes(this.status)) this.overAt = this.now;
  }

  private thaw(): boolean {
    if (this.status !== 'approved' || this.unlocked) return false;
    if (this.hostFreeze !== 0) return this.hostRefuses();
    const limitEnds = (this.decidedAt ?? this.now) + restrictionHours * 3600;
    return this.isAboutLoss() ? this.recordRecovered(limitEnds) : this.recordUnlocked(limitEnds);
  }

  private freezeAfterStop(): boolean {
    if (!this.stopped || this.refrozen) return false;
    this.refrozen = true;
    this.hostFreeze += 1;
    return true;
  }

  private redactWhenDue(): boolean {
    if (this.overAt === null || this.now < this.overAt + retentionSeconds) return false;
    return this.redact();
  }
}

export const leaseSeconds = limits.reviewLeaseSeconds;
