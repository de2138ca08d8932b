import { COEFFICIENTS_KEPT, type LumaCoefficients } from '../../image/jpeg-coefficients.ts';
import type { Blocks } from './stored-blocks.ts';

/** Zigzag indices: how much a block shows, and what of it is fine enough to be noise. */
const SHOWS_TO = 6;
/** Of the blocks of a place, the calmest ones, where noise is the most of what is there. */
const CALM_SHARE = 0.3;
const BLOCKS_MIN = 40;
/** Of a large place every second or third block is enough. */
const BLOCKS_MAX = 6_000;
/** Added to both sides, levels: where next to nothing is left, the ratio must not run away. */
const FLOOR = 4;
/** Mean step of the fine coefficients from which on too little noise is left to compare. */
const STEP_MAX = 14;

export interface NoiseQuestion {
  readonly luma: LumaCoefficients;
  readonly table: readonly number[];
  /** The portrait, and the place around it that is looked at too. */
  readonly portrait: Blocks;
  readonly around: Blocks;
}

/**
 * Logarithm of the noise in a portrait over that around it, each in its calmest blocks. A camera's noise is the same
 * on both; null where too little is left of it or too few blocks are there.
 */
export function noiseRatio({ luma, table, portrait, around }: NoiseQuestion): number | null {
  const fine = table.slice(SHOWS_TO, COEFFICIENTS_KEPT);
  const meanStep = fine.reduce((sum, step) => sum + step, 0) / fine.length;
  if (meanStep > STEP_MAX) return null;
  const inside = calmNoise(luma, table, portrait, null);
  const outside = calmNoise(luma, table, around, portrait);
  if (inside === null || outside === null) return null;
  return Math.log((inside + FLOOR) / (outside + FLOOR));
}

function calmNoise(
  { columns, rows, values }: LumaCoefficients,
  table: readonly number[],
  place: Blocks,
  hole: Blocks | null,
): number | null {
  const seen: { readonly shows: number; readonly noise: number }[] = [];
  const blocks = (place.right - place.left) * (place.bottom - place.top);
  const step = Math.max(1, Math.floor(Math.sqrt(blocks / BLOCKS_MAX)));
  for (let row = Math.max(0, place.top); row < Math.min(rows, place.bottom); row += step) {
    for (let at = Math.max(0, place.left); at < Math.min(columns, place.right); at += step) {
      const isInHole =
        hole !== null &&
        at >= hole.left - 1 &&
        at <= hole.right &&
        row >= hole.top - 1 &&
        row <= hole.bottom;
      if (isInHole) continue;
      const block = (row * columns + at) * COEFFICIENTS_KEPT;
      let [shows, noise] = [0, 0];
      for (let k = 1; k < COEFFICIENTS_KEPT; k++) {
        const level = Math.abs(values[block + k]!) * table[k]!;
        if (k < SHOWS_TO) shows += level;
        else noise += level;
      }
      seen.push({ shows, noise });
    }
  }
  if (seen.length < BLOCKS_MIN) return null;
  const calm = seen.sort((a, b) => a.shows - b.shows).slice(0, Math.ceil(seen.length * CALM_SHARE));
  return calm.reduce((sum, { noise }) => sum + noise, 0) / calm.length;
}
