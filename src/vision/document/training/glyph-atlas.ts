import { readFileSync } from 'node:fs';
import { parse } from 'opentype.js';
import sharp from 'sharp';
import { MRZ_CHARACTERS } from '../mrz/line-net.ts';
import { blur } from './degrade.ts';

/** Width of a glyph's cell in the atlas: one pitch of the font. */
export const CELL_WIDTH = 40;
export const CELL_HEIGHT = 64;
/** Atlas row of the middle of the capitals. */
export const CELL_MIDDLE = 32;

/** The 37 glyphs of one typeface, drawn large: coverage 0..1, one cell after another. */
export interface GlyphAtlas {
  readonly name: string;
  readonly cells: readonly Float32Array[];
}

/** Fonts by their place under a font folder, with how often each is drawn. */
export const TRAINING_FONTS: readonly { readonly file: string; readonly share: number }[] = [
  { file: 'opentype/ocr-b/OCRB.otf', share: 0.4 },
  { file: 'opentype/ocr-b/OCRBS.otf', share: 0.26 },
  { file: 'opentype/urw-base35/NimbusMonoPS-Regular.otf', share: 0.1 },
  { file: 'opentype/urw-base35/NimbusMonoPS-Bold.otf', share: 0.04 },
  { file: 'truetype/liberation/LiberationMono-Regular.ttf', share: 0.06 },
  { file: 'truetype/liberation/LiberationMono-Bold.ttf', share: 0.04 },
  { file: 'truetype/dejavu/DejaVuSansMono.ttf', share: 0.06 },
  { file: 'truetype/noto/NotoSansMono-Regular.ttf', share: 0.04 },
];

/** Draws the MRZ characters of a font file. */
export async function drawGlyphAtlas(file: string): Promise<GlyphAtlas> {
  const bytes = readFileSync(file);
  const font = parse(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  const pitchUnits = font.charToGlyph('0').advanceWidth ?? font.unitsPerEm;
  const scale = CELL_WIDTH / pitchUnits;
  const capMiddle = ((font.charToGlyph('E').getBoundingBox().y2 ?? 0) / 2) * scale;
  const cells: Float32Array[] = [];
  for (const character of MRZ_CHARACTERS) {
    const path = font.getPath(character, 0, CELL_MIDDLE + capMiddle, font.unitsPerEm * scale);
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${CELL_WIDTH}" height="${CELL_HEIGHT}"><rect width="100%" height="100%" fill="#000"/><path fill="#fff" d="${path.toPathData(3)}"/></svg>`;
    const { data, info } = await sharp(Buffer.from(svg))
      .extractChannel(0)
      .raw()
      .toBuffer({ resolveWithObject: true });
    if (info.width !== CELL_WIDTH || info.height !== CELL_HEIGHT) throw new Error('cell size');
    cells.push(Float32Array.from(data, (value) => value / 255));
  }
  return { name: file.slice(file.lastIndexOf('/') + 1), cells };
}

/** The same glyphs with thinner or thicker strokes: the outline of a blurred glyph at `edge`. */
export function withStroke(atlas: GlyphAtlas, edge: number): Float32Array[] {
  return atlas.cells.map((cell) => {
    const soft = { data: cell.slice(), width: CELL_WIDTH, height: CELL_HEIGHT };
    blur(soft, 1.5);
    return soft.data.map((value) => Math.min(1, Math.max(0, (value - edge) * 4 + 0.5)));
  });
}
