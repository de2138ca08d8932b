/** Delivers one message of the outbox: mail, short message or webhook. */

import { ThawError } from '../core/errors.ts';
import { limits } from '../core/limits.ts';
import type { Contact } from '../core/ports.ts';
import { loginContact, snapshotOf } from './account-snapshot.ts';
import type { App } from './app.ts';
import { codeOfMessage } from './codes.ts';
import { maskEmail } from './mask.ts';
import { linkOf, type linkPaths, type MessageParams, type MessageTemplate } from './messages.ts';
import type { JsonObject, Stores } from './stores.ts';
import type { OutboxRow } from './stores-work.ts';
import { noteRefused } from './without-mail.ts';

/**
 * Throws when it should be tried again. Given up is what the address refuses for good, and what was
 * answered with a no for days (a full mailbox, a rule, a receiver that is gone), each time it was tried
 * in at least the last of them; a server that is away is waited for.
 */
export async function sendMessage(app: App, payload: JsonObject): Promise<void> {
  const row = await app.db.read.outbox.find(String(payload['outboxId']));
  if (row === null || row.sent || row.givenUp) return;
  try {
    if (row.channel === 'webhook') await deliverWebhook(app, row);
    else if (!(await deliverUnlessRefused(app, row))) return;
  } catch (error) {
    if (!says(error, 'aboutMessage') || !(await isEnough(app, row))) throw error;
    return giveUp(app, row, 'message.given_up', await notTaken(app, row));
  }
  await app.db.read.outbox.markSent(row.id);
  if (row.caseId !== null) app.changed(row.caseId);
}

const says = (error: unknown, what: 'permanent' | 'aboutMessage'): boolean =>
  error instanceof Error && (error as Partial<Record<typeof what, unknown>>)[what] === true;

/** The no is counted. */
function isEnough(app: App, { id }: OutboxRow): Promise<boolean> {
  return app.db.read.outbox.noteNo(id, limits.messageTriesDays, limits.messageNoesMin);
}

/** The address is asked of the host anew; where it is gone there, nothing was refused by it. */
async function notTaken(app: App, row: OutboxRow): Promise<Note | undefined> {
  if (row.template !== 'confirm_reactivation') return undefined;
  const account = await app.directory.account(row.accountId);
  const contact = account?.contacts.find(({ id }) => id === row.contactId);
  if (contact === undefined) return undefined;
  return (tx) => noteRefused(app, tx, row, { ...contact, forGood: false });
}

/** False when the address refuses for good: the other addresses are told all the same. */
async function deliverUnlessRefused(app: App, row: OutboxRow): Promise<boolean> {
  const to = await receiverOf(app, row);
  try {
    await deliver(app, row, to);
    return true;
  } catch (error) {
    if (!says(error, 'permanent')) throw error;
    await giveUp(app, row, 'message.refused', (tx) =>
      noteRefused(app, tx, row, { ...to.contact, forGood: true }),
    );
    return false;
  }
}

type Note = (tx: Stores) => Promise<void>;

async function giveUp(
  app: App,
  row: OutboxRow,
  action: 'message.refused' | 'message.given_up',
  note?: Note,
): Promise<void> {
  await app.db.transaction(async (tx) => {
    await note?.(tx);
    await tx.outbox.giveUp(row.id);
    await tx.audit.add({
      actor: { type: 'system' },
      action,
      accountId: row.accountId,
      ...(row.caseId === null ? {} : { caseId: row.caseId }),
      detail: { message: row.template },
    });
  });
  app.log.error(action, { message: row.template, channel: row.channel });
  if (row.caseId !== null) app.changed(row.caseId);
}

/** The other side answered, and said no to this message. */
class NotTaken extends ThawError {
  readonly aboutMessage = true;
}

interface Receiver {
  readonly locale: string;
  readonly contact: Pick<Contact, 'id' | 'channel' | 'address' | 'removedAt'>;
}

/** As the host knows them now. A trusted contact is somebody else than the owner. */
async function receiverOf(app: App, row: OutboxRow): Promise<Receiver> {
  const gone = new NotTaken('unavailable', 'the contact is gone at the host');
  if (row.template === 'vouch_request') {
    const record = await app.directory.find(row.accountId);
    const contact = record?.trustedContacts?.find((c) => c.id === row.contactId);
    if (record === null || contact === undefined) throw gone;
    return { locale: record.locale, contact: { ...contact, channel: 'email', removedAt: null } };
  }
  const account = await app.directory.account(row.accountId);
  if (account === null) throw gone;
  const { contacts, locale } = account;
  const contact = contacts.find((c) => c.id === row.contactId);
  if (contact === undefined) throw gone;
  return { locale, contact };
}

