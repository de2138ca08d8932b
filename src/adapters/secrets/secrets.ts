import { createHmac, hash, hkdfSync, randomInt, randomUUID } from 'node:crypto';
import type { Secrets } from '../../core/ports.ts';

const MASTER_KEY_BYTES = 32;
const CODE_RANGE = 1_000_000n;
const CODE_DIGITS = 6;

export type RandomInts = Secrets['randomInts'];

function subkey(masterKey: Uint8Array, use: string): Buffer {
  return Buffer.from(hkdfSync('sha256', masterKey, new Uint8Array(), `thaw/secrets/${use}/v1`, 32));
}

/** Lengths stand in front, so ('a', 'bc') and ('ab', 'c') are different messages. */
function mac(key: Buffer, purpose: string, value: string): Buffer {
  const head = `${Buffer.byteLength(purpose)}:${purpose}:`;
  return createHmac('sha256', key).update(head).update(value).digest();
}

function systemRandomInts(count: number, bound: number): readonly number[] {
  return Array.from({ length: count }, () => randomInt(bound));
}

/**
 * Tokens, codes and keyed hashes derived from one master key (32 bytes or more) by HKDF and
 * HMAC-SHA-256. A token is derived from an id that is stored, so a message can be sent again with the
 * same link while only the token's hash is stored. `randomInts` is the source that tests replace.
 */
export function createSecrets(options: {
  readonly masterKey: Uint8Array;
  readonly randomInts?: RandomInts;
}): Secrets {
  if (options.masterKey.byteLength < MASTER_KEY_BYTES) {
    throw new RangeError(`The master key has at least ${MASTER_KEY_BYTES} bytes.`);
  }
  const tokenKey = subkey(options.masterKey, 'token');
  const codeKey = subkey(options.masterKey, 'code');
  const keyedKey = subkey(options.masterKey, 'keyed');
  return {
    tokenFor: (purpose, id) => mac(tokenKey, purpose, id).toString('base64url'),
    hashToken: (token) => new Uint8Array(hash('sha256', token, 'buffer')),
    codeFor(purpose, id) {
      // 2^64 modulo 10^6 favours some codes by less than one part in 10^13.
      const code = mac(codeKey, purpose, id).readBigUInt64BE(0) % CODE_RANGE;
      return code.toString().padStart(CODE_DIGITS, '0');
    },
    keyed: (purpose, value) => mac(keyedKey, purpose, value).toString('hex'),
    randomId: () => randomUUID(),
    randomInts: options.randomInts ?? systemRandomInts,
  };
}
