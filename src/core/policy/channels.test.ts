import { describe, expect, test } from 'vitest';
import type { AccountRecord, Contact } from '../ports.ts';
import { contactFor, stopPowers, withChannels } from './channels.ts';

const lockedSince = '2026-11-20T12:00:00.000Z';
const trust = { lockedSince, trustDays: 14, lost: [] } as const;

function contact(channel: 'email' | 'sms', more: Partial<Contact> = {}): Contact {
  const addedAt = '2023-05-05T08:00:00.000Z';
  return { id: channel, channel, address: 'a', addedAt, removedAt: null, login: false, ...more };
}

function account(contacts: readonly Contact[], more: Partial<AccountRecord> = {}): AccountRecord {
  return {
    accountId: 'a',
    fullName: { surname: 'Doe', givenNames: 'Jo' },
    birthDate: '1990-01-01',
    country: 'UTO',
    documentNumber: null,
    contacts,
    lock: null,
    kycLevel: 1,
    factorsBound: ['password'],
    factorsLost: [],
    riskSignals: [],
    valueEur: 1,
    history: { joinedAt: '2023-05-05T07:00:00.000Z', logins: [], deposits: [], holdings: [] },
    locale: 'en',
    ...more,
  };
}

const step = {
  kind: 'codes',
  reasonId: 'reason.codes.factors',
  minutes: 2,
  attemptsMax: 5,
  alternative: null,
  delaySeconds: null,
  uploadAllowed: false,
  channels: null,
} as const;
const plan = {
  policyId: 'p',
  policyVersion: '1',
  policyHash: '',
  rule: 'default',
  steps: [step],
  approvalsRequired: 2,
  restrictions: [],
  retentionDays: 1,
  because: [],
} as const;
const channelsOf = (record: AccountRecord, more: object = {}) =>
  withChannels(plan, record, { ...trust, ...more }).steps.map(({ channels }) => channels);

describe('a channel', () => {
  test.each([
    ['added on the first day', '2023-05-05T08:00:00.000Z', true],
    ['added fifteen days before the freeze', '2026-11-05T11:59:00.000Z', true],
    ['added fourteen days before it less a minute', '2026-11-06T12:01:00.000Z', false],
    ['added after it', '2026-11-20T12:00:01.000Z', false],
  ])('%s', (_name, addedAt, isTrusted) => {
    const record = account([contact('sms', { addedAt })]);
    expect(contactFor(record, 'sms', trust) !== null).toBe(isTrusted);
  });

  test('of an account that is a week old is trusted where it was given on the first day', () => {
    const joinedAt = '2026-11-13T08:00:00.000Z';
    const history = { joinedAt, logins: [], deposits: [], holdings: [] };
    const record = account([contact('email', { addedAt: joinedAt })], { history });
    expect(channelsOf(record)).toEqual([['email']]);
  });

  test('that was removed takes no code, whatever came in its place', () => {
    const removedAt = '2026-11-15T12:00:00.000Z';
    const record = account([
      contact('sms', { id: 'old', removedAt }),
      contact('sms', { id: 'new', addedAt: removedAt }),
    ]);
    expect(contactFor(record, 'sms', trust)).toBeNull();
  });
});

describe('a factor', () => {
  test.each([
    ['bound fifteen days before the freeze is asked for', '2026-11-05T11:59:00.000Z', ['totp']],
    ['bound since counts for nothing, and the step stays', '2026-11-06T12:01:00.000Z', []],
    ['bound on the first day is asked for', '2023-05-05T08:00:00.000Z', ['totp']],
    ['of which the host knows no day is asked for', undefined, ['totp']],
  ])('%s', (_name, since, asked) => {
    const factorsSince = since === undefined ? {} : { totp: since };
    const record = account([], { factorsBound: ['password', 'totp'], factorsSince });
    expect(channelsOf(record)).toEqual([asked]);
  });
});

describe('the step', () => {
  test('asks for what is bound and not lost', () => {
    const record = account([contact('email'), contact('sms')], {
      factorsBound: ['password', 'email', 'sms', 'totp', 'passkey'],
      factorsLost: ['totp'],
    });
    expect(channelsOf(record)).toEqual([['email', 'sms', 'passkey']]);
    expect(channelsOf(record, { lost: ['sms'] })).toEqual([['email', 'passkey']]);
  });

  test('is left out where none of what it names was ever bound', () => {
    const phone = { ...plan, steps: [{ ...step, channels: ['sms', 'totp'] as const }] };
    expect(withChannels(phone, account([contact('email')]), trust).steps).toEqual([]);
  });

  test('is left out where all that it names is what the case is about', () => {
    const phone = { ...plan, steps: [{ ...step, channels: ['sms', 'totp'] as const }] };
    const record = account([contact('sms')], { factorsBound: ['totp'] });
    const { steps } = withChannels(phone, record, { ...trust, lost: ['sms', 'totp'] });
    expect(steps).toEqual([]);
    const { steps: one } = withChannels(phone, record, { ...trust, lost: ['sms'] });
    expect(one[0]?.channels).toEqual(['totp']);
  });

  test('of the mailbox is left out where the mailbox is lost', () => {
    const mail = { ...plan, steps: [{ ...step, kind: 'email_confirmation' as const }] };
    expect(withChannels(mail, account([]), trust).steps).toHaveLength(1);
    expect(withChannels(mail, account([]), { ...trust, lost: ['email'] }).steps).toEqual([]);
  });

  test('stays, with nothing to ask, where what was bound has just been changed or is lost', () => {
    const phone = { ...plan, steps: [{ ...step, channels: ['sms', 'totp'] as const }] };
    const gone = contact('sms', { removedAt: '2026-11-15T12:00:00.000Z' });
    expect(withChannels(phone, account([gone]), trust).steps[0]?.channels).toEqual([]);
    const lost = account([], { factorsLost: ['totp'] });
    expect(withChannels(phone, lost, trust).steps[0]?.channels).toEqual([]);
    const longGone = contact('sms', { removedAt: '2025-01-01T12:00:00.000Z' });
    expect(withChannels(phone, account([longGone]), trust).steps).toEqual([]);
  });
});

describe('what a link in a notice may stop', () => {
  const day = (days: number) => new Date(Date.parse(lockedSince) - days * 86_400_000).toISOString();
  const old = contact('email', { id: 'old' });
  const powers = (...contacts: readonly Contact[]) =>
    Object.fromEntries(stopPowers(account(contacts), trust));

  test.each([
    ['an address from the first day', {}, 'always'],
    ['one that came long before the freeze', { addedAt: day(15) }, 'always'],
    ['one that came in the days before it', { addedAt: day(13) }, 'once'],
    ['one that came since', { addedAt: day(-1) }, 'once'],
    ['one that was removed in a takeover', { removedAt: day(2) }, 'always'],
    ['one that was removed since', { removedAt: day(-2) }, 'always'],
    ['one that was removed half a year ago', { removedAt: day(179) }, 'always'],
    ['one that was removed longer ago', { removedAt: day(181) }, 'never'],
    ['one that came and went in those days', { addedAt: day(10), removedAt: day(3) }, 'once'],
  ] as const)('%s: %s', (_name, more, power) => {
    expect(powers(old, contact('email', { id: 'other', ...more }))).toEqual({
      old: 'always',
      other: power,
    });
  });

  test('where nothing is left of before, what there is stops whatever it is about', () => {
    const fresh = contact('email', { id: 'fresh', addedAt: day(3) });
    const gone = contact('sms', { id: 'gone', removedAt: day(400) });
    expect(powers(fresh, gone)).toEqual({ fresh: 'always', gone: 'never' });
  });
});
