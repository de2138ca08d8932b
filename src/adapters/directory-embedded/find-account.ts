import type { LockCause, Unlockable } from '../../core/case/lock.ts';
import type { Account, AccountRecord, Contact, TrustedContact } from '../../core/ports.ts';
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

function factorsSince(row: Row): NonNullable<AccountRecord['factorsSince']> {
  const totp = read.timeOrNull(row, 'totp_since');
  const passkey = read.timeOrNull(row, 'passkey_since');
  return { ...(totp === null ? {} : { totp }), ...(passkey === null ? {} : { passkey }) };
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
    frozenSince: read.time(row, 'frozen_since'),
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

/** Entries of a list that came as JSON, with its times as the driver would have given them. */
function entries(row: Row, column: string): readonly Row[] {
  const list = row[column];
  if (!Array.isArray(list)) throw new Error(`column ${column}: expected a list`);
  return list.map((entry: Row) => {
    const times = ['at', 'added_at', 'removed_at'].filter(
      (name) => typeof entry[name] === 'string',
    );
    return { ...entry, ...Object.fromEntries(times.map((name) => [name, asDate(entry[name])])) };
  });
}

const asDate = (text: unknown) => new Date(String(text));

function history(row: Row): AccountRecord['history'] {
  return {
    joinedAt: read.time(row, 'joined_at'),
    logins: entries(row, 'logins').map((entry) => ({
      at: read.time(entry, 'at'),
      city: read.text(entry, 'city'),
      device: read.text(entry, 'device'),
    })),
    deposits: entries(row, 'deposits').map((entry) => ({
      at: read.time(entry, 'at'),
      amount: read.number(entry, 'amount'),
      currency: read.text(entry, 'currency'),
      method: read.text(entry, 'method'),
    })),
    holdings: entries(row, 'holdings').map((entry) => ({
      symbol: read.text(entry, 'symbol'),
      valueEur: read.number(entry, 'value_eur'),
    })),
  };
}

/** One list of an account as JSON, so that the whole account is one statement. */
function list(table: string, columns: readonly string[], order: string): string {
  const pairs = columns.map((column) => `'${column}', ${column}`).join(', ');
  return `(select coalesce(jsonb_agg(jsonb_build_object(${pairs}) order by ${order}), '[]')
             from directory.${table} where account_id = $1) as ${table}`;
}

const contactColumns = ['contact_id', 'channel', 'address', 'added_at', 'removed_at', 'login'];
const accountColumns = `
         a.account_id, a.surname, a.given_names, a.birth_date::text as birth_day, a.country,
         a.document_number, a.kyc_level, a.factors_bound, a.factors_lost, a.risk_signals,
         a.value_eur, a.locale, f.freeze_id, f.unlockable, f.since, f.earliest_unlock_at,
         coalesce(f.frozen_since, f.since) as frozen_since,
         coalesce(f.counts_as, f.cause) as cause,
         (select added_at from directory.totp t where t.account_id = a.account_id) as totp_since,
         (select min(added_at) from directory.passkeys p
           where p.account_id = a.account_id) as passkey_since,
         ${list('contacts', contactColumns, 'added_at, contact_id')}`;
const fromAccount = `
    from directory.accounts a
    left join directory.freezes f on f.account_id = a.account_id and f.ended_at is null
   where a.account_id = $1`;
const accountStatement = `select ${accountColumns} ${fromAccount}`;
const recordStatement = `
  select ${accountColumns}, a.joined_at,
         ${list('trusted_contacts', ['contact_id', 'address', 'added_at'], 'added_at, contact_id')},
         ${list('logins', ['at', 'city', 'device'], 'at')},
         ${list('deposits', ['at', 'amount', 'currency', 'method'], 'at')},
         ${list('holdings', ['symbol', 'value_eur'], 'value_eur desc, symbol')}
    ${fromAccount}`;

/** The account with its contacts (removed ones too) and the freeze that holds. */
export async function findAccount(q: Query, accountId: string): Promise<Account | null> {
  const row = await q.row(accountStatement, [accountId]);
  return row === null ? null : readAccount(row);
}

/** The same with those it trusts and its history. */
export async function findRecord(q: Query, accountId: string): Promise<AccountRecord | null> {
  const row = await q.row(recordStatement, [accountId]);
  if (row === null) return null;
  const trustedContacts = entries(row, 'trusted_contacts').map(readTrusted);
  return { ...readAccount(row), trustedContacts, history: history(row) };
}

function readAccount(row: Row): Account {
  return {
    accountId: read.text(row, 'account_id'),
    fullName: { surname: read.text(row, 'surname'), givenNames: read.text(row, 'given_names') },
    birthDate: read.text(row, 'birth_day'),
    country: read.text(row, 'country'),
    documentNumber: read.textOrNull(row, 'document_number'),
    contacts: entries(row, 'contacts').map(readContact),
    lock: row['freeze_id'] === null ? null : readLock(row),
    kycLevel: kycLevel(row),
    factorsBound: factors(row, 'factors_bound'),
    factorsLost: factors(row, 'factors_lost'),
    factorsSince: factorsSince(row),
    riskSignals: textList(row, 'risk_signals'),
    valueEur: read.number(row, 'value_eur'),
    locale: read.text(row, 'locale'),
  };
}
