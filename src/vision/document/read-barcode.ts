import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import sharp, { type Sharp } from 'sharp';
import { prepareZXingModule, type ReadResult, readBarcodes } from 'zxing-wasm/reader';
import type { BarcodeReading } from '../facts.ts';
import type { RgbImage } from '../image/decoded-image.ts';
import { parseAamva } from './aamva.ts';
import { dominantTilt, evened } from './even-out.ts';
import { type GreyImage, greyOf } from './mrz/grey.ts';

/**
 * Pixels of all copies together, at about 0.15 us each. The first copy is always made; hard specimens
 * took up to 2.4 million. Bounded by work, not by the clock: a busy machine reads the same codes.
 */
export const LADDER_PIXELS_MAX = 6_000_000;
/** Larger pictures are not enlarged further. */
const ENLARGED_SIDE_PX_MAX = 1300;
/** The reader finds quarter turns by itself and bears so little between them. */
const TILT_DEGREES_MIN = 1.5;
const LOCAL_REACH_PX = 16;
const EVENLY_LIT_PIXELS_MAX = 500_000;

let prepared = false;

function prepare(): void {
  if (prepared) return;
  const file = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm');
  const bytes = readFileSync(file);
  // The package would fetch its module from the network; a server never may.
  const wasmBinary = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
  prepareZXingModule({ overrides: { wasmBinary: wasmBinary as ArrayBuffer } });
  prepared = true;
}

/**
 * Reads the PDF417 of a licence's back. First the picture as it is; when that fails, copies that
 * are turned upright, evened out, sharpened and enlarged, up to a bound of work.
 */
export async function readPdf417(image: RgbImage): Promise<BarcodeReading | null> {
  prepare();
  const grey = greyOf(image);
  const first = (await decodeQuickly(grey)) ?? (await decode(grey, 'LocalAverage', 'thorough'));
  if (first !== null) return toReading(first, image);
  for (const step of affordableSteps(image, dominantTilt(grey))) {
    const copy = await preparedCopy(grey, step);
    for (const binarizer of ['LocalAverage', 'FixedThreshold'] as const) {
      const result = await decode(copy, binarizer, 'turning');
      if (result !== null) return toReading(result, step.turn === 0 ? copy : null);
    }
  }
  return null;
}

interface Step {
  /** Degrees clockwise. */
  readonly turn: number;
  readonly enlarge: 1 | 2;
  readonly change: 'none' | 'even' | 'sharpen';
}

/** The cheap copies of every turn before the dear ones of any. */
function ladder(turns: readonly number[]): Step[] {
  return ([1, 2] as const).flatMap((enlarge) =>
    turns.flatMap((turn) =>
      (['none', 'even', 'sharpen'] as const).map((change) => ({ turn, enlarge, change })),
    ),
  );
}

/** The steps of the ladder for a picture of this size and tilt in degrees, within the bound. */
export function affordableSteps(size: Size, tilt: number): Step[] {
  const turns = Math.abs(tilt) >= TILT_DEGREES_MIN ? [-tilt, 0] : [0, -tilt];
  const isLarge = Math.max(size.width, size.height) > ENLARGED_SIDE_PX_MAX;
  let pixels = 0;
  return ladder(turns).filter((step) => {
    if (step.enlarge > 1 && isLarge) return false;
    const after = pixels + copyPixels(size, step);
    if (pixels > 0 && after > LADDER_PIXELS_MAX) return false;
    pixels = after;
    return true;
  });
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Pixels of the upright box around the turned and enlarged picture. */
export function copyPixels({ width, height }: Size, { turn, enlarge }: Step): number {
  const cos = Math.abs(Math.cos((turn * Math.PI) / 180));
  const sin = Math.abs(Math.sin((turn * Math.PI) / 180));
  return (width * cos + height * sin) * (width * sin + height * cos) * enlarge ** 2;
}

async function preparedCopy(grey: GreyImage, step: Step): Promise<GreyImage> {
  const { width, height } = grey;
  let pipeline: Sharp = sharp(grey.data, { raw: { width, height, channels: 1 } });
  if (step.turn !== 0) pipeline = pipeline.rotate(step.turn, { background: '#fff' });
  let copy = await greyFrom(pipeline);
  if (step.enlarge > 1) {
    const larger = sharp(copy.data, {
      raw: { width: copy.width, height: copy.height, channels: 1 },
    });
    copy = await greyFrom(larger.resize(copy.width * step.enlarge, null, { kernel: 'cubic' }));
  }
  if (step.change === 'even') return evened(copy, LOCAL_REACH_PX * step.enlarge);
  if (step.change === 'none') return copy;
  const same = sharp(copy.data, { raw: { width: copy.width, height: copy.height, channels: 1 } });
  return greyFrom(same.sharpen({ sigma: 2 * step.enlarge, m1: 2, m2: 6 }));
}

async function greyFrom(pipeline: Sharp): Promise<GreyImage> {
  const { data, info } = await pipeline
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

/** `quick` reads an upright, clear code in two thirds of the time; `turning` also quarter turns. */
type Effort = 'quick' | 'turning' | 'thorough';

/**
 * One threshold for the whole picture reads an evenly lit code in half the time; in a large picture,
 * where a failure costs more and the light is seldom even, it is not tried.
 */
async function decodeQuickly(grey: GreyImage): Promise<ReadResult | null> {
  const isLarge = grey.data.length > EVENLY_LIT_PIXELS_MAX;
  const even = isLarge ? null : await decode(grey, 'GlobalHistogram', 'quick');
  return even ?? decode(grey, 'LocalAverage', 'quick');
}

type Binarizer = 'LocalAverage' | 'GlobalHistogram' | 'FixedThreshold';

async function decode(
  image: GreyImage,
  binarizer: Binarizer,
  effort: Effort,
): Promise<ReadResult | null> {
  const [result] = await readBarcodes(asPgm(image), {
    formats: ['PDF417'],
    tryHarder: effort !== 'quick',
    tryRotate: effort !== 'quick',
    tryInvert: effort === 'thorough',
    tryDownscale: effort === 'thorough',
    maxNumberOfSymbols: 1,
    textMode: 'Plain',
    binarizer,
  });
  return result?.isValid ? result : null;
}

/**
 * A grey picture as a binary PGM file (netpbm pgm(5)), which the reader takes as it is. Of pixels it
 * takes only RGBA, and makes them grey again more slowly than `greyOf`.
 */
function asPgm({ data, width, height }: GreyImage): Uint8Array<ArrayBuffer> {
  const header = Buffer.from(`P5 ${width} ${height} 255\n`, 'latin1');
  const file = new Uint8Array(header.length + data.length);
  file.set(header);
  file.set(data, header.length);
  return file;
}

function toReading(
  result: ReadResult,
  copy: { width: number; height: number } | null,
): BarcodeReading {
  const { topLeft, topRight, bottomLeft, bottomRight } = result.position;
  const corners = [topLeft, topRight, bottomLeft, bottomRight];
  const x = Math.min(...corners.map((corner) => corner.x));
  const y = Math.min(...corners.map((corner) => corner.y));
  const right = Math.max(...corners.map((corner) => corner.x));
  const bottom = Math.max(...corners.map((corner) => corner.y));
  const region =
    copy === null
      ? { x: 0, y: 0, width: 1, height: 1 }
      : {
          x: x / copy.width,
          y: y / copy.height,
          width: (right - x) / copy.width,
          height: (bottom - y) / copy.height,
        };
  return { format: 'PDF417', text: result.text, aamva: parseAamva(result.text), region };
}
