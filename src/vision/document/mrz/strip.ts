import { STRIP_HEIGHT_PX, STRIP_PITCH_PX } from './line-net.ts';

/** Half width of the window over which ink is compared with paper: four glyphs in all. */
const CONTRAST_REACH_PX = 2 * STRIP_PITCH_PX;
/** Grey levels: keeps the noise of an empty strip from being blown up to ink. */
const DEVIATION_FLOOR = 4;

/**
 * Turns grey levels (0..255, `STRIP_HEIGHT_PX` rows of `width`) into ink: how many local standard
 * deviations a pixel is darker than its surroundings. Removes shade, exposure and print weight.
 */
export function inkOfStrip(grey: Float32Array, width: number): Float32Array {
  const sums = new Float64Array(width + 1);
  const squares = new Float64Array(width + 1);
  for (let x = 0; x < width; x++) {
    let sum = 0;
    let square = 0;
    for (let at = x; at < width * STRIP_HEIGHT_PX; at += width) {
      const value = grey[at]!;
      sum += value;
      square += value * value;
    }
    sums[x + 1] = sums[x]! + sum;
    squares[x + 1] = squares[x]! + square;
  }
  const ink = new Float32Array(width * STRIP_HEIGHT_PX);
  for (let x = 0; x < width; x++) {
    const from = Math.max(0, x - CONTRAST_REACH_PX);
    const to = Math.min(width, x + CONTRAST_REACH_PX + 1);
    const count = (to - from) * STRIP_HEIGHT_PX;
    const mean = (sums[to]! - sums[from]!) / count;
    const variance = Math.max(0, (squares[to]! - squares[from]!) / count - mean * mean);
    const scale = 1 / (Math.sqrt(variance) + DEVIATION_FLOOR);
    for (let at = x; at < width * STRIP_HEIGHT_PX; at += width) {
      ink[at] = (mean - grey[at]!) * scale;
    }
  }
  return ink;
}
