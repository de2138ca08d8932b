import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { KeyRing } from '../../core/ports.ts';

const KEY_BYTES = 32;
/** NIST SP 800-38D 8.2.2: a random 96-bit nonce; far below 2^32 seals under any one key here. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const VERSION = 1;

/** Sealed bytes: version (1), nonce (12), ciphertext (as long as the clear bytes), tag (16). */
export const SEALED_OVERHEAD_BYTES = 1 + NONCE_BYTES + TAG_BYTES;

export class SealBroken extends Error {
  constructor() {
    super('The sealed bytes were changed, are cut, or belong elsewhere.');
    this.name = 'SealBroken';
  }
}

/** Kind and version stand in the associated data, so a wrapped key never opens as a sealed object. */
function associatedData(kind: 'wrap' | 'object', associated: string): Buffer {
  return Buffer.from(`thaw/${kind}/v${VERSION}\0${associated}`, 'utf8');
}

function assertKey(key: Uint8Array): void {
  if (key.byteLength !== KEY_BYTES) throw new RangeError(`A key has ${KEY_BYTES} bytes.`);
}

/** Nonces are no secret: many are drawn at once, as each call of the system's source costs its own. */
const NONCES_DRAWN = 128;
let drawn = Buffer.alloc(0);

function newNonce(): Uint8Array {
  if (drawn.byteLength < NONCE_BYTES) drawn = randomBytes(NONCES_DRAWN * NONCE_BYTES);
  const nonce = drawn.subarray(0, NONCE_BYTES);
  drawn = drawn.subarray(NONCE_BYTES);
  return nonce;
}

function encrypt(key: Uint8Array, associated: Buffer, clear: Uint8Array): Uint8Array {
  assertKey(key);
  const nonce = newNonce();
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(associated);
  const body = [cipher.update(clear), cipher.final()];
  return new Uint8Array(Buffer.concat([Buffer.of(VERSION), nonce, ...body, cipher.getAuthTag()]));
}

function decrypt(key: Uint8Array, associated: Buffer, sealed: Uint8Array): Uint8Array {
  assertKey(key);
  if (sealed.byteLength < SEALED_OVERHEAD_BYTES || sealed[0] !== VERSION) throw new SealBroken();
  const bodyEnd = sealed.byteLength - TAG_BYTES;
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 1 + NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(associated);
  decipher.setAuthTag(sealed.subarray(bodyEnd));
  try {
    const first = decipher.update(sealed.subarray(1 + NONCE_BYTES, bodyEnd));
    return new Uint8Array(Buffer.concat([first, decipher.final()]));
  } catch {
    throw new SealBroken();
  }
}

/**
 * AES-256-GCM under the operator's key (32 bytes). A data key is wrapped with the case's id as
 * associated data; what is sealed carries the given associated string. Opening throws `SealBroken`.
 * `earlierKeys` only unwrap, while what they wrapped is being wrapped anew.
 */
export function createKeyRing(options: {
  readonly operatorKey: Uint8Array;
  readonly earlierKeys?: readonly Uint8Array[];
}): KeyRing {
  const operatorKey = Uint8Array.from(options.operatorKey);
  const keys = [operatorKey, ...(options.earlierKeys ?? []).map((key) => Uint8Array.from(key))];
  for (const key of keys) assertKey(key);
  const wrap = (name: string, plain: Uint8Array) =>
    encrypt(operatorKey, associatedData('wrap', name), plain);
  const unwrap = (name: string, wrapped: Uint8Array) =>
    firstThatOpens(keys, associatedData('wrap', name), wrapped);
  return {
    newDataKey(caseId) {
      const plain = new Uint8Array(randomBytes(KEY_BYTES));
      return { plain, wrapped: wrap(caseId, plain) };
    },
    unwrap: (caseId, wrapped) => unwrap(caseId, wrapped).clear,
    rewrap(caseId, wrapped) {
      const { clear, by } = unwrap(caseId, wrapped);
      return by === operatorKey ? null : wrap(caseId, clear);
    },
    seal: (dataKey, associated, clear) =>
      encrypt(dataKey, associatedData('object', associated), clear),
    open: (dataKey, associated, sealed) =>
      decrypt(dataKey, associatedData('object', associated), sealed),
  };
}

function firstThatOpens(
  keys: readonly Uint8Array[],
  associated: Buffer,
  wrapped: Uint8Array,
): { readonly clear: Uint8Array; readonly by: Uint8Array } {
  for (const by of keys) {
    try {
      return { clear: decrypt(by, associated, wrapped), by };
    } catch (error) {
      if (!(error instanceof SealBroken)) throw error;
    }
  }
  throw new SealBroken();
}
