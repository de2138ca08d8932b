import { VisionFailure } from '../failure.ts';
import { EXIF_BYTES_MAX, PNG_CHUNKS_MAX } from './limits.ts';
import type { PictureHeader } from './picture-header.ts';

/**
 * Chunks that a decoder gets to see. Left out on purpose: zTXt, iTXt and iCCP, which inflate to any
 * size (a 290 KB file to 300 MB), and everything unknown.
 */
const CHUNKS_KEPT: ReadonlySet<string> = new Set([
  'IHDR',
  'PLTE',
  'IDAT',
  'IEND',
  'tRNS',
  'gAMA',
  'sRGB',
  'eXIf',
]);
const SIGNATURE_BYTES = 8;
/** Length, type and CRC around each chunk's data (PNG third edition, 5.3). */
const CHUNK_FRAME_BYTES = 12;
const SOFTWARE_CHARS_MAX = 80;

/** Walks the chunks of a PNG, refuses animations (acTL) and rebuilds the file without side chunks. */
export function readPngHeader(buffer: Buffer): PictureHeader {
  const kept: Buffer[] = [buffer.subarray(0, SIGNATURE_BYTES)];
  let at = SIGNATURE_BYTES;
  let size: { width: number; height: number } | null = null;
  let software: string | null = null;
  let hasC2pa = false;
  let hasData = false;
  for (let chunks = 0; ; chunks++) {
    if (chunks >= PNG_CHUNKS_MAX) throw bad('too many chunks');
    const chunk = readChunk(buffer, at);
    if (chunk.type === 'acTL') throw bad('animated');
    if (chunks === 0) size = readIhdr(chunk);
    if (chunk.type === 'tEXt') software ??= softwareOf(chunk.data);
    if (chunk.type === 'caBX') hasC2pa = true;
    if (chunk.type === 'IDAT') hasData = true;
    const isTooLong = chunk.type === 'eXIf' && chunk.data.length > EXIF_BYTES_MAX;
    if (CHUNKS_KEPT.has(chunk.type) && !isTooLong) kept.push(buffer.subarray(at, chunk.end));
    at = chunk.end;
    if (chunk.type === 'IEND') break;
  }
  if (size === null || !hasData) throw bad('no picture in the PNG');
  return { format: 'png', ...size, hasC2pa, software, decodable: Buffer.concat(kept) };
}

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
  readonly end: number;
}

function readChunk(buffer: Buffer, at: number): Chunk {
  if (at + CHUNK_FRAME_BYTES > buffer.length) throw bad('cut off');
  const length = buffer.readUInt32BE(at);
  const end = at + CHUNK_FRAME_BYTES + length;
  if (end > buffer.length) throw bad('chunk out of bounds');
  const type = buffer.toString('latin1', at + 4, at + 8);
  return { type, data: buffer.subarray(at + 8, at + 8 + length), end };
}

function readIhdr(chunk: Chunk): { width: number; height: number } {
  if (chunk.type !== 'IHDR' || chunk.data.length !== 13) throw bad('no IHDR');
  return { width: chunk.data.readUInt32BE(0), height: chunk.data.readUInt32BE(4) };
}

function softwareOf(data: Buffer): string | null {
  const text = data.toString('latin1', 0, SOFTWARE_CHARS_MAX + 16);
  if (!text.startsWith('Software\0')) return null;
  return text.slice(9, 9 + SOFTWARE_CHARS_MAX).replace(/[^\x20-\x7e]/g, '');
}

function bad(detail: string): VisionFailure {
  return new VisionFailure('bad_picture', detail);
}
