import {
  BLANK_CLASS,
  FRAME_STEP_PX,
  MRZ_CHARACTERS,
  STRIP_HEIGHT_PX,
  STRIP_PITCH_PX,
} from '../mrz/line-net.ts';
import { inkOfStrip } from '../mrz/strip.ts';
import { addNoise, addPattern, addShade, blur, jpegLoss, smearAcross } from './degrade.ts';
import { CELL_HEIGHT, CELL_MIDDLE, CELL_WIDTH } from './glyph-atlas.ts';
import type { Random } from './random.ts';
import { drawText } from './text.ts';

/** Glyphs that fit a training strip. */
export const STRIP_GLYPHS = 20;
export const STRIP_WIDTH_PX = STRIP_GLYPHS * STRIP_PITCH_PX;
export const STRIP_FRAMES = STRIP_WIDTH_PX / FRAME_STEP_PX;
/** A frame that teaches nothing: between the middle of a glyph and its edge. */
export const IGNORED = 255;

/** Distance from a glyph's middle, in columns of the strip. */
const GLYPH_REACH_PX = 2.3;
const BLANK_FROM_PX = 3.9;

/** One size of a typeface: 37 cells of `cellWidth` x `cellHeight`, coverage 0..1. */
export interface GlyphSheet {
  readonly cellWidth: number;
  readonly cellHeight: number;
  readonly cells: readonly Float32Array[];
}

export interface TrainingStrip {
  readonly ink: Float32Array;
  /** One class per frame, or `IGNORED`. */
  readonly labels: Uint8Array;
}

export interface Grey {
  readonly data: Float32Array;
  readonly width: number;
  readonly height: number;
}

/** How the strip was cut from the camera's picture: never exactly right. */
interface Pose {
  /** Camera pixels per glyph. */
  readonly pitch: number;
  /** Where the strip's left edge lies, in glyphs of the text. */
  readonly start: number;
  readonly columnsPerGlyph: number;
  readonly rowsPerPitch: number;
  readonly shiftRows: number;
  readonly slope: number;
  readonly slant: number;
}

/** Renders and degrades one strip as a hand-held camera and the rectifier would deliver it. */
export function drawStrip(random: Random, sheets: readonly GlyphSheet[]): TrainingStrip {
  const pose: Pose = {
    pitch: Math.exp(random.between(Math.log(4.7), Math.log(17))),
    start: random.between(-0.5, 0.5),
    columnsPerGlyph: STRIP_PITCH_PX * (1 + random.normal() * 0.045),
    rowsPerPitch: STRIP_PITCH_PX * random.between(0.82, 1.16),
    shiftRows: random.normal() * 0.9,
    slope: random.normal() * 0.012,
    slant: random.normal() * 0.06,
  };
  const text = drawText(random, STRIP_GLYPHS + 3);
  const camera = photographText(random, sheets, text, pose);
  const grey = cutStrip(camera, pose);
  return { ink: inkOfStrip(grey, STRIP_WIDTH_PX), labels: labelsOf(text, pose) };
}

const MARGIN_GLYPHS = 1.5;
const CAMERA_ROWS_PITCHES = 2.6;

function photographText(
  random: Random,
  sheets: readonly GlyphSheet[],
  text: Int8Array,
  pose: Pose,
): Grey {
  const { pitch } = pose;
  const width = Math.ceil((STRIP_GLYPHS * 1.15 + 2 * MARGIN_GLYPHS) * pitch);
  const height = Math.ceil(CAMERA_ROWS_PITCHES * pitch);
  const cover = coverage(random, sheets, text, pitch, width, height);
  const picture: Grey = { data: cover, width, height };
  if (random.chance(0.1)) ruleLine(random, picture, pitch);
  const softness = random.chance(0.5) ? random.between(0.02, 0.09) : random.between(0.04, 0.17);
  blur(picture, Math.max(random.between(0.25, 0.7), softness * pitch));
  if (random.chance(0.25)) smearAcross(picture, Math.round(random.between(1, 1 + pitch * 0.22)));
  const paper = random.between(70, 245);
  const inkLevel =
    paper * (random.chance(0.75) ? random.between(0.06, 0.45) : random.between(0.4, 0.72));
  for (let at = 0; at < cover.length; at++) cover[at] = paper + (inkLevel - paper) * cover[at]!;
  const contrast = paper - inkLevel;
  if (random.chance(0.5)) addPattern(random, picture, pitch, contrast * 0.35);
  addShade(random, picture);
  const share = random.chance(0.7) ? random.between(0, 0.05) : random.between(0.03, 0.12);
  addNoise(random, picture, Math.max(random.between(0, 1.5), share * contrast));
  if (random.chance(0.5)) jpegLoss(picture, random.between(0.03, 0.22) * contrast);
  for (let at = 0; at < cover.length; at++) {
    cover[at] = Math.round(Math.min(255, Math.max(0, cover[at]!)));
  }
  return picture;
}

