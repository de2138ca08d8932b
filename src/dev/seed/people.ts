import { createHash } from 'node:crypto';
import { castMember } from '../../../specimens/people/cast.ts';
import type { LockCause, Unlockable } from '../../core/case/lock.ts';
import type { TotpSecret } from '../../core/ports.ts';

type Name = 'mara' | 'ivo' | 'sana' | 'teo' | 'lin' | 'noor';

/** One seeded person. Names, births and numbers are those of the specimen documents. */
export interface SeededPerson {
  readonly name: Name;
  readonly accountId: string;
  readonly email: string;
  readonly password: string;
  readonly phone: string;
  readonly surname: string;
  readonly givenNames: string;
  readonly birthDate: string;
  readonly document: { readonly kind: 'passport' | 'id_card'; readonly number: string };
  readonly kycLevel: 0 | 1 | 2;
  readonly yearsWithUs: number;
  readonly locale: 'en' | 'de';
  readonly factorsBound: readonly string[];
  readonly factorsLost: readonly string[];
  readonly riskSignals: readonly string[];
  /** An address that was replaced, and how many days ago. */
  readonly oldEmail: { readonly address: string; readonly removedDaysAgo: number } | null;
  readonly home: {
    readonly cities: readonly [string, string];
    readonly devices: readonly [string, string];
  };
  readonly depositMethods: readonly [string, string];
  /** A picture of the face that the host has kept since sign-up, beside this file; null: none. */
  readonly enrolledFace: string | null;
  /** Euros by symbol: the value at stake is their sum. */
  readonly holdings: Readonly<Record<string, number>>;
  readonly freeze: {
    readonly cause: LockCause;
    readonly unlockable: Unlockable;
    readonly minutesAgo: number;
    readonly by: string;
  } | null;
  /** What this person is there to show; printed on the desk. */
  readonly shows: string;
}

type Fixed = 'name' | 'email' | 'password' | 'surname' | 'givenNames' | 'birthDate' | 'document';

function person(name: Name, rest: Omit<SeededPerson, Fixed>): SeededPerson {
  const { holder, documentKind } = castMember(name);
  return {
    name,
    email: `${name}@people.example`,
    password: `thaw-demo-${name}`,
    surname: holder.surname,
    givenNames: holder.givenNames,
    birthDate: holder.birthDate,
    document: { kind: documentKind, number: holder.documentNumber },
    ...rest,
  };
}

/**
 * What an invented person's authenticator app shares with the demo host. Known to everybody, as the
 * passwords are: the desk shows the code that the app would show.
 */
export function totpSecretOf({ name }: Pick<SeededPerson, 'name'>): TotpSecret {
  const secret = createHash('sha256').update(`northwind/totp/${name}`).digest().subarray(0, 20);
  return { secret, digits: 6, periodSeconds: 30, algorithm: 'sha1' };
}

