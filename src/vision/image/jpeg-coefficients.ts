import { FAST_BITS, readJpegScan, type ScanComponent } from './jpeg-scan.ts';

/** Of a block only so many in zigzag order are kept, the first of them DC, which is left 0. */
export const COEFFICIENTS_KEPT = 20;

/** The quantised coefficients of the luma of a JPEG. */
export interface LumaCoefficients {
  /** Whole blocks of 8 x 8 pixels across and down; those at an edge may stand out of the picture. */
  readonly columns: number;
  readonly rows: number;
  /** COEFFICIENTS_KEPT of each block, row by row, held to -127..127. */
  readonly values: Int8Array;
}

/** Larger files are left alone: each byte costs time. A phone's 12 Mpx JPEG has 3 to 8 MB. */
const BYTES_MAX = 8 * 1024 * 1024;
const BLOCK_VALUES = 64;
const VALUE_MAX = 127;
const MARKER = 0xff;
/** RST0 to RST7 come in turn (T.81 B.1.1.3). */
const RESTART_FIRST = 0xd0;
const RESTARTS = 8;

/**
 * Reads the luma's coefficients of a sequential Huffman JPEG in one scan (ITU-T T.81 F.2), without any pixel.
 * Untrusted bytes: each step takes at least one bit of a file of bounded size, and each block is inside the size
 * that the header check allowed. null for another coding, and for data that break off.
 */
export function readLumaCoefficients(bytes: Uint8Array): LumaCoefficients | null {
  const scan = bytes.length > BYTES_MAX ? null : readJpegScan(bytes);
  if (scan === null) return null;
  const { luma } = scan;
  const columns = scan.mcusAcross * luma.across;
  const rows = scan.mcusDown * luma.down;
  const values = new Int8Array(columns * rows * COEFFICIENTS_KEPT);
  const reader = new BlockReader(bytes, scan.dataAt);
  const none = new Int8Array(COEFFICIENTS_KEPT);
  const mcus = scan.mcusAcross * scan.mcusDown;
  for (let mcu = 0; mcu < mcus; mcu++) {
    if (scan.restartMcus > 0 && mcu > 0 && mcu % scan.restartMcus === 0) {
      if (!reader.restart()) return null;
    }
    const column = (mcu % scan.mcusAcross) * luma.across;
    const row = Math.floor(mcu / scan.mcusAcross) * luma.down;
    for (const component of scan.components) {
      const blocks = component.across * component.down;
      for (let block = 0; block < blocks; block++) {
        const across = block % component.across;
        const at = (row + (block - across) / component.across) * columns + column + across;
        const isRead =
          component === luma
            ? reader.read(component, values, at * COEFFICIENTS_KEPT)
            : reader.read(component, none, 0);
        if (!isRead) return null;
      }
    }
  }
  return { columns, rows, values };
}

class BlockReader {
  readonly #bytes: Uint8Array;
  #at: number;
  #bits = 0;
  #count = 0;
  /** Bytes read as 0 because the data had ended, at a marker or with the file. */
  #zeros = 0;
  #restarts = 0;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  /** Goes on after the next restart marker; false where it is missing or not the one whose turn it is. */
  restart(): boolean {
    this.#count = 0;
    this.#bits = 0;
    // What ended at the marker was read up to it, and zeros ahead of it: they are no part of what follows.
    this.#zeros = 0;
    while (this.#bytes[this.#at] === MARKER && this.#bytes[this.#at + 1] === MARKER) this.#at++;
    const isIt =
      this.#bytes[this.#at] === MARKER &&
      this.#bytes[this.#at + 1] === RESTART_FIRST + (this.#restarts++ % RESTARTS);
    this.#at += 2;
    return isIt;
  }

  /**
   * One block; what it says of the first coefficients goes to `values` from `to` on. All the time goes here: the
   * state is held in local variables where it can be.
   */
  read({ dc, ac }: ScanComponent, values: Int8Array, to: number): boolean {
    let [bits, count, table] = [this.#bits, this.#count, dc];
    for (let index = 0; index < BLOCK_VALUES; index++) {
      // A code has up to 16 bits, its value up to 15 more.
      if (count < 16) {
        this.#fill(bits, count);
        [bits, count] = [this.#bits, this.#count];
      }
      const next = (bits >>> (count - 16)) & 0xffff;
      const entry = table.fast[next >> (16 - FAST_BITS)]! || table.whole[next]!;
      if (entry === 0) return false;
      count -= entry >> 8;
      const size = entry & 15;
      const run = (entry >> 4) & 15;
      if (index > 0) {
        index += run;
        if (size === 0) {
          if (run !== 15) break;
          continue;
        }
      } else if (run > 0) return false;
      table = ac;
      if (count < size) {
        this.#fill(bits, count);
        [bits, count] = [this.#bits, this.#count];
      }
      count -= size;
      if (index === 0 || index >= COEFFICIENTS_KEPT || size === 0) continue;
      const raw = (bits >>> count) & ((1 << size) - 1);
      // Negative values are written as one's complement (T.81 F.2.2.1).
      const value = raw >> (size - 1) === 0 ? raw - (1 << size) + 1 : raw;
      values[to + index] = value > VALUE_MAX ? VALUE_MAX : value < -VALUE_MAX ? -VALUE_MAX : value;
    }
    this.#bits = bits;
    this.#count = count;
    // Zeros may have been read ahead; a block that lives on them is not there.
    return this.#zeros * 8 <= count;
  }

  #fill(bitsLeft: number, countLeft: number): void {
    const bytes = this.#bytes;
    let [at, bits, count] = [this.#at, bitsLeft, countLeft];
    while (count <= 24) {
      let next = at < bytes.length ? bytes[at]! : 0;
      if (next !== 0xff && at < bytes.length) at++;
      else if (next === 0xff && bytes[at + 1] === 0) at += 2;
      else {
        next = 0;
        this.#zeros++;
      }
      bits = (bits << 8) | next;
      count += 8;
    }
    this.#at = at;
    this.#bits = bits;
    this.#count = count;
  }
}
