/**
 * One request and all bytes that belong to it, as one frame: length of a header, the header (JSON in
 * which each run of bytes is named by its length), the bytes in their order. Nothing has to be paired.
 */
import { types } from 'node:util';

const LENGTH_BYTES = 4;
/** A request without its pictures is a few hundred bytes. */
const HEADER_BYTES_MAX = 16 * 1024;

/** What follows cannot be told from what came before: whoever read it must start anew. */
export class BrokenFrame extends Error {
  constructor(detail: string) {
    super(`broken frame: ${detail}`);
    this.name = 'BrokenFrame';
  }
}

/** The pieces to be written one after another; the bytes are not copied. Null: more than a frame holds. */
export function encodeFrame(message: unknown, bytesMax: number): readonly Uint8Array[] | null {
  const parts: Uint8Array[] = [];
  const header = Buffer.from(JSON.stringify(detach(message, parts)));
  const bytes = parts.reduce((sum, part) => sum + part.length, 0);
  if (header.length > HEADER_BYTES_MAX || bytes > bytesMax) return null;
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(header.length);
  return [length, header, ...parts];
}

/** Not a replacer of `JSON.stringify`: that sees a Buffer only as the list it turns itself into. */
function detach(value: unknown, parts: Uint8Array[]): unknown {
  if (types.isUint8Array(value)) {
    parts.push(value);
    return { $bytes: value.length };
  }
  if (Array.isArray(value)) return value.map((one) => detach(one, parts));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, detach(one, parts)]));
}

/**
 * Takes chunks as they come and hands each message on when its last byte is there. No more is ever held
 * than one frame within its limits; chunks are copied and may be used again.
 * @throws BrokenFrame; from then on always
 */
export function createFrameReader<M>(
  bytesMax: number,
  onMessage: (message: M) => void,
): (chunk: Uint8Array) => void {
  const targets = frames(bytesMax, onMessage);
  let target = targets.next();
  let filled = 0;
  return (chunk) => {
    for (let at = 0; at < chunk.length; ) {
      if (target.done === true) throw new BrokenFrame('after a broken one');
      const { value } = target;
      const piece = chunk.subarray(at, at + value.length - filled);
      value.set(piece, filled);
      at += piece.length;
      filled += piece.length;
      if (filled < value.length) return;
      filled = 0;
      // Ended first: a generator that throws leaves no next target behind.
      target = { done: true, value: undefined };
      target = targets.next();
    }
  };
}

/** The buffers to be filled, one after another. */
function* frames<M>(bytesMax: number, onMessage: (message: M) => void): Generator<Buffer, void> {
  for (;;) yield* frame(bytesMax, onMessage);
}

/** One frame, and its end: a generator that waited for the next one would keep this one's pictures. */
function* frame<M>(bytesMax: number, onMessage: (message: M) => void): Generator<Buffer, void> {
  const length = Buffer.alloc(LENGTH_BYTES);
  yield length;
  const headerBytes = length.readUInt32LE();
  if (headerBytes === 0 || headerBytes > HEADER_BYTES_MAX) throw new BrokenFrame('header length');
  const header = Buffer.alloc(headerBytes);
  yield header;
  const { message, parts } = readHeader<M>(header, bytesMax);
  for (const part of parts) if (part.length > 0) yield part;
  onMessage(message);
}

function readHeader<M>(header: Buffer, bytesMax: number): { message: M; parts: Buffer[] } {
  const parts: Buffer[] = [];
  let left = bytesMax;
  const attach = (_key: string, value: unknown) => {
    if (typeof value !== 'object' || value === null || !('$bytes' in value)) return value;
    const bytes = value.$bytes;
    if (typeof bytes !== 'number' || !Number.isSafeInteger(bytes) || bytes < 0 || bytes > left) {
      throw new BrokenFrame('length of bytes');
    }
    left -= bytes;
    // Never seen before it is filled whole: the message is handed on after its last byte.
    const part = Buffer.allocUnsafeSlow(bytes);
    parts.push(part);
    return part;
  };
  try {
    return { message: JSON.parse(header.toString(), attach) as M, parts };
  } catch (cause) {
    throw cause instanceof BrokenFrame ? cause : new BrokenFrame('header');
  }
}
