/**
 * Codes told a second time: what was sent, what was shown, and two counters that belong to the account,
 * so that neither a new case nor a new code brings more tries. Plain data: a copy is a copy.
 */

import type { CodeChannel } from '../../../src/core/case/types.ts';
import { limits } from '../../../src/core/limits.ts';

/** When each was taken, in seconds of the model. */
type Taken = number[];

interface SentCode {
  readonly caseNumber: number;
  readonly channel: CodeChannel;
  readonly at: number;
  tried: boolean;
  used: boolean;
  ended: boolean;
}

/** How a try came out, apart from what it means for the step. */
export type Tried = 'right' | 'wrong' | 'beyond';

export class CodesModel {
  readonly tries: Taken = [];
  readonly sends: Taken = [];
  /** Oldest first. */
  readonly sent: SentCode[] = [];
  /** By case, what was shown and still counts. */
  readonly shown = new Map<number, CodeChannel[]>();
  /** Time steps of the authenticator app that were used. */
  readonly steps: number[] = [];
  /** Second 0 of the model in seconds since 1970. */
  private readonly epoch: number;

  constructor(epoch: number) {
    this.epoch = epoch;
  }

  copy(): CodesModel {
    return Object.assign(Object.create(CodesModel.prototype), structuredClone({ ...this }));
  }

  passed(caseNumber: number): readonly CodeChannel[] {
    return this.shown.get(caseNumber) ?? [];
  }

  triesUsed(now: number): number {
    return this.used(this.tries, now, limits.codeTriesWindowSeconds);
  }

  sendsUsed(now: number): number {
    return this.used(this.sends, now, 3600);
  }

  /** False when there were too many; then nothing is counted. */
  send(caseNumber: number, channel: CodeChannel, now: number): boolean {
    const lastTried = this.sent.findLastIndex((one) => one.tried);
    const unread = this.sent.slice(lastTried + 1).filter((one) => one.at > now - 3600).length;
    if (this.sendsUsed(now) >= limits.codeSendsPerHourMax) return false;
    if (unread >= limits.codesUnreadMax) return false;
    this.count(this.sends, now, 3600, limits.codeSendsPerHourMax);
    for (const one of this.sent) {
      const before = one.caseNumber === caseNumber && one.channel === channel;
      if (before && !one.used) one.ended = true;
    }
    this.sent.push({ caseNumber, channel, at: now, tried: false, used: false, ended: false });
    return true;
  }

  hasLiving(caseNumber: number, channel: CodeChannel, now: number): boolean {
    const newest = this.newest(caseNumber, channel);
    return newest !== undefined && isLiving(newest, now);
  }

  /** One more try, whatever comes of it; which one it is, `max + 1` when none was left. */
  countTry(now: number, max: number): number {
    return this.count(this.tries, now, limits.codeTriesWindowSeconds, max);
  }

  /** A try that was counted as number `tries`. `typedRight`: the code of now. */
  compare(
    { caseNumber, channel, now }: { caseNumber: number; channel: CodeChannel; now: number },
    { tries, triesMax, typedRight }: { tries: number; triesMax: number; typedRight: boolean },
  ): Tried {
    if (tries > triesMax) return 'beyond';
    const right =
      channel === 'totp'
        ? typedRight && this.useStep(now)
        : this.useSent(this.newest(caseNumber, channel), now, typedRight);
    if (!right) return 'wrong';
    this.shown.set(caseNumber, [...this.passed(caseNumber), channel]);
    return 'right';
  }

  forget(caseNumber: number): void {
    this.shown.delete(caseNumber);
    for (const one of this.sent) if (one.caseNumber === caseNumber) one.ended = true;
  }

  private newest(caseNumber: number, channel: CodeChannel): SentCode | undefined {
    return this.sent.findLast((one) => one.caseNumber === caseNumber && one.channel === channel);
  }

  private useSent(code: SentCode | undefined, now: number, typedRight: boolean): boolean {
    if (code === undefined) return false;
    code.tried = true;
    if (!typedRight || !isLiving(code, now)) return false;
    code.used = true;
    return true;
  }

  /** Each time step once. */
  private useStep(now: number): boolean {
    const step = Math.floor((this.epoch + now) / 30);
    if (this.steps.includes(step)) return false;
    this.steps.push(step);
    return true;
  }

  private used(taken: Taken, now: number, seconds: number): number {
    return taken.filter((at) => at > now - seconds).length;
  }

  private count(taken: Taken, now: number, seconds: number, max: number): number {
    const used = this.used(taken, now, seconds);
    if (used >= max) return max + 1;
    taken.push(now);
    return used + 1;
  }
}

function isLiving(code: SentCode, now: number): boolean {
  return !code.used && !code.ended && now < code.at + limits.codeTtlSeconds;
}