/** Ink coverage 0..1 of the camera's pixels, text starting `MARGIN_GLYPHS` from the left. */
function coverage(
  random: Random,
  sheets: readonly GlyphSheet[],
  text: Int8Array,
  pitch: number,
  width: number,
  height: number,
): Float32Array {
  const sheet = sheets.find(({ cellWidth }) => cellWidth <= pitch * 2.5) ?? sheets.at(-1)!;
  const { cellWidth, cellHeight, cells } = sheet;
  const texels = cellWidth / pitch;
  const tall = random.between(0.92, 1.08);
  const middle = (CELL_MIDDLE / CELL_HEIGHT) * cellHeight;
  const out = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const rows = [0.25, 0.75].map((part) =>
      Math.floor(((y + part - height / 2) * texels) / tall + middle),
    );
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (const part of [0.25, 0.75]) {
        const u = (x + part) / pitch - MARGIN_GLYPHS;
        const index = Math.floor(u) + 1;
        const glyph = index >= 0 && index < text.length ? text[index]! : -1;
        if (glyph < 0) continue;
        const column = Math.floor((u + 1 - index) * cellWidth);
        for (const row of rows) {
          if (row >= 0 && row < cellHeight) sum += cells[glyph]![row * cellWidth + column]!;
        }
      }
      out[y * width + x] = sum / 4;
    }
  }
  return out;
}

function ruleLine(random: Random, picture: Grey, pitch: number): void {
  const { data, width, height } = picture;
  const side = random.chance(0.5) ? 1 : -1;
  const row = Math.round(height / 2 + side * random.between(0.72, 1) * pitch);
  const rows = Math.max(1, Math.round(random.between(0.04, 0.12) * pitch));
  for (let y = Math.max(0, row); y < Math.min(height, row + rows); y++) {
    data.fill(1, y * width, (y + 1) * width);
  }
}

function cutStrip(camera: Grey, pose: Pose): Float32Array {
  const { data, width, height } = camera;
  const { pitch } = pose;
  const grey = new Float32Array(STRIP_WIDTH_PX * STRIP_HEIGHT_PX);
  for (let y = 0; y < STRIP_HEIGHT_PX; y++) {
    for (let x = 0; x < STRIP_WIDTH_PX; x++) {
      const along = x + 0.5 - STRIP_WIDTH_PX / 2;
      const row = y + 0.5 - STRIP_HEIGHT_PX / 2 - pose.shiftRows - pose.slope * along;
      const u = glyphAt(x + 0.5 - pose.slant * row, pose);
      const cx = (u + MARGIN_GLYPHS) * pitch - 0.5;
      const cy = height / 2 + (row / pose.rowsPerPitch) * pitch - 0.5;
      grey[y * STRIP_WIDTH_PX + x] = bilinear(data, width, height, cx, cy);
    }
  }
  return grey;
}

function glyphAt(x: number, pose: Pose): number {
  return x / pose.columnsPerGlyph + pose.start;
}

function bilinear(data: Float32Array, width: number, height: number, x: number, y: number): number {
  const cx = Math.min(width - 1.001, Math.max(0, x));
  const cy = Math.min(height - 1.001, Math.max(0, y));
  const left = Math.floor(cx);
  const top = Math.floor(cy);
  const fx = cx - left;
  const fy = cy - top;
  const at = top * width + left;
  const upper = data[at]! * (1 - fx) + data[at + 1]! * fx;
  const lower = data[at + width]! * (1 - fx) + data[at + width + 1]! * fx;
  return upper * (1 - fy) + lower * fy;
}

function labelsOf(text: Int8Array, pose: Pose): Uint8Array {
  const labels = new Uint8Array(STRIP_FRAMES).fill(BLANK_CLASS);
  for (let frame = 0; frame < STRIP_FRAMES; frame++) {
    const x = frame * FRAME_STEP_PX + 0.5;
    for (let index = 0; index < text.length; index++) {
      const glyph = text[index]!;
      if (glyph < 0) continue;
      const middle = (index - 1 + 0.5 - pose.start) * pose.columnsPerGlyph;
      const distance = Math.abs(x - middle);
      if (distance <= GLYPH_REACH_PX) labels[frame] = glyph;
      else if (distance < BLANK_FROM_PX) labels[frame] = IGNORED;
    }
  }
  return labels;
}

/** The sheet at full size and at each half of it, largest first. */
export function sheetSizes(cells: readonly Float32Array[]): GlyphSheet[] {
  if (cells.length !== MRZ_CHARACTERS.length) throw new Error('one cell for each character');
  const sheets: GlyphSheet[] = [{ cellWidth: CELL_WIDTH, cellHeight: CELL_HEIGHT, cells }];
  for (let size = 0; size < 2; size++) sheets.push(halved(sheets.at(-1)!));
  return sheets;
}

function halved(sheet: GlyphSheet): GlyphSheet {
  const cellWidth = sheet.cellWidth / 2;
  const cellHeight = sheet.cellHeight / 2;
  const cells = sheet.cells.map((cell) => {
    const small = new Float32Array(cellWidth * cellHeight);
    for (let y = 0; y < cellHeight; y++) {
      for (let x = 0; x < cellWidth; x++) {
        const at = 2 * y * sheet.cellWidth + 2 * x;
        const below = at + sheet.cellWidth;
        small[y * cellWidth + x] =
          (cell[at]! + cell[at + 1]! + cell[below]! + cell[below + 1]!) / 4;
      }
    }
    return small;
  });
  return { cellWidth, cellHeight, cells };
}
