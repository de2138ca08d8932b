import { COEFFICIENTS_KEPT, type LumaCoefficients } from '../../image/jpeg-coefficients.ts';
import { type FirstSaving, VALUES_MAX } from './first-saving.ts';
import type { Blocks } from './stored-blocks.ts';

/**
 * Evidence of the earlier saving, summed from the top left corner: any rectangle's sum is four look-ups. The values
 * that are not 0 are counted likewise.
 */
export interface EvidenceMap {
  readonly columns: number;
  readonly rows: number;
  readonly sums: Float64Array;
  readonly counts: Uint32Array;
}

export interface Evidence {
  readonly sum: number;
  readonly count: number;
}

export function mapEvidence(luma: LumaCoefficients, { evidence }: FirstSaving): EvidenceMap {
  const { columns, rows, values } = luma;
  const used = Array.from({ length: COEFFICIENTS_KEPT }, (_, at) => at).filter(
    (at) => evidence[at]!.length > 0,
  );
  const across = columns + 1;
  const sums = new Float64Array(across * (rows + 1));
  const counts = new Uint32Array(across * (rows + 1));
  for (let row = 0, block = 0; row < rows; row++) {
    let [sum, count] = [0, 0];
    for (let column = 0; column < columns; column++, block += COEFFICIENTS_KEPT) {
      for (const at of used) {
        const value = Math.abs(values[block + at]!);
        if (value === 0 || value > VALUES_MAX) continue;
        sum += evidence[at]![value]!;
        count++;
      }
      const to = (row + 1) * across + column + 1;
      sums[to] = sums[to - across]! + sum;
      counts[to] = counts[to - across]! + count;
    }
  }
  return { columns, rows, sums, counts };
}

/** Evidence in some blocks; what lies outside the picture adds nothing. */
export function evidenceIn(map: EvidenceMap, blocks: Blocks): Evidence {
  const within = (value: number, most: number) => Math.max(0, Math.min(most, value));
  const [left, right] = [within(blocks.left, map.columns), within(blocks.right, map.columns)];
  const [top, bottom] = [within(blocks.top, map.rows), within(blocks.bottom, map.rows)];
  if (right <= left || bottom <= top) return { sum: 0, count: 0 };
  const across = map.columns + 1;
  const rectangle = (list: Float64Array | Uint32Array) =>
    list[bottom * across + right]! -
    list[top * across + right]! -
    list[bottom * across + left]! +
    list[top * across + left]!;
  return { sum: rectangle(map.sums), count: rectangle(map.counts) };
}

/** Side of the window that is looked through, blocks: two letters of a phone's photograph. */
const WINDOW = 6;
const WINDOW_STEP = 2;
/**
 * Sum of the evidence in a window from which on its blocks were not saved with the rest. Chosen on the even seeds of
 * `npm run -s eval -- authenticity`, where whole pictures that were saved twice have -51 and more.
 */
const WINDOW_SUM_MAX = -55;
const WINDOW_MEAN_MAX = -0.15;

/**
 * The place that speaks most against having been saved with the rest; null where none does clearly.
 * @param isBurnt whether a place is drowned in white or black: there the first saving is lost, whoever saved
 */
export function findPlaceApart(
  map: EvidenceMap,
  isBurnt: (place: Blocks) => boolean,
): Blocks | null {
  let worst = WINDOW_SUM_MAX;
  let found: Blocks | null = null;
  const { columns, rows, sums } = map;
  const down = WINDOW * (columns + 1);
  for (let top = 0; top + WINDOW <= rows; top += WINDOW_STEP) {
    for (let left = 0; left + WINDOW <= columns; left += WINDOW_STEP) {
      const at = top * (columns + 1) + left;
      const sum = sums[at]! - sums[at + WINDOW]! - sums[at + down]! + sums[at + down + WINDOW]!;
      if (sum >= worst) continue;
      const window = { left, top, right: left + WINDOW, bottom: top + WINDOW };
      const { count } = evidenceIn(map, window);
      if (sum > WINDOW_MEAN_MAX * count || isBurnt(window)) continue;
      worst = sum;
      found = window;
    }
  }
  return found === null ? null : grown(map, found);
}

/** The place with what joins it: rings of blocks are taken in while they speak the same way. */
function grown(map: EvidenceMap, from: Blocks): Blocks {
  let blocks = from;
  for (let grew = true; grew; ) {
    grew = false;
    for (const [side, by] of [
      ['left', -1],
      ['top', -1],
      ['right', 1],
      ['bottom', 1],
    ] as const) {
      const next = { ...blocks, [side]: blocks[side] + by };
      const edge = { ...next };
      if (side === 'left') edge.right = blocks.left;
      else if (side === 'right') edge.left = blocks.right;
      else if (side === 'top') edge.bottom = blocks.top;
      else edge.top = blocks.bottom;
      const { sum, count } = evidenceIn(map, edge);
      if (count === 0 || sum >= 0) continue;
      blocks = next;
      grew = true;
    }
  }
  return blocks;
}

const INSIDE_COUNT_MIN = 300;
const OUTSIDE_MEAN_MIN = 0.05;

/** Whether the blocks of a portrait were not saved with the rest of the picture. */
export function isSavedApart(map: EvidenceMap, portrait: Blocks): boolean {
  const inside = evidenceIn(map, portrait);
  const whole = evidenceIn(map, { left: 0, top: 0, right: map.columns, bottom: map.rows });
  const outside = (whole.sum - inside.sum) / Math.max(1, whole.count - inside.count);
  return inside.count >= INSIDE_COUNT_MIN && inside.sum < 0 && outside > OUTSIDE_MEAN_MIN;
}
