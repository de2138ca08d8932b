/** Messages to people: who gets what, and the links in them. Sent by jobs, never by a request. */

import type { CancelReason } from '../core/case/cancel-reason.ts';
import { turnOf } from '../core/case/decide.ts';
import type { OwnerMessage } from '../core/case/effects.ts';
import type { CaseState, CodeChannel } from '../core/case/types.ts';
import { ThawError } from '../core/errors.ts';
import { limits } from '../core/limits.ts';
import type { Account } from '../core/ports.ts';
import { mailboxToTrust, ownersContacts } from './account-snapshot.ts';
import type { App } from './app.ts';
import { trustIn } from './code-targets.ts';
import { maskEmail } from './mask.ts';
import type { JsonObject, Stores, TokenPurpose } from './stores.ts';
import { newToken } from './tokens.ts';
import { forgetNoMailbox, noteNoMailbox } from './without-mail.ts';

export type MessageTemplate =
  | OwnerMessage
  | 'confirm_reactivation'
  | 'frozen'
  | 'handoff_link'
  | 'vouch_request'
  | 'code';

/** What a message may say. Times ISO; links are whole URLs of Thaw's own pages. */
export interface MessageParams {
  readonly service: string;
  readonly account: string;
  readonly at: string;
  readonly asked?: { readonly browser: string; readonly network: string } | undefined;
  readonly links?: Readonly<
    Partial<
      Record<'confirm' | 'notMe' | 'progress' | 'disable' | 'phone' | 'logIn' | 'vouch', string>
    >
  >;
  readonly readyAt?: string | undefined;
  readonly until?: string | undefined;
  readonly appealUntil?: string | undefined;
  readonly mayRetry?: boolean | undefined;
  readonly reviewMinutes?: number | undefined;
  readonly code?: string | undefined;
  readonly lost?: readonly CodeChannel[] | undefined;
  readonly endedBy?: CancelReason | 'expired' | undefined;
  readonly limit?: string | undefined;
  readonly limitsLeft?: readonly { readonly kind: string; readonly until: string }[] | undefined;
}

export interface MessageTexts {
  mail(
    template: MessageTemplate,
    locale: string,
    params: MessageParams,
  ): { readonly subject: string; readonly text: string; readonly html: string };
  sms(
    template: Exclude<MessageTemplate, 'confirm_reactivation' | 'vouch_request'>,
    locale: string,
    params: MessageParams,
  ): string;
}

const daySeconds = 86_400;
export const linkPaths = {
  confirm: 'link#c',
  not_me: 'link#n',
  disable: 'link#d',
  progress: 'link#p',
  phone_link: 'phone#h',
  vouch: 'link#v',
} as const;

/** A token in an outbox row is its id; the link is made when the message is sent. */
export function linkOf(app: App, purpose: keyof typeof linkPaths, tokenId: string): string {
  const raw = app.secrets.tokenFor(purpose, tokenId);
  return `${app.config.baseUrl}/${linkPaths[purpose]}=${raw}`;
}

/** Fans a message out to every address the owner had before the freeze. */
export async function tellOwner(app: App, payload: JsonObject): Promise<void> {
  const caseId = String(payload['caseId']);
  const message = String(payload['message']) as OwnerMessage;
  const stored = await app.db.read.cases.load(caseId);
  if (stored === null) return;
  const { state } = stored;
  if (message === 'ready_to_unlock' && !stored.notifyWanted) return;
  const record = await recordOf(app, state.accountId);
  const contacts = ownersContacts(record, state.lock.since);
  const asked = { ...(await app.db.read.sessions.latestClient(caseId)) };
  await app.db.transaction(async (tx) => {
    for (const contact of contacts) {
      const links = await ownerLinks(app, tx, state, contact.id, message);
      await tx.outbox.add({
        id: app.secrets.randomId(),
        key: `${message}:${caseId}:${String(payload['version'])}:${contact.id}`,
        caseId,
        accountId: state.accountId,
        channel: contact.channel,
        contactId: contact.id,
        template: message,
        params: { ...links, ...factsFor(state, message), limit: payload['limit'] ?? null, asked },
      });
    }
    await tx.audit.add({
      actor: { type: 'system' },
      action: 'owner.alerted',
      caseId,
      accountId: state.accountId,
      detail: { about: message, contacts: contacts.length },
    });
  });
}

const withoutNotMe: readonly OwnerMessage[] = ['owner_stopped', 'restriction_ended'];
const withProgress: readonly OwnerMessage[] = [
  'case_submitted',
  'resubmission',
  'delay_over',
  'appeal_received',
  'more_needed',
  'decided_approved',
  'decided_declined',
  'case_ended',
  'recovery_done',
  'recovery_declined',
];

