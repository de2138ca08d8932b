import type { Region } from '../../facts.ts';
import type { RgbImage } from '../../image/decoded-image.ts';

/** One printed glyph: its box in pixels of the picture, edges between pixels by the ink's share. */
export interface GlyphBox {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** A field of a phone's photograph has some 40 x 300 pixels; more is no line of print. */
const AREA_PX_MAX = 120_000;
const PAPER_SHARE = 0.6;
const INK_SHARE = 0.04;
/** Levels between paper and ink, under which nothing is printed here. */
const CONTRAST_MIN = 50;
const INK_PX_MIN = 12;

/** The glyphs of a line of print, from left to right: dark parts that hang together. */
export function glyphBoxes(image: RgbImage, region: Region): GlyphBox[] {
  const left = Math.max(0, Math.floor(region.x * image.width));
  const top = Math.max(0, Math.floor(region.y * image.height));
  const width = Math.min(image.width, Math.ceil((region.x + region.width) * image.width)) - left;
  const height = Math.min(image.height, Math.ceil((region.y + region.height) * image.height)) - top;
  if (width < 8 || height < 8 || width * height > AREA_PX_MAX) return [];
  const luma = new Uint8Array(width * height);
  for (let at = 0; at < luma.length; at++) {
    const from = ((top + Math.floor(at / width)) * image.width + left + (at % width)) * 3;
    const { data } = image;
    luma[at] = 0.299 * data[from]! + 0.587 * data[from + 1]! + 0.114 * data[from + 2]!;
  }
  const sorted = luma.toSorted();
  const paper = sorted[Math.floor(sorted.length * PAPER_SHARE)]!;
  const ink = sorted[Math.floor(sorted.length * INK_SHARE)]!;
  if (paper - ink < CONTRAST_MIN) return [];
  const depth = Float32Array.from(luma, (value) =>
    Math.max(0, Math.min(1, (paper - value) / (paper - ink))),
  );
  return parts(depth, width)
    .map((pixels) => boxOf(pixels, depth, width, { left, top }))
    .sort((a, b) => a.left - b.left);
}

const INK_FROM = 0.5;

/** Pixels that are more ink than paper, by what hangs together in any of eight directions. */
function parts(depth: Float32Array, width: number): number[][] {
  const seen = new Uint8Array(depth.length);
  const found: number[][] = [];
  for (let start = 0; start < depth.length; start++) {
    if (seen[start] === 1 || depth[start]! < INK_FROM) continue;
    const pixels = [start];
    seen[start] = 1;
    for (let next = 0; next < pixels.length; next++) {
      const at = pixels[next]!;
      const column = at % width;
      for (let dy = -1; dy <= 1; dy++) {
        for (let dx = -1; dx <= 1; dx++) {
          const to = at + dy * width + dx;
          if (column + dx < 0 || column + dx >= width || to < 0 || to >= depth.length) continue;
          if (seen[to] === 1 || depth[to]! < INK_FROM) continue;
          seen[to] = 1;
          pixels.push(to);
        }
      }
    }
    if (pixels.length >= INK_PX_MIN) found.push(pixels);
  }
  return found;
}

function boxOf(
  pixels: readonly number[],
  depth: Float32Array,
  width: number,
  origin: { readonly left: number; readonly top: number },
): GlyphBox {
  let [left, right, top, bottom] = [Infinity, 0, Infinity, 0];
  for (const at of pixels) {
    const [x, y] = [at % width, Math.floor(at / width)];
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
  }
  /** The darkest of a row just outside the box: the part of a pixel by which the glyph reaches into it. */
  const reach = (y: number): number => {
    let most = 0;
    for (let x = left; x <= right; x++) most = Math.max(most, depth[y * width + x] ?? 0);
    return y < 0 ? 0 : Math.min(INK_FROM, most);
  };
  const upper = origin.top + top - reach(top - 1);
  const lower = origin.top + bottom + 1 + reach(bottom + 1);
  return {
    left: origin.left + left,
    right: origin.left + right + 1,
    top: upper,
    bottom: lower,
  };
}
