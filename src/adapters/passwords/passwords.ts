import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';
import { createGate } from './gate.ts';

/** OWASP Password Storage Cheat Sheet: argon2id with 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 } as const;

/**
 * One core stays for everything else. Four hashes at once on two cores take turns with the requests and
 * throw each other's 19 MiB out of the cache.
 */
const oneOfFew = createGate(Math.max(1, availableParallelism() - 1));

export const PASSWORD_BYTES_MAX = 256;

/** Made once from 32 random bytes that were thrown away; it costs what a real hash costs. */
const DUMMY_HASH =
  '$argon2id$v=19$m=19456,t=2,p=1$gKS8L0A+sf+Z5PoVD2sejA$FN1dwMweoZlO14MrBYrJ3/+kr9BEclaMi5HXJ1zKf5Q';

export class PasswordTooLong extends Error {
  constructor() {
    super(`A password has at most ${PASSWORD_BYTES_MAX} bytes.`);
    this.name = 'PasswordTooLong';
  }
}

/**
 * Composed (NFC), or null when too long. A megabyte of combining marks is never composed: that work
 * would show in the time.
 */
function compose(password: string): string | null {
  if (password.length > PASSWORD_BYTES_MAX) return null;
  const composed = password.normalize('NFC');
  return Buffer.byteLength(composed, 'utf8') > PASSWORD_BYTES_MAX ? null : composed;
}

/** Argon2id in PHC form, over the composed (NFC) characters. */
export async function hashPassword(password: string): Promise<string> {
  const composed = compose(password);
  if (composed === null) throw new PasswordTooLong();
  return await oneOfFew(() => hash(composed, COST));
}

/**
 * Compares in equal work whether there is a hash or not (null: no such account, no password) and
 * whether the password is too long or not; those answer false.
 */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  const composed = compose(password);
  if (stored === null || composed === null) {
    await oneOfFew(() => verify(DUMMY_HASH, composed ?? ''));
    return false;
  }
  return await oneOfFew(() => verify(stored, composed));
}
