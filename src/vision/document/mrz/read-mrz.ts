import type { MrzReading, Region } from '../../facts.ts';
import type { RgbImage } from '../../image/decoded-image.ts';
import { type Blob, findBlobs, inkMask } from './blobs.ts';
import type { DecodedMrz } from './decode-lines.ts';
import { findGlyphRows, type Point } from './find-lines.ts';
import { type GreyImage, greyOf, halved, resized } from './grey.ts';
import { groupRows, type RowGroup } from './group-rows.ts';
import { guessedGroups } from './guess-rows.ts';
import { MRZ_LAYOUTS } from './layouts.ts';
import { STRIP_PITCH_PX } from './line-net.ts';
import type { LineReader } from './line-reader.ts';
import { parseMrz } from './parse-mrz.ts';
import { type GroupReading, readGroup } from './read-group.ts';
import { type GreyPyramid, pyramidOf } from './rectify.ts';

/** Long side of the picture in which glyphs are looked for; a second look is finer. */
const WORKING_SIDES_PX = [1050, 1900] as const;
const ENLARGE_MAX = 3.5;
/** Half the window that tells ink from paper, pixels of the working picture. */
const INK_REACH_PX = 15;
const BLOB_SIDE_PX_MAX = 90;
/** Groups kept of one look, and of these the pairs and triples that are read. */
const GROUPS_MAX = 24;
const GROUPS_TRIED_MAX = 10;
/**
 * Glyphs that the net may look at in one picture before no further group is begun; each costs about
 * 0.05 ms. A zone that can be read takes 300 to 500; noise and sham zones would take 14,000.
 */
const GLYPHS_READ_MAX = 4000;

/** What a look over the whole picture found, also where it holds no MRZ. */
export interface MrzSearch {
  readonly mrz: MrzReading | null;
  /** An MRZ that is there but was not read, because it is cut off or not clear enough. */
  readonly unread: UnreadMrz | null;
  /** Rows of glyph-like blobs in the picture, of whatever text. */
  readonly textRows: number;
  /** The middle nine tenths of the glyph-like blobs, widthwise and heightwise. */
  readonly printRegion: Region | null;
}

export interface UnreadMrz {
  readonly reason: 'clipped' | 'unclear';
  readonly region: Region;
  /** Distance from glyph to glyph, pixels of the picture. */
  readonly pitchPx: number;
}

/**
 * A character below this chance makes the whole reading unclear, by the number of look-alikes that were exchanged:
 * a reading that needed help must be surer, as check digits are satisfied by chance, too. Right readings of the
 * specimens and of simulated photographs had .15 and more at every place.
 */
const CHANCE_MIN = [0.08, 0.15, 0.25] as const;
/** Where no check digit would tell a wrong character, as in names, the net must be surer. */
const UNCOVERED_CHANCE_MIN = 0.25;

/** Finds and reads the MRZ of a picture, in any of four directions; null when there is none. */
export async function readMrz(
  image: RgbImage,
  reader: LineReader,
  today: string,
): Promise<MrzReading | null> {
  return (await findMrz(image, reader, today)).mrz;
}

/**
 * As `readMrz`, with what else the search saw.
 * @param today ISO date, for the century of two-digit years
 */
export async function findMrz(
  image: RgbImage,
  reader: LineReader,
  today: string,
): Promise<MrzSearch> {
  const grey = greyOf(image);
  const pyramid = pyramidOf(grey);
  const work = boundedWork(reader);
  let best: GroupReading | null = null;
  let seen: Look | null = null;
  for (const side of WORKING_SIDES_PX) {
    const look = lookAtSize(grey, side);
    seen ??= look;
    for (const turns of [UPRIGHT_TURNS, DIAGONAL_TURNS]) {
      const groups = turns === UPRIGHT_TURNS ? look.groups : look.turnedBy(turns);
      const reading = await bestReading(pyramid, groups, work);
      if (reading !== null && (best === null || reading.score > best.score)) best = reading;
      if ((best !== null && isSettled(best)) || work.isSpent()) break;
    }
    if ((best !== null && isSettled(best)) || work.isSpent()) break;
    if (Math.max(grey.width, grey.height) < side) break;
  }
  return {
    ...readOrUnread(best, grey, today),
    textRows: seen?.textRows ?? 0,
    printRegion: seen?.printRegion ?? null,
  };
}

/** A reader that counts what it is asked to read: work is bounded alike on every machine. */
interface BoundedWork extends LineReader {
  isSpent(): boolean;
}

