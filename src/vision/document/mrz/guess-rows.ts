import type { GlyphRow } from './find-lines.ts';
import type { RowGroup } from './group-rows.ts';
import { FRAME_STEP_PX, STRIP_PITCH_PX } from './line-net.ts';
import { bestChain, characterChances, glyphGains, type LineReader } from './line-reader.ts';
import { cutStrip, type GreyPyramid, straightLine, stripWidth } from './rectify.ts';

/** Distances of neighbouring lines that are tried, in pitches. */
const STEPS = Array.from({ length: 15 }, (_, index) => 1.4 + index * 0.1);
const LEAD_GLYPHS = 3;
const GLYPHS_MIN = 20;
const GAIN_PER_GLYPH_MIN = 2;

/**
 * The groups that one row would make with rows beside it that the search for blobs did not find:
 * faint or merged print. The net says whether and where there are glyphs.
 */
export async function guessedGroups(
  pyramid: GreyPyramid,
  row: GlyphRow,
  reader: LineReader,
): Promise<RowGroup[]> {
  const length = Math.hypot(row.to.x - row.from.x, row.to.y - row.from.y);
  const glyphs = Math.ceil(length / row.pitch) + 2 * LEAD_GLYPHS;
  const plan = { first: -LEAD_GLYPHS, glyphs, shiftRows: 0, tall: 1 };
  const candidates = [-1, 1].map((side) => STEPS.map((step) => moved(row, side * step)));
  const strips = candidates
    .flat()
    .map((other) => cutStrip(pyramid, straightLine(other.from, other.to, other.pitch), plan));
  const scores = await reader.read(strips, stripWidth(plan));
  const strengths = scores.map((score) => {
    const chain = bestChain(glyphGains(score), STRIP_PITCH_PX / FRAME_STEP_PX, null);
    const { places, gain } = chain;
    if (places.length < GLYPHS_MIN || gain < GAIN_PER_GLYPH_MIN * places.length) return 0;
    const sure = places.map((place) => Math.max(...characterChances([score], place)));
    return sure.reduce((sum, chance) => sum + chance, 0) / places.length;
  });
  const [above, below] = candidates.map((rows, side) => {
    const own = strengths.slice(side * STEPS.length, (side + 1) * STEPS.length);
    const most = Math.max(...own);
    return most === 0 ? undefined : rows[own.indexOf(most)]!;
  });
  const groups = [
    [above, row, below],
    [above, row],
    [row, below],
  ].map((rows) => rows.filter((one) => one !== undefined));
  return groups
    .filter((rows) => rows.length > 1)
    .map((rows) => ({ rows, strength: row.regular * rows.length }));
}

/** The row moved down by so many pitches, looking along it. */
function moved(row: GlyphRow, pitches: number): GlyphRow {
  const dx = row.to.x - row.from.x;
  const dy = row.to.y - row.from.y;
  const scale = (pitches * row.pitch) / Math.hypot(dx, dy);
  const shift = { x: -dy * scale, y: dx * scale };
  return {
    ...row,
    from: { x: row.from.x + shift.x, y: row.from.y + shift.y },
    to: { x: row.to.x + shift.x, y: row.to.y + shift.y },
  };
}