export const PEOPLE: readonly SeededPerson[] = [
  person('mara', {
    accountId: 'nw-100001',
    phone: '+15550100001',
    kycLevel: 2,
    yearsWithUs: 4.3,
    locale: 'en',
    factorsBound: ['password', 'email', 'sms', 'totp'],
    factorsLost: [],
    riskSignals: [],
    oldEmail: { address: 'mara.l@oldmail.example', removedDaysAgo: 640 },
    home: {
      cities: ['Port Halden', 'Nefford'],
      devices: ['Firefox on Linux', 'Firefox on Android'],
    },
    enrolledFace: null,
    depositMethods: ['Bank transfer', 'Instant transfer'],
    holdings: { BTC: 4210.4, ETH: 1820.15, ATOM: 640.5, XLM: 212.9 },
    freeze: { cause: 'self', unlockable: 'self_service', minutesAgo: 180, by: 'person' },
    shows:
      'Disabled her own account 3 hours ago. The whole road: questions, e-mail, passport, selfie, face.',
  }),
  person('ivo', {
    accountId: 'nw-100002',
    phone: '+15550100002',
    kycLevel: 1,
    yearsWithUs: 2.1,
    locale: 'de',
    factorsBound: ['password', 'email'],
    factorsLost: [],
    riskSignals: [],
    oldEmail: null,
    home: {
      cities: ['Eastmere', 'Amaurot'],
      devices: ['Chrome on Android', 'Chrome on Windows'],
    },
    enrolledFace: null,
    depositMethods: ['Debit card', 'PayPal'],
    holdings: { SOL: 310.2, DOGE: 64.05, ADA: 121.6 },
    freeze: { cause: 'self', unlockable: 'self_service', minutesAgo: 30, by: 'person' },
    shows:
      'Disabled his own account 30 minutes ago: too early. Small value, so a shorter plan. German mails.',
  }),
  person('sana', {
    accountId: 'nw-100003',
    phone: '+15550100003',
    kycLevel: 2,
    yearsWithUs: 3.4,
    locale: 'en',
    factorsBound: ['password', 'email', 'sms', 'totp'],
    factorsLost: [],
    riskSignals: ['new_device', 'impossible_travel', 'large_withdrawal'],
    oldEmail: { address: 'sana.o@oldmail.example', removedDaysAgo: 23 },
    home: {
      cities: ['Amaurot', 'Castel Oro'],
      devices: ['Safari on iPhone', 'Safari on macOS'],
    },
    enrolledFace: 'enrolled-sana.jpg',
    depositMethods: ['Bank transfer', 'Crypto deposit'],
    holdings: { BTC: 61200, ETH: 22850.75, LINK: 4100.2, AVAX: 2240.6, NEAR: 980.35 },
    freeze: { cause: 'risk', unlockable: 'self_service', minutesAgo: 26 * 60, by: 'risk-engine' },
    shows:
      'Frozen by the risk engine, high value, address changed three weeks ago: everything, codes too, a day of waiting at the end, and two reviewers. Her face is enrolled. Registered answers: school Lindenhofschule am Wehr, concert Die Laternenträger.',
  }),
  person('teo', {
    accountId: 'nw-100004',
    phone: '+15550100004',
    kycLevel: 2,
    yearsWithUs: 4.8,
    locale: 'en',
    factorsBound: ['password', 'email', 'sms'],
    factorsLost: [],
    riskSignals: ['court_order'],
    oldEmail: null,
    home: {
      cities: ['Sarrow', 'Old Quay'],
      devices: ['Edge on Windows', 'Samsung Internet on Android'],
    },
    enrolledFace: null,
    depositMethods: ['Bank transfer', 'Credit card'],
    holdings: { BTC: 8120.9, XMR: 3300.1, LTC: 905.4 },
    freeze: { cause: 'legal', unlockable: 'not_here', minutesAgo: 6 * 24 * 60, by: 'staff' },
    shows: 'Frozen by staff, not to be unlocked here: he is told where to turn.',
  }),
  person('lin', {
    accountId: 'nw-100005',
    phone: '+15550100005',
    kycLevel: 2,
    yearsWithUs: 3.8,
    locale: 'en',
    factorsBound: ['password', 'email', 'sms', 'totp'],
    factorsLost: ['totp', 'sms'],
    riskSignals: [],
    oldEmail: { address: 'lin.a@oldmail.example', removedDaysAgo: 410 },
    home: {
      cities: ['Tarn Hollow', 'Veldham'],
      devices: ['Chrome on iPhone', 'Chrome on macOS'],
    },
    enrolledFace: null,
    depositMethods: ['Apple Pay', 'Bank transfer'],
    holdings: { ETH: 2710.3, DOT: 812.45, UNI: 390.6, USDC: 1500 },
    freeze: {
      cause: 'owner_email_link',
      unlockable: 'self_service',
      minutesAgo: 24 * 60,
      by: 'owner_link',
    },
    shows:
      'Lost her phone and pressed [Disable your account] in a mail yesterday: no codes, a delay instead.',
  }),
  person('noor', {
    accountId: 'nw-100006',
    phone: '+15550100006',
    kycLevel: 1,
    yearsWithUs: 2.6,
    locale: 'en',
    factorsBound: ['password', 'email', 'sms'],
    factorsLost: [],
    riskSignals: [],
    oldEmail: null,
    home: {
      cities: ['Brava', 'Lindvale'],
      devices: ['Safari on iPad', 'Samsung Internet on Android'],
    },
    enrolledFace: null,
    depositMethods: ['Google Pay', 'Debit card'],
    holdings: { ADA: 540.2, ALGO: 130.75, TRX: 88.1, USDT: 400 },
    freeze: null,
    shows: 'Not frozen: logs in, withdraws, and can disable her account.',
  }),
];
