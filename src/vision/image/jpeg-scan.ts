import { jpegSegments, START_OF_SCAN } from './jpeg-segments.ts';
import { PICTURE_PIXELS_MAX, PICTURE_SIDE_PX_MAX } from './limits.ts';

/** Length of the code in the upper byte, symbol in the lower; 0: no code. */
export interface HuffmanTable {
  /** By the next FAST_BITS bits; 0 for a code that is longer. Small enough for the fastest memory. */
  readonly fast: Uint16Array;
  /** By the next 16 bits. */
  readonly whole: Uint16Array;
}

export const FAST_BITS = 10;

/** One component of a scan, with what its blocks are decoded by. */
export interface ScanComponent {
  /** Blocks across and down in one MCU. */
  readonly across: number;
  readonly down: number;
  readonly dc: HuffmanTable;
  readonly ac: HuffmanTable;
}

/** The one scan of a sequential JPEG. */
export interface JpegScan {
  readonly components: readonly ScanComponent[];
  readonly luma: ScanComponent;
  readonly mcusAcross: number;
  readonly mcusDown: number;
  /** 0: none. */
  readonly restartMcus: number;
  /** Where the entropy-coded data begin. */
  readonly dataAt: number;
}

interface Frame {
  readonly width: number;
  readonly height: number;
  readonly components: readonly {
    readonly id: number;
    readonly across: number;
    readonly down: number;
  }[];
}

const HUFFMAN_TABLES = 0xc4;
const RESTART_INTERVAL = 0xdd;
/** Baseline and extended sequential with Huffman codes (ITU-T T.81 table B.1). */
const SEQUENTIAL: ReadonlySet<number> = new Set([0xc0, 0xc1]);
const FRAMES_OTHER: ReadonlySet<number> = new Set([
  0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf,
]);
const CODE_BITS = 16;
/** Of a whole file, those defined anew among them: eight are in use at most, and each costs 128 kB to fill. */
const TABLES_MAX = 32;

/**
 * Reads what precedes the data of a sequential JPEG whose only scan holds all its components. Untrusted bytes: null
 * for whatever is not in order, cut off or coded in another way.
 */
export function readJpegScan(bytes: Uint8Array): JpegScan | null {
  const tables = new Map<number, HuffmanTable>();
  let frame: Frame | null = null;
  let restartMcus = 0;
  let built = 0;
  for (const { code, body, end } of jpegSegments(bytes)) {
    if (FRAMES_OTHER.has(code)) return null;
    if (code === HUFFMAN_TABLES) {
      const more = readHuffman(body, tables, TABLES_MAX - built);
      if (more === null) return null;
      built += more;
    }
    if (code === RESTART_INTERVAL && body.length >= 2) restartMcus = body[0]! * 256 + body[1]!;
    if (SEQUENTIAL.has(code)) {
      if (frame !== null) return null;
      frame = readFrame(body);
      if (frame === null) return null;
    }
    if (code === START_OF_SCAN && frame !== null) {
      return planScan(body, frame, tables, { restartMcus, dataAt: end });
    }
  }
  return null;
}

function readFrame(body: Uint8Array): Frame | null {
  const count = body[5] ?? 0;
  if (body[0] !== 8 || count < 1 || count > 4 || body.length < 6 + 3 * count) return null;
  const height = body[1]! * 256 + body[2]!;
  const width = body[3]! * 256 + body[4]!;
  if (width === 0 || height === 0 || width * height > PICTURE_PIXELS_MAX) return null;
  if (Math.max(width, height) > PICTURE_SIDE_PX_MAX) return null;
  const components = Array.from({ length: count }, (_, index) => {
    const sampling = body[7 + 3 * index]!;
    return { id: body[6 + 3 * index]!, across: sampling >> 4, down: sampling & 15 };
  });
  const isInOrder = components.every(
    ({ across, down }) => across >= 1 && across <= 4 && down >= 1 && down <= 4,
  );
  return isInOrder ? { width, height, components } : null;
}

/**
 * Canonical codes (T.81 C.2), spread over every 16 bits that begin with them. Says how many tables were built; null
 * for what is not in order, and for more than `most`.
 */
function readHuffman(
  body: Uint8Array,
  tables: Map<number, HuffmanTable>,
  most: number,
): number | null {
  let built = 0;
  for (let at = 0; at < body.length; built++) {
    if (built >= most) return null;
    const key = body[at]!;
    const counts = body.subarray(at + 1, at + 1 + CODE_BITS);
    const total = counts.reduce((sum, count) => sum + count, 0);
    const symbols = body.subarray(at + 1 + CODE_BITS, at + 1 + CODE_BITS + total);
    if (counts.length < CODE_BITS || symbols.length < total || total > 256) return null;
    const whole = new Uint16Array(1 << CODE_BITS);
    const fast = new Uint16Array(1 << FAST_BITS);
    let from = 0;
    let next = 0;
    for (let length = 1; length <= CODE_BITS; length++) {
      const reach = 1 << (CODE_BITS - length);
      for (let count = counts[length - 1]!; count > 0; count--, from += reach) {
        if (from + reach > whole.length) return null;
        const entry = (length << 8) | symbols[next++]!;
        whole.fill(entry, from, from + reach);
        const skipped = CODE_BITS - FAST_BITS;
        if (length <= FAST_BITS) fast.fill(entry, from >> skipped, (from + reach) >> skipped);
      }
    }
    tables.set(key, { fast, whole });
    at += 1 + CODE_BITS + total;
  }
  return built;
}

function planScan(
  body: Uint8Array,
  frame: Frame,
  tables: ReadonlyMap<number, HuffmanTable>,
  rest: Pick<JpegScan, 'restartMcus' | 'dataAt'>,
): JpegScan | null {
  const count = frame.components.length;
  if (body[0] !== count || body.length < 1 + 2 * count) return null;
  // Alone in its scan a component has one block an MCU, whatever its sampling (T.81 A.2.2).
  const isAlone = count === 1;
  const components: ScanComponent[] = [];
  for (const [index, { id, across, down }] of frame.components.entries()) {
    const selector = body[2 + 2 * index]!;
    const dc = tables.get(selector >> 4);
    const ac = tables.get(0x10 | (selector & 15));
    if (body[1 + 2 * index] !== id || dc === undefined || ac === undefined) return null;
    components.push({ across: isAlone ? 1 : across, down: isAlone ? 1 : down, dc, ac });
  }
  const luma = components[0]!;
  const [most, deepest] = [
    Math.max(...components.map(({ across }) => across)),
    Math.max(...components.map(({ down }) => down)),
  ];
  // Luma is the finest of all in every JPEG of a camera or a program.
  if (luma.across !== most || luma.down !== deepest) return null;
  return {
    components,
    luma,
    mcusAcross: Math.ceil(frame.width / (8 * most)),
    mcusDown: Math.ceil(frame.height / (8 * deepest)),
    ...rest,
  };
}
