import type { PrintedField, Region, Signal } from '../../facts.ts';
import type { RgbImage } from '../../image/decoded-image.ts';
import { type GlyphBox, glyphBoxes } from './glyph-boxes.ts';

/** Names have small letters; numbers and dates are digits and capitals, all of one height. */
const EVEN_FIELDS: ReadonlySet<PrintedField['name']> = new Set([
  'document_number',
  'birth_date',
  'expiry_date',
]);
/** Of the line's usual height: smaller parts are points, hyphens and small letters. */
const TALL_SHARE = 0.75;
const TALLER_SHARE = 1.4;
const GLYPHS_MIN = 5;
/** No number or date has as many; the pairs of a field full of specks would go into millions. */
const GLYPHS_MAX = 60;
/** A pixel more or less is then a twentieth. */
const HEIGHT_PX_MIN = 20;
/**
 * Shares of the height by which a glyph may be off the line at its foot or its head. What is off by more than the
 * second is a stroke between digits or belongs to another line. Untouched lines of the even seeds have 0.05.
 */
const OFF_MAX = 0.08;
const OFF_OTHER = 0.15;
/** Boxes of a line that leans more say too little: a wide glyph's is then higher than a narrow one's. */
const SLOPE_MAX = 0.05;
/** Glyphs of other lines for one of this, above which the field is not one line. */
const OTHERS_MAX = 1 / 3;
const STRENGTH = 0.3;

/** How far a glyph stands off the line that the others stand on. */
export interface OddGlyph {
  readonly box: GlyphBox;
  /** Of the usual height, the greater of head and foot. */
  readonly off: number;
}

/** The glyph of a line that is most off; null where the line has too few glyphs or too small ones. */
export function oddestGlyph(image: RgbImage, region: Region): OddGlyph | null {
  const all = glyphBoxes(image, region);
  const heights = all.map(({ top, bottom }) => bottom - top).sort((a, b) => b - a);
  // The usual height of the upper half: small letters and points are in the lower one.
  const usual = heights[Math.floor(heights.length / 4)] ?? 0;
  const tall = all.filter(({ top, bottom }) => {
    const height = bottom - top;
    return height >= TALL_SHARE * usual && height <= TALLER_SHARE * usual;
  });
  if (tall.length < GLYPHS_MIN || usual < HEIGHT_PX_MIN) return null;
  const slope = medianSlope(tall);
  if (slope === null || Math.abs(slope) > SLOPE_MAX) return null;
  const levelled = tall.map((box) => {
    const shift = slope * ((box.left + box.right) / 2);
    return { box, top: box.top - shift, bottom: box.bottom - shift };
  });
  const foot = median(levelled.map(({ bottom }) => bottom));
  const head = median(levelled.map(({ top }) => top));
  const odd = levelled.map(({ box, top, bottom }) => ({
    box,
    off: Math.max(Math.abs(top - head), Math.abs(bottom - foot)) / usual,
  }));
  const ofLine = odd.filter(({ off }) => off <= OFF_OTHER);
  const others = odd.length - ofLine.length;
  if (ofLine.length < GLYPHS_MIN || others > OTHERS_MAX * ofLine.length) return null;
  return ofLine.reduce((most, one) => (one.off > most.off ? one : most));
}

/**
 * By Theil and Sen: the median of the slopes between the feet of all pairs; one odd glyph does not turn it. null for
 * more glyphs than a field has.
 */
function medianSlope(boxes: readonly GlyphBox[]): number | null {
  if (boxes.length > GLYPHS_MAX) return null;
  const slopes: number[] = [];
  for (const [index, a] of boxes.entries()) {
    for (const b of boxes.slice(index + 1)) {
      const across = (b.left + b.right - a.left - a.right) / 2;
      if (across > 4) slopes.push((b.bottom - a.bottom) / across);
    }
  }
  return median(slopes);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** Digits of a number or a date that stand off their line, or are of another size. */
export function unevenSignals(image: RgbImage, printed: readonly PrintedField[]): Signal[] {
  return printed.flatMap(({ name, region, text }): Signal[] => {
    // Small letters have heights of their own.
    const isEven = EVEN_FIELDS.has(name) && !/\p{Ll}/u.test(text);
    const odd = isEven ? oddestGlyph(image, region) : null;
    if (odd === null || odd.off <= OFF_MAX) return [];
    const { left, right, top, bottom } = odd.box;
    const place = {
      x: left / image.width,
      y: top / image.height,
      width: (right - left) / image.width,
      height: (bottom - top) / image.height,
    };
    const percent = (odd.off * 100).toFixed(0);
    const detail = `a character of the ${name.replace('_', ' ')} stands ${percent} % of its height off the line`;
    return [{ code: 'document_tampered', strength: STRENGTH, detail, region: place }];
  });
}
