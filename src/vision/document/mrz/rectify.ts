import type { Point } from './find-lines.ts';
import { type GreyImage, halved } from './grey.ts';
import { STRIP_HEIGHT_PX, STRIP_PITCH_PX } from './line-net.ts';
import { inkOfStrip } from './strip.ts';

/** The picture at full size and at halves of it. */
export type GreyPyramid = readonly GreyImage[];

/** Above so many pixels per glyph a smaller copy of the picture is read: as in training. */
const PITCH_PX_MAX = 17;
const LEVELS_MAX = 5;

export function pyramidOf(image: GreyImage): GreyPyramid {
  const levels = [image];
  while (levels.length < LEVELS_MAX && Math.min(levels.at(-1)!.width, levels.at(-1)!.height) > 64) {
    levels.push(halved(levels.at(-1)!));
  }
  return levels;
}

/** A line of text in the picture: where glyph `index` (fractions allowed) has its middle. */
export interface TextLine {
  at(index: number): Point;
  /**
   * How far the glyphs lean there: pixels along the line for a pixel down. Upright when left out; a page seen
   * askew leans, and more at one end than at the other.
   */
  lean?(index: number): number;
}

/** Glyphs of a straight line from `from` to `to`, `pitch` pixels apart; index 0 is at `from`. */
export function straightLine(from: Point, to: Point, pitch: number): TextLine {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const stepX = ((to.x - from.x) / length) * pitch;
  const stepY = ((to.y - from.y) / length) * pitch;
  return { at: (index) => ({ x: from.x + stepX * index, y: from.y + stepY * index }) };
}

export interface StripPlan {
  /** Index of the glyph whose middle is at the strip's left edge. */
  readonly first: number;
  readonly glyphs: number;
  /** Rows by which the line is moved down in the strip. */
  readonly shiftRows: number;
  /** Size of the glyphs' height against what the pitch says. */
  readonly tall: number;
}

/** Strip width: even, one pitch for each glyph. */
export function stripWidth(plan: StripPlan): number {
  return 2 * Math.ceil((plan.glyphs * STRIP_PITCH_PX) / 2);
}

/** Ink of the line laid out straight: `STRIP_HEIGHT_PX` rows, `STRIP_PITCH_PX` columns a glyph. */
export function cutStrip(pyramid: GreyPyramid, line: TextLine, plan: StripPlan): Float32Array {
  const width = stripWidth(plan);
  const grey = new Float32Array(width * STRIP_HEIGHT_PX);
  const middle = plan.first + plan.glyphs / 2;
  const before = line.at(middle - 1);
  const after = line.at(middle + 1);
  let level = 0;
  let pitch = Math.hypot(after.x - before.x, after.y - before.y) / 2;
  while (pitch > PITCH_PX_MAX && level + 1 < pyramid.length) {
    level++;
    pitch /= 2;
  }
  const image = pyramid[level]!;
  const scale = 1 / 2 ** level;
  for (let x = 0; x < width; x++) {
    const index = plan.first + (x + 0.5) / STRIP_PITCH_PX;
    const point = line.at(index);
    const ahead = line.at(index + 0.5);
    const behind = line.at(index - 0.5);
    const alongX = (ahead.x - behind.x) / STRIP_PITCH_PX;
    const alongY = (ahead.y - behind.y) / STRIP_PITCH_PX;
    const lean = line.lean?.(index) ?? 0;
    const rowX = (-alongY + lean * alongX) * plan.tall;
    const rowY = (alongX + lean * alongY) * plan.tall;
    for (let y = 0; y < STRIP_HEIGHT_PX; y++) {
      const row = y + 0.5 - STRIP_HEIGHT_PX / 2 - plan.shiftRows;
      const px = (point.x + rowX * row) * scale - 0.5;
      const py = (point.y + rowY * row) * scale - 0.5;
      grey[y * width + x] = sample(image, px, py);
    }
  }
  return inkOfStrip(grey, width);
}

function sample({ data, width, height }: GreyImage, x: number, y: number): number {
  const cx = x < 0 ? 0 : x > width - 1.001 ? width - 1.001 : x;
  const cy = y < 0 ? 0 : y > height - 1.001 ? height - 1.001 : y;
  const left = cx | 0;
  const top = cy | 0;
  const fx = cx - left;
  const fy = cy - top;
  const at = top * width + left;
  const upper = data[at]! * (1 - fx) + data[at + 1]! * fx;
  const lower = data[at + width]! * (1 - fx) + data[at + width + 1]! * fx;
  return upper * (1 - fy) + lower * fy;
}
