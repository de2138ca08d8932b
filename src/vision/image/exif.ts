import { EXIF_BYTES_MAX } from './limits.ts';

export interface ExifSigns {
  readonly hasCamera: boolean;
  readonly software: string | null;
}

const TAG_MAKE = 0x010f;
const TAG_MODEL = 0x0110;
const TAG_SOFTWARE = 0x0131;
const TYPE_ASCII = 2;
const ENTRY_BYTES = 12;
const ENTRIES_MAX = 200;
const TEXT_CHARS_MAX = 80;

/**
 * Reads make, model and software from the first directory of an EXIF block (CIPA DC-008 4.6.2). Places,
 * times and serial numbers are left unread on purpose. Damaged blocks count as absent.
 */
export function readExifSigns(exif: Uint8Array | undefined): ExifSigns {
  const none: ExifSigns = { hasCamera: false, software: null };
  if (exif === undefined || exif.length > EXIF_BYTES_MAX) return none;
  const whole = Buffer.from(exif.buffer, exif.byteOffset, exif.byteLength);
  const hasPrefix = whole.toString('latin1', 0, 6) === 'Exif\0\0';
  const tiff = hasPrefix ? whole.subarray(6) : whole;
  const isLittle = tiff.toString('latin1', 0, 2) === 'II';
  if (!isLittle && tiff.toString('latin1', 0, 2) !== 'MM') return none;
  const read16 = (at: number) => (isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const read32 = (at: number) => (isLittle ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at));
  const texts = new Map<number, string>();
  try {
    const directory = read32(4);
    const entries = Math.min(read16(directory), ENTRIES_MAX);
    for (let i = 0; i < entries; i++) {
      const at = directory + 2 + i * ENTRY_BYTES;
      const tag = read16(at);
      if (tag !== TAG_MAKE && tag !== TAG_MODEL && tag !== TAG_SOFTWARE) continue;
      if (read16(at + 2) !== TYPE_ASCII) continue;
      const count = read32(at + 4);
      const from = count <= 4 ? at + 8 : read32(at + 8);
      const text = tiff.toString('latin1', from, from + Math.min(count, TEXT_CHARS_MAX));
      texts.set(tag, text.replace(/[^\x20-\x7e]/g, '').trim());
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  const hasCamera = Boolean(texts.get(TAG_MAKE)) && Boolean(texts.get(TAG_MODEL));
  return { hasCamera, software: texts.get(TAG_SOFTWARE) || null };
}
