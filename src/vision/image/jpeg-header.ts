import { VisionFailure } from '../failure.ts';
import { JPEG_SCANS_MAX, JPEG_SEGMENTS_MAX } from './limits.ts';
import type { PictureHeader } from './picture-header.ts';

const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;
const APP11 = 0xeb;
/** Baseline, extended and progressive Huffman coding (ITU-T T.81 table B.1); the rest is refused. */
const FRAME_MARKERS_ALLOWED: ReadonlySet<number> = new Set([0xc0, 0xc1, 0xc2]);
const FRAME_MARKERS_REFUSED: ReadonlySet<number> = new Set([
  0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf,
]);

/** Walks the segments of a JPEG (ITU-T T.81 B.1.1) to its end, counting scans. */
export function readJpegHeader(buffer: Buffer): PictureHeader {
  let at = 2;
  let scans = 0;
  let segments = 0;
  let size: { width: number; height: number } | null = null;
  let hasC2pa = false;
  for (;;) {
    const marker = nextMarker(buffer, at);
    if (marker === null || marker.code === END_OF_IMAGE) break;
    if (++segments > JPEG_SEGMENTS_MAX) throw bad('too many segments');
    if (FRAME_MARKERS_REFUSED.has(marker.code)) throw bad('JPEG coding not supported');
    const length = segmentLength(buffer, marker.end);
    if (FRAME_MARKERS_ALLOWED.has(marker.code)) {
      if (size !== null) throw bad('two frames');
      size = frameSize(buffer, marker.end, length);
    }
    if (marker.code === APP11) hasC2pa ||= isJumbf(buffer, marker.end, length);
    at = marker.end + length;
    if (marker.code === START_OF_SCAN) {
      if (size === null) throw bad('scan before frame');
      if (++scans > JPEG_SCANS_MAX) throw bad('too many scans');
    }
  }
  if (size === null || scans === 0) throw bad('no picture in the JPEG');
  return { format: 'jpeg', ...size, hasC2pa, software: null, decodable: buffer };
}

/** The next marker at or after `at`, skipping entropy-coded data, stuffed bytes and restarts. */
function nextMarker(buffer: Buffer, at: number): { code: number; end: number } | null {
  let from = at;
  for (;;) {
    const ff = buffer.indexOf(0xff, from);
    if (ff < 0 || ff + 1 >= buffer.length) return null;
    const code = buffer[ff + 1]!;
    const isStuffing = code === 0x00 || code === 0x01 || (code >= 0xd0 && code <= 0xd8);
    if (code === 0xff) from = ff + 1;
    else if (isStuffing) from = ff + 2;
    else return { code, end: ff + 2 };
  }
}

function segmentLength(buffer: Buffer, at: number): number {
  if (at + 2 > buffer.length) throw bad('cut off');
  const length = buffer.readUInt16BE(at);
  if (length < 2 || at + length > buffer.length) throw bad('segment out of bounds');
  return length;
}

function frameSize(buffer: Buffer, at: number, length: number): { width: number; height: number } {
  if (length < 8) throw bad('frame too short');
  return { height: buffer.readUInt16BE(at + 3), width: buffer.readUInt16BE(at + 5) };
}

/** C2PA manifests travel in APP11 as JUMBF boxes (ISO 19566-5): `JP` and a `jumb` box. */
function isJumbf(buffer: Buffer, at: number, length: number): boolean {
  return buffer.toString('latin1', at + 2, at + Math.min(length, 64)).includes('jumb');
}

function bad(detail: string): VisionFailure {
  return new VisionFailure('bad_picture', detail);
}
