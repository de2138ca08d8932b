import type { Signal } from '../../facts.ts';
import type { RgbImage } from '../../image/decoded-image.ts';

/** Side of a tile, pixels, a power of two; tiles stand in the middle of the picture, where the document is. */
const TILE = 128;
const TILES_ACROSS = 4;
const TILES_DOWN = 3;
const MARGIN = 0.12;
/**
 * Cycles a pixel from which on a repeating pattern is looked for: below it print, cloth and wood have their own.
 */
const FREQUENCY_MIN = 0.2;
/**
 * Mean over the tiles of the logarithm of power over that beside it. Chosen on the even seeds of
 * `npm run -s eval -- authenticity`, whose untouched photographs have 1.7 and less; flat scans of fine
 * print have up to 4.2.
 */
const PEAK_MIN = 3.2;
const STRENGTH = 0.6;

/** The grid of a screen's pixels: one and the same fine pattern all over the picture. */
export function screenSignals(image: RgbImage): Signal[] {
  const peak = finePeak(image);
  if (peak === null || peak < PEAK_MIN) return [];
  const detail = `one fine pattern all over the picture, as the grid of a screen (${peak.toFixed(1)})`;
  return [{ code: 'is_screen_replay', strength: STRENGTH, detail }];
}

/** How far the clearest frequency stands out, mean log power; null for a picture too small for tiles. */
export function finePeak(image: RgbImage): number | null {
  const { width, height } = image;
  if (Math.min(width, height) * (1 - 2 * MARGIN) < TILE) return null;
  const sums = new Float64Array(TILE * COLUMNS);
  for (let tile = 0; tile < TILES_ACROSS * TILES_DOWN; tile++) {
    const [across, down] = [tile % TILES_ACROSS, Math.floor(tile / TILES_ACROSS)];
    const share = { x: across / (TILES_ACROSS - 1), y: down / (TILES_DOWN - 1) };
    const left = Math.floor(width * MARGIN + share.x * (width * (1 - 2 * MARGIN) - TILE));
    const top = Math.floor(height * MARGIN + share.y * (height * (1 - 2 * MARGIN) - TILE));
    addTile(image, left, top, sums);
  }
  let most = Number.NEGATIVE_INFINITY;
  for (let down = -TILE / 2; down < TILE / 2; down++) {
    for (let across = 0; across < COLUMNS; across++) {
      if (Math.hypot(across, down) < FREQUENCY_MIN * TILE) continue;
      most = Math.max(most, standingOut(sums, across, down));
    }
  }
  return most / (TILES_ACROSS * TILES_DOWN);
}

/**
 * By how much a frequency stands above those beside it. Edges and threads make ridges, of which only one side is
 * lower; a grid makes a spot.
 */
function standingOut(sums: Float64Array, across: number, down: number): number {
  let [beside, above] = [0, 0];
  for (const away of BESIDE) {
    beside += valueAt(sums, across + away, down) / BESIDE.length;
    above += valueAt(sums, across, down + away) / BESIDE.length;
  }
  return valueAt(sums, across, down) - Math.max(beside, above);
}

const BESIDE = [-6, -5, -4, 4, 5, 6] as const;

/** The spectrum of real numbers is the same on both sides of its middle, and goes on round about. */
function valueAt(sums: Float64Array, across: number, down: number): number {
  let [column, row] = [across, down];
  if (column >= TILE / 2) column -= TILE;
  if (column < 0) [column, row] = [-column, -row];
  return sums[((row + 2 * TILE) % TILE) * COLUMNS + column]!;
}

/** Half of the spectrum of real numbers says all. */
const COLUMNS = TILE / 2 + 1;

const RINGS = TILE;
const WINDOW = Float64Array.from({ length: TILE }, (_, at) => {
  return 0.5 - 0.5 * Math.cos((2 * Math.PI * (at + 0.5)) / TILE);
});
/** Distance from the middle of the spectrum, whole: what lies on one ring is equally fine. */
const RING = Uint8Array.from({ length: TILE * COLUMNS }, (_, at) => {
  const row = Math.floor(at / COLUMNS);
  return Math.round(Math.hypot(at % COLUMNS, row <= TILE / 2 ? row : row - TILE));
});

/** Adds a tile's log power, less the mean of its ring. */
function addTile(image: RgbImage, left: number, top: number, sums: Float64Array): void {
  const real = new Float64Array(TILE * TILE);
  const imaginary = new Float64Array(TILE * TILE);
  let mean = 0;
  for (let y = 0, at = 0; y < TILE; y++) {
    for (let x = 0; x < TILE; x++, at++) {
      const from = ((top + y) * image.width + left + x) * 3;
      const { data } = image;
      real[at] = 0.299 * data[from]! + 0.587 * data[from + 1]! + 0.114 * data[from + 2]!;
      mean += real[at]! / (TILE * TILE);
    }
  }
  for (let at = 0; at < real.length; at++) {
    const [x, y] = [at % TILE, Math.floor(at / TILE)];
    real[at] = (real[at]! - mean) * WINDOW[x]! * WINDOW[y]!;
  }
  for (let row = 0; row < TILE; row++) transform(real, imaginary, row * TILE, 1);
  for (let column = 0; column < COLUMNS; column++) transform(real, imaginary, column, TILE);
  const logs = new Float64Array(TILE * COLUMNS);
  const [ringSum, ringCount] = [new Float64Array(RINGS), new Uint32Array(RINGS)];
  for (let at = 0; at < logs.length; at++) {
    const from = Math.floor(at / COLUMNS) * TILE + (at % COLUMNS);
    logs[at] = Math.log(real[from]! ** 2 + imaginary[from]! ** 2 + 1);
    ringSum[RING[at]!]! += logs[at]!;
    ringCount[RING[at]!]!++;
  }
  for (let at = 0; at < logs.length; at++) {
    sums[at]! += logs[at]! - ringSum[RING[at]!]! / ringCount[RING[at]!]!;
  }
}

const COSINES = Float64Array.from({ length: TILE / 2 }, (_, at) =>
  Math.cos((2 * Math.PI * at) / TILE),
);
const SINES = Float64Array.from({ length: TILE / 2 }, (_, at) =>
  Math.sin((-2 * Math.PI * at) / TILE),
);

/** Fourier transform in place of TILE numbers that stand `step` apart (Cooley and Tukey 1965). */
function transform(real: Float64Array, imaginary: Float64Array, from: number, step: number): void {
  for (let i = 1, j = 0; i < TILE; i++) {
    let bit = TILE >> 1;
    for (; (j & bit) !== 0; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i >= j) continue;
    const [a, b] = [from + i * step, from + j * step];
    [real[a], real[b]] = [real[b]!, real[a]!];
    [imaginary[a], imaginary[b]] = [imaginary[b]!, imaginary[a]!];
  }
  for (let length = 2; length <= TILE; length <<= 1) {
    const half = length >> 1;
    for (let block = 0; block < TILE; block += length) {
      for (let k = 0; k < half; k++) {
        const turn = (k * TILE) / length;
        const [cos, sin] = [COSINES[turn]!, SINES[turn]!];
        const a = from + (block + k) * step;
        const b = a + half * step;
        const x = real[b]! * cos - imaginary[b]! * sin;
        const y = real[b]! * sin + imaginary[b]! * cos;
        real[b] = real[a]! - x;
        imaginary[b] = imaginary[a]! - y;
        real[a]! += x;
        imaginary[a]! += y;
      }
    }
  }
}
