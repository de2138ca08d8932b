import type { LockCause, Unlockable } from '../../core/case/types.ts';
import type { AccountRecord, Contact, TrustedContact } from '../../core/ports.ts';
import { type Query, type Row, read } from '../postgres/query.ts';

type Factor = AccountRecord['factorsBound'][number];

export const LOCK_CAUSES: readonly LockCause[] = [
  'self',
  'owner_email_link',
  'risk',
  'brute_force',
  'admin',
  'legal',
  'payment',
];
export const UNLOCKABLES: readonly Unlockable[] = ['self_service', 'review_only', 'not_here'];
const FACTORS: readonly Factor[] = ['password', 'email', 'sms', 'totp', 'passkey'];

function textList(row: Row, column: string): readonly string[] {
  const value = row[column];
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw new Error(`column ${column}: expected a list of texts`);
}

function factors(row: Row, column: string): readonly Factor[] {
  return textList(row, column).map((name) => read.oneOf({ name }, 'name', FACTORS));
}

function kycLevel(row: Row): AccountRecord['kycLevel'] {
  const level = read.number(row, 'kyc_level');
  if (level === 0 || level === 1 || level === 2) return level;
  throw new Error('column kyc_level: expected 0, 1 or 2');
}

export function readLock(row: Row): NonNullable<AccountRecord['lock']> {
  return {
    freezeId: read.text(row, 'freeze_id'),
    cause: read.oneOf(row, 'cause', LOCK_CAUSES),
    unlockable: read.oneOf(row, 'unlockable', UNLOCKABLES),
    since: read.time(row, 'since'),
    earliestUnlockAt: read.timeOrNull(row, 'earliest_unlock_at'),
  };
}

function readContact(row: Row): Contact {
  return {
    id: read.text(row, 'contact_id'),
    channel: read.oneOf(row, 'channel', ['email', 'sms']),
    address: read.text(row, 'address'),
    addedAt: read.time(row, 'added_at'),
    removedAt: read.timeOrNull(row, 'removed_at'),
    login: read.flag(row, 'login'),
  };
}

function readTrusted(row: Row): TrustedContact {
  return {
    id: read.text(row, 'contact_id'),
    address: read.text(row, 'address'),
    addedAt: read.time(row, 'added_at'),
  };
}

async function history(q: Query, id: string, joinedAt: string): Promise<AccountRecord['history']> {
  const of = (columns: string, table: string, order: string) =>
    q.rows(`select ${columns} from directory.${table} where account_id = $1 order by ${order}`, [
      id,
    ]);
  const logins = await of('at, city, device', 'logins', 'at');
  const deposits = await of('at, amount, currency, method', 'deposits', 'at');
  const holdings = await of('symbol, value_eur', 'holdings', 'value_eur desc, symbol');
  return {
    joinedAt,
    logins: logins.map((row) => ({
      at: read.time(row, 'at'),
      city: read.text(row, 'city'),
      device: read.text(row, 'device'),
    })),
    deposits: deposits.map((row) => ({
      at: read.time(row, 'at'),
      amount: read.number(row, 'amount'),
      currency: read.text(row, 'currency'),
      method: read.text(row, 'method'),
    })),
    holdings: holdings.map((row) => ({
      symbol: read.text(row, 'symbol'),
      valueEur: read.number(row, 'value_eur'),
    })),
  };
}

/** The account with its contacts (removed ones too), the freeze that holds and its history. */
export async function findAccount(q: Query, accountId: string): Promise<AccountRecord | null> {
  const row = await q.row(
    `select a.*, a.birth_date::text as birth_day, f.freeze_id, f.unlockable, f.since,
            coalesce(f.counts_as, f.cause) as cause,
            f.earliest_unlock_at
     from directory.accounts a
     left join directory.freezes f on f.account_id = a.account_id and f.ended_at is null
     where a.account_id = $1`,
    [accountId],
  );
  if (row === null) return null;
  const contacts = await q.rows(
    'select * from directory.contacts where account_id = $1 order by added_at, contact_id',
    [accountId],
  );
  const trusted = await q.rows(
    'select * from directory.trusted_contacts where account_id = $1 order by added_at, contact_id',
    [accountId],
  );
  return {
    accountId: read.text(row, 'account_id'),
    fullName: { surname: read.text(row, 'surname'), givenNames: read.text(row, 'given_names') },
    birthDate: read.text(row, 'birth_day'),
    country: read.text(row, 'country'),
    documentNumber: read.textOrNull(row, 'document_number'),
    contacts: contacts.map(readContact),
    trustedContacts: trusted.map(readTrusted),
    lock: row['freeze_id'] === null ? null : readLock(row),
    kycLevel: kycLevel(row),
    factorsBound: factors(row, 'factors_bound'),
    factorsLost: factors(row, 'factors_lost'),
    riskSignals: textList(row, 'risk_signals'),
    valueEur: read.number(row, 'value_eur'),
    history: await history(q, accountId, read.time(row, 'joined_at')),
    locale: read.text(row, 'locale'),
  };
}
