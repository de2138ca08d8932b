/**
 * The small model, told about the whole service: a command that meets a newer freeze ends the case,
 * reviewers take what the queue gives them, and what is due happens when the worker comes round.
 */

import { limits } from '../../../src/core/limits.ts';
import { CaseModel } from '../case-model.ts';

export const restrictionHours = 48;
const retentionSeconds = 30 * 86_400;
const over = ['approved', 'declined', 'cancelled', 'expired'];

export class ServiceModel extends CaseModel {
  /** Who the queue says has the case, and until when. */
  queue: { who: string; until: number } | null = null;
  decidedAt: number | null = null;
  private overAt: number | null = null;
  private refrozen = false;

  override requestUnlock(): boolean {
    if (this.status === 'draft' && this.hostFreeze !== 0) this.cancel();
    return super.requestUnlock();
  }

  override accept(...args: Parameters<CaseModel['accept']>): boolean {
    if (this.status === 'open' && this.hostFreeze !== 0) this.cancel();
    return super.accept(...args);
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
    return asked;
  }

  limited(): boolean {
    return this.limits.size > 0;
  }

  override appeal(expires: number): boolean {
    const mayAppeal = this.appealEnds !== null && this.now < this.appealEnds;
    const appealed = super.appeal(expires);
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
    return this.recordUnlocked((this.decidedAt ?? this.now) + restrictionHours * 3600);
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
