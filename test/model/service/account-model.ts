/** All cases of one account and its host, one after the other and beside each other. */

import { recoveryKind } from '../../../src/app/recovery.ts';
import type { CodeChannel } from '../../../src/core/case/types.ts';
import type { HostModel } from './host-model.ts';
import { leaseSeconds, ServiceModel } from './service-model.ts';

type Act = 'due' | 'effects' | 'freezes';

/** Jobs that are due together come in any order: of two about one account either may be first. */
export interface WorkOrder {
  readonly acts: readonly Act[];
  readonly newestFirst: boolean;
}

const actOrders: readonly (readonly Act[])[] = [
  ['due', 'effects', 'freezes'],
  ['due', 'freezes', 'effects'],
  ['effects', 'due', 'freezes'],
  ['effects', 'freezes', 'due'],
  ['freezes', 'due', 'effects'],
  ['freezes', 'effects', 'due'],
];
export const workOrders: readonly WorkOrder[] = [false, true].flatMap((newestFirst) =>
  actOrders.map((acts) => ({ acts, newestFirst })),
);

/** As often the queue is asked for one claim. */
const claimTries = 3;

export class AccountModel {
  readonly host: HostModel;
  now = 0;
  /** Oldest first. */
  readonly cases: ServiceModel[] = [];
  /** The one that the person has before them. */
  at = 0;

  constructor(host: HostModel) {
    this.host = host;
  }

  copy(): AccountModel {
    const made = new AccountModel(this.host.copy());
    made.now = this.now;
    made.at = this.at;
    made.cases.push(...this.cases.map((one) => one.copyOn(made.host)));
    return made;
  }

  get current(): ServiceModel {
    const found = this.cases[this.at];
    if (found === undefined) throw new Error('no case was opened');
    return found;
  }

  pass(seconds: number): void {
    this.now += seconds;
    for (const one of this.cases) one.now = this.now;
  }

  /** Told to Thaw, the cases about an older freeze end; else each learns of it by itself. */
  freeze(by: 'owner' | 'platform', told: boolean): void {
    this.host.freezeAnew(this.now, by);
    this.compareFreezes();
    if (told) this.endOutdated();
  }

  hostThaws(): void {
    this.host.freeze = null;
    this.compareFreezes();
  }

  /** The case that the host's request leads to; null: refused. */
  open(lost: readonly CodeChannel[]): number | null {
    const { freeze } = this.host;
    const kind = lost.length === 0 ? 'unlock' : recoveryKind(lost);
    if (kind === 'unlock' && freeze === null) return null;
    if (!lost.every((one) => this.host.has(one))) return null;
    const about = freeze?.number ?? null;
    const same = this.cases.find((one) => one.isLiving() && one.kind === kind);
    if (same?.about === about && same.ask.lost.join() === lost.join()) return same.caseNumber;
    // About an older freeze, or other things lost: not the one asked for.
    same?.cancel();
    const met = about === null ? undefined : this.toMeet(kind, about);
    if (met !== undefined) return met.redacted ? null : met.caseNumber;
    const number = this.cases.length;
    const ask = { lost, frozen: freeze !== null };
    const made = new ServiceModel(this.host, ask, { number, now: this.now });
    this.cases.push(made);
    this.noteEnds();
    // An unlock is asked for on the page; what was lost is asked for by opening.
    if (made.isAboutLoss()) made.requestUnlock();
    return number;
  }

  /** One about a loss thaws the account as well; a freeze that was declined for good gets no second first try. */
  private toMeet(kind: ServiceModel['kind'], about: number): ServiceModel | undefined {
    const here = this.cases.filter((one) => one.about === about);
    const living = kind === 'unlock' ? here.filter((one) => one.isLiving()) : [];
    return (
      living.find((one) => one.kind === 'lost_channel') ??
      living[0] ??
      here.find((one) => !one.isLiving() && one.declinedForGood && one.kind === kind)
    );
  }

  /** `queue`: case numbers, longest waiting first. */
  claim(who: string, queue: readonly number[], thenTighten = true): boolean {
    for (let time = 0; time < claimTries; time += 1) {
      const waiting = queue.flatMap((number) => this.cases[number] ?? []);
      const mine = waiting.filter((one) => one.isFor(who));
      const next = mine.find((one) => one.queue?.who === who) ?? mine[0];
      if (next === undefined) return false;
      if (!next.takeClaim(who, leaseSeconds)) continue;
      // Whether the account was flagged nobody can tell: the reviewer sees an error, and asks again.
      if (!thenTighten || this.host.trouble === 'host_gone') return false;
      if (!next.tightenIfFlagged()) return true;
    }
    return false;
  }

  /** Everything that is due, until nothing is. */
  work({ acts, newestFirst }: WorkOrder): void {
    const cases = newestFirst ? this.cases.toReversed() : this.cases;
    const doing: Record<Act, readonly (() => boolean)[]> = {
      due: cases.map((one) => () => one.doDue()),
      effects: cases.map((one) => () => one.doAtHost()),
      freezes: [() => this.freezeByLinks()],
    };
    let something = true;
    while (something) {
      something = false;
      for (const act of acts.flatMap((name) => doing[name])) {
        if (act()) something = true;
        this.compareFreezes();
      }
      this.noteEnds();
    }
  }

  noteEnds(): void {
    for (const one of this.cases) one.noteEnd();
  }

  private freezeByLinks(): boolean {
    const { host } = this;
    if (host.trouble === 'host_gone') return false;
    for (const one of host.asked) one.done ??= host.freezeAnew(this.now, 'owner');
    this.compareFreezes();
    if (host.trouble === 'host_silent' || host.asked.length === 0) return false;
    host.asked = [];
    this.endOutdated();
    return true;
  }

  private endOutdated(): void {
    for (const one of this.cases) if (one.hostFreeze !== 0) one.cancel();
    this.noteEnds();
  }

  private compareFreezes(): void {
    const number = this.host.freeze?.number ?? null;
    for (const one of this.cases) one.hostFreeze = one.about === number ? 0 : 1;
  }
}
