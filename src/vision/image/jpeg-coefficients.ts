import { readJpegScan, type ScanComponent } from './jpeg-scan.ts';

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
/** After the data have ended zeros are read; a block that lives on them is not there. */
const ZERO_BYTES_MAX = 8;

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
  #zeros = 0;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  /** Skips to after the next restart marker; false where there is none. */
  restart(): boolean {
    this.#count = 0;
    this.#bits = 0;
    const marker = this.#bytes[this.#at + 1] ?? 0;
    if (this.#bytes[this.#at] !== 0xff || marker < 0xd0 || marker > 0xd7) return false;
    this.#at += 2;
    return true;
  }

  /** One block; what it says of the first coefficients goes to `values` from `to` on. */
  read({ dc, ac }: ScanComponent, values: Int8Array, to: number): boolean {
    const first = this.#symbol(dc);
    if (first < 0 || first > 15) return false;
    if (first > 0) this.#take(first);
    for (let at = 1; at < BLOCK_VALUES; at++) {
      const symbol = this.#symbol(ac);
      if (symbol < 0) return false;
      const size = symbol & 15;
      if (size === 0) {
        if (symbol !== 0xf0) break;
        at += 15;
        continue;
      }
      at += symbol >> 4;
      const bits = this.#take(size);
      if (at >= COEFFICIENTS_KEPT) continue;
      // Negative values are written as one's complement (T.81 F.2.2.1).
      const value = bits >> (size - 1) === 0 ? bits - (1 << size) + 1 : bits;
      values[to + at] = value > VALUE_MAX ? VALUE_MAX : value < -VALUE_MAX ? -VALUE_MAX : value;
    }
    return this.#zeros <= ZERO_BYTES_MAX;
  }

  /** The next symbol by a table over 16 bits: length of the code above, symbol below; -1: no such code. */
  #symbol(table: Uint16Array): number {
    if (this.#count < 16) this.#fill();
    const entry = table[(this.#bits >>> (this.#count - 16)) & 0xffff]!;
    if (entry === 0) return -1;
    this.#count -= entry >> 8;
    return entry & 0xff;
  }

  #take(size: number): number {
    if (this.#count < size) this.#fill();
    this.#count -= size;
    return (this.#bits >>> this.#count) & ((1 << size) - 1);
  }

  #fill(): void {
    const bytes = this.#bytes;
    while (this.#count <= 24) {
      let next = this.#at < bytes.length ? bytes[this.#at]! : 0;
      if (next !== 0xff && this.#at < bytes.length) this.#at++;
      else if (next === 0xff && bytes[this.#at + 1] === 0) this.#at += 2;
      else {
        next = 0;
        this.#zeros++;
      }
      this.#bits = (this.#bits << 8) | next;
      this.#count += 8;
    }
  }
}
