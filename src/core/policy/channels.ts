/**
 * Which of an account's channels and factors may be asked for a code. A contact or a factor that came
 * shortly before the freeze, or since, may be the thief's: it counts for nothing, and the owner is told
 * on the old contact.
 */

import type { CodeChannel, Plan } from '../case/types.ts';
import { limits } from '../limits.ts';
import type { AccountRecord, Contact } from '../ports.ts';
import { addSeconds, isBy, secondsBetween } from '../time.ts';
import { codeChannels } from './format.ts';

export interface ChannelTrust {
  /** Start of the freeze, or of the case where nothing is frozen. */
  readonly lockedSince: string;
  readonly trustDays: number;
  /** Reported as lost in the case itself, besides what the host knows. */
  readonly lost: readonly CodeChannel[];
}

const daySeconds = 86_400;

/** The contact that takes a code on this channel; null for a factor, and where none is trusted. */
export function contactFor(
  record: AccountRecord,
  channel: CodeChannel,
  trust: ChannelTrust,
): Contact | null {
  const trusted = record.contacts.filter(
    (contact) => contact.channel === channel && isTrusted(record, contact, trust),
  );
  return trusted.find((contact) => contact.login) ?? trusted[0] ?? null;
}

export function isTrusted(record: AccountRecord, contact: Contact, trust: ChannelTrust): boolean {
  return contact.removedAt === null && isLongThere(record, contact.addedAt, trust);
}

/** Whether what came at `addedAt` was there long enough before the freeze to be the owner's own. */
export function isLongThere(
  { history }: Pick<AccountRecord, 'history'>,
  addedAt: string,
  trust: ChannelTrust,
): boolean {
  if (!isBy(addedAt, trust.lockedSince)) return false;
  // What was given on the first day is no change.
  const isFirst = secondsBetween(history.joinedAt, addedAt) < daySeconds;
  return isFirst || isBy(addedAt, untrustedSince(trust));
}

const untrustedSince = ({ lockedSince, trustDays }: ChannelTrust) =>
  addSeconds(lockedSince, -trustDays * daySeconds);

/** What the links in a notice to a contact may do: stop whatever it is about, one thing in a while, nothing. */
export type StopPower = 'always' | 'once' | 'never';

/**
 * Of each contact, by its id. A removed address keeps its power for long, since a thief removes the
 * owner's; not for ever, since people part with addresses and with those who read them. A new one has
 * little, since a thief adds his own. Where nothing is left of before, what there is has all of it.
 */
export function stopPowers(
  record: Pick<AccountRecord, 'contacts' | 'history'>,
  trust: ChannelTrust,
): ReadonlyMap<string, StopPower> {
  const powers = new Map(record.contacts.map((one) => [one.id, stopPower(record, one, trust)]));
  if ([...powers.values()].includes('always')) return powers;
  return new Map([...powers].map(([id, power]) => [id, power === 'once' ? 'always' : power]));
}

function stopPower(
  record: Pick<AccountRecord, 'history'>,
  { addedAt, removedAt }: Contact,
  trust: ChannelTrust,
): StopPower {
  const former = addSeconds(trust.lockedSince, -limits.formerContactStopsDays * daySeconds);
  if (removedAt !== null && isBy(removedAt, former)) return 'never';
  return isLongThere(record, addedAt, trust) ? 'always' : 'once';
}

export function isUsable(
  record: AccountRecord,
  channel: CodeChannel,
  trust: ChannelTrust,
): boolean {
  if (record.factorsLost.includes(channel) || trust.lost.includes(channel)) return false;
  if (channel === 'email' || channel === 'sms') return contactFor(record, channel, trust) !== null;
  const since = record.factorsSince?.[channel];
  return (
    record.factorsBound.includes(channel) &&
    (since === undefined || isLongThere(record, since, trust))
  );
}

/** Bound now, or until so shortly that its removal may be the thief's work. */
function wasBound(record: AccountRecord, channel: CodeChannel, trust: ChannelTrust): boolean {
  if (channel !== 'email' && channel !== 'sms') {
    return record.factorsBound.includes(channel) || record.factorsLost.includes(channel);
  }
  return record.contacts.some(
    (contact) =>
      contact.channel === channel &&
      (contact.removedAt === null || !isBy(contact.removedAt, untrustedSince(trust))),
  );
}

/**
 * The plan with the channels that this account has. Where it never had one of those named, no codes
 * are asked for; where it had, and none can be trusted, the step stays and a person decides.
 */
export function withChannels(plan: Plan, record: AccountRecord, trust: ChannelTrust): Plan {
  const steps = plan.steps.flatMap((step) => {
    // Nothing can be confirmed from a mailbox that is lost.
    if (step.kind === 'email_confirmation' && trust.lost.includes('email')) return [];
    if (step.kind !== 'codes') return [step];
    const named = step.channels ?? codeChannels;
    // What the case itself is about is not asked for, and not missed.
    const left = named.filter((channel) => !trust.lost.includes(channel));
    if (!left.some((channel) => wasBound(record, channel, trust))) return [];
    return [{ ...step, channels: named.filter((channel) => isUsable(record, channel, trust)) }];
  });
  return { ...plan, steps };
}
