import { createHmac, randomBytes } from 'node:crypto';
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

/** Of this process: which salt stands for a name that nobody has is nobody's to know. */
const decoyKey = randomBytes(32);

/**
 * A hash that no password fits, for a name that has none; it costs what a real one costs. Where argon2id
 * looks in its memory depends on salt and password, by some microseconds: one salt for all names that
 * nobody has would be known by its time, so each name has its own, as accounts do.
 */
export function decoyHash(name: string): string {
  const bytes = createHmac('sha512', decoyKey).update(name).digest();
  const base64 = (part: Buffer) => part.toString('base64').replaceAll('=', '');
  const { memoryCost, timeCost, parallelism } = COST;
  const costs = `m=${memoryCost},t=${timeCost},p=${parallelism}`;
  return `$argon2id$v=19$${costs}$${base64(bytes.subarray(0, 16))}$${base64(bytes.subarray(16, 48))}`;
}

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
 * whether the password is too long or not; those answer false. `name`: whose it is said to be.
 */
export async function verifyPassword(
  stored: string | null,
  password: string,
  name: string,
): Promise<boolean> {
  const composed = compose(password);
  const decoy = decoyHash(name);
  if (stored === null || composed === null) {
    await oneOfFew(() => verify(decoy, composed ?? ''));
    return false;
  }
  return await oneOfFew(() => verify(stored, composed));
}
