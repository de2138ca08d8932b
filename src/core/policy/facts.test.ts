import { describe, expect, test } from 'vitest';
import type { AccountRecord } from '../ports.ts';
import { ordinaryFacts } from './cases.ts';
import { factCatalogue, neverDays, parseFacts, policyFacts } from './facts.ts';

const record: AccountRecord = {
  accountId: 'a',
  fullName: { surname: 'Doe', givenNames: 'Bo' },
  birthDate: '1990-01-01',
  country: 'UTO',
  documentNumber: null,
  contacts: [
    contact('2024-01-01T10:00:00Z', null),
    contact('2026-11-10T00:00:00Z', null),
    contact('2024-01-01T10:00:00Z', '2026-11-15T00:00:00Z'),
  ],
  lock: {
    freezeId: 'f',
    cause: 'risk',
    unlockable: 'self_service',
    since: '2026-11-19T21:00:00Z',
    earliestUnlockAt: null,
  },
  kycLevel: 2,
  factorsBound: ['password'],
  factorsLost: ['totp'],
  riskSignals: ['x'],
  valueEur: 12,
  history: { joinedAt: '2024-01-01T09:00:00Z', logins: [], deposits: [], holdings: [] },
  locale: 'en',
};

function contact(addedAt: string, removedAt: string | null): AccountRecord['contacts'][number] {
  return {
    id: addedAt,
    channel: 'email',
    address: 'a@example.org',
    addedAt,
    removedAt,
    login: true,
  };
}

const now = '2026-11-20T00:00:00Z';

describe('facts of an account', () => {
  test('ages are counted from the given moment', () => {
    const facts = policyFacts(record, now);
    expect(facts.lock).toEqual({ cause: 'risk', unlockable: 'self_service', age_hours: 3 });
  });

  test('the newest change of a contact counts, also a removal; sign-up does not', () => {
    expect(policyFacts(record, now).recent_contact_change_days).toBe(5 - 3 / 24);
    const quiet = { ...record, contacts: record.contacts.slice(0, 1) };
    expect(policyFacts(quiet, now).recent_contact_change_days).toBe(neverDays);
  });

  test('a change of a contact gets no older while the account is frozen, and frozen again', () => {
    const days = (at: string, lock = record.lock) =>
      policyFacts({ ...record, lock }, at).recent_contact_change_days;
    expect(days('2027-01-20T00:00:00Z')).toBe(days(now));
    if (record.lock === null) throw new Error('the account is frozen');
    const again = { ...record.lock, since: '2027-01-19T00:00:00Z', frozenSince: record.lock.since };
    expect(days('2027-01-20T00:00:00Z', again)).toBe(days(now));
    expect(days(now, null)).toBe(5);
    // Added since: as recent as can be.
    const since = { ...record, contacts: [...record.contacts, contact(now, null)] };
    expect(policyFacts(since, '2027-01-20T00:00:00Z').recent_contact_change_days).toBe(0);
  });

  test('an owner who stopped a request is remembered, and one who never did counts as never', () => {
    const stopped = { ownerStoppedAt: '2026-11-17T12:00:00Z' };
    expect(policyFacts(record, now, stopped).owner_stopped_days).toBe(2.5);
    expect(policyFacts(record, now, { ownerStoppedAt: null }).owner_stopped_days).toBe(neverDays);
    expect(policyFacts(record, now, { ownerStoppedAt: 'soon' }).owner_stopped_days).toBe(0);
  });

  test('a date that cannot be read counts as just now', () => {
    const odd = { ...record, contacts: [contact('soon', null)] };
    expect(policyFacts(odd, now).recent_contact_change_days).toBe(0);
    const lock = record.lock === null ? null : { ...record.lock, since: 'soon' };
    expect(policyFacts({ ...record, lock }, now).lock.age_hours).toBe(0);
    expect(() => policyFacts(record, 'soon')).toThrow(RangeError);
  });

  test('a device is unknown unless somebody vouches for it', () => {
    expect(policyFacts(record, now).known_device).toBe(false);
    expect(policyFacts(record, now, { knownDevice: true }).known_device).toBe(true);
  });

  test('without a freeze nothing is unlockable', () => {
    const facts = policyFacts({ ...record, lock: null }, now);
    expect(facts.lock).toEqual({ cause: 'none', unlockable: 'not_here', age_hours: 0 });
  });

  test('the catalogue lists every fact there is, and no other', () => {
    const names = Object.entries(ordinaryFacts).flatMap(([name, value]) =>
      name === 'lock' ? Object.keys(value as object).map((field) => `lock.${field}`) : [name],
    );
    expect(Object.keys(factCatalogue).toSorted()).toEqual(names.toSorted());
  });
});

test('facts that were kept are read back only when every one of them is of its type', () => {
  const facts = policyFacts(record, now);
  expect(parseFacts(JSON.parse(JSON.stringify(facts)))).toEqual(facts);
  for (const wrong of [
    { ...facts, kyc_level: '2' },
    { ...facts, value_eur: null },
    { ...facts, risk_signals: [1] },
    { ...facts, lock: { ...facts.lock, cause: undefined } },
    { ...facts, known_device: 'no' },
    null,
  ]) {
    expect(() => parseFacts(wrong)).toThrow(TypeError);
  }
});
