import { expect, it } from 'vitest';
import type { AccountRecord, Contact } from '../core/ports.ts';
import { contactsToTrust, ownersContacts } from './account-snapshot.ts';

const lockedSince = '2026-11-20T12:00:00.000Z';
const contact = (id: string, addedAt: string, removedAt: string | null = null): Contact => ({
  id,
  channel: 'email',
  address: `${id}@people.example`,
  addedAt,
  removedAt,
  login: true,
});
const before = contact('before', '2024-01-01T00:00:00.000Z');
const removed = contact('removed', '2023-01-01T00:00:00.000Z', '2026-11-20T13:00:00.000Z');
const later = contact('later', '2026-11-20T13:00:00.000Z');
const idsOf = (choose: typeof contactsToTrust, contacts: readonly Contact[]): readonly string[] =>
  choose({ contacts } as Pick<AccountRecord, 'contacts'> as AccountRecord, lockedSince).map(
    ({ id }) => id,
  );

it('an address added after the freeze is never trusted, not even where there is no other', () => {
  expect(idsOf(contactsToTrust, [before, removed, later])).toEqual(['before']);
  expect(idsOf(contactsToTrust, [removed, later])).toEqual([]);
  expect(idsOf(contactsToTrust, [later])).toEqual([]);
});

it('who is told are the addresses from before the freeze, removed ones too, or else anybody', () => {
  expect(idsOf(ownersContacts, [before, removed, later])).toEqual(['before', 'removed']);
  expect(idsOf(ownersContacts, [later])).toEqual(['later']);
});
