/**
 * The small model, told about the whole service: a command that meets a newer freeze ends the case,
 * reviewers take what the queue gives them, and what is due happens when the worker comes round.
 */

import { recoveryKind } from '../../../src/app/recovery.ts';
import type { CaseKind, CodeChannel } from '../../../src/core/case/types.ts';
import { limits } from '../../../src/core/limits.ts';
import { CaseModel, type ModelAsk, type ModelPlan } from '../case-model.ts';
import type { CodesModel } from './codes-model.ts';
import type { HostModel } from './host-model.ts';

const retentionSeconds = 30 * 86_400;
const over = ['approved', 'declined', 'cancelled', 'expired'];

export class ServiceModel extends CaseModel {
  /** Who the queue says has the case, and until when. */
  queue: { who: string; until: number } | null = null;
  declinedForGood = false;
  /** Which verdict on the account's cases was the last on this one. */
  verdict = 0;
  /** The account's cases are numbered from 0. */
  readonly caseNumber: number;
  /** The number of the freeze that it is about. */
  readonly about: number | null;
  readonly kind: CaseKind;
  private readonly since: number;
  readonly host: HostModel;
  private asked: readonly CodeChannel[] = [];
  private overAt: number | null = null;
  /** Signals that the plan was chosen on. */
  private signalsKnown = 0;
  /** What the host once answered under the key of the case it answers for ever. */
  answer: boolean | null = null;
  /** When it was first asked: from then on what is limited is limited. */
  private answeredAt = 0;

  constructor(
    host: HostModel,
    ask: ModelAsk,
    at: { readonly number: number; readonly now: number },
  ) {
    super(host.freeze?.waitEnds ?? 0, at.now + limits.caseLifetimeHours * 3600, ask);
    this.host = host;
    this.caseNumber = at.number;
    this.about = host.freeze?.number ?? null;
    this.kind = ask.lost.length === 0 ? 'unlock' : recoveryKind(ask.lost);
    this.since = at.now;
    this.now = at.now;
  }

  copyOn(host: HostModel): ServiceModel {
    const { host: _, ...rest } = this;
    const made: ServiceModel = Object.create(ServiceModel.prototype);
    return Object.assign(made, structuredClone(rest), { host });
  }

  override copy(): this {
    return this.copyOn(this.host.copy()) as this;
  }

  get codes(): CodesModel {
    return this.host.codes;
  }

  isLiving(): boolean {
    return !over.includes(this.status);
  }

  /** Approved, and not done at the host. */
  isUnderWay(): boolean {
    return this.status === 'approved' && !this.unlocked;
  }

  override requestUnlock(): boolean {
    if (this.status === 'draft' && this.hostFreeze !== 0) this.cancel();
    return super.requestUnlock();
  }

  override accept(plan: ModelPlan, consent: boolean, boxesTicked: boolean): boolean {
    if (this.status === 'open' && this.hostFreeze !== 0) this.cancel();
    const fitting = this.fitting(plan);
    const accepted = super.accept(fitting, consent, boxesTicked);
    if (!accepted) return false;
    this.asked = this.channelsOf(fitting);
    this.signalsKnown = this.host.signals;
    return true;
  }

  /** What was lost is not asked for, and neither is what the account never had. */
  private fitting(plan: ModelPlan): ModelPlan {
    const { lost } = this.ask;
    const steps = plan.steps.filter(({ channels, kind }) => {
      if (kind === 'email_confirmation') return !lost.includes('email');
      const left = channels?.filter((one) => !lost.includes(one)) ?? [];
      return kind !== 'codes' || left.some((one) => this.host.wasBound(one, this.since));
    });
    return { ...plan, steps };
  }

  private channelsOf({ steps }: ModelPlan): readonly CodeChannel[] {
    const named = steps.find(({ kind }) => kind === 'codes')?.channels ?? [];
    return named.filter((one) => !this.ask.lost.includes(one) && this.host.isUsable(one));
  }

  /** Flagged since it was planned, and today's plan asks for more: then more is asked, and nothing else happens. */
  tightenIfFlagged(): boolean {
    const { strict } = this.host;
    if (this.status !== 'in_review' || strict === null || !this.wasFlagged()) return false;
    const fitting = this.fitting(strict);
    const hadCodes = this.steps.some(({ kind }) => kind === 'codes');
    const marks = () => this.steps.map(({ kind, mark }) => `${kind} ${mark}`).join();
    const before = marks();
    // Longer limits, or another approval: whoever has the case keeps it.
    if (!this.tighten(fitting) || marks() === before) return false;
    if (!hadCodes) this.asked = this.channelsOf(fitting);
    this.queue = null;
    return true;
  }

  private wasFlagged(): boolean {
    return this.host.signals > this.signalsKnown;
  }

  /** Back into the queue, or out of it. */
  override withdrawConsent(): boolean {
    const withdrawn = super.withdrawConsent();
    if (withdrawn) this.queue = null;
    return withdrawn;
  }

  /** Channels that are still to be shown, while it is their turn. */
  channelsOpen(): readonly CodeChannel[] {
    if (this.turnOf('codes') === undefined) return [];
    return this.asked.filter((one) => !this.codes.passed(this.caseNumber).includes(one));
  }

