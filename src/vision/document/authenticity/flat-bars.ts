import type { RgbImage } from '../../image/decoded-image.ts';

/** Levels that a row of one color may vary by: JPEG leaves a little, a sensor's noise is more. */
const LEVELS_MAX = 3;
/** A status bar or the space around a shown picture, share of the height. */
const BAR_SHARE_MIN = 0.025;

/** Bars of one flat color over the whole width. */
export interface FlatBars {
  /** Shares of the picture's height, 0..1. */
  readonly top: number;
  readonly bottom: number;
}

/**
 * Flat bars at top and bottom, as a screenshot has them around a picture; null unless both are there. One alone
 * may be a dark table's edge that the camera drowned.
 */
export function findFlatBars(image: RgbImage): FlatBars | null {
  const top = flatRows(image, 0, 1) / image.height;
  const bottom = flatRows(image, image.height - 1, -1) / image.height;
  // A wholly flat picture has no bars.
  if (top + bottom >= 1 || Math.min(top, bottom) < BAR_SHARE_MIN) return null;
  return { top, bottom };
}

function flatRows({ data, width, height }: RgbImage, from: number, step: 1 | -1): number {
  const first = from * width * 3;
  for (let count = 0; count < height; count++) {
    let at = (from + count * step) * width * 3;
    for (let x = 0; x < width; x++, at += 3) {
      for (let channel = 0; channel < 3; channel++) {
        const off = Math.abs(data[at + channel]! - data[first + channel]!);
        if (off > LEVELS_MAX) return count;
      }
    }
  }
  return height;
}