async function ownerLinks(
  app: App,
  tx: Stores,
  state: CaseState,
  contactId: string,
  message: OwnerMessage,
): Promise<JsonObject> {
  const { caseId, accountId } = state;
  const make = async (purpose: TokenPurpose, days: number) =>
    (
      await newToken(app, tx, {
        purpose,
        caseId,
        accountId,
        contactId,
        ttlSeconds: days * daySeconds,
      })
    ).id;
  return {
    // Short messages hold one link, and that is always the way to say no.
    notMe: withoutNotMe.includes(message) ? null : await make('not_me', limits.notMeLinkTtlDays),
    progress: withProgress.includes(message)
      ? await make('progress', limits.progressLinkTtlDays)
      : null,
    disable: await make('disable', limits.disableLinkTtlDays),
  };
}

function factsFor(state: CaseState, message: OwnerMessage): JsonObject {
  const limitsEnd = state.restrictions.map((r) => r.until).toSorted();
  return {
    until:
      message === 'decided_approved' || message === 'recovery_done'
        ? (limitsEnd.at(-1) ?? null)
        : null,
    readyAt: message === 'unlock_started' ? state.waitUntil : null,
    appealUntil: state.appealUntil,
    mayRetry: state.decision === 'declined_retry',
    lost: state.lost ?? [],
    endedBy: message === 'case_ended' ? (state.cancelReason ?? 'expired') : null,
    limitsLeft:
      message === 'restriction_ended'
        ? state.restrictions
            .filter(({ ended }) => !ended)
            .map(({ kind, until }) => ({ kind, until }))
        : null,
  };
}

/**
 * A new confirmation link to the login address; the ones before it die (ASVS V6.5.5). Where no address
 * can be trusted that is noted, and the page offers the other way.
 */
export async function sendConfirmation(app: App, payload: JsonObject): Promise<void> {
  const caseId = String(payload['caseId']);
  const stored = await app.db.read.cases.load(caseId);
  // Sent for a step that is still to be done; the job may come late.
  if (stored === null || turnOf(stored.state, 'email_confirmation') === undefined) return;
  const { state } = stored;
  const record = await app.directory.find(state.accountId);
  if (record === null) throw accountGone();
  const contact = mailboxToTrust(record, trustIn(state));
  if (contact === null) return noteNoMailbox(app, caseId);
  const asked = { ...(await app.db.read.sessions.latestClient(caseId)) };
  await app.db.transaction(async (tx) => {
    await tx.cases.load(caseId, { lock: true });
    await tx.tokens.killForCase(caseId, ['confirm']);
    await forgetNoMailbox(tx, caseId);
    const shared = { caseId, accountId: state.accountId, contactId: contact.id };
    const confirm = await newToken(app, tx, {
      ...shared,
      purpose: 'confirm',
      ttlSeconds: limits.emailLinkTtlSeconds,
      context: { asked, sentTo: maskEmail(contact.address) },
    });
    const notMe = await newToken(app, tx, {
      ...shared,
      purpose: 'not_me',
      ttlSeconds: limits.notMeLinkTtlDays * daySeconds,
    });
    const row = await tx.tokens.latest(caseId, 'confirm');
    await tx.outbox.add({
      id: app.secrets.randomId(),
      key: `confirm:${String(payload['once'])}`,
      caseId,
      accountId: state.accountId,
      channel: 'email',
      contactId: contact.id,
      template: 'confirm_reactivation',
      params: { confirm: confirm.id, notMe: notMe.id, asked, until: row?.expiresAt ?? null },
    });
  });
  app.changed(caseId);
}

const accountGone = () => new ThawError('unavailable', 'the host knows no such account');

export async function recordOf(app: App, accountId: string): Promise<Account> {
  const record = await app.directory.account(accountId);
  if (record === null) throw accountGone();
  return record;
}

/** Tells every address that the account was frozen, where no case does it. */
export async function tellFrozen(app: App, accountId: string, key: string): Promise<void> {
  const record = await recordOf(app, accountId);
  await app.db.transaction(async (tx) => {
    for (const contact of record.contacts) {
      const disable = await newToken(app, tx, {
        purpose: 'disable',
        caseId: null,
        accountId,
        contactId: contact.id,
        ttlSeconds: limits.disableLinkTtlDays * daySeconds,
      });
      await tx.outbox.add({
        id: app.secrets.randomId(),
        key: `frozen:${key}:${contact.id}`,
        caseId: null,
        accountId,
        channel: contact.channel,
        contactId: contact.id,
        template: 'frozen',
        params: { disable: disable.id, readyAt: record.lock?.earliestUnlockAt ?? null },
      });
    }
  });
}
