import { VisionFailure } from '../failure.ts';
import { WEBP_CHUNKS_MAX } from './limits.ts';
import type { PictureHeader } from './picture-header.ts';

const FIRST_CHUNK_AT = 12;
const VP8X_ANIMATION = 0x02;

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Walks the RIFF chunks of a WebP (RFC 9649) and refuses animations. The canvas of VP8X and the size
 * of the bitstream must agree, so that neither can lie to the pixel cap.
 */
export function readWebpHeader(buffer: Buffer): PictureHeader {
  let at = FIRST_CHUNK_AT;
  let canvas: Size | null = null;
  let size: Size | null = null;
  let hasC2pa = false;
  for (let chunks = 0; at + 8 <= buffer.length && chunks < WEBP_CHUNKS_MAX; chunks++) {
    const type = buffer.toString('latin1', at, at + 4);
    const length = buffer.readUInt32LE(at + 4);
    if (at + 8 + length > buffer.length) throw bad('chunk out of bounds');
    const data = buffer.subarray(at + 8, at + 8 + length);
    if (type === 'ANIM' || type === 'ANMF') throw bad('animated');
    if (type === 'VP8X') canvas = extendedSize(data);
    if (type === 'VP8 ') size ??= lossySize(data);
    if (type === 'VP8L') size ??= losslessSize(data);
    if (type === 'C2PA') hasC2pa = true;
    at += 8 + length + (length % 2);
  }
  if (size === null) throw bad('no picture in the WebP');
  if (canvas !== null && (canvas.width !== size.width || canvas.height !== size.height)) {
    throw bad('canvas and picture differ');
  }
  return { format: 'webp', ...size, hasC2pa, software: null, decodable: buffer };
}

function extendedSize(data: Buffer): Size {
  if (data.length < 10) throw bad('VP8X too short');
  if ((data[0]! & VP8X_ANIMATION) !== 0) throw bad('animated');
  return { width: data.readUIntLE(4, 3) + 1, height: data.readUIntLE(7, 3) + 1 };
}

/** Key frame header of VP8 (RFC 6386 section 9.1). */
function lossySize(data: Buffer): Size {
  if (data.length < 10 || data.readUIntBE(3, 3) !== 0x9d012a) throw bad('VP8 without key frame');
  return { width: data.readUInt16LE(6) & 0x3fff, height: data.readUInt16LE(8) & 0x3fff };
}

function losslessSize(data: Buffer): Size {
  if (data.length < 5 || data[0] !== 0x2f) throw bad('VP8L signature');
  const bits = data.readUInt32LE(1);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}

function bad(detail: string): VisionFailure {
  return new VisionFailure('bad_picture', detail);
}
