/** Second factors that a person sets up at the demo host: an authenticator app, a passkey. */

import { randomBytes } from 'node:crypto';
import {
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type RegistrationResponseJSON,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import type { Pool } from 'pg';
import {
  addPasskey,
  addTotp,
  openTotp,
  sealTotp,
} from '../../adapters/directory-embedded/authenticators.ts';
import { queryOn, read } from '../../adapters/postgres/query.ts';
import type { KeyRing } from '../../core/ports.ts';
import { matchTotp } from '../../verifications/codes/totp.ts';
import type { Session } from './accounts.ts';
import { base32 } from './base32.ts';

const SETUP_SECONDS = 600;
const SERVICE = 'Northwind Exchange';
/** Browsers bind a passkey to a name without a port: Thaw's pages on the same name may ask for it. */
const RP_ID = 'localhost';

export interface AppSetup {
  /** Base32, to be typed. */
  readonly secret: string;
  /** `otpauth://...`, to be scanned. */
  readonly uri: string;
  readonly seconds: number;
}

async function keepSetup(
  pool: Pool,
  accountId: string,
  setup: {
    readonly kind: 'totp' | 'passkey';
    readonly wrapped?: Uint8Array;
    readonly sealed?: Uint8Array;
    readonly challenge?: string;
  },
): Promise<void> {
  const { kind, wrapped = null, sealed = null, challenge = null } = setup;
  await queryOn(pool).run(
    `insert into dev.factor_setups (account_id, kind, wrapped, sealed, challenge, expires_at)
     values ($1, $2, $3, $4, $5, thaw_now() + make_interval(secs => $6))
     on conflict (account_id) do update set kind = $2, wrapped = $3, sealed = $4, challenge = $5,
       expires_at = thaw_now() + make_interval(secs => $6)`,
    [accountId, kind, wrapped, sealed, challenge, SETUP_SECONDS],
  );
}

/** Whose app, and what a log-in has to do first. */
type Setter = Pick<Session, 'accountId' | 'first'>;

/**
 * Null: an app is bound and not lost, and whoever has the password alone must not put theirs in its
 * place. After a reset the person has proved more, and may have nothing but an app to set up.
 */
export async function beginApp(
  pool: Pool,
  keys: KeyRing,
  { accountId, first }: Setter,
): Promise<AppSetup | null> {
  if (first !== 'new_factor' && (await hasApp(pool, accountId))) return null;
  const secret = randomBytes(20);
  await keepSetup(pool, accountId, { kind: 'totp', ...sealTotp(keys, accountId, secret) });
  const login = await loginAddress(pool, accountId);
  const label = encodeURIComponent(`${SERVICE}:${login}`);
  const query = new URLSearchParams({ secret: base32(secret), issuer: SERVICE });
  return {
    secret: base32(secret),
    uri: `otpauth://totp/${label}?${query.toString().replaceAll('+', '%20')}`,
    seconds: SETUP_SECONDS,
  };
}

/** Whether the app shows the code of the secret that was given: then it counts from now on. */
export async function finishApp(
  pool: Pool,
  keys: KeyRing,
  typed: Setter & { readonly code: string },
): Promise<boolean> {
  const { accountId, first } = typed;
  const row = await queryOn(pool).row(
    `select wrapped, sealed, thaw_now() as now from dev.factor_setups
      where account_id = $1 and kind = 'totp' and expires_at > thaw_now()`,
    [accountId],
  );
  if (row === null || (first !== 'new_factor' && (await hasApp(pool, accountId)))) return false;
  const sealed = { wrapped: read.bytes(row, 'wrapped'), sealed: read.bytes(row, 'sealed') };
  const secret = openTotp(keys, accountId, sealed);
  const code = typed.code.replace(/[\s-]/g, '');
  if (matchTotp(secret, code, read.time(row, 'now')) === null) return false;
  await addTotp(pool, accountId, sealed);
  await endSetup(pool, accountId);
  return true;
}

export async function beginPasskey(
  pool: Pool,
  accountId: string,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const bound = await queryOn(pool).rows(
    'select credential_id from directory.passkeys where account_id = $1',
    [accountId],
  );
  const login = await loginAddress(pool, accountId);
  const options = await generateRegistrationOptions({
    rpName: SERVICE,
    rpID: RP_ID,
    userName: login,
    userDisplayName: login,
    userID: new TextEncoder().encode(accountId),
    attestationType: 'none',
    timeout: SETUP_SECONDS * 1000,
    excludeCredentials: bound.map((row) => ({ id: read.text(row, 'credential_id') })),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
  });
  await keepSetup(pool, accountId, { kind: 'passkey', challenge: options.challenge });
  return options;
}

/** Only an answer to the challenge that was given, once, on the host's own page, with its user verified. */
export async function finishPasskey(
  pool: Pool,
  answered: {
    readonly accountId: string;
    readonly response: RegistrationResponseJSON;
    readonly origin: string;
  },
): Promise<boolean> {
  const { accountId, origin, response } = answered;
  const row = await queryOn(pool).row(
    `delete from dev.factor_setups
      where account_id = $1 and kind = 'passkey' and expires_at > thaw_now() returning challenge`,
    [accountId],
  );
  if (row === null) return false;
  const verified = await verifyRegistrationResponse({
    response,
    expectedChallenge: read.text(row, 'challenge'),
    expectedOrigin: origin,
    expectedRPID: RP_ID,
    requireUserVerification: true,
  }).catch(() => null);
  if (verified === null || !verified.verified || verified.registrationInfo === undefined) {
    return false;
  }
  const { credential } = verified.registrationInfo;
  return await addPasskey(pool, accountId, {
    credentialId: credential.id,
    publicKey: credential.publicKey,
    counter: credential.counter,
    transports: credential.transports ?? [],
  });
}

async function hasApp(pool: Pool, accountId: string): Promise<boolean> {
  const row = await queryOn(pool).row(
    `select 'totp' = any(factors_bound) and not 'totp' = any(factors_lost || must_bind) as bound
       from directory.accounts where account_id = $1`,
    [accountId],
  );
  return row !== null && read.flag(row, 'bound');
}

async function endSetup(pool: Pool, accountId: string): Promise<void> {
  await queryOn(pool).run('delete from dev.factor_setups where account_id = $1', [accountId]);
}

async function loginAddress(pool: Pool, accountId: string): Promise<string> {
  const row = await queryOn(pool).row(
    `select address from directory.contacts
      where account_id = $1 and login and removed_at is null`,
    [accountId],
  );
  return row === null ? '' : read.text(row, 'address');
}
