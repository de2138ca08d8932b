import type { Blob } from './blobs.ts';

/** A row of evenly spaced dark blobs of equal height, in pixels of the working picture. */
export interface GlyphRow {
  /** Middle of the first and of the last blob. */
  readonly from: Point;
  readonly to: Point;
  readonly pitch: number;
  readonly glyphHeight: number;
  /** How many gaps between neighbours are one or two pitches. */
  readonly regular: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Heights in pixels; they overlap, so that a row of any height falls wholly into one. */
const HEIGHT_CLASSES = [
  [4, 7],
  [5, 9],
  [7, 13],
  [10, 18],
  [14, 26],
  [20, 38],
  [30, 60],
] as const;
const TILT_DEGREES_MAX = 26;
const TILT_STEP_DEGREES = 0.75;
const BLOBS_IN_ROW_MIN = 11;
const REGULAR_MIN = 8;
const ROWS_MAX = 12;
const WIDTH_TO_HEIGHT_MAX = 1.7;
const JOIN_GAP_PITCHES = 7;
const JOIN_PITCH_RATIO_MAX = 1.15;

/**
 * Rows of glyphs within 26 degrees of the horizontal, most regular first. Rows along the other
 * axis are found by turning the blobs first.
 */
export function findGlyphRows(blobs: readonly Blob[]): GlyphRow[] {
  const rows: GlyphRow[] = [];
  for (const [low, high] of HEIGHT_CLASSES) {
    let pool = blobs.filter(
      ({ width, height, pixels }) =>
        height >= low &&
        height <= high &&
        width <= height * WIDTH_TO_HEIGHT_MAX &&
        pixels > 0.12 * width * height,
    );
    for (let count = 0; count < ROWS_MAX && pool.length >= BLOBS_IN_ROW_MIN; count++) {
      const line = strongestLine(pool, low);
      if (line === null) break;
      const near = pool.filter((blob) => Math.abs(offset(blob, line)) < 0.6 * high);
      const { row, used } = rowOf(near, line);
      if (row !== null) rows.push(row);
      pool = pool.filter((blob) => !used.has(blob));
    }
  }
  rows.sort((a, b) => b.regular - a.regular);
  return joined(rows);
}

interface Line {
  readonly cos: number;
  readonly sin: number;
  readonly distance: number;
}

function middleX(blob: Blob): number {
  return blob.x + blob.width / 2;
}

function middleY(blob: Blob): number {
  return blob.y + blob.height / 2;
}

function offset(blob: Blob, line: Line): number {
  return middleY(blob) * line.cos - middleX(blob) * line.sin - line.distance;
}

/** Hough transform over the blobs' middles. */
function strongestLine(pool: readonly Blob[], size: number): Line | null {
  const bin = Math.max(2, 0.45 * size);
  const reach = 1 + Math.max(...pool.map((blob) => Math.hypot(middleX(blob), middleY(blob))));
  const counts = new Uint16Array(Math.ceil((2 * reach) / bin) + 2);
  let best: Line | null = null;
  let bestCount = BLOBS_IN_ROW_MIN - 1;
  for (let tilt = -TILT_DEGREES_MAX; tilt <= TILT_DEGREES_MAX; tilt += TILT_STEP_DEGREES) {
    const cos = Math.cos((tilt * Math.PI) / 180);
    const sin = Math.sin((tilt * Math.PI) / 180);
    counts.fill(0);
    for (const blob of pool) {
      const at = Math.floor((middleY(blob) * cos - middleX(blob) * sin + reach) / bin);
      counts[at] = counts[at]! + 1;
    }
    for (let at = 0; at + 1 < counts.length; at++) {
      const count = counts[at]! + counts[at + 1]!;
      if (count > bestCount) {
        bestCount = count;
        best = { cos, sin, distance: (at + 1) * bin - reach };
      }
    }
  }
  return best;
}

/** Fits the line twice, cuts it at wide gaps and keeps the longest part. */
function rowOf(near: readonly Blob[], first: Line): { row: GlyphRow | null; used: Set<Blob> } {
  let line = first;
  let members = [...near];
  const height = median(near.map((blob) => blob.height));
  for (const reach of [0.6, 0.4]) {
    const kept = members.filter((blob) => Math.abs(offset(blob, line)) < reach * height);
    if (kept.length < BLOBS_IN_ROW_MIN - 3) return { row: null, used: new Set(near) };
    line = fittedLine(kept, line);
    members = near.filter((blob) => Math.abs(offset(blob, line)) < reach * height);
  }
  const along = (blob: Blob): number => middleX(blob) * line.cos + middleY(blob) * line.sin;
  members.sort((a, b) => along(a) - along(b));
  const part = longestPart(members, along, height);
  const used = new Set(part.length >= REGULAR_MIN ? part : near);
  const pitch = pitchOf(part.map(along), height);
  if (pitch === null) return { row: null, used };
  const regular = regularGaps(part.map(along), pitch);
  if (regular < REGULAR_MIN) return { row: null, used };
  const at = (blob: Blob): Point => {
    const u = along(blob);
    return {
      x: u * line.cos - line.distance * line.sin,
      y: u * line.sin + line.distance * line.cos,
    };
  };
  return {
    row: {
      from: at(part[0]!),
      to: at(part.at(-1)!),
      pitch,
      glyphHeight: median(part.map((blob) => blob.height)),
      regular,
    },
    used,
  };
}

function fittedLine(members: readonly Blob[], line: Line): Line {
  const count = members.length;
  let su = 0;
  let sv = 0;
  let suu = 0;
  let suv = 0;
  for (const blob of members) {
    const u = middleX(blob) * line.cos + middleY(blob) * line.sin;
    const v = middleY(blob) * line.cos - middleX(blob) * line.sin;
    su += u;
    sv += v;
    suu += u * u;
    suv += u * v;
  }
  const spread = suu - (su * su) / count;
  const slope = spread > 0 ? (suv - (su * sv) / count) / spread : 0;
  const turn = Math.atan(slope);
  const cos = line.cos * Math.cos(turn) - line.sin * Math.sin(turn);
  const sin = line.sin * Math.cos(turn) + line.cos * Math.sin(turn);
  return { cos, sin, distance: ((sv - slope * su) / count) * Math.cos(turn) };
}

function longestPart(
  members: readonly Blob[],
  along: (blob: Blob) => number,
  height: number,
): Blob[] {
  let best: Blob[] = [];
  let part: Blob[] = [];
  members.forEach((blob, index) => {
    const last = members[index - 1];
    if (last !== undefined && along(blob) - along(last) > 4.5 * height) part = [];
    part.push(blob);
    if (part.length > best.length) best = part;
  });
  return [...best];
}

/** The commonest distance between neighbours: the middle of the densest fifth. */
function pitchOf(places: readonly number[], height: number): number | null {
  const gaps: number[] = [];
  for (let index = 1; index < places.length; index++) {
    const gap = places[index]! - places[index - 1]!;
    if (gap > 0.5 * height && gap < 2 * height) gaps.push(gap);
  }
  if (gaps.length < REGULAR_MIN) return null;
  gaps.sort((a, b) => a - b);
  const window = Math.max(3, Math.round(gaps.length * 0.5));
  let best = 0;
  for (let from = 0; from + window <= gaps.length; from++) {
    const width = gaps[from + window - 1]! - gaps[from]!;
    if (width < gaps[best + window - 1]! - gaps[best]!) best = from;
  }
  return median(gaps.slice(best, best + window));
}

function regularGaps(places: readonly number[], pitch: number): number {
  let count = 0;
  for (let index = 1; index < places.length; index++) {
    const gaps = (places[index]! - places[index - 1]!) / pitch;
    const whole = Math.round(gaps);
    if (whole >= 1 && whole <= 2 && Math.abs(gaps - whole) < 0.22) count++;
  }
  return count;
}

/** Fillers are lower than letters, so one row is often found in parts, in two height classes. */
function joined(rows: readonly GlyphRow[]): GlyphRow[] {
  const kept: GlyphRow[] = [];
  for (const row of rows) {
    const at = kept.findIndex((other) => isSameRow(other, row));
    if (at < 0) kept.push(row);
    else kept[at] = joinedPair(kept[at]!, row);
  }
  return kept;
}

function isSameRow(main: GlyphRow, part: GlyphRow): boolean {
  const middle = { x: (part.from.x + part.to.x) / 2, y: (part.from.y + part.to.y) / 2 };
  const beyond = Math.max(0, -alongRow(part.to, main), alongRow(part.from, main) - lengthOf(main));
  const reach = (0.45 + 0.012 * (beyond / main.pitch)) * main.pitch;
  return distanceToRow(middle, main) < reach && beyond < JOIN_GAP_PITCHES * main.pitch;
}

/** The stronger row's line, drawn out to cover the other; through both when they lie apart. */
function joinedPair(main: GlyphRow, part: GlyphRow): GlyphRow {
  const length = lengthOf(main);
  const [start, end] = [alongRow(part.from, main), alongRow(part.to, main)];
  const ratio = main.pitch / part.pitch;
  if (ratio > JOIN_PITCH_RATIO_MAX || ratio < 1 / JOIN_PITCH_RATIO_MAX) return main;
  const unit = { x: (main.to.x - main.from.x) / length, y: (main.to.y - main.from.y) / length };
  const place = (u: number): Point => ({
    x: main.from.x + unit.x * u,
    y: main.from.y + unit.y * u,
  });
  const apart = Math.min(length, end) - Math.max(0, start) < 0.3 * (end - start);
  return {
    ...main,
    from: start >= 0 ? main.from : apart ? part.from : place(start),
    to: end <= length ? main.to : apart ? part.to : place(end),
    regular: main.regular + (apart ? part.regular : 0),
  };
}

function lengthOf(row: GlyphRow): number {
  return Math.hypot(row.to.x - row.from.x, row.to.y - row.from.y);
}

function alongRow(point: Point, row: GlyphRow): number {
  const dx = row.to.x - row.from.x;
  const dy = row.to.y - row.from.y;
  return ((point.x - row.from.x) * dx + (point.y - row.from.y) * dy) / Math.hypot(dx, dy);
}

/** Distance of a point from the row's straight line, pixels. */
export function distanceToRow(point: Point, row: GlyphRow): number {
  const dx = row.to.x - row.from.x;
  const dy = row.to.y - row.from.y;
  const length = Math.hypot(dx, dy);
  return Math.abs((point.x - row.from.x) * dy - (point.y - row.from.y) * dx) / length;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}