function boundedWork(reader: LineReader): BoundedWork {
  let glyphs = 0;
  return {
    read(strips, width) {
      glyphs += (strips.length * width) / STRIP_PITCH_PX;
      return reader.read(strips, width);
    },
    isSpent: () => glyphs >= GLYPHS_READ_MAX,
  };
}

interface Look {
  /** Along the picture's axes. */
  readonly groups: readonly RowGroup[];
  /** Along others, degrees against the horizontal. */
  readonly turnedBy: (turns: readonly number[]) => readonly RowGroup[];
  readonly textRows: number;
  readonly printRegion: Region | null;
}

function lookAtSize(grey: GreyImage, side: number): Look {
  const working = workingCopy(grey, side);
  const scale = grey.width / working.width;
  const mask = inkMask(working, INK_REACH_PX);
  const blobs = findBlobs(mask, working.width, working.height, BLOB_SIDE_PX_MAX);
  const found = UPRIGHT_TURNS.flatMap((turn) => groupsAlong(blobs, turn));
  const strongest = (groups: readonly RowGroup[]): RowGroup[] =>
    groups
      .toSorted((a, b) => b.strength - a.strength)
      .slice(0, GROUPS_MAX)
      .map((group) => scaledGroup(group, scale));
  return {
    groups: strongest(found),
    turnedBy: (turns) => strongest(turns.flatMap((turn) => groupsAlong(blobs, turn))),
    textRows: found.length,
    printRegion: printRegionOf(blobs, working),
  };
}

async function bestReading(
  pyramid: GreyPyramid,
  groups: readonly RowGroup[],
  work: BoundedWork,
): Promise<GroupReading | null> {
  let best: GroupReading | null = null;
  for (const group of groups.filter(({ rows }) => rows.length > 1).slice(0, GROUPS_TRIED_MAX)) {
    if (work.isSpent()) return best;
    const reading = await readGroup(pyramid, group, work);
    if (reading !== null && (best === null || reading.score > best.score)) best = reading;
    if (best !== null && isSettled(best)) return best;
  }
  for (const { rows } of groups.filter(isStrongAlone).slice(0, GUESSED_ROWS_MAX)) {
    if (work.isSpent()) return best;
    for (const group of await guessedGroups(pyramid, rows[0]!, work)) {
      const reading = await readGroup(pyramid, group, work);
      if (reading === null || lowestChance(reading) < GUESSED_CHANCE_MIN) continue;
      if (best === null || reading.score > best.score) best = reading;
    }
  }
  return best;
}

const GUESSED_ROWS_MAX = 2;
/** A row too faint to be found must be read the more clearly: no check digit covers names. */
const GUESSED_CHANCE_MIN = 0.6;
const STRONG_REGULAR_MIN = 14;

function isStrongAlone({ rows }: RowGroup): boolean {
  return rows.length === 1 && rows[0]!.regular >= STRONG_REGULAR_MIN;
}

/** Nothing better is to be looked for: the check digits hold, or every character is clear. */
function isSettled(reading: GroupReading): boolean {
  const { decoded, clipped } = reading;
  if (clipped) return false;
  return decoded.valid || lowestChance(reading) > CLEAR_CHANCE_MIN;
}

function lowestChance({ decoded }: GroupReading): number {
  return Math.min(...decoded.confidence.flat());
}

const CLEAR_CHANCE_MIN = 0.4;
const PRINT_BLOBS_MIN = 20;
const PRINT_BLOB_PX_MIN = 5;
const PRINT_EDGE_SHARE = 0.05;

function printRegionOf(blobs: readonly Blob[], { width, height }: GreyImage): Region | null {
  const print = blobs.filter((blob) => Math.min(blob.width, blob.height) >= PRINT_BLOB_PX_MIN);
  if (print.length < PRINT_BLOBS_MIN) return null;
  const edges = (places: number[]): [number, number] => {
    places.sort((a, b) => a - b);
    const cut = Math.floor(places.length * PRINT_EDGE_SHARE);
    return [places[cut]!, places[places.length - 1 - cut]!];
  };
  const [left, right] = edges(print.map((blob) => blob.x + blob.width / 2));
  const [top, bottom] = edges(print.map((blob) => blob.y + blob.height / 2));
  return {
    x: left / width,
    y: top / height,
    width: (right - left) / width,
    height: (bottom - top) / height,
  };
}

