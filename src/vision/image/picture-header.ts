import type { PictureFormat } from '../facts.ts';
import { VisionFailure } from '../failure.ts';
import { readJpegHeader } from './jpeg-header.ts';
import {
  PICTURE_BYTES_MAX,
  PICTURE_PIXELS_MAX,
  PICTURE_SIDE_PX_MAX,
  PICTURE_SIDE_PX_MIN,
} from './limits.ts';
import { readPngHeader } from './png-header.ts';
import { readWebpHeader } from './webp-header.ts';

/** What the container says before anything is decoded. Sizes in pixels as stored, not yet upright. */
export interface PictureHeader {
  readonly format: PictureFormat;
  readonly width: number;
  readonly height: number;
  readonly hasC2pa: boolean;
  /** `Software` text of a PNG; EXIF is read by the decoder's hand-over. */
  readonly software: string | null;
  /** The bytes a decoder may see: for PNG without compressed side chunks (zTXt, iTXt, iCCP bombs). */
  readonly decodable: Uint8Array;
}

/**
 * Reads the header of an untrusted picture and refuses what must not be decoded: other formats than
 * JPEG, PNG, WebP; animations; too many bytes, pixels, scans.
 * @throws VisionFailure `bad_picture` or `too_many_pixels`
 */
export function readPictureHeader(bytes: Uint8Array): PictureHeader {
  if (bytes.length > PICTURE_BYTES_MAX) throw new VisionFailure('bad_picture', 'too many bytes');
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = readByMagic(buffer);
  const { width, height } = header;
  if (width < PICTURE_SIDE_PX_MIN || height < PICTURE_SIDE_PX_MIN) {
    throw new VisionFailure('bad_picture', 'side too short');
  }
  if (Math.max(width, height) > PICTURE_SIDE_PX_MAX || width * height > PICTURE_PIXELS_MAX) {
    throw new VisionFailure('too_many_pixels', `${width} x ${height}`);
  }
  return header;
}

function readByMagic(buffer: Buffer): PictureHeader {
  if (buffer.length >= 4 && buffer.readUInt16BE(0) === 0xffd8) return readJpegHeader(buffer);
  if (buffer.length >= 8 && buffer.readUInt32BE(0) === 0x89504e47) return readPngHeader(buffer);
  const isRiff = buffer.length >= 16 && buffer.toString('latin1', 0, 4) === 'RIFF';
  if (isRiff && buffer.toString('latin1', 8, 12) === 'WEBP') return readWebpHeader(buffer);
  throw new VisionFailure('bad_picture', 'not a JPEG, PNG or WebP');
}
