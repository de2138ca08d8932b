/**
 * What a case may do, told a second time in the simplest words: seconds instead of dates, numbers
 * instead of freezes, marks instead of step statuses. Answers for each command whether it happens.
 */

import type { CaseStatus, CodeChannel, StepKind } from '../../src/core/case/types.ts';

export type Mark = 'waiting' | 'turn' | 'passed' | 'doubtful' | 'out';

export interface ModelStep {
  readonly kind: StepKind;
  readonly other: StepKind | null;
  readonly triesMax: number;
  mark: Mark;
  tries: number;
  begun: boolean;
}

export interface ModelPlanStep {
  readonly kind: StepKind;
  readonly other: StepKind | null;
  readonly triesMax: number;
  /** `codes` only: what policy names. */
  readonly channels?: readonly CodeChannel[];
}

/** What the case is about: a freeze, or what was lost, on an account that may be frozen besides. */
export interface ModelAsk {
  readonly lost: readonly CodeChannel[];
  readonly frozen: boolean;
}

export const unlock: ModelAsk = { lost: [], frozen: true };

export interface ModelPlan {
  readonly steps: readonly ModelPlanStep[];
  readonly approvals: 1 | 2;
  readonly delaySeconds: number;
  /** Hours by what is limited after the unlock. */
  readonly limits: Readonly<Record<string, number>>;
}

const over: readonly CaseStatus[] = ['approved', 'declined', 'cancelled', 'expired'];
const lifeSeconds = 14 * 86_400;
const biometric = (kind: StepKind) => kind === 'selfie' || kind === 'face';

export class CaseModel {
  /** Seconds since the case was opened. */
  now = 0;
  status: CaseStatus = 'draft';
  /** The freeze that the host has; the case is about number 0. */
  hostFreeze = 0;
  steps: ModelStep[] = [];
  approvals: string[] = [];
  claim: { who: string; until: number } | null = null;
  required = 0;
  /** Thawed, or what was lost is reset. */
  unlocked = false;
  stopped = false;
  redacted = false;
  /** Everybody who gave a verdict; after an appeal they may not read it. */
  judges: string[] = [];
  barred: string[] = [];
  /** Second until which a final decline can be appealed. */
  appealEnds: number | null = null;
  private appealed = false;
  protected planned = false;
  protected consent = false;
  private delayEnds: number | null = null;
  private delaySeconds = 0;
  protected hours: Record<string, number> = {};
  protected readonly limits = new Map<string, number>();
  readonly ask: ModelAsk;
  protected readonly waitEnds: number;
  /** Second; means nothing while people decide. */
  expires: number;

  constructor(waitEnds: number, expires: number, ask: ModelAsk = unlock) {
    this.waitEnds = waitEnds;
    this.expires = expires;
    this.ask = ask;
  }

  isAboutLoss(): boolean {
    return this.ask.lost.length > 0;
  }

  /** A second one that goes its own way. */
  copy(): this {
    return Object.assign(Object.create(Object.getPrototypeOf(this)), structuredClone({ ...this }));
  }

  turn(): ModelStep | undefined {
    return this.steps.find((s) => s.mark === 'turn' && s.kind !== 'delay');
  }

  requestUnlock(): boolean {
    if (this.status !== 'draft' || this.hostFreeze !== 0) return false;
    this.status = this.now < this.waitEnds ? 'waiting_delay' : 'open';
    return true;
  }

  endWait(): boolean {
    if (this.status !== 'waiting_delay' || this.planned || this.now < this.waitEnds) return false;
    this.status = 'open';
    return true;
  }

  accept(plan: ModelPlan, consent: boolean, boxesTicked: boolean): boolean {
    if (this.status !== 'open' || this.hostFreeze !== 0 || !boxesTicked) return false;
    const proving = plan.steps.filter((s) => s.kind !== 'questions' && s.kind !== 'delay');
    if (proving.length === 0) return false;
    this.planned = true;
    this.consent = consent;
    this.required = plan.approvals;
    this.delaySeconds = plan.delaySeconds;
    this.hours = { ...plan.limits };
    this.status = 'waiting_user';
    this.steps = plan.steps.map((s) => ({ ...s, mark: 'waiting', tries: 0, begun: false }));
    if (!consent) {
      for (const { kind } of plan.steps) if (biometric(kind)) this.exchange(kind, 'statement');
    }
    this.goOn();
    return true;
  }

  start(kind: StepKind): boolean {
    const step = this.turnOf(kind);
    if (step === undefined || step.begun) return false;
    step.begun = true;
    return true;
  }

