import { JPEG_SEGMENTS_MAX } from './limits.ts';

export interface JpegSegment {
  readonly code: number;
  /** What follows the length. */
  readonly body: Uint8Array;
  /** Where the next segment begins, or the entropy-coded data. */
  readonly end: number;
}

export const START_OF_SCAN = 0xda;
const MARKER = 0xff;
const START_OF_IMAGE = 0xd8;

/**
 * The segments before the data of a JPEG, the start of its first scan last (ITU-T T.81 B.1.1). Untrusted bytes: every
 * step goes forward and stays inside the file; where the header is not in order or cut off there are no more
 * segments, and the start of the scan is not among them.
 */
export function* jpegSegments(bytes: Uint8Array): Generator<JpegSegment, void, undefined> {
  if (bytes[0] !== MARKER || bytes[1] !== START_OF_IMAGE) return;
  let at = 2;
  for (let segments = 0; segments < JPEG_SEGMENTS_MAX; segments++) {
    while (bytes[at] === MARKER && bytes[at + 1] === MARKER) at++;
    const code = bytes[at] === MARKER ? bytes[at + 1] : undefined;
    if (code === undefined || at + 4 > bytes.length) return;
    const end = at + 2 + bytes[at + 2]! * 256 + bytes[at + 3]!;
    if (end < at + 4 || end > bytes.length) return;
    yield { code, body: bytes.subarray(at + 4, end), end };
    if (code === START_OF_SCAN) return;
    at = end;
  }
}
