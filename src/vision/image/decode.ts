import { createHash } from 'node:crypto';
import sharp, { type Sharp } from 'sharp';
import { VisionFailure } from '../failure.ts';
import type { DecodedImage, PictureMetadata, RgbImage } from './decoded-image.ts';
import { readExifSigns } from './exif.ts';
import {
  ANALYSIS_SIDE_PX_MAX,
  DETAIL_SIDE_PX_MAX,
  PICTURE_PIXELS_MAX,
  VIEW_QUALITY,
} from './limits.ts';
import { perceptualHash } from './perceptual-hash.ts';
import { type PictureHeader, readPictureHeader } from './picture-header.ts';
import { metadataSignals } from './signals.ts';

// One task runs at a time in a child: more threads cost CPU and memory and win nothing there.
sharp.cache(false);
sharp.concurrency(1);

const DECODER_OPTIONS = {
  failOn: 'warning',
  limitInputPixels: PICTURE_PIXELS_MAX,
  sequentialRead: true,
  animated: false,
} as const;

/**
 * Decodes an untrusted picture. Only call it where a crash or a hang may be paid for: in the child.
 * @throws VisionFailure `bad_picture` or `too_many_pixels`
 */
export async function decodePicture(bytes: Uint8Array): Promise<DecodedImage> {
  const header = readPictureHeader(bytes);
  const stored = await readStoredMetadata(header);
  const detail = await decodeUpright(header);
  const analysis = await resizeInside(detail, ANALYSIS_SIDE_PX_MAX);
  const upright = uprightSize(header, stored.orientation);
  const facts = {
    format: header.format,
    ...upright,
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    perceptualHash: perceptualHash(analysis),
  };
  const { metadata } = stored;
  return { ...analysis, detail, facts, metadata, signals: metadataSignals(facts, metadata) };
}

/**
 * Only the upright pixels, long side at most DETAIL_SIDE_PX_MAX: what a reader alone needs.
 * @throws VisionFailure `bad_picture` or `too_many_pixels`
 */
export async function decodePixels(bytes: Uint8Array): Promise<RgbImage> {
  return decodeUpright(readPictureHeader(bytes));
}

/**
 * The picture as people are shown it: JPEG without any metadata, with all the detail that the readers
 * had. Not resized again: that costs as much as encoding the finer picture does.
 */
export function encodeView(image: DecodedImage): Promise<Uint8Array> {
  // Codes made for the one picture would cost as much again and save 7 % of its bytes.
  return fromRaw(image.detail).jpeg({ quality: VIEW_QUALITY, optimiseCoding: false }).toBuffer();
}