async function deliver(app: App, row: OutboxRow, { contact, locale }: Receiver): Promise<void> {
  const code =
    row.template === 'code' ? await codeOfMessage(app, String(row.params['code'])) : null;
  // A code that was replaced or has run out is not sent any more.
  if (row.template === 'code' && (code === null || contact.removedAt !== null)) return;
  const params = { ...(await paramsOf(app, row)), ...(code === null ? {} : { code }) };
  const template = row.template as MessageTemplate;
  // The same Message-ID each time: a mail sent twice after a crash is one mail to a mail program.
  const messageId = row.id;
  if (contact.channel === 'email') {
    const mail = app.texts.mail(template, locale, params);
    await app.mailer.send({ messageId, to: contact.address, ...mail });
  } else if (template !== 'confirm_reactivation' && template !== 'vouch_request') {
    // Written down while there was a gateway.
    if (app.sms === null) throw new NotTaken('unavailable', 'no SMS gateway');
    const text = app.texts.sms(template, locale, params);
    await app.sms.send({ messageId, to: contact.address, text });
  }
}

async function paramsOf(app: App, row: OutboxRow): Promise<MessageParams> {
  const text = (name: string) => {
    const value = row.params[name];
    return typeof value === 'string' ? value : undefined;
  };
  const link = (name: string, purpose: keyof typeof linkPaths) => {
    const tokenId = text(name);
    return tokenId === undefined ? {} : { [name]: linkOf(app, purpose, tokenId) };
  };
  const asked = row.params['asked'] as MessageParams['asked'] | undefined;
  return {
    service: app.config.serviceName,
    account: await maskedAccount(app, row),
    at: row.createdAt,
    asked: asked !== undefined && typeof asked.browser === 'string' ? asked : undefined,
    links: {
      ...link('confirm', 'confirm'),
      ...link('notMe', 'not_me'),
      ...link('progress', 'progress'),
      ...link('disable', 'disable'),
      ...link('phone', 'phone_link'),
      ...link('vouch', 'vouch'),
      ...(app.config.returnUrl === null ? {} : { logIn: app.config.returnUrl }),
    },
    readyAt: text('readyAt'),
    until: text('until'),
    appealUntil: text('appealUntil'),
    mayRetry: row.params['mayRetry'] === true,
    lost: row.params['lost'] as MessageParams['lost'],
    about: row.params['about'] as MessageParams['about'],
    endedBy: text('endedBy') as MessageParams['endedBy'],
    limit: text('limit'),
    limitsLeft: (row.params['limitsLeft'] ?? undefined) as MessageParams['limitsLeft'],
  };
}

async function maskedAccount(app: App, row: OutboxRow): Promise<string> {
  if (row.caseId !== null) return (await snapshotOf(app, app.db.read, row.caseId)).accountMasked;
  const account = await app.directory.account(row.accountId);
  const login = account === null ? null : loginContact(account);
  return login === null ? '•••' : maskEmail(login.address);
}

async function deliverWebhook(app: App, row: OutboxRow): Promise<void> {
  if (app.webhooks === null || row.caseId === null) return;
  const stored = await app.db.read.cases.load(row.caseId);
  if (stored === null) return;
  const { state } = stored;
  const body = JSON.stringify({
    type: row.template,
    timestamp: row.createdAt,
    data: {
      case_id: state.caseId,
      account_id: state.accountId,
      status: state.status,
      decision: state.decision,
      decided_by: state.decidedBy,
      unlocked: state.unlocked,
      kind: state.kind,
      reset: state.recovered === true ? state.lost : [],
    },
  });
  // Real time: the receiver compares it with its own clock.
  const timestamp = new Date();
  const answer = await app.webhooks.send({
    id: `msg_${row.id.replaceAll('-', '')}`,
    timestamp,
    body,
  });
  if (answer.ok) return;
  const why = `webhook ${answer.status ?? answer.failure ?? 'unanswered'}`;
  // What we refuse ourselves is a no as well: waiting for it would be waiting for ever.
  const isNo = answer.status !== null || answer.failure?.startsWith('refused_') === true;
  throw isNo ? new NotTaken('unavailable', why) : new ThawError('unavailable', why);
}
