/**
 * The account at its host, told a second time: its freezes by number, what was reset, what the risk
 * engine said, and what is broken at the moment. All cases of the account share it.
 */

import type { CodeChannel } from '../../../src/core/case/types.ts';
import { limits } from '../../../src/core/limits.ts';
import type { ModelPlan } from '../case-model.ts';
import type { CodesModel } from './codes-model.ts';

/** A dependency that is broken; `silent`: the host does what it is asked, and nobody hears of it. */
export type Trouble = 'host_gone' | 'host_silent' | 'mail_down';

export interface ModelFreeze {
  readonly number: number;
  /** Second from which it can be lifted. */
  readonly waitEnds: number;
}

/** A freeze that a link asked for and that the service has not heard of yet. */
export interface Asked {
  /** Of the job: what is on its way is not asked for twice. */
  readonly key: string;
  /** The freeze that holds is the one wanted, where nothing asks to thaw it. */
  readonly unlessAtRest: boolean;
  /** The number of the freeze that the host made of it. */
  done: number | null;
  dueAt: number;
  tries: number;
  /** What the job saw before others went on: the freeze to keep, or null to freeze. */
  looked?: { readonly kept: number | null };
}

/** A host that is away is asked for a freeze every few seconds. */
const freezePauseMax = 3;

export class HostModel {
  freeze: ModelFreeze | null = null;
  /** How many there were. */
  freezes = 0;
  /** Of the risk engine. */
  signals = 0;
  /** What the account would have to do now that it is flagged. */
  strict: ModelPlan | null = null;
  trouble: Trouble | null = null;
  /** Longest waiting first. */
  asked: Asked[] = [];
  /** Records of [Disable your account], and of [This was not me] for what was stopped before. */
  requested = 0;
  /** Numbers of the freezes that were told to every address and written down. */
  readonly told = new Set<number>();
  /** Verdicts so far: of two cases one was decided later. */
  verdicts = 0;
  readonly resetAt = new Map<CodeChannel, number>();
  readonly codes: CodesModel;
  /** Told to the host before the first case. */
  readonly appLost: boolean;

  constructor(codes: CodesModel, appLost: boolean) {
    this.codes = codes;
    this.appLost = appLost;
  }

  copy(): HostModel {
    const { codes, ...rest } = this;
    const made: HostModel = Object.create(HostModel.prototype);
    return Object.assign(made, structuredClone(rest), { codes: codes.copy() });
  }

  /** A wait of the owner's own freeze never ends earlier by another one. */
  freezeAnew(now: number, by: 'owner' | 'platform'): number {
    const own = Math.max(now + limits.selfFreezeWaitSeconds, this.freeze?.waitEnds ?? 0);
    this.freeze = { number: this.freezes, waitEnds: by === 'owner' ? own : 0 };
    this.freezes += 1;
    return this.freeze.number;
  }

  ask(key: string, unlessAtRest: boolean, now: number): void {
    if (this.asked.some((one) => one.key === key)) return;
    this.asked.push({ key, unlessAtRest, done: null, dueAt: now, tries: 0 });
  }

  /** Tried again, and looked at anew. */
  putBack(one: Asked, now: number): void {
    one.tries += 1;
    one.dueAt = now + Math.min(freezePauseMax, 2 ** (one.tries - 1));
    delete one.looked;
  }

  reset(lost: readonly CodeChannel[], now: number): void {
    for (const channel of lost) this.resetAt.set(channel, now);
  }

  /** The address that people log in with stays until they bind another one. */
  has(channel: CodeChannel): boolean {
    return channel === 'email' || !this.resetAt.has(channel);
  }

  isUsable(channel: CodeChannel): boolean {
    return this.has(channel) && !(this.appLost && channel === 'totp');
  }

  /** A contact that went after the freeze may have been the thief's work. */
  wasBound(channel: CodeChannel, since: number): boolean {
    return this.has(channel) || (channel === 'sms' && (this.resetAt.get(channel) ?? 0) > since);
  }
}
