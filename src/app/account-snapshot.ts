import { type CaseLock, frozenSince } from '../core/case/lock.ts';
import { type ChannelTrust, isTrusted } from '../core/policy/channels.ts';
import type { Account, AccountRecord, Contact } from '../core/ports.ts';
import { isBy } from '../core/time.ts';
import type { App } from './app.ts';
import { maskEmail } from './mask.ts';
import type { CaseWith, StoredCase, Stores } from './stores.ts';
import { openedJson, openJson } from './vault.ts';

/** What the pages show of an account, sealed when the case opens. */
export interface AccountSnapshot {
  readonly accountMasked: string;
  readonly locale: string;
}

/** Sealed under this name in each case. */
export const snapshotName = 'account';

export function snapshotFor(record: Account): AccountSnapshot {
  const login = loginContact(record);
  return {
    accountMasked: login === null ? '•••' : maskEmail(login.address),
    locale: record.locale,
  };
}

const nothingKnown: AccountSnapshot = { accountMasked: '•••', locale: 'en' };

export async function snapshotOf(
  app: App,
  stores: Stores,
  caseId: string,
): Promise<AccountSnapshot> {
  return (await openJson<AccountSnapshot>(app, stores, caseId, snapshotName)) ?? nothingKnown;
}

/** The case with its snapshot, in one look; null when there is no such case. */
export async function loadWithSnapshot(
  app: App,
  stores: Stores,
  caseId: string,
): Promise<{ readonly stored: StoredCase; readonly snapshot: AccountSnapshot } | null> {
  const found = await stores.cases.loadWith(caseId, snapshotName);
  return found === null ? null : { stored: found.stored, snapshot: snapshotIn(app, found) };
}

/** Of a case that was read with what is sealed under `snapshotName`. */
export function snapshotIn(app: App, { stored, sealed }: CaseWith): AccountSnapshot {
  if (sealed === null) return nothingKnown;
  return openedJson(app, { caseId: stored.state.caseId, name: snapshotName }, sealed);
}

/** The e-mail address that people log in with. */
export function loginContact(record: Account): Contact | null {
  const emails = record.contacts.filter((c) => c.channel === 'email' && c.removedAt === null);
  return emails.find((c) => c.login) ?? emails[0] ?? null;
}

/**
 * Whom to tell: the contacts the owner had before the freeze, removed ones too, since whoever froze or
 * stole the account may have changed them. Where the host knows none, later ones hear it rather than
 * nobody. To be told is no trust: what proves something goes to `contactsToTrust`.
 */
export function ownersContacts(
  record: Account,
  lock: Pick<CaseLock, 'since' | 'frozenSince'>,
): readonly Contact[] {
  const before = record.contacts.filter((c) => isBy(c.addedAt, frozenSince(lock)));
  return before.length > 0 ? before : record.contacts;
}

/**
 * Where a link that proves something may go: there long enough before the freeze, as codes ask it too,
 * and still there. None, not a later one: an address added since, or in the days of a takeover that the
 * freeze ended, may be the thief's (SP 800-63B-4 4.2.3).
 */
export function contactsToTrust(record: AccountRecord, trust: ChannelTrust): readonly Contact[] {
  return record.contacts.filter((contact) => isTrusted(record, contact, trust));
}

/** The login address among them; null where nothing can be proven by mail. */
export function mailboxToTrust(record: AccountRecord, trust: ChannelTrust): Contact | null {
  return loginContact({ ...record, contacts: contactsToTrust(record, trust) });
}
