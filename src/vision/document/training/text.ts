import { MRZ_CHARACTERS } from '../mrz/line-net.ts';
import type { Random } from './random.ts';

const FILLER = 0;
const DIGITS_FROM = 1;
const LETTERS_FROM = 11;
/** Characters that the eye and the net mix up, drawn more often. */
const HARD = [...'O0QDI1LT7Z2S5B8G6UVKXMNWHCEF'].map((letter) => MRZ_CHARACTERS.indexOf(letter));

/**
 * Text of a training strip as classes, -1 where no glyph stands. Runs of one kind, as an MRZ has
 * them, in random order and with random letters, so that no names or countries can be learned.
 */
export function drawText(random: Random, length: number): Int8Array {
  const text = new Int8Array(length);
  const even = random.chance(0.45);
  let at = 0;
  while (at < length) {
    const kind = random.next();
    const run = Math.min(length - at, 1 + random.index(even ? 3 : 9));
    for (let end = at + run; at < end; at++) {
      if (kind < 0.22) text[at] = FILLER;
      else if (kind < 0.5) text[at] = DIGITS_FROM + random.index(10);
      else if (kind < 0.75) text[at] = LETTERS_FROM + random.index(26);
      else if (kind < 0.9) text[at] = HARD[random.index(HARD.length)]!;
      else text[at] = random.index(MRZ_CHARACTERS.length);
    }
  }
  if (random.chance(0.3)) text.fill(-1, 0, random.index(6));
  if (random.chance(0.3)) text.fill(-1, length - random.index(6));
  return text;
}
