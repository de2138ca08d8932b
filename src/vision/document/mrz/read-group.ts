import type { MrzFormat, Quarter } from '../../facts.ts';
import { type DecodedMrz, decodeLines, plausibility } from './decode-lines.ts';
import type { GlyphRow, Point } from './find-lines.ts';
import type { RowGroup } from './group-rows.ts';
import { MRZ_LAYOUTS } from './layouts.ts';
import { FRAME_STEP_PX, STRIP_PITCH_PX } from './line-net.ts';
import {
  bestChain,
  characterChances,
  type FrameScores,
  glyphGains,
  type LineReader,
  middleOfGlyph,
} from './line-reader.ts';
import { cutStrip, type GreyPyramid, straightLine, stripWidth, type TextLine } from './rectify.ts';

export interface GroupReading {
  readonly decoded: DecodedMrz;
  /** Nats: how well glyphs stand at the places, are known, and agree with the rules. */
  readonly score: number;
  /** Of the whole MRZ, pixels of the picture. */
  readonly corners: readonly Point[];
  readonly rotationDegrees: Quarter;
  /** A line begins or ends outside the picture, or without a glyph: something is cut off. */
  readonly clipped: boolean;
  /** Distance from glyph to glyph, pixels of the picture. */
  readonly pitch: number;
}

const FRAMES_PER_GLYPH = STRIP_PITCH_PX / FRAME_STEP_PX;
/** Glyphs looked at beyond the blobs at each end of a row. */
const LEAD_GLYPHS = 6;
const STRIP_GLYPHS_MAX = 76;
/** Mean gain per glyph (at most 4) below which there is no MRZ here. */
const GAIN_PER_GLYPH_MIN = 1.6;
/** Mean log-chance of the likeliest characters above which the text is surely not upside down. */
const CERTAIN_SURENESS = -0.12;
const MARGIN_GLYPHS = 2.5;
/** The same line cut a little higher, lower and taller: the readings are averaged. */
const VARIANTS = [
  { shiftRows: 0, tall: 1 },
  { shiftRows: -0.8, tall: 1.04 },
  { shiftRows: 0.8, tall: 0.97 },
] as const;

/** Reads the rows as an MRZ, as they are and upside down; null when they are none. */
export async function readGroup(
  pyramid: GreyPyramid,
  group: RowGroup,
  reader: LineReader,
): Promise<GroupReading | null> {
  if (group.rows.length < 2) return null;
  const upright = await firstPass(pyramid, group.rows, reader);
  let best = upright;
  if (upright.sureness < CERTAIN_SURENESS) {
    const turned = await firstPass(pyramid, group.rows.map(reversed).reverse(), reader);
    if (turned.sureness > best.sureness) best = turned;
  }
  if (best.gainPerGlyph < GAIN_PER_GLYPH_MIN) return null;
  let reading: GroupReading | null = null;
  for (const length of likelyLengths(best)) {
    const next = await secondPass(pyramid, best, length, reader);
    if (next !== null && (reading === null || next.score > reading.score)) reading = next;
  }
  return reading;
}

function reversed(row: GlyphRow): GlyphRow {
  return { ...row, from: row.to, to: row.from };
}

interface Pass {
  readonly rows: readonly GlyphRow[];
  readonly lines: readonly TextLine[];
  readonly scores: readonly FrameScores[];
  readonly gains: readonly Float32Array[];
  readonly first: number;
  readonly gainPerGlyph: number;
  /** Mean over the glyphs of the likeliest character's log-chance, nats: 0 is certain. */
  readonly sureness: number;
}

