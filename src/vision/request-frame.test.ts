import { setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { BrokenFrame, createFrameReader, encodeFrame } from './request-frame.ts';

const BYTES_MAX = 1000;

/** Everything that comes out when `bytes` arrive in chunks of `chunkBytes`. */
function readIn(bytes: Uint8Array, chunkBytes: number): unknown[] {
  const seen: unknown[] = [];
  const read = createFrameReader(BYTES_MAX, (message) => seen.push(message));
  // One chunk for all of them: a reader keeps nothing of it.
  const chunk = Buffer.alloc(chunkBytes);
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    const piece = bytes.subarray(at, at + chunkBytes);
    chunk.set(piece);
    read(chunk.subarray(0, piece.length));
  }
  return seen;
}

const encode = (message: unknown) => Buffer.concat(encodeFrame(message, BYTES_MAX)!);

function withHeader(header: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(Buffer.byteLength(header));
  return Buffer.concat([length, Buffer.from(header)]);
}

const messages = [
  { kind: 'warm', id: 1 },
  { id: 2, input: { picture: Buffer.from('first picture'), country: 'UTØ', isUpright: true } },
  {
    id: 3,
    frames: [{ picture: Buffer.alloc(0) }, { picture: Buffer.from([1, 2]), shows: 'left' }],
  },
  { id: 4, picture: Buffer.alloc(0) },
  { id: 5, picture: Buffer.alloc(BYTES_MAX, 5) },
];

describe('a frame', () => {
  const stream = Buffer.concat(messages.map(encode));

  // The first of all: code that ran often is compiled, and may then let go of what it kept before.
  test('is not kept once it was handed on', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const kept: WeakRef<Uint8Array>[] = [];
    const read = createFrameReader<{ picture: Uint8Array }>(BYTES_MAX, ({ picture }) => {
      kept.push(new WeakRef(picture));
    });
    read(encode({ picture: Buffer.alloc(BYTES_MAX) }));
    // A weak reference holds on until the turn in which it was made is over.
    await setTimeout(0);
    collect();
    expect(kept.map((one) => one.deref())).toEqual([undefined]);
    read(encode({ picture: Buffer.alloc(1) }));
  });

  test('comes out as it went in, however the bytes are cut', () => {
    for (let chunkBytes = 1; chunkBytes <= stream.length; chunkBytes++) {
      expect(readIn(stream, chunkBytes)).toEqual(messages);
    }
  });

  test('is cut in two at every byte', () => {
    for (let cut = 0; cut <= stream.length; cut++) {
      const seen: unknown[] = [];
      const read = createFrameReader(BYTES_MAX, (message) => seen.push(message));
      read(stream.subarray(0, cut));
      read(stream.subarray(cut));
      expect(seen).toEqual(messages);
    }
  });

  test('is handed on with its last byte and not before', () => {
    const bytes = encode(messages[1]);
    expect(readIn(bytes.subarray(0, -1), 7)).toEqual([]);
    expect(readIn(bytes, 7)).toHaveLength(1);
  });

  test('holds the very bytes that it was given, uncopied', () => {
    const picture = Buffer.from('picture');
    expect(encodeFrame({ picture }, BYTES_MAX)?.[2]).toBe(picture);
  });

  test('holds no more than its limits', () => {
    expect(encodeFrame({ picture: Buffer.alloc(BYTES_MAX + 1) }, BYTES_MAX)).toBeNull();
    const [first, second] = [Buffer.alloc(1), Buffer.alloc(BYTES_MAX)];
    expect(encodeFrame({ first, second }, BYTES_MAX)).toBeNull();
    expect(encodeFrame({ text: 'x'.repeat(17_000) }, BYTES_MAX)).toBeNull();
  });
});

describe('a broken frame', () => {
  const huge = Buffer.alloc(4, 0xff);

  test.each([
    ['a header that never ends', huge],
    ['no header', Buffer.alloc(4)],
    ['a header that is no JSON', withHeader('{"id":')],
    ['more bytes than allowed', withHeader(`{"picture":{"$bytes":${BYTES_MAX + 1}}}`)],
    ['more bytes together', withHeader(`[{"$bytes":1},{"$bytes":${BYTES_MAX}}]`)],
    ['less than no bytes', withHeader('{"$bytes":-1}')],
    ['half a byte', withHeader('{"$bytes":0.5}')],
    ['bytes without a number', withHeader('{"$bytes":"1"}')],
  ])('with %s is refused before anything is kept for it', (_, bytes) => {
    expect(() => readIn(bytes, 5)).toThrow(BrokenFrame);
  });

  test('leaves a reader that takes nothing more', () => {
    const seen: unknown[] = [];
    const read = createFrameReader(BYTES_MAX, (message) => seen.push(message));
    expect(() => read(huge)).toThrow(BrokenFrame);
    expect(() => read(encode(messages[0]))).toThrow(BrokenFrame);
    expect(seen).toEqual([]);
  });
});
