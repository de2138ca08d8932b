/** Messages to people and the links in them. Sent by jobs, never by a request. */

import type { CancelReason } from '../core/case/cancel-reason.ts';
import { turnOf } from '../core/case/decide.ts';
import type { OwnerMessage } from '../core/case/effects.ts';
import type { CodeChannel } from '../core/case/types.ts';
import { ThawError } from '../core/errors.ts';
import { limits } from '../core/limits.ts';
import { mailboxToTrust } from './account-snapshot.ts';
import type { App } from './app.ts';
import { trustIn } from './code-targets.ts';
import { maskEmail } from './mask.ts';
import type { JsonObject } from './stores.ts';
import { newToken } from './tokens.ts';
import { forgetNoMailbox, noteNoMailbox } from './without-mail.ts';

export type MessageTemplate =
  | OwnerMessage
  | 'confirm_reactivation'
  | 'frozen'
  | 'former_address'
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
  readonly code?: string | undefined;
  readonly lost?: readonly CodeChannel[] | undefined;
  readonly endedBy?: CancelReason | 'expired' | undefined;
  readonly limit?: string | undefined;
  readonly limitsLeft?: readonly { readonly kind: string; readonly until: string }[] | undefined;
  /** former_address: what the owner's own addresses were told. */
  readonly about?: OwnerMessage | 'frozen' | undefined;
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

export const accountGone = () => new ThawError('unavailable', 'the host knows no such account');