function workingCopy(grey: GreyImage, side: number): GreyImage {
  let copy = grey;
  while (Math.max(copy.width, copy.height) >= side * 1.5) copy = halved(copy);
  const factor = Math.min(ENLARGE_MAX, side / Math.max(copy.width, copy.height));
  if (factor > 0.9 && factor < 1.25) return copy;
  return resized(copy, Math.round(copy.width * factor), Math.round(copy.height * factor));
}

/** Rows are looked for within 26 degrees of a direction: these two leave gaps around the diagonals. */
const UPRIGHT_TURNS = [0, 90] as const;
const DIAGONAL_TURNS = [45, -45] as const;
/** A glyph's height against the side of the upright box around it where it stands diagonally. */
const DIAGONAL_HEIGHT_SHARE = 0.86;

/** Rows that run about `degrees` (clockwise) against the horizontal, in pixels of the working picture. */
function groupsAlong(blobs: readonly Blob[], degrees: number): RowGroup[] {
  if (degrees === 0) return groupRows(findGlyphRows(blobs));
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const isDiagonal = degrees % 90 !== 0;
  const level = blobs.map((blob) => {
    const [x, y] = [blob.x + blob.width / 2, blob.y + blob.height / 2];
    const side = ((blob.width + blob.height) / 2) * DIAGONAL_HEIGHT_SHARE;
    const [width, height] = isDiagonal ? [side, side] : [blob.height, blob.width];
    const pixels = blob.pixels;
    return {
      x: x * cos + y * sin - width / 2,
      y: y * cos - x * sin - height / 2,
      width,
      height,
      pixels,
    };
  });
  const back = ({ x, y }: Point): Point => ({ x: x * cos - y * sin, y: y * cos + x * sin });
  return groupRows(findGlyphRows(level)).map((group) => ({
    ...group,
    rows: group.rows.map((row) => ({ ...row, from: back(row.from), to: back(row.to) })),
  }));
}

function scaledGroup(group: RowGroup, scale: number): RowGroup {
  const rows = group.rows.map((row) => ({
    ...row,
    from: { x: row.from.x * scale, y: row.from.y * scale },
    to: { x: row.to.x * scale, y: row.to.y * scale },
    pitch: row.pitch * scale,
    glyphHeight: row.glyphHeight * scale,
  }));
  return { ...group, rows };
}

function readOrUnread(
  best: GroupReading | null,
  grey: GreyImage,
  today: string,
): Pick<MrzSearch, 'mrz' | 'unread'> {
  if (best === null) return { mrz: null, unread: null };
  const { decoded, pitch: pitchPx } = best;
  const region = regionOf(best, grey);
  if (best.clipped) return { mrz: null, unread: { reason: 'clipped', region, pitchPx } };
  const parsed = parseMrz(decoded.format, decoded.lines, today);
  const confidence = Math.min(...decoded.confidence.flat());
  if (
    parsed === null ||
    confidence < CHANCE_MIN[decoded.repairs]! ||
    uncoveredChance(decoded) < UNCOVERED_CHANCE_MIN
  ) {
    return { mrz: null, unread: { reason: 'unclear', region, pitchPx } };
  }
  const mrz = {
    ...parsed,
    lines: decoded.lines,
    repaired: decoded.repairs > 0,
    confidence,
    characterConfidence: decoded.confidence,
    region,
    rotationDegrees: best.rotationDegrees,
  };
  return { mrz, unread: null };
}

function uncoveredChance({ format, confidence }: DecodedMrz): number {
  const { checks, code } = MRZ_LAYOUTS[format];
  // The first letter is one of five, which are hardly mixed up with each other.
  const first = { ...code, to: code.from + 1 };
  const covered = [first, ...checks.flatMap(({ over, digit }) => [...over, digit])];
  const chances = confidence.flatMap((line, row) =>
    line.filter(
      (_, at) => !covered.some((span) => span.line === row && at >= span.from && at < span.to),
    ),
  );
  return Math.min(...chances);
}

function regionOf({ corners }: GroupReading, grey: GreyImage): Region {
  const left = Math.max(0, Math.min(...corners.map(({ x }) => x)));
  const top = Math.max(0, Math.min(...corners.map(({ y }) => y)));
  const right = Math.min(grey.width, Math.max(...corners.map(({ x }) => x)));
  const bottom = Math.min(grey.height, Math.max(...corners.map(({ y }) => y)));
  return {
    x: left / grey.width,
    y: top / grey.height,
    width: (right - left) / grey.width,
    height: (bottom - top) / grey.height,
  };
}
