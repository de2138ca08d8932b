/** All cases of one account and its host, one after the other and beside each other. */

import { recoveryKind } from '../../../src/app/recovery.ts';
import type { CodeChannel } from '../../../src/core/case/types.ts';
import type { Asked, HostModel } from './host-model.ts';
import { leaseSeconds, ServiceModel } from './service-model.ts';

type Act = 'due' | 'effects' | 'freezes';

/** Jobs that are due together come in any order: of two about one account either may be first. */
export interface WorkOrder {
  readonly acts: readonly Act[];
  readonly newestFirst: boolean;
  /** So many freezes are decided on before anything else happens, and made in their turn. */
  readonly lookedFirst: number;
}

const actOrders: readonly (readonly Act[])[] = [
  ['due', 'effects', 'freezes'],
  ['due', 'freezes', 'effects'],
  ['effects', 'due', 'freezes'],
  ['effects', 'freezes', 'due'],
  ['freezes', 'due', 'effects'],
  ['freezes', 'effects', 'due'],
];
const looksMax = 3;

/** Jobs of one round go on at once: a freeze may be decided on what another job ends meanwhile. */
export function workOrders(account: AccountModel): readonly WorkOrder[] {
  const looks = Math.min(account.freezesDue(), looksMax);
  return [false, true].flatMap((newestFirst) =>
    Array.from({ length: looks + 1 }, (_, lookedFirst) => lookedFirst).flatMap((lookedFirst) =>
      actOrders.map((acts) => ({ acts, newestFirst, lookedFirst })),
    ),
  );
}

/** As far as a worker may have come that died: any of these, and then no more. */
export function ordersBeforeDeath(account: AccountModel): readonly WorkOrder[] {
  const whole = workOrders(account);
  return [0, 1, 2, 3].flatMap((length) =>
    whole.map((order) => ({ ...order, acts: order.acts.slice(0, length) })),
  );
}

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

  /** By the host alone: each case learns of it by itself. */
  hostFreezes(): void {
    this.host.freezeAnew(this.now, 'platform');
    this.compareFreezes();
  }

  /** Told to Thaw, the cases about an older freeze end. Wrong passwords replace no freeze. */
  freezeByApi(cause: 'risk' | 'brute_force'): void {
    const kept = cause === 'brute_force' ? this.host.freeze : null;
    const number = kept?.number ?? this.host.freezeAnew(this.now, 'platform');
    this.compareFreezes();
    this.hearOf(number);
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
    const met = this.toMeet(kind, about);
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

  /**
   * One about a loss thaws the account as well, and so does what is approved already. What was declined
   * for good gets no second first try by another door; without a freeze, for as long as it can be read.
   */
  private toMeet(kind: ServiceModel['kind'], about: number | null): ServiceModel | undefined {
    const here = this.cases
      .filter((one) => one.about === about && !(about === null && one.redacted))
      .toSorted((one, other) => other.verdict - one.verdict);
    const living = here.filter((one) => one.isLiving());
    const unlocking = kind === 'unlock' ? living : [];
    const ended = here.filter((one) => !one.isLiving());
    return (
      unlocking.find((one) => one.kind === 'lost_channel') ??
      unlocking[0] ??
      ended.find((one) => one.isUnderWay()) ??
      [...living, ...ended].find((one) => one.declinedForGood)
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
  work({ acts, lookedFirst, newestFirst }: WorkOrder): void {
    for (const one of this.due().slice(0, lookedFirst)) this.look(one);
    const cases = newestFirst ? this.cases.toReversed() : this.cases;
    const doing: Record<Act, readonly (() => boolean)[]> = {
      due: cases.map((one) => () => one.doDue()),
      effects: cases.map((one) => () => one.doAtHost()),
      freezes: [() => this.freezeByLinks(newestFirst)],
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
    // Of a worker that died nothing is left of what it only looked at.
    for (const one of this.host.asked) delete one.looked;
  }

  noteEnds(): void {
    for (const one of this.cases) one.noteEnd();
  }

  freezesDue(): number {
    return this.due().length;
  }

  /** The host has made what is due, and nobody has heard of it. */
  freezeUnheard(): void {
    if (this.host.trouble === 'host_gone') return;
    for (const one of this.due()) {
      if (this.look(one).kept === null) one.done ??= this.host.freezeAnew(this.now, 'owner');
      delete one.looked;
    }
    this.compareFreezes();
  }

  private due(): readonly Asked[] {
    return this.host.asked.filter(({ dueAt }) => dueAt <= this.now);
  }

  private freezeByLinks(newestFirst: boolean): boolean {
    const due = newestFirst ? this.due().toReversed() : this.due();
    for (const one of due) this.freezeByLink(one);
    return due.length > 0;
  }

  private freezeByLink(one: Asked): void {
    const { host, now } = this;
    const number = this.madeOrKept(one);
    if (number === null) {
      host.putBack(one, now);
      return;
    }
    host.asked = host.asked.filter((other) => other !== one);
    this.hearOf(number);
  }

  /** Null where no answer was heard. */
  private madeOrKept(one: Asked): number | null {
    const { host } = this;
    if (host.trouble === 'host_gone') return null;
    const { kept } = one.looked ?? this.look(one);
    // That needs no answer but the account's.
    if (kept !== null) return kept;
    one.done ??= host.freezeAnew(this.now, 'owner');
    this.compareFreezes();
    return host.trouble === 'host_silent' ? null : one.done;
  }

  /** Frozen, with nothing that asks to thaw it: the freeze that holds is kept. */
  private look(one: Asked): { readonly kept: number | null } {
    const atRest = !this.cases.some((some) => some.isLiving() || some.isUnderWay());
    const kept = one.unlessAtRest && atRest ? (this.host.freeze?.number ?? null) : null;
    one.looked = { kept };
    return one.looked;
  }

  private hearOf(number: number): void {
    this.host.told.add(number);
    this.endOutdated();
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