  submit(kind: StepKind, verdict: 'passed' | 'doubtful' | 'counted' | 'free'): boolean {
    const step = this.turnOf(kind);
    if (step === undefined) return false;
    step.begun = false;
    if (verdict === 'free' || verdict === 'counted') {
      if (verdict === 'counted') step.tries += 1;
      if (step.tries < step.triesMax) return true;
      if (step.other === null) step.mark = 'doubtful';
      else this.exchange(kind, step.other);
    } else {
      step.mark = verdict;
    }
    this.goOn();
    return true;
  }

  otherLane(kind: StepKind): boolean {
    const step = this.turnOf(kind);
    if (step === undefined || step.other === null) return false;
    this.exchange(kind, step.other);
    this.goOn();
    return true;
  }

  /** What a face showed counts no more, and neither does what somebody thought of it. */
  withdrawConsent(): boolean {
    const filmed = this.steps.filter((s) => biometric(s.kind) && s.mark !== 'out');
    if (over.includes(this.status) || !this.consent || filmed.length === 0) return false;
    const wasInReview = this.status === 'in_review';
    this.consent = false;
    this.approvals = [];
    this.claim = null;
    for (const { kind, other } of filmed) this.exchange(kind, other ?? 'statement');
    if (this.steps.some((s) => s.mark === 'waiting' || s.mark === 'turn')) this.goOn();
    else this.status = 'in_review';
    if (wasInReview && this.status !== 'in_review') this.comesBack();
    return true;
  }

  /** The stricter of both in each thing; nothing milder, and nothing done is asked for again. */
  tighten(plan: ModelPlan): boolean {
    if (this.status !== 'in_review') return false;
    const missing = plan.steps.filter((s) => !this.steps.some((had) => had.kind === s.kind));
    const limited = this.takeLimits(plan);
    const delay = this.lengthen(plan);
    if (missing.length === 0 && delay === undefined) return limited;
    this.steps = this.steps.filter((s) => s !== delay);
    for (const s of missing) this.steps.push({ ...s, mark: 'waiting', tries: 0, begun: false });
    if (delay !== undefined) this.steps.push({ ...delay, mark: 'waiting' });
    if (missing.some((s) => s.kind === 'delay')) this.delaySeconds = plan.delaySeconds;
    this.approvals = [];
    this.claim = null;
    this.status = 'waiting_user';
    if (!this.consent) {
      for (const { kind } of missing) if (biometric(kind)) this.exchange(kind, 'statement');
    }
    this.goOn();
    if (this.status !== ('in_review' as CaseStatus)) this.comesBack();
    return true;
  }

  private takeLimits(plan: ModelPlan): boolean {
    const before = JSON.stringify([this.required, this.hours]);
    this.required = Math.max(this.required, plan.approvals);
    for (const [kind, hours] of Object.entries(plan.limits)) {
      this.hours[kind] = Math.max(this.hours[kind] ?? 0, hours);
    }
    return JSON.stringify([this.required, this.hours]) !== before;
  }

  /** The delay that has to go on, as if it had been the longer one from its beginning. */
  private lengthen(plan: ModelPlan): ModelStep | undefined {
    const delay = this.steps.find((s) => s.kind === 'delay');
    const isPlanned = plan.steps.some((s) => s.kind === 'delay');
    const more = plan.delaySeconds - this.delaySeconds;
    if (delay === undefined || !isPlanned || this.delayEnds === null || more <= 0) return undefined;
    if (this.now >= this.delayEnds + more) return undefined;
    this.delayEnds += more;
    this.delaySeconds = plan.delaySeconds;
    return delay;
  }

  endDelay(): boolean {
    const delay = this.steps.find((s) => s.kind === 'delay' && s.mark === 'turn');
    // A statement in place of a face may be asked for while the delay runs.
    const runs = this.status === 'waiting_delay' || this.status === 'waiting_user';
    if (!runs || delay === undefined) return false;
    if (this.now < (this.delayEnds ?? Number.POSITIVE_INFINITY)) return false;
    delay.mark = 'passed';
    this.status = 'waiting_user';
    this.goOn();
    return true;
  }

  takeClaim(who: string, seconds: number): boolean {
    if (this.status !== 'in_review' || this.approvals.includes(who)) return false;
    if (this.barred.includes(who)) return false;
    if (this.holder() !== null && this.holder() !== who) return false;
    this.claim = { who, until: this.now + seconds };
    return true;
  }

  release(who: string): boolean {
    if (this.status !== 'in_review' || this.claim?.who !== who) return false;
    this.claim = null;
    return true;
  }

  approve(who: string, acceptsAll: boolean, note: boolean): boolean {
    if (this.status !== 'in_review' || this.holder() !== who) return false;
    if (this.hostFreeze !== 0) return false;
    const doubtful = this.steps.filter((s) => s.mark === 'doubtful');
    if (doubtful.length > 0 && !(acceptsAll && note)) return false;
    this.approvals.push(who);
    this.judges.push(who);
    this.claim = null;
    if (this.approvals.length < this.required) return true;
    for (const step of doubtful) step.mark = 'passed';
    this.status = 'approved';
    return true;
  }