async function firstPass(
  pyramid: GreyPyramid,
  rows: readonly GlyphRow[],
  reader: LineReader,
): Promise<Pass> {
  const pitch = rows.reduce((sum, row) => sum + row.pitch, 0) / rows.length;
  const { starts, glyphs } = commonExtent(rows, pitch);
  const lines = rows.map((row, index) => straightLine(starts[index]!, row.to, pitch));
  const plan = { first: -LEAD_GLYPHS, glyphs, shiftRows: 0, tall: 1 };
  const strips = lines.map((line) => cutStrip(pyramid, line, plan));
  const scores = await reader.read(strips, stripWidth(plan));
  const gains = scores.map(glyphGains);
  const chains = gains.map((gain) => bestChain(gain, FRAMES_PER_GLYPH, null));
  const places = chains.reduce((sum, chain) => sum + chain.places.length, 0);
  const gain = chains.reduce((sum, chain) => sum + chain.gain, 0);
  const enough = Math.max(places, 24 * rows.length);
  const sure = chains.map((chain, index) => surenessOf(chain.places, scores[index]!));
  const sureness = sure.reduce((sum, value) => sum + value, 0) / places;
  return { rows, lines, scores, gains, first: plan.first, gainPerGlyph: gain / enough, sureness };
}

function surenessOf(places: readonly number[], scores: FrameScores): number {
  return places.reduce(
    (sum, place) => sum + Math.log(Math.max(...characterChances([scores], place))),
    0,
  );
}

/** Each row's starting point moved to where the longest of them starts; glyphs to cover all. */
function commonExtent(
  rows: readonly GlyphRow[],
  pitch: number,
): { starts: readonly Point[]; glyphs: number } {
  const axis = unit(rows[0]!);
  const along = (point: Point): number => point.x * axis.x + point.y * axis.y;
  const from = Math.min(...rows.map((row) => along(row.from)));
  const to = Math.max(...rows.map((row) => along(row.to)));
  const starts = rows.map((row) => {
    const own = unit(row);
    const back = along(row.from) - from;
    return { x: row.from.x - own.x * back, y: row.from.y - own.y * back };
  });
  const glyphs = Math.min(STRIP_GLYPHS_MAX, Math.ceil((to - from) / pitch) + 2 * LEAD_GLYPHS);
  return { starts, glyphs };
}

function unit(row: GlyphRow): Point {
  const length = Math.hypot(row.to.x - row.from.x, row.to.y - row.from.y);
  return { x: (row.to.x - row.from.x) / length, y: (row.to.y - row.from.y) / length };
}

/** Line lengths that the glyph chains support, the best first; a close second stays in. */
function likelyLengths(pass: Pass): number[] {
  const lengths = pass.rows.length === 3 ? [30] : [36, 44];
  const fits = lengths.map((length) => ({
    length,
    gain: pass.gains.reduce((sum, gain) => sum + bestChain(gain, FRAMES_PER_GLYPH, length).gain, 0),
  }));
  fits.sort((a, b) => b.gain - a.gain);
  return fits.filter(({ gain }) => gain > fits[0]!.gain - 12).map(({ length }) => length);
}

async function secondPass(
  pyramid: GreyPyramid,
  pass: Pass,
  length: number,
  reader: LineReader,
): Promise<GroupReading | null> {
  const straight = pass.lines.map((line, index) => straightened(pass, line, index, length));
  const lines = straight.map((line, index) => leaning(line, index, straight, length));
  const plans = VARIANTS.map((variant) => ({
    first: -MARGIN_GLYPHS,
    glyphs: length - 1 + 2 * MARGIN_GLYPHS,
    ...variant,
  }));
  const strips = lines.flatMap((line) => plans.map((plan) => cutStrip(pyramid, line, plan)));
  const scores = await reader.read(strips, stripWidth(plans[0]!));
  const found = lines.map((_, index) => {
    const own = scores.slice(index * plans.length, (index + 1) * plans.length);
    const gains = meanOf(own.map(glyphGains));
    const { places, gain } = bestChain(gains, FRAMES_PER_GLYPH, length);
    const ends = endsOf(gains, places);
    const chances = shiftedChains(places, ends).map((chain) =>
      chain.map((place) => characterChances(own, place)),
    );
    return { chances, gain, ends };
  });
  if (found.some(({ chances }) => chances[0]!.length !== length)) return null;
  const gain = found.reduce((sum, line) => sum + line.gain, 0);
  if (gain / (length * lines.length) < GAIN_PER_GLYPH_MIN) return null;
  if (length < LINE_LENGTH_MAX && goesOn(found.map(({ ends }) => ends))) return null;
  const decoded = combinations(found.map((line) => line.chances))
    .flatMap((chances) => formatsOf(lines.length, length).map((one) => decodeLines(one, chances)))
    .sort((a, b) => scoreOf(b) - scoreOf(a))[0]!;
  return {
    decoded,
    score: gain + scoreOf(decoded),
    corners: cornersOf(lines, length),
    rotationDegrees: rotationOf(lines[0]!, length),
    clipped:
      found.some(({ ends }) => Math.min(ends.first, ends.last) < NO_GLYPH_GAIN) ||
      lines.some(
        (line) => !isInside(line.at(0), pyramid) || !isInside(line.at(length - 1), pyramid),
      ),
    pitch: pitchOf(lines[0]!, length),
  };
}

