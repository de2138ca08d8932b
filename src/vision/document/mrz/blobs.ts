import { type GreyImage, integralOf } from './grey.ts';

/** A connected dark area: its box, pixels of the working picture. */
export interface Blob {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly pixels: number;
}

/** Ink is darker than the mean around it by this share of the mean, and by so many grey levels. */
const DARKER_SHARE = 0.11;
const DARKER_LEVELS = 7;
const SIZE_PX_MIN = 3;

/** Pixels darker than their surroundings (Bradley and Roth 2007, on an integral image): 1 is ink. */
export function inkMask(image: GreyImage, reach: number): Uint8Array {
  const { data, width, height } = image;
  const sums = integralOf(image);
  const stride = width + 1;
  const mask = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const top = Math.max(0, y - reach) * stride;
    const bottom = Math.min(height, y + reach + 1) * stride;
    const rows = (bottom - top) / stride;
    for (let x = 0; x < width; x++) {
      const left = Math.max(0, x - reach);
      const right = Math.min(width, x + reach + 1);
      const sum =
        sums[bottom + right]! - sums[bottom + left]! - sums[top + right]! + sums[top + left]!;
      const mean = sum / (rows * (right - left));
      const value = data[y * width + x]!;
      if (value < mean * (1 - DARKER_SHARE) - 1 && mean - value > DARKER_LEVELS)
        mask[y * width + x] = 1;
    }
  }
  return mask;
}

/** Connected areas (8 neighbours) of a mask whose larger side is within `sideMax`. */
export function findBlobs(
  mask: Uint8Array,
  width: number,
  height: number,
  sideMax: number,
): Blob[] {
  const rest = mask.slice();
  const stack = new Int32Array(width * height);
  const blobs: Blob[] = [];
  for (let start = 0; start < rest.length; start++) {
    if (rest[start] === 0) continue;
    const blob = takeBlob(rest, stack, start, width, height);
    const side = Math.max(blob.width, blob.height);
    if (side >= SIZE_PX_MIN && side <= sideMax) blobs.push(blob);
  }
  return blobs;
}

function takeBlob(
  rest: Uint8Array,
  stack: Int32Array,
  start: number,
  width: number,
  height: number,
): Blob {
  let depth = 0;
  let pixels = 0;
  let left = width;
  let right = 0;
  let top = height;
  let bottom = 0;
  stack[depth++] = start;
  rest[start] = 0;
  while (depth > 0) {
    const at = stack[--depth]!;
    const y = Math.floor(at / width);
    const x = at - y * width;
    pixels++;
    if (x < left) left = x;
    if (x > right) right = x;
    if (y < top) top = y;
    if (y > bottom) bottom = y;
    const fromY = y > 0 ? y - 1 : 0;
    const toY = y < height - 1 ? y + 1 : y;
    const fromX = x > 0 ? x - 1 : 0;
    const toX = x < width - 1 ? x + 1 : x;
    for (let ny = fromY; ny <= toY; ny++) {
      for (let next = ny * width + fromX; next <= ny * width + toX; next++) {
        if (rest[next] === 1) {
          rest[next] = 0;
          stack[depth++] = next;
        }
      }
    }
  }
  return { x: left, y: top, width: right - left + 1, height: bottom - top + 1, pixels };
}
