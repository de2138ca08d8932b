import { type GreyImage, halved } from './mrz/grey.ts';

const DEVIATION_FLOOR = 3;
const MIDDLE_LEVEL = 128;
/** Grey levels for one local standard deviation. */
const DEVIATION_LEVELS = 60;

/** Removes shade and glare: each pixel against the mean and spread of its own surroundings. */
export function evened(image: GreyImage, reach: number): GreyImage {
  const { data, width, height } = image;
  const stride = width + 1;
  const sums = new Float64Array(stride * (height + 1));
  const squares = new Float64Array(stride * (height + 1));
  for (let y = 0; y < height; y++) {
    let sum = 0;
    let square = 0;
    for (let x = 0; x < width; x++) {
      const value = data[y * width + x]!;
      sum += value;
      square += value * value;
      const at = (y + 1) * stride + x + 1;
      sums[at] = sums[at - stride]! + sum;
      squares[at] = squares[at - stride]! + square;
    }
  }
  const out = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const top = Math.max(0, y - reach) * stride;
    const bottom = Math.min(height, y + reach + 1) * stride;
    for (let x = 0; x < width; x++) {
      const left = Math.max(0, x - reach);
      const right = Math.min(width, x + reach + 1);
      const count = ((bottom - top) / stride) * (right - left);
      const of = (table: Float64Array): number =>
        (table[bottom + right]! -
          table[bottom + left]! -
          table[top + right]! +
          table[top + left]!) /
        count;
      const mean = of(sums);
      const spread = Math.sqrt(Math.max(0, of(squares) - mean * mean)) + DEVIATION_FLOOR;
      const level = MIDDLE_LEVEL + ((data[y * width + x]! - mean) / spread) * DEVIATION_LEVELS;
      out[y * width + x] = Math.min(255, Math.max(0, level));
    }
  }
  return { data: out, width, height };
}

const QUARTER_TURNS = 4;
/** Larger pictures are halved first. */
const TILT_SIDE_PX_MAX = 1200;
/** Smoothing and slope over five pixels: over three, a pixel grid's own steps pull to the axes. */
const SMOOTH = [1, 4, 6, 4, 1] as const;
const SLOPE = [-1, -2, 0, 2, 1] as const;
const EDGE_STRENGTH_MIN = 16 * 6 * 20;

/**
 * By how many degrees (-45..45, clockwise positive) the picture's edges are tilted against the
 * nearest quarter turn: the mean direction of the gradients, times four so that quarters agree.
 */
export function dominantTilt(image: GreyImage): number {
  let copy = image;
  while (Math.max(copy.width, copy.height) > TILT_SIDE_PX_MAX) copy = halved(copy);
  const { width, height } = copy;
  const smoothAcross = alongRows(copy, SMOOTH);
  const slopeAcross = alongRows(copy, SLOPE);
  let cosines = 0;
  let sines = 0;
  for (let y = 2; y < height - 2; y++) {
    for (let x = 2; x < width - 2; x++) {
      let across = 0;
      let down = 0;
      for (let tap = 0; tap < SMOOTH.length; tap++) {
        const at = (y + tap - 2) * width + x;
        across += slopeAcross[at]! * SMOOTH[tap]!;
        down += smoothAcross[at]! * SLOPE[tap]!;
      }
      const strength = across * across + down * down;
      if (strength < EDGE_STRENGTH_MIN * EDGE_STRENGTH_MIN) continue;
      const angle = QUARTER_TURNS * Math.atan2(down, across);
      cosines += strength * Math.cos(angle);
      sines += strength * Math.sin(angle);
    }
  }
  return (Math.atan2(sines, cosines) / QUARTER_TURNS) * (180 / Math.PI);
}

function alongRows({ data, width, height }: GreyImage, taps: readonly number[]): Int32Array {
  const out = new Int32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 2; x < width - 2; x++) {
      const at = y * width + x;
      let sum = 0;
      for (let tap = 0; tap < taps.length; tap++) sum += data[at + tap - 2]! * taps[tap]!;
      out[at] = sum;
    }
  }
  return out;
}
