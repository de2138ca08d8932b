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
const weekBefore = contact('week-before', '2026-11-13T12:00:00.000Z');
const recordOf = (contacts: readonly Contact[], joinedAt = '2023-01-01T00:00:00.000Z') =>
  ({ contacts, history: { joinedAt } }) as unknown as AccountRecord;
const trusted = (contacts: readonly Contact[], trustDays = 14, joinedAt?: string) =>
  contactsToTrust(recordOf(contacts, joinedAt), { lockedSince, trustDays, lost: [] }).map(
    ({ id }) => id,
  );
const told = (contacts: readonly Contact[]) =>
  ownersContacts(recordOf(contacts), { since: lockedSince }).map(({ id }) => id);

it('an address added after the freeze is never trusted, not even where there is no other', () => {
  expect(trusted([before, removed, later])).toEqual(['before']);
  expect(trusted([removed, later])).toEqual([]);
  expect(trusted([later])).toEqual([]);
});

it('an address added in the days before the freeze proves nothing either, if it is no first one', () => {
  expect(trusted([before, weekBefore])).toEqual(['before']);
  expect(trusted([weekBefore])).toEqual([]);
  expect(trusted([weekBefore], 7)).toEqual(['week-before']);
  expect(trusted([weekBefore], 8)).toEqual([]);
  expect(trusted([weekBefore], 14, weekBefore.addedAt)).toEqual(['week-before']);
});

it('a time in another zone is the same time', () => {
  expect(trusted([contact('east', '2026-11-20T23:30:00+14:00')], 0)).toEqual(['east']);
  expect(trusted([contact('west', '2026-11-20T11:30:00-05:00')], 0)).toEqual([]);
});

it('who is told are the addresses from before the freeze, removed ones too, or else anybody', () => {
  expect(told([before, weekBefore, removed, later])).toEqual(['before', 'week-before', 'removed']);
  expect(told([later])).toEqual(['later']);
});
