import type { RgbImage } from './decoded-image.ts';

const SAMPLES = 64;
const FREQUENCIES = 16;

/**
 * 256-bit perceptual hash as 64 hex digits: the signs of the 16 x 16 lowest frequencies (without the mean and
 * the pure tilts) of a 64 x 64 grey copy. Fine enough to tell two cards of one layout from each other, which the
 * 64-bit hash does not.
 */
export function fineHash(image: RgbImage): string {
  const grey = sampled(image);
  let hash = '';
  let digit = 0;
  let bits = 0;
  const row = new Float64Array(SAMPLES);
  for (let v = 1; v <= FREQUENCIES; v++) {
    for (let x = 0; x < SAMPLES; x++) {
      let sum = 0;
      for (let y = 0; y < SAMPLES; y++) sum += grey[y * SAMPLES + x]! * COSINES[v * SAMPLES + y]!;
      row[x] = sum;
    }
    for (let u = 1; u <= FREQUENCIES; u++) {
      let sum = 0;
      for (let x = 0; x < SAMPLES; x++) sum += row[x]! * COSINES[u * SAMPLES + x]!;
      digit = digit * 2 + (sum > 0 ? 1 : 0);
      if (++bits % 4 === 0) {
        hash += digit.toString(16);
        digit = 0;
      }
    }
  }
  return hash;
}

/** Mean luma of the cells of a 64 x 64 grid. */
function sampled({ data, width, height }: RgbImage): Float64Array {
  const sums = new Float64Array(SAMPLES * SAMPLES);
  const counts = new Float64Array(SAMPLES * SAMPLES);
  for (let y = 0, at = 0; y < height; y++) {
    const row = Math.floor((y * SAMPLES) / height) * SAMPLES;
    for (let x = 0; x < width; x++, at += 3) {
      const cell = row + Math.floor((x * SAMPLES) / width);
      sums[cell] = sums[cell]! + 0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!;
      counts[cell] = counts[cell]! + 1;
    }
  }
  return sums.map((sum, cell) => sum / Math.max(1, counts[cell]!));
}

const COSINES = Float64Array.from({ length: (FREQUENCIES + 1) * SAMPLES }, (_, at) =>
  Math.cos((Math.floor(at / SAMPLES) * ((at % SAMPLES) + 0.5) * Math.PI) / SAMPLES),
);