const LINE_LENGTH_MAX = 44;
const GLYPH_GAIN = 2;
const NO_GLYPH_GAIN = -1.5;

interface LineEnds {
  /** Gains of the places before the first glyph, of the first, of the last, and after it. */
  readonly before: number;
  readonly first: number;
  readonly last: number;
  readonly after: number;
}

function endsOf(gains: Float32Array, places: readonly number[]): LineEnds {
  const near = (place: number): number =>
    Math.max(...[-1, 0, 1].map((step) => gains[place + step] ?? -GLYPH_GAIN));
  const [first, last] = [places[0] ?? 0, places.at(-1) ?? 0];
  return {
    before: near(first - FRAMES_PER_GLYPH),
    first: near(first),
    last: near(last),
    after: near(last + FRAMES_PER_GLYPH),
  };
}

/**
 * The chain, and the same moved on by a glyph to where something like one more stands: a bar of a frame beside
 * a line reads as `1` or `I`, and only the format's rules tell which end is the line's own.
 */
function shiftedChains(places: readonly number[], ends: LineEnds): (readonly number[])[] {
  const chains = [places];
  if (ends.after > GLYPH_GAIN) {
    chains.push([...places.slice(1), places.at(-1)! + FRAMES_PER_GLYPH]);
  }
  if (ends.before > GLYPH_GAIN) {
    chains.push([places[0]! - FRAMES_PER_GLYPH, ...places.slice(0, -1)]);
  }
  return chains;
}

/** One choice of each. */
function combinations<T>(choices: readonly (readonly T[])[]): T[][] {
  return choices.reduce<T[][]>(
    (made, options) => made.flatMap((head) => options.map((option) => [...head, option])),
    [[]],
  );
}

/** Every line has one more glyph at the same end: this is a longer format, cut short. */
function goesOn(ends: readonly LineEnds[]): boolean {
  return (
    ends.every(({ before }) => before > GLYPH_GAIN) || ends.every(({ after }) => after > GLYPH_GAIN)
  );
}

function isInside({ x, y }: Point, [picture]: GreyPyramid): boolean {
  return x >= 0 && y >= 0 && x <= picture!.width && y <= picture!.height;
}

function pitchOf(line: TextLine, length: number): number {
  const from = line.at(0);
  const to = line.at(length - 1);
  return Math.hypot(to.x - from.x, to.y - from.y) / (length - 1);
}

function scoreOf(decoded: DecodedMrz): number {
  const nats = decoded.confidence.flat().reduce((sum, chance) => sum + Math.log(chance + 1e-4), 0);
  return nats + plausibility(decoded);
}

function formatsOf(lineCount: number, length: number): MrzFormat[] {
  return Object.values(MRZ_LAYOUTS)
    .filter((layout) => layout.lineCount === lineCount && layout.lineLength === length)
    .map((layout) => layout.format);
}

function meanOf(all: readonly Float32Array[]): Float32Array {
  return all[0]!.map((_, frame) => all.reduce((sum, gains) => sum + gains[frame]!, 0) / all.length);
}

