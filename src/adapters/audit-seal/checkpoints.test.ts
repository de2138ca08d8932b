import { generateKeyPairSync, hash, randomBytes, sign } from 'node:crypto';
import { expect, test } from 'vitest';
import { createCheckpointReader, createCheckpointSigner } from './checkpoints.ts';

const masterKey = new Uint8Array(32).fill(7);
const signer = createCheckpointSigner({ masterKey });
const head = {
  size: 1234,
  root: new Uint8Array(randomBytes(32)),
  at: '2026-11-26T08:00:00.000Z',
};
const note = signer.sign(head);

test('is a C2SP checkpoint in a signed note, and opens with the public key alone', () => {
  const [name] = signer.key.split('+');
  const root = Buffer.from(head.root).toString('base64');
  expect(name).toMatch(/^thaw-audit-[0-9a-f]{16}$/);
  expect(note.startsWith(`${name}\n1234\n${root}\n${head.at}\n\n— ${name} `)).toBe(true);
  const opened = createCheckpointReader([signer.key]).open(note);
  expect(opened).toEqual({ ...head, root: Buffer.from(head.root) });
});

test('the same master key signs the same, and another has another name', () => {
  expect(createCheckpointSigner({ masterKey }).sign(head)).toBe(note);
  const other = createCheckpointSigner({ masterKey: new Uint8Array(randomBytes(32)) });
  expect(other.key.split('+')[0]).not.toBe(signer.key.split('+')[0]);
  expect(other.open(note)).toBeNull();
  expect(createCheckpointReader([other.key, signer.key]).open(note)).not.toBeNull();
  expect(
    createCheckpointSigner({ masterKey: randomBytes(32), earlierKeys: [signer.key] }).open(note),
  ).not.toBeNull();
});

test('no character can be changed, taken out or put in', () => {
  const signs = [...note];
  for (let at = 0; at < signs.length; at += 1) {
    const sign = signs[at] as string;
    const other = sign === 'A' ? 'B' : 'A';
    for (const changed of [signs.with(at, other), signs.toSpliced(at, 1)]) {
      expect(signer.open(changed.join('')), `at ${at}`).toBeNull();
    }
    expect(signer.open(signs.toSpliced(at, 0, other).join('')), `before ${at}`).toBeNull();
  }
});

test.each([
  ['', 'nothing'],
  ['\n\n', 'empty lines'],
  ['a'.repeat(20_000), 'a long text'],
  [note.replace('\n\n', '\n'), 'no signature'],
  [note.replaceAll('thaw-audit', 'thaw-other'), 'another name'],
  [`${note}`.replace('— ', '- '), 'another dash'],
])('%j is no head (%s)', (text) => {
  expect(signer.open(text)).toBeNull();
});

test('a signature more, of a key nobody here knows, does no harm', () => {
  const [name] = signer.key.split('+');
  const witness = Buffer.from(randomBytes(68)).toString('base64');
  expect(signer.open(`${note}— witness.example ${witness}\n`)).not.toBeNull();
  expect(signer.open(`${note}— ${name} ${witness}\n`)).not.toBeNull();
});

test('a head of another log is none of this one, though the same key signed it', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  const typed = Buffer.concat([Buffer.of(1), raw]);
  const id = hash('sha256', Buffer.concat([Buffer.from('one\n'), typed]), 'buffer').subarray(0, 4);
  const reader = createCheckpointReader([`one+${id.toString('hex')}+${typed.toString('base64')}`]);
  const signed = (origin: string) => {
    const body = `${origin}\n1\n${Buffer.from(head.root).toString('base64')}\n${head.at}\n`;
    const signature = Buffer.concat([id, sign(null, Buffer.from(body), privateKey)]);
    return `${body}\n— one ${signature.toString('base64')}\n`;
  };
  expect(reader.open(signed('one'))).not.toBeNull();
  expect(reader.open(signed('two'))).toBeNull();
});

// The keys are those of the Go checksum database and of the example in the documentation of Go's
// package sumdb/note: the id of a key is computed as others do.
test.each([
  'sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8',
  'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
])('%s is a key', (key) => {
  expect(() => createCheckpointReader([key])).not.toThrow();
});

test.each([
  '',
  'PeterNeumann',
  'PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
  'Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
  'PeterNeumann+c74f20a3+AhpcQcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
])('%j is no key', (key) => {
  expect(() => createCheckpointReader([key])).toThrow(RangeError);
});

test('a short master key is refused', () => {
  expect(() => createCheckpointSigner({ masterKey: new Uint8Array(31) })).toThrow(RangeError);
});