  decline(who: string, reasons: boolean, final: boolean, appealSeconds: number): boolean {
    if (this.status !== 'in_review' || this.holder() !== who || !reasons) return false;
    this.status = 'declined';
    this.judges.push(who);
    this.claim = null;
    this.appealEnds = final && !this.appealed ? this.now + appealSeconds : null;
    return true;
  }

  appeal(): boolean {
    if (this.status !== 'declined' || this.stopped || this.redacted) return false;
    if (this.appealEnds === null || this.now >= this.appealEnds) return false;
    if (this.hostFreeze !== 0) return false;
    this.appealed = true;
    this.barred = this.judges;
    this.judges = [...this.judges];
    this.approvals = [];
    this.status = 'in_review';
    return true;
  }

  askAgain(who: string, kind: StepKind, reasons: boolean): boolean {
    const step = this.steps.find((s) => s.kind === kind && s.mark !== 'out' && kind !== 'delay');
    if (this.status !== 'in_review' || this.holder() !== who || !reasons) return false;
    if (step === undefined) return false;
    step.mark = 'turn';
    step.begun = false;
    this.status = 'waiting_resubmission';
    this.approvals = [];
    this.claim = null;
    this.comesBack();
    return true;
  }

  recordUnlocked(limitEnds: number): boolean {
    return !this.isAboutLoss() && this.takeEffect(limitEnds);
  }

  recordRecovered(limitEnds: number): boolean {
    return this.isAboutLoss() && this.takeEffect(limitEnds);
  }

  private takeEffect(limitEnds: number): boolean {
    if (this.status !== 'approved' || this.unlocked) return false;
    this.unlocked = true;
    this.limits.set('withdrawals', limitEnds);
    return true;
  }

  hostRefuses(): boolean {
    if (this.status !== 'approved' || this.unlocked) return false;
    this.status = 'cancelled';
    return true;
  }

  endLimit(): boolean {
    const ends = this.limits.get('withdrawals');
    if (this.status !== 'approved' || ends === undefined || this.now < ends) return false;
    this.limits.delete('withdrawals');
    return true;
  }

  ownerStops(): boolean {
    if (this.stopped) return false;
    this.stopped = true;
    if (!over.includes(this.status)) this.status = 'cancelled';
    if (this.status === 'approved' && !this.unlocked) this.status = 'cancelled';
    return true;
  }

  cancel(): boolean {
    if (over.includes(this.status)) return false;
    this.status = 'cancelled';
    return true;
  }

  /** The person goes on with a case about what they lost: from where what was lost is needed. */
  leaveForRecovery(): boolean {
    if (!['waiting_user', 'waiting_resubmission'].includes(this.status)) return false;
    if (this.isAboutLoss()) return false;
    const needed = this.turnOf('codes') ?? this.turnOf('email_confirmation');
    return needed !== undefined && this.cancel();
  }

  expire(): boolean {
    if (over.includes(this.status) || this.now < this.expires) return false;
    // People have it: the person has done their part.
    if (this.status === 'in_review') return false;
    this.status = 'expired';
    return true;
  }

  redact(): boolean {
    if (!over.includes(this.status) || this.redacted) return false;
    this.redacted = true;
    return true;
  }

  protected holder(): string | null {
    return this.claim !== null && this.now < this.claim.until ? this.claim.who : null;
  }

  protected turnOf(kind: StepKind): ModelStep | undefined {
    if (this.status !== 'waiting_user' && this.status !== 'waiting_resubmission') return undefined;
    const step = this.turn();
    return step?.kind === kind ? step : undefined;
  }

  /** From people to the person, who has as long as for a new case. */
  private comesBack(): void {
    this.expires = Math.max(this.expires, this.now + lifeSeconds);
  }

  private exchange(kind: StepKind, other: StepKind): void {
    const at = this.steps.findIndex((s) => s.kind === kind);
    const step = this.steps[at];
    if (step === undefined) return;
    step.mark = 'out';
    if (this.steps.some((s) => s.kind === other)) return;
    const added = { kind: other, other: null, triesMax: 3, tries: 0, begun: false } as const;
    this.steps.splice(at + 1, 0, { ...added, mark: 'waiting' });
  }

  private goOn(): void {
    if (this.turn() !== undefined) return;
    const next = this.steps.find((s) => s.mark === 'waiting' || s.mark === 'turn');
    if (next === undefined) {
      this.status = 'in_review';
      return;
    }
    if (this.status !== 'waiting_resubmission') this.status = 'waiting_user';
    if (next.kind === 'delay') this.status = 'waiting_delay';
    // A delay that runs already ends when it would have ended.
    if (next.kind === 'delay') this.delayEnds ??= this.now + this.delaySeconds;
    next.mark = 'turn';
  }
}