  sendCode(channel: CodeChannel): boolean {
    if (channel === 'totp' || !this.channelsOpen().includes(channel)) return false;
    // Chosen with the plan, and gone since.
    if (!this.host.has(channel)) return false;
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
    const appGone = channel === 'totp' && !this.host.has('totp');
    const typed = { tries, triesMax, typedRight: typedRight && !appGone };
    const tried = this.codes.compare(at, typed);
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
    // An appeal is read in this case and in no other.
    if (this.declinedForGood) return false;
    if (this.turnOf('codes') !== undefined) return lost.every((one) => this.asked.includes(one));
    if (this.turnOf('email_confirmation') === undefined || !lost.includes('email')) return false;
    const codesAhead = this.steps.some(({ kind, mark }) => kind === 'codes' && mark === 'waiting');
    const ahead = codesAhead ? this.asked : [];
    return lost.every((one) => one === 'email' || ahead.includes(one));
  }

  /** Whether the queue may give it to this reviewer, whoever else waits. */
  isFor(who: string): boolean {
    if (this.status !== 'in_review' || this.approvals.includes(who)) return false;
    if (this.barred.includes(who)) return false;
    return this.queue === null || this.queue.until <= this.now || this.queue.who === who;
  }

  /** The queue gives nothing to who approved already, and nothing that somebody else holds. */
  override takeClaim(who: string, seconds: number): boolean {
    if (!this.isFor(who)) return false;
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
    if (this.tightenIfFlagged()) return false;
    const mayJudge = this.status === 'in_review' && this.holder() === args[0];
    if (mayJudge && this.hostFreeze !== 0) this.cancel();
    if (this.wasFlagged()) this.required = 2;
    const approved = super.approve(...args);
    if (approved) this.queue = null;
    if (approved && this.status === 'approved') {
      this.noteVerdict();
      // An appeal that was heard.
      this.declinedForGood = false;
    }
    return approved;
  }

  override decline(...args: Parameters<CaseModel['decline']>): boolean {
    const declined = super.decline(...args);
    if (declined) this.declinedForGood = args[2];
    if (declined) this.noteVerdict();
    return declined;
  }

  private noteVerdict(): void {
    this.host.verdicts += 1;
    this.verdict = this.host.verdicts;
  }

  override askAgain(...args: Parameters<CaseModel['askAgain']>): boolean {
    const asked = super.askAgain(...args);
    if (asked) this.queue = null;
    // Asked for anew means shown anew.
    if (asked && args[1] === 'codes') this.codes.forget(this.caseNumber);
    return asked;
  }

  limited(): string {
    return [...this.limits]
      .map(([kind, ends]) => `${kind} ${ends}`)
      .toSorted()
      .join();
  }

  override appeal(): boolean {
    const mayAppeal = this.appealEnds !== null && this.now < this.appealEnds;
    const appealed = super.appeal();
    // Evidence is kept from the new end on; whoever had the case in the queue has it no more.
    if (appealed) this.overAt = null;
    if (appealed) this.queue = null;
    return appealed && mayAppeal;
  }

  /** `again`: by a link that still works. What was opened since the first time is stopped too. */
  override ownerStops(again = false): boolean {
    const { host } = this;
    const stopped = super.ownerStops();
    if (!stopped && !again) return false;
    if (!stopped) host.requested += 1;
    host.ask(`case ${this.caseNumber}`, !stopped, this.now);
    return true;
  }

  /** One thing whose time has come. */
  doDue(): boolean {
    this.noteEnd();
    return (
      this.endWait() || this.endDelay() || this.expire() || this.endLimits() || this.redactWhenDue()
    );
  }

  /** When the case was over first: from then its evidence is kept for a while. */
  noteEnd(): void {
    if (this.overAt === null && over.includes(this.status)) this.overAt = this.now;
  }

  doAtHost(): boolean {
    const { host } = this;
    if (!this.isUnderWay() || host.trouble === 'host_gone') return false;
    if (this.answer === null) {
      this.answer = this.hostFreeze === 0;
      this.answeredAt = this.now;
      if (this.answer) host.freeze = null;
      if (this.answer) host.reset(this.ask.lost, this.now);
    }
    if (host.trouble === 'host_silent') return false;
    if (!this.answer) return this.hostRefuses();
    const recorded = this.isAboutLoss() ? this.recordRecovered(0) : this.recordUnlocked(0);
    this.limits.clear();
    for (const [kind, hours] of Object.entries(this.hours)) {
      this.limits.set(kind, this.answeredAt + hours * 3600);
    }
    return recorded;
  }

  private endLimits(): boolean {
    const ended = [...this.limits].filter(([, ends]) => this.now >= ends);
    for (const [kind] of ended) this.limits.delete(kind);
    return ended.length > 0;
  }

  private redactWhenDue(): boolean {
    if (this.overAt === null || this.now < this.overAt + retentionSeconds) return false;
    return this.redact();
  }
}

export const leaseSeconds = limits.reviewLeaseSeconds;
