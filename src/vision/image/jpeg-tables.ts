import { createHash } from 'node:crypto';
import { jpegSegments, START_OF_SCAN } from './jpeg-segments.ts';

/** How a JPEG was written, as far as its header tells. */
export interface JpegWriting {
  /** Luma's quantisation table in zigzag order, 64 values of 1..65535. */
  readonly luma: readonly number[];
  readonly isProgressive: boolean;
}

const DEFINE_TABLES = 0xdb;
const PROGRESSIVE_FRAME = 0xc2;
const FRAMES: ReadonlySet<number> = new Set([0xc0, 0xc1, PROGRESSIVE_FRAME]);
const TABLE_VALUES = 64;

/**
 * Reads the table that the first component, which is luma, is quantised with (ITU-T T.81 B.2.2, B.2.4.1). The file
 * is untrusted: what is not in order gives null.
 */
export function readJpegWriting(bytes: Uint8Array): JpegWriting | null {
  const tables = new Map<number, readonly number[]>();
  let frame: { readonly tableOfLuma: number; readonly isProgressive: boolean } | null = null;
  for (const { code, body } of jpegSegments(bytes)) {
    if (code === DEFINE_TABLES) readTables(body, tables);
    if (FRAMES.has(code)) {
      if (frame !== null || body.length < 9) return null;
      frame = { tableOfLuma: body[8]!, isProgressive: code === PROGRESSIVE_FRAME };
    }
    if (code !== START_OF_SCAN || frame === null) continue;
    const luma = tables.get(frame.tableOfLuma);
    return luma === undefined ? null : { luma, isProgressive: frame.isProgressive };
  }
  return null;
}

function readTables(body: Uint8Array, tables: Map<number, readonly number[]>): void {
  for (let at = 0; at < body.length; ) {
    const isWide = body[at]! >> 4 !== 0;
    const destination = body[at]! & 15;
    at++;
    const bytesEach = isWide ? 2 : 1;
    const end = at + TABLE_VALUES * bytesEach;
    if (end > body.length) return;
    const values: number[] = [];
    for (; at < end; at += bytesEach) {
      values.push(isWide ? body[at]! * 256 + body[at + 1]! : body[at]!);
    }
    // A zero would divide by nothing: no encoder writes one.
    if (!values.includes(0)) tables.set(destination, values);
  }
}

/** Example table for luma of ITU-T T.81 K.1, in zigzag order; libjpeg and its descendants scale it. */
const EXAMPLE_LUMA = [
  ...[16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40],
  ...[26, 24, 22, 22, 24, 49, 35, 37, 29, 40, 58, 51, 61, 60, 57, 51],
  ...[56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87],
  ...[95, 98, 103, 104, 103, 62, 77, 113, 121, 112, 100, 120, 92, 101, 103, 99],
];
const BASELINE_VALUE_MAX = 255;

/** libjpeg's quality 1..100 that gives this table; null for a table of another make. */
export function standardQuality(luma: readonly number[]): number | null {
  for (let quality = 1; quality <= 100; quality++) {
    const scale = quality < 50 ? Math.floor(5000 / quality) : 200 - 2 * quality;
    const isIt = EXAMPLE_LUMA.every((value, at) => {
      const scaled = Math.floor((value * scale + 50) / 100);
      return luma[at] === Math.max(1, Math.min(BASELINE_VALUE_MAX, scaled));
    });
    if (isIt) return quality;
  }
  return null;
}

/** First 16 hex digits of the SHA-256 of a luma table's 64 bytes -> the setting of Photoshop that writes it. */
const PHOTOSHOP_TABLES: ReadonlyMap<string, string> = new Map([
  ['e29589f47a194f7e', 'web, low'],
  ['5870d5ab8047d28d', 'web, medium'],
  ['50eae55320a975d5', 'web, high'],
  ['4fdbb7c3b5b88c7e', 'very high'],
  ['71972cc1d2aab184', 'maximum'],
  ['98fc6362e1056f47', 'low'],
  ['da029770fabdad60', 'medium'],
  ['106b962b99e36212', 'high'],
]);

/** The setting of Photoshop that writes this table; null for any other. Lightroom shares some of them. */
export function photoshopSetting(luma: readonly number[]): string | null {
  if (luma.some((value) => value > BASELINE_VALUE_MAX)) return null;
  const digest = createHash('sha256').update(Uint8Array.from(luma)).digest('hex');
  return PHOTOSHOP_TABLES.get(digest.slice(0, 16)) ?? null;
}
