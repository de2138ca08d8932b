import type { AccountRecord, Contact } from '../core/ports.ts';
import type { App } from './app.ts';
import { maskEmail } from './mask.ts';
import type { Stores } from './stores.ts';
import { openJson, sealJson } from './vault.ts';

/** What the pages show of an account, sealed when the case opens. */
export interface AccountSnapshot {
  readonly accountMasked: string;
  readonly locale: string;
}

export async function sealSnapshot(
  app: App,
  tx: Stores,
  caseId: string,
  record: AccountRecord,
): Promise<void> {
  const login = loginContact(record);
  const snapshot: AccountSnapshot = {
    accountMasked: login === null ? '•••' : maskEmail(login.address),
    locale: record.locale,
  };
  await sealJson(app, tx, caseId, 'account', snapshot);
}

export async function snapshotOf(
  app: App,
  stores: Stores,
  caseId: string,
): Promise<AccountSnapshot> {
  const snapshot = await openJson<AccountSnapshot>(app, stores, caseId, 'account');
  return snapshot ?? { accountMasked: '•••', locale: 'en' };
}

/** The e-mail address that people log in with. */
export function loginContact(record: AccountRecord): Contact | null {
  const emails = record.contacts.filter((c) => c.channel === 'email' && c.removedAt === null);
  return emails.find((c) => c.login) ?? emails[0] ?? null;
}

/**
 * Whom to tell: the contacts the owner had before the freeze, removed ones too, since whoever froze or
 * stole the account may have changed them. Where the host knows none, later ones hear it rather than
 * nobody. To be told is no trust: what proves something goes to `contactsToTrust`.
 */
export function ownersContacts(record: AccountRecord, lockedSince: string): readonly Contact[] {
  const before = record.contacts.filter((c) => c.addedAt <= lockedSince);
  return before.length > 0 ? before : record.contacts;
}

/**
 * Where a link that proves something may go: there before the freeze and still there. None, not a later
 * one: an address added since may be the thief's (SP 800-63B-4 4.2.3).
 */
export function contactsToTrust(record: AccountRecord, lockedSince: string): readonly Contact[] {
  return record.contacts.filter((c) => c.addedAt <= lockedSince && c.removedAt === null);
}
