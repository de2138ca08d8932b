import type { RgbImage } from './decoded-image.ts';

const SAMPLES = 32;
const FREQUENCIES = 8;

/**
 * 64-bit perceptual hash as 16 hex digits: the signs of the 8 x 8 lowest frequencies (without the mean)
 * of a 32 x 32 grey copy against their median. Survives re-compression and resizing; two unrelated
 * pictures differ in about 32 of 64 bits.
 */
export function perceptualHash(image: RgbImage): string {
  const grey = averageGrey(image, SAMPLES);
  const low = lowFrequencies(grey);
  const median = low.toSorted((a, b) => a - b)[low.length / 2]!;
  let hash = 0n;
  for (const value of low) hash = (hash << 1n) | (value > median ? 1n : 0n);
  return hash.toString(16).padStart(16, '0');
}

/** Bits that differ between two perceptual hashes, 0 to 64. */
export function hashDistance(a: string, b: string): number {
  let bits = BigInt(`0x${a}`) ^ BigInt(`0x${b}`);
  let count = 0;
  for (; bits > 0n; bits >>= 1n) count += Number(bits & 1n);
  return count;
}

function averageGrey(image: RgbImage, side: number): Float64Array {
  const { data, width, height } = image;
  const sums = new Float64Array(side * side);
  const counts = new Float64Array(side * side);
  const columns = Uint8Array.from({ length: width }, (_, x) => Math.floor((x * side) / width));
  for (let y = 0, at = 0; y < height; y++) {
    const row = Math.floor((y * side) / height) * side;
    for (let x = 0; x < width; ) {
      const column = columns[x]!;
      const from = x;
      let red = 0;
      let green = 0;
      let blue = 0;
      for (; x < width && columns[x] === column; x++, at += 3) {
        red += data[at]!;
        green += data[at + 1]!;
        blue += data[at + 2]!;
      }
      // Weighed once a run, not once a pixel: the same whole number.
      sums[row + column]! += (299 * red + 587 * green + 114 * blue) / 1000;
      counts[row + column]! += x - from;
    }
  }
  return sums.map((sum, cell) => (counts[cell]! > 0 ? sum / counts[cell]! : 0));
}

/** DCT-II coefficients (u, v) in 1..8, row by row: the mean and the pure tilts are left out. */
function lowFrequencies(grey: Float64Array): number[] {
  const low: number[] = [];
  for (let v = 1; v <= FREQUENCIES; v++) {
    for (let u = 1; u <= FREQUENCIES; u++) {
      let sum = 0;
      for (let y = 0; y < SAMPLES; y++) {
        const wave = COSINES[v * SAMPLES + y]!;
        for (let x = 0; x < SAMPLES; x++) {
          sum += grey[y * SAMPLES + x]! * wave * COSINES[u * SAMPLES + x]!;
        }
      }
      low.push(sum);
    }
  }
  return low;
}

const COSINES = Float64Array.from({ length: (FREQUENCIES + 1) * SAMPLES }, (_, i) =>
  Math.cos((Math.floor(i / SAMPLES) * ((i % SAMPLES) + 0.5) * Math.PI) / SAMPLES),
);
