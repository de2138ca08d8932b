/** Where the codes of a case go: chosen once, with the plan, and sealed with the case. */

import { isSettled, turnOf } from '../core/case/decide.ts';
import { stepOf } from '../core/case/evolve.ts';
import { frozenSince } from '../core/case/lock.ts';
import type { CaseState, CodeChannel, Plan } from '../core/case/types.ts';
import { ThawError } from '../core/errors.ts';
import { type ChannelTrust, contactFor } from '../core/policy/channels.ts';
import type { AccountRecord, Contact } from '../core/ports.ts';
import type { App } from './app.ts';
import { maskEmail, maskPhone } from './mask.ts';
import type { Stores } from './stores.ts';
import { openJson, sealJson } from './vault.ts';

export interface CodeTarget {
  readonly contactId: string;
  readonly masked: string;
}

type CodeTargets = Readonly<Partial<Record<CodeChannel, CodeTarget>>>;

const sealedName = 'codes:targets';

/** What counts for this case: there before its lock by as long as its plan asks for. */
export function trustIn(state: CaseState, plan: Plan | null = state.plan): ChannelTrust {
  return { lockedSince: frozenSince(state.lock), trustDays: plan?.channelTrustDays ?? 0, lost: [] };
}

/** The plan names only channels with a trusted contact: the same one is taken here. */
export async function sealCodeTargets(
  app: App,
  tx: Stores,
  state: CaseState,
  planned: { readonly record: AccountRecord; readonly plan: Plan },
): Promise<void> {
  const { record, plan } = planned;
  const step = plan.steps.find(({ kind }) => kind === 'codes');
  if (step === undefined) return;
  const trust = trustIn(state, plan);
  const targets: Partial<Record<CodeChannel, CodeTarget>> = {};
  for (const channel of step.channels ?? []) {
    const contact = contactFor(record, channel, trust);
    if (contact !== null)
      targets[channel] = { contactId: contact.id, masked: maskContact(contact) };
  }
  await sealJson(app, tx, state.caseId, sealedName, targets);
}

function maskContact({ channel, address }: Contact): string {
  return channel === 'email' ? maskEmail(address) : maskPhone(address);
}

export async function codeTargets(app: App, stores: Stores, caseId: string): Promise<CodeTargets> {
  return (await openJson<CodeTargets>(app, stores, caseId, sealedName)) ?? {};
}

/** Channels that the pinned step asks for. */
export function askedChannels(state: CaseState): readonly CodeChannel[] {
  return stepOf(state, 'codes')?.plan.channels ?? [];
}

/** What the person may say at this step that they no longer have: the way on is then a case about that. */
export function mayBeLost(state: CaseState): readonly CodeChannel[] {
  if (state.kind !== 'unlock') return [];
  // Declined for good, and an appeal is read: another case would not be opened, and this one would end.
  if (state.decision === 'declined_final') return [];
  if (turnOf(state, 'codes') !== undefined) return askedChannels(state);
  if (turnOf(state, 'email_confirmation') === undefined) return [];
  const codes = stepOf(state, 'codes');
  const later = codes === undefined || isSettled(codes) ? [] : askedChannels(state);
  return ['email', ...later.filter((channel) => channel !== 'email')];
}

/** At the mail's step it is the mailbox, alone or with more; at the codes whatever is asked for. */
export function canBeLost(state: CaseState, lost: readonly CodeChannel[]): boolean {
  const may = mayBeLost(state);
  const isAtMail = turnOf(state, 'email_confirmation') !== undefined;
  return lost.every((one) => may.includes(one)) && (!isAtMail || lost.includes('email'));
}

/** The contact chosen with the plan, if the host still has it. */
export async function currentTarget(
  app: App,
  state: CaseState,
  channel: CodeChannel,
): Promise<Contact> {
  const target = (await codeTargets(app, app.db.read, state.caseId))[channel];
  const record = await app.directory.account(state.accountId);
  const contact = record?.contacts.find((one) => one.id === target?.contactId) ?? null;
  if (contact === null || contact.removedAt !== null) {
    throw new ThawError('not_now', 'no trusted contact on this channel');
  }
  return contact;
}
