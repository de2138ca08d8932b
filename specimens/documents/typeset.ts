/** Text as outlines of our own font files: the same picture on every machine, whatever is installed. */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import opentype, { type Font } from 'opentype.js';

export type Face = 'regular' | 'bold' | 'ocrb';

export interface TextStyle {
  readonly face: Face;
  /** Font size, in the drawing's own unit. */
  readonly size: number;
  readonly fill: string;
  /** Extra room after each glyph, in the drawing's unit. */
  readonly tracking?: number;
}

const require = createRequire(import.meta.url);
const sourceSans = (part: string) =>
  require.resolve(`@fontsource/source-sans-3/files/source-sans-3-${part}-normal.woff`);

/** Each face with its fallback for letters beyond Latin-1. */
const FILES: Readonly<Record<Face, () => readonly string[]>> = {
  regular: () => [sourceSans('latin-400'), sourceSans('latin-ext-400')],
  bold: () => [sourceSans('latin-600'), sourceSans('latin-ext-600')],
  ocrb: () => [fileURLToPath(new URL('../fonts/OCRB.otf', import.meta.url))],
};

const loaded = new Map<Face, readonly Font[]>();

function fontsOf(face: Face): readonly Font[] {
  let fonts = loaded.get(face);
  if (!fonts) {
    fonts = FILES[face]().map((file) => opentype.loadSync(file));
    loaded.set(face, fonts);
  }
  return fonts;
}

/**
 * One line of text as an SVG path with its left end at x on the baseline y.
 * @throws RangeError for a letter that the face does not have: never a silent empty box.
 */
export function text(line: string, x: number, y: number, style: TextStyle): string {
  const fonts = fontsOf(style.face);
  let at = x;
  let outline = '';
  for (const letter of line) {
    const font = fonts.find((candidate) => candidate.charToGlyphIndex(letter) > 0);
    if (!font) throw new RangeError(`${style.face} has no glyph for ${JSON.stringify(letter)}`);
    const glyph = font.charToGlyph(letter);
    outline += glyph.getPath(at, y, style.size).toPathData(2);
    at += ((glyph.advanceWidth ?? 0) / font.unitsPerEm) * style.size + (style.tracking ?? 0);
  }
  return `<path d="${outline}" fill="${style.fill}"/>`;
}
