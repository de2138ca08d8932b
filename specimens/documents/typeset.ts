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

/**
 * Private-use letters that print nothing and make the next one strange, as a digit is that somebody exchanged:
 * of another face, larger, smaller, above or below the line.
 */
const STRANGE: Readonly<
  Record<string, { readonly face?: Face; readonly scale?: number; readonly rise?: number }>
> = {
  '\ue001': { face: 'regular' },
  '\ue002': { face: 'ocrb', scale: 0.92 },
  '\ue003': { scale: 1.12 },
  '\ue004': { scale: 0.88 },
  '\ue005': { rise: 0.08 },
  '\ue006': { rise: -0.08 },
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
  let at = x;
  let outline = '';
  let strange: Partial<TextStyle & { readonly rise: number }> = {};
  for (const letter of line) {
    const mark = STRANGE[letter];
    if (mark) {
      strange = { ...mark, size: style.size * (mark.scale ?? 1) };
      continue;
    }
    const { face, size, rise } = { ...style, rise: 0, ...strange };
    strange = {};
    const fonts = fontsOf(face);
    const font = fonts.find((candidate) => candidate.charToGlyphIndex(letter) > 0);
    if (!font) throw new RangeError(`${face} has no glyph for ${JSON.stringify(letter)}`);
    const glyph = font.charToGlyph(letter);
    outline += glyph.getPath(at, y - rise * size, size).toPathData(2);
    at += ((glyph.advanceWidth ?? 0) / font.unitsPerEm) * size + (style.tracking ?? 0);
  }
  return `<path d="${outline}" fill="${style.fill}"/>`;
}