/** Shrinks to a long side of at most `sidePxMax`; the same picture when it already fits. */
export async function resizeInside(image: RgbImage, sidePxMax: number): Promise<RgbImage> {
  if (Math.max(image.width, image.height) <= sidePxMax) {
    return { data: image.data, width: image.width, height: image.height };
  }
  const { data, info } = await fromRaw(image)
    .resize(sidePxMax, sidePxMax, { fit: 'inside', kernel: 'cubic' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

function fromRaw({ data, width, height }: RgbImage): Sharp {
  return sharp(data, { raw: { width, height, channels: 3 } });
}

interface Stored {
  readonly metadata: PictureMetadata;
  readonly orientation: number;
}

async function readStoredMetadata(header: PictureHeader): Promise<Stored> {
  const stored = await decoder(() => sharp(header.decodable, DECODER_OPTIONS).metadata());
  const isSame = stored.format === header.format && (stored.pages ?? 1) === 1;
  if (!isSame || stored.width !== header.width || stored.height !== header.height) {
    throw otherPicture();
  }
  const exif = readExifSigns(stored.exif);
  const metadata = {
    hasCamera: exif.hasCamera,
    software: editorIn(stored.xmp) ?? exif.software ?? header.software,
    hasIcc: stored.icc !== undefined,
    hasC2pa: header.hasC2pa,
    channels: stored.channels,
  };
  return { metadata, orientation: stored.orientation ?? 1 };
}

const XMP_BYTES_MAX = 262_144;
const SOFTWARE_CHARS_MAX = 80;

/** The program that an XMP packet names (`xmp:CreatorTool`), which many editors write nowhere else. */
function editorIn(xmp: Buffer | undefined): string | null {
  const text = xmp?.toString('latin1', 0, XMP_BYTES_MAX) ?? '';
  const found = /CreatorTool(?:="|>)([^"<]{1,200})/.exec(text)?.[1];
  const printable = found
    ?.replace(/[^\x20-\x7e]/g, '')
    .trim()
    .slice(0, SOFTWARE_CHARS_MAX);
  return printable || null;
}

/** Cubic is as sharp as Lanczos at these factors and cheaper by a tenth of the whole decoding. */
const INSIDE_DETAIL = {
  width: DETAIL_SIDE_PX_MAX,
  height: DETAIL_SIDE_PX_MAX,
  fit: 'inside',
  kernel: 'cubic',
} as const;

async function decodeUpright(header: PictureHeader): Promise<RgbImage> {
  const fits = Math.max(header.width, header.height) <= DETAIL_SIDE_PX_MAX;
  const { data, info } = await decoder(() => {
    let pipeline = sharp(header.decodable, DECODER_OPTIONS).autoOrient();
    if (!fits) pipeline = pipeline.resize(INSIDE_DETAIL);
    return pipeline
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
  });
  const { width, height, channels } = info;
  if (!isSameShape(info, header)) throw otherPicture();
  if (channels === 3) return { data, width, height };
  // libvips would flatten in floating point, at four times the cost.
  if (channels === 4) return { data: flattened(data), width, height };
  // sharp keeps grey JPEG at one channel even in sRGB.
  if (channels === 1) return { data: greyToRgb(data), width, height };
  throw new VisionFailure('bad_picture', 'unexpected channels');
}

/** The decoder must see the same picture as the header check, or the caps were checked on a lie. */
function otherPicture(): VisionFailure {
  return new VisionFailure('bad_picture', 'decoder and header disagree');
}

/** Upright or on its side, at its own size or shrunk to the bound. */
function isSameShape(decoded: Size, stored: Size): boolean {
  const scale = Math.min(1, DETAIL_SIDE_PX_MAX / Math.max(stored.width, stored.height));
  const isSide = (decodedPx: number, storedPx: number) =>
    Math.abs(decodedPx - Math.max(1, storedPx * scale)) < 1;
  const { width, height } = stored;
  return (
    (isSide(decoded.width, width) && isSide(decoded.height, height)) ||
    (isSide(decoded.width, height) && isSide(decoded.height, width))
  );
}

interface Size {
  readonly width: number;
  readonly height: number;
}

const OPAQUE = 255;

/** RGBA over white, as RGB, in the same memory: fresh pages cost more than the arithmetic. */
function flattened(pixels: Uint8Array): Uint8Array {
  let to = 0;
  for (let from = 0; from < pixels.length; from += 4, to += 3) {
    const alpha = pixels[from + 3]!;
    if (alpha === OPAQUE) {
      pixels[to] = pixels[from]!;
      pixels[to + 1] = pixels[from + 1]!;
      pixels[to + 2] = pixels[from + 2]!;
    } else {
      const white = OPAQUE * (OPAQUE - alpha) + OPAQUE / 2;
      pixels[to] = (pixels[from]! * alpha + white) / OPAQUE;
      pixels[to + 1] = (pixels[from + 1]! * alpha + white) / OPAQUE;
      pixels[to + 2] = (pixels[from + 2]! * alpha + white) / OPAQUE;
    }
  }
  return pixels.subarray(0, to);
}

function greyToRgb(grey: Uint8Array): Uint8Array {
  const rgb = new Uint8Array(grey.length * 3);
  for (let i = 0, to = 0; i < grey.length; i++, to += 3) {
    rgb[to] = grey[i]!;
    rgb[to + 1] = grey[i]!;
    rgb[to + 2] = grey[i]!;
  }
  return rgb;
}

/** EXIF orientations 5 to 8 lie on their side (CIPA DC-008 4.6.4). */
function uprightSize(header: Size, orientation: number): Size {
  const isOnSide = orientation >= 5 && orientation <= 8;
  return isOnSide
    ? { width: header.height, height: header.width }
    : { width: header.width, height: header.height };
}

/** Whatever the decoder says of untrusted bytes means a bad picture; its text is not passed on. */
async function decoder<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new VisionFailure('bad_picture', 'decoder refused it', { cause });
  }
}
