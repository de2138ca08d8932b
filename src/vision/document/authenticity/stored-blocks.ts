import type { Region } from '../../facts.ts';

/** Blocks of the stored picture, from (included) and to (not included). */
export interface Blocks {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface StoredSize {
  /** EXIF orientation, 1 to 8. */
  readonly orientation: number;
  /** Of the stored picture, pixels. */
  readonly width: number;
  readonly height: number;
}

const BLOCK_PX = 8;

/**
 * One entry an EXIF orientation (CIPA DC-008 4.6.4): whether the stored picture lies on its side, and which of its
 * axes run the other way. Read from the upright picture back to the stored one.
 */
const ORIENTATIONS = [
  { swaps: false, flipsX: false, flipsY: false },
  { swaps: false, flipsX: true, flipsY: false },
  { swaps: false, flipsX: true, flipsY: true },
  { swaps: false, flipsX: false, flipsY: true },
  { swaps: true, flipsX: false, flipsY: false },
  { swaps: true, flipsX: false, flipsY: true },
  { swaps: true, flipsX: true, flipsY: true },
  { swaps: true, flipsX: true, flipsY: false },
] as const;

const of = (orientation: number) => ORIENTATIONS[orientation - 1] ?? ORIENTATIONS[0];

/** The blocks that a region of the upright picture covers, edges rounded. */
export function blocksOf(region: Region, stored: StoredSize): Blocks {
  const { swaps, flipsX, flipsY } = of(stored.orientation);
  let { x, y, width, height } = region;
  if (swaps) [x, y, width, height] = [y, x, height, width];
  if (flipsX) x = 1 - x - width;
  if (flipsY) y = 1 - y - height;
  const across = (share: number) => Math.round((share * stored.width) / BLOCK_PX);
  const down = (share: number) => Math.round((share * stored.height) / BLOCK_PX);
  return {
    left: across(x),
    top: down(y),
    right: across(x + width),
    bottom: down(y + height),
  };
}

/** The region of the upright picture that blocks of the stored one cover. */
export function regionOf(blocks: Blocks, stored: StoredSize): Region {
  const { swaps, flipsX, flipsY } = of(stored.orientation);
  const share = (block: number, side: number) =>
    Math.min(1, Math.max(0, (block * BLOCK_PX) / side));
  let x = share(blocks.left, stored.width);
  let y = share(blocks.top, stored.height);
  let width = share(blocks.right, stored.width) - x;
  let height = share(blocks.bottom, stored.height) - y;
  if (flipsX) x = 1 - x - width;
  if (flipsY) y = 1 - y - height;
  if (swaps) [x, y, width, height] = [y, x, height, width];
  return { x, y, width, height };
}