/** The line with its glyphs where the net found them: index 0 is the first glyph of the MRZ. */
function straightened(pass: Pass, line: TextLine, index: number, length: number): TextLine {
  const scores = pass.scores[index]!;
  const gains = pass.gains[index]!;
  const { places } = bestChain(gains, FRAMES_PER_GLYPH, length);
  const samples = places.map((place, glyph) => ({
    glyph,
    index: pass.first + (middleOfGlyph(scores, place) * FRAME_STEP_PX + 0.5) / STRIP_PITCH_PX,
    weight: gains[place]! > 1 ? 1 : 0.02,
  }));
  const [c0, c1, c2] = fittedParabola(samples);
  return { at: (glyph) => line.at(c0 + c1 * glyph + c2 * glyph * glyph) };
}

/** Beyond this a line's glyphs were counted wrongly, and say nothing of how the page lies. */
const LEAN_MAX = 0.32;

/**
 * The line with the lean of its glyphs: glyphs of equal number stand below each other in all lines of a zone,
 * whatever the direction from which the page is seen.
 */
function leaning(
  line: TextLine,
  index: number,
  lines: readonly TextLine[],
  length: number,
): TextLine {
  const [upper, lower] = index > 0 ? [lines[index - 1]!, line] : [line, lines[1]!];
  const leanAt = (glyph: number): number => {
    const [from, to] = [upper.at(glyph), lower.at(glyph)];
    const [back, ahead] = [line.at(glyph - 1), line.at(glyph + 1)];
    const [alongX, alongY] = [ahead.x - back.x, ahead.y - back.y];
    const [downX, downY] = [to.x - from.x, to.y - from.y];
    return (downX * alongX + downY * alongY) / (downY * alongX - downX * alongY);
  };
  const [first, last] = [leanAt(0), leanAt(length - 1)];
  if (!(Math.max(Math.abs(first), Math.abs(last)) < LEAN_MAX)) return line;
  return {
    at: line.at,
    lean: (glyph) => first + ((last - first) * glyph) / (length - 1),
  };
}

interface Sample {
  readonly glyph: number;
  readonly index: number;
  readonly weight: number;
}

/** Weighted least squares of `index` by a parabola in `glyph`. */
function fittedParabola(samples: readonly Sample[]): readonly [number, number, number] {
  const moments = new Float64Array(5);
  const right = new Float64Array(3);
  for (const { glyph, index, weight } of samples) {
    for (let power = 0; power < 5; power++)
      moments[power] = moments[power]! + weight * glyph ** power;
    for (let power = 0; power < 3; power++) {
      right[power] = right[power]! + weight * index * glyph ** power;
    }
  }
  const rows = [0, 1, 2].map((row) => [
    moments[row]!,
    moments[row + 1]!,
    moments[row + 2]!,
    right[row]!,
  ]);
  for (let pivot = 0; pivot < 3; pivot++) {
    for (let row = pivot + 1; row < 3; row++) {
      const factor = rows[row]![pivot]! / rows[pivot]![pivot]!;
      rows[row] = rows[row]!.map((value, column) => value - factor * rows[pivot]![column]!);
    }
  }
  const c2 = rows[2]![3]! / rows[2]![2]!;
  const c1 = (rows[1]![3]! - rows[1]![2]! * c2) / rows[1]![1]!;
  const c0 = (rows[0]![3]! - rows[0]![1]! * c1 - rows[0]![2]! * c2) / rows[0]![0]!;
  return [c0, c1, c2];
}

function cornersOf(lines: readonly TextLine[], length: number): Point[] {
  return [lines[0]!, lines.at(-1)!].flatMap((line) => {
    const from = line.at(-0.6);
    const to = line.at(length - 0.4);
    const next = line.at(length - 1.4);
    const reach = 0.7 * Math.hypot(to.x - next.x, to.y - next.y);
    return [from, to].flatMap(({ x, y }) => [
      { x: x - reach, y: y - reach },
      { x: x + reach, y: y + reach },
    ]);
  });
}

function rotationOf(line: TextLine, length: number): Quarter {
  const from = line.at(0);
  const to = line.at(length - 1);
  const degrees = (Math.atan2(to.y - from.y, to.x - from.x) * 180) / Math.PI;
  const quarter = ((Math.round(degrees / 90) % 4) + 4) % 4;
  return ([0, 90, 180, 270] as const)[quarter as 0 | 1 | 2 | 3];
}
