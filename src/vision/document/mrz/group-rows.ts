import { distanceToRow, type GlyphRow, type Point } from './find-lines.ts';

/** Rows that may be one MRZ, from top to bottom as the text runs from `from` to `to`. */
export interface RowGroup {
  readonly rows: readonly GlyphRow[];
  /** Sum of the rows' regular gaps. */
  readonly strength: number;
}

/** Distance of two MRZ lines in pitches: 2.5 nominal (Doc 9303-4 appendix), specimens vary. */
const LINE_STEP_MIN = 1.15;
const LINE_STEP_MAX = 3.6;
const PITCH_RATIO_MAX = 1.22;
const OVERLAP_MIN = 0.45;

/** Every pair and triple of neighbouring parallel rows of equal pitch, and rows that stand alone. */
export function groupRows(rows: readonly GlyphRow[]): RowGroup[] {
  const groups: RowGroup[] = [];
  const below = rows.map((row) => nearestBelow(row, rows));
  rows.forEach((row, index) => {
    const second = below[index];
    if (second === undefined) {
      groups.push(groupOf([row]));
      return;
    }
    groups.push(groupOf([row, second]));
    const third = below[rows.indexOf(second)];
    if (third !== undefined) groups.push(groupOf([row, second, third]));
  });
  return groups;
}

function groupOf(rows: readonly GlyphRow[]): RowGroup {
  return { rows, strength: rows.reduce((sum, { regular }) => sum + regular, 0) };
}

function nearestBelow(row: GlyphRow, rows: readonly GlyphRow[]): GlyphRow | undefined {
  let best: GlyphRow | undefined;
  let bestStep = LINE_STEP_MAX;
  for (const other of rows) {
    if (other === row || !alike(row, other)) continue;
    const middle = middleOf(other);
    if (side(row, middle) <= 0) continue;
    const step = distanceToRow(middle, row) / row.pitch;
    if (step >= LINE_STEP_MIN && step < bestStep && overlap(row, other) >= OVERLAP_MIN) {
      best = other;
      bestStep = step;
    }
  }
  return best;
}

function alike(a: GlyphRow, b: GlyphRow): boolean {
  const ratio = a.pitch / b.pitch;
  return ratio < PITCH_RATIO_MAX && ratio > 1 / PITCH_RATIO_MAX;
}

function middleOf(row: GlyphRow): Point {
  return { x: (row.from.x + row.to.x) / 2, y: (row.from.y + row.to.y) / 2 };
}

/** Positive when the point lies below the row, looking along it. */
function side(row: GlyphRow, point: Point): number {
  const dx = row.to.x - row.from.x;
  const dy = row.to.y - row.from.y;
  return dx * (point.y - row.from.y) - dy * (point.x - row.from.x);
}

/** Share of the shorter row that lies beside the other one. */
function overlap(a: GlyphRow, b: GlyphRow): number {
  const length = Math.hypot(a.to.x - a.from.x, a.to.y - a.from.y);
  const cos = (a.to.x - a.from.x) / length;
  const sin = (a.to.y - a.from.y) / length;
  const along = (point: Point): number => (point.x - a.from.x) * cos + (point.y - a.from.y) * sin;
  const [low, high] = [along(b.from), along(b.to)];
  const shared = Math.min(length, high) - Math.max(0, low);
  return shared / Math.min(length, high - low);
}
