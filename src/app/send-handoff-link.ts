import { ThawError } from '../core/errors.ts';
import { limits } from '../core/limits.ts';
import type { ChannelTrust } from '../core/policy/channels.ts';
import type { AccountRecord, Contact } from '../core/ports.ts';
import { secondsBetween } from '../core/time.ts';
import { contactsToTrust, loginContact } from './account-snapshot.ts';
import type { App } from './app.ts';
import { trustIn } from './code-targets.ts';
import { caseOf } from './handoff.ts';
import { maskEmail, maskPhone } from './mask.ts';
import type { SessionRow } from './stores.ts';
import { newToken } from './tokens.ts';

/** A link that is about to die would only disappoint. */
const linkSecondsMin = 60;
const daySeconds = 86_400;

/**
 * [Send link]: the way to the phone for whoever cannot scan. The link goes to a contact that the owner
 * had before the freeze, never to an address that the page names, and binds one phone like the QR: the
 * phone still shows who asks, and its number is still typed on the computer (RFC 10027).
 */
export async function sendHandoffLink(app: App, session: SessionRow): Promise<void> {
  const caseId = caseOf(session);
  const state = (await app.db.read.cases.load(caseId))?.state;
  const record = state === undefined ? null : await app.directory.find(state.accountId);
  if (state === undefined || record === null) {
    throw new ThawError('unavailable', 'the host knows no such account');
  }
  const contact = phoneContact(record, trustIn(state), app.sms !== null);
  if (contact === null) throw new ThawError('no_contact', 'none known before the lock');
  await app.db.transaction(async (tx) => {
    await tx.cases.load(caseId, { lock: true });
    const row = await tx.handoffs.current(caseId);
    const ttlSeconds = row === null ? 0 : secondsBetween(await tx.now(), row.expiresAt);
    if (row === null || row.state !== 'waiting' || ttlSeconds < linkSecondsMin) {
      throw new ThawError('not_now', 'no hand-off waits for a phone');
    }
    const scope = `handoff-link:${state.accountId}`;
    if (!(await tx.budgets.raise(scope, 3600, limits.handoffLinksPerHourMax))) {
      throw new ThawError('too_many', 'hand-off links an hour', { retryAfterSeconds: 3600 });
    }
    // The link before is dead when the new one is on its way (ASVS V6.5.5).
    await tx.tokens.killForCase(caseId, ['phone_link']);
    const sentTo = masked(contact);
    const { id } = await newToken(app, tx, {
      purpose: 'phone_link',
      caseId,
      accountId: state.accountId,
      contactId: contact.id,
      ttlSeconds,
      context: { handoffId: row.id, sentTo },
    });
    const disable = await newToken(app, tx, {
      purpose: 'disable',
      caseId,
      accountId: state.accountId,
      contactId: contact.id,
      ttlSeconds: limits.disableLinkTtlDays * daySeconds,
    });
    await tx.outbox.add({
      id: app.secrets.randomId(),
      key: `handoff-link:${id}`,
      caseId,
      accountId: state.accountId,
      channel: contact.channel,
      contactId: contact.id,
      template: 'handoff_link',
      params: {
        phone: id,
        disable: disable.id,
        asked: { ...row.desktopClient },
        until: row.expiresAt,
      },
    });
    await tx.audit.add({ actor: { type: 'person' }, action: 'handoff.link_sent', caseId });
  });
  app.changed(caseId);
}

/** The phone itself where one is bound and not lost, else the mailbox: phones read mail too. */
function phoneContact(record: AccountRecord, trust: ChannelTrust, sms: boolean): Contact | null {
  const contacts = contactsToTrust(record, trust);
  const phone = contacts.find((c) => c.channel === 'sms');
  if (sms && phone !== undefined && !record.factorsLost.includes('sms')) return phone;
  return loginContact({ ...record, contacts });
}

function masked(contact: Contact): string {
  return contact.channel === 'email' ? maskEmail(contact.address) : maskPhone(contact.address);
}
