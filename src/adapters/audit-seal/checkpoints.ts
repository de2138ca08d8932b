/**
 * Signed heads of the audit log, in the open formats of transparency logs, so that others' tools read
 * them as well: C2SP tlog-checkpoint (origin, size, root, and the moment as an extension line) in a C2SP
 * signed-note (Ed25519). The key is named after itself: it stays when the service moves.
 */

import { createPrivateKey, createPublicKey, hash, hkdfSync, sign, verify } from 'node:crypto';
import type { TreeHead } from '../../core/audit/tree.ts';
import type { CheckpointReader, CheckpointSigner } from '../../core/ports.ts';

const ALGORITHM_ED25519 = 1;
const KEY_ID_BYTES = 4;
const PUBLIC_KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;
const ROOT_BYTES = 32;
const MASTER_KEY_BYTES = 32;
/** A head is five lines; a note this long is something else. */
const NOTE_CHARACTERS_MAX = 16_384;
/** RFC 8410: what stands before the 32 bytes of the key. */
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex');
const spkiHead = Buffer.from('302a300506032b6570032100', 'hex');

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

/** Null where the text is not exactly base64 of so many bytes. */
function fromBase64(text: string, bytes: number): Buffer | null {
  const read = Buffer.from(text, 'base64');
  return read.byteLength === bytes && read.toString('base64') === text ? read : null;
}

interface PublicKey {
  readonly name: string;
  readonly id: Buffer;
  readonly bytes: Buffer;
}

function publicKey(name: string, bytes: Buffer): PublicKey {
  const named = Buffer.concat([Buffer.from(`${name}\n`), Buffer.of(ALGORITHM_ED25519), bytes]);
  return { name, bytes, id: hash('sha256', named, 'buffer').subarray(0, KEY_ID_BYTES) };
}

function keyText({ name, id, bytes }: PublicKey): string {
  return `${name}+${id.toString('hex')}+${base64(Buffer.concat([Buffer.of(ALGORITHM_ED25519), bytes]))}`;
}

/** Null where the text is no verifier key of C2SP signed-note, or its id is not its own. */
function parseKey(text: string): PublicKey | null {
  const [, name = '', id = '', typed = ''] = /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text) ?? [];
  const bytes = fromBase64(typed, 1 + PUBLIC_KEY_BYTES);
  if (bytes === null || bytes[0] !== ALGORITHM_ED25519) return null;
  const key = publicKey(name, bytes.subarray(1));
  return key.id.toString('hex') === id ? key : null;
}

/** Signs with a key derived from the operator's master key (32 bytes or more) by HKDF. */
export function createCheckpointSigner(options: {
  readonly masterKey: Uint8Array;
  /** Public keys whose heads it opens besides its own. */
  readonly earlierKeys?: readonly string[];
}): CheckpointSigner {
  if (options.masterKey.byteLength < MASTER_KEY_BYTES) {
    throw new RangeError(`The master key has at least ${MASTER_KEY_BYTES} bytes.`);
  }
  const seed = hkdfSync('sha256', options.masterKey, new Uint8Array(), 'thaw/audit/ed25519/v1', 32);
  const der = Buffer.concat([pkcs8Head, Buffer.from(seed)]);
  const secret = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const spki = createPublicKey(secret).export({ format: 'der', type: 'spki' });
  const bytes = spki.subarray(spkiHead.byteLength);
  const key = publicKey(`thaw-audit-${hash('sha256', bytes).slice(0, 16)}`, bytes);
  const text = keyText(key);
  return {
    key: text,
    sign(head) {
      const body = `${key.name}\n${head.size}\n${base64(head.root)}\n${head.at}\n`;
      const signed = Buffer.concat([key.id, sign(null, Buffer.from(body), secret)]);
      return `${body}\n— ${key.name} ${base64(signed)}\n`;
    },
    open: createCheckpointReader([text, ...(options.earlierKeys ?? [])]).open,
  };
}

/** @throws RangeError where a text is no key */
export function createCheckpointReader(keys: readonly string[]): CheckpointReader {
  const known = keys.map((text) => {
    const key = parseKey(text);
    if (key === null) throw new RangeError('This is no public key of an audit log.');
    const der = Buffer.concat([spkiHead, key.bytes]);
    return { ...key, public: createPublicKey({ key: der, format: 'der', type: 'spki' }) };
  });
  return {
    open(note) {
      if (note.length > NOTE_CHARACTERS_MAX) return null;
      const end = note.lastIndexOf('\n\n');
      if (end < 0 || !note.endsWith('\n')) return null;
      const body = note.slice(0, end + 1);
      const head = parseHead(body);
      if (head === null) return null;
      const lines = note.slice(end + 2, -1).split('\n');
      const isSigned = lines.some((line) => {
        const [dash, name, typed = '', ...more] = line.split(' ');
        const signed = fromBase64(typed, KEY_ID_BYTES + SIGNATURE_BYTES);
        if (dash !== '—' || more.length > 0 || signed === null || name !== head.origin)
          return false;
        const id = signed.subarray(0, KEY_ID_BYTES);
        const key = known.find((one) => one.name === name && one.id.equals(id));
        if (key === undefined) return false;
        return verify(null, Buffer.from(body), key.public, signed.subarray(KEY_ID_BYTES));
      });
      return isSigned ? { size: head.size, root: head.root, at: head.at } : null;
    },
  };
}

function parseHead(body: string): (TreeHead & { readonly origin: string }) | null {
  const [origin = '', size = '', root = '', at = '', ...more] = body.slice(0, -1).split('\n');
  const hashed = fromBase64(root, ROOT_BYTES);
  const isSize = /^(0|[1-9]\d{0,14})$/.test(size);
  const isMoment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/.test(at);
  if (origin === '' || hashed === null || !isSize || !isMoment || more.length > 0) return null;
  return { origin, size: Number(size), root: hashed, at };
}
