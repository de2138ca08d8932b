import type { Region } from '../facts.ts';
import type { RgbImage } from '../image/decoded-image.ts';

/** Every fourth pixel of every fourth row: a mean needs no more. */
const STEP = 4;
/** Share of the face's width on either side, and of its height above, that still belongs to the head. */
const MARGIN_SIDE = 0.3;
const MARGIN_ABOVE = 0.5;
/** Fewer pixels than this share of the frame say nothing about what is behind the face. */
const SHARE_MIN = 0.02;

/**
 * Mean R, G, B (0..255) of what is beside and above the head; null when nearly nothing is. Below the
 * face are neck and clothes, which the screen's light reaches like the face: they are left out.
 */
export function measureSurround(
  { data, width, height }: RgbImage,
  face: Region,
): readonly [number, number, number] | null {
  const left = (face.x - MARGIN_SIDE * face.width) * width;
  const right = (face.x + (1 + MARGIN_SIDE) * face.width) * width;
  const top = (face.y - MARGIN_ABOVE * face.height) * height;
  const bottom = Math.min(height, (face.y + face.height) * height);
  const sums: [number, number, number] = [0, 0, 0];
  let count = 0;
  for (let y = 0; y < bottom; y += STEP) {
    for (let x = 0; x < width; x += STEP) {
      if (y >= top && x >= left && x <= right) continue;
      const at = (y * width + x) * 3;
      sums[0] += data[at]!;
      sums[1] += data[at + 1]!;
      sums[2] += data[at + 2]!;
      count++;
    }
  }
  if (count * STEP * STEP < SHARE_MIN * width * height) return null;
  return [sums[0] / count, sums[1] / count, sums[2] / count];
}
