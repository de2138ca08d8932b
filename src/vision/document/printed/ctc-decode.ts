/** Text of a line from a CTC net's frames, with how sure each character is. */
export interface DecodedText {
  readonly text: string;
  /** Highest chance of each character over its frames, 0..1. */
  readonly confidence: readonly number[];
}

const BLANK = 0;

/**
 * Best-path decoding (Graves et al. 2006): the likeliest class of each frame, runs merged, blanks dropped.
 * @param chances frames x classes, class 0 is the blank and class k stands for `alphabet[k - 1]`
 */
export function decodeCtc(chances: Float32Array, alphabet: readonly string[]): DecodedText {
  const classes = alphabet.length + 1;
  const letters: string[] = [];
  const confidence: number[] = [];
  let previous = BLANK;
  for (let frame = 0; frame < chances.length; frame += classes) {
    let best = BLANK;
    let chance = chances[frame]!;
    for (let index = 1; index < classes; index++) {
      if (chances[frame + index]! > chance) {
        best = index;
        chance = chances[frame + index]!;
      }
    }
    if (best !== BLANK && best === previous) {
      const last = confidence.length - 1;
      confidence[last] = Math.max(confidence[last]!, chance);
    } else if (best !== BLANK) {
      letters.push(alphabet[best - 1]!);
      confidence.push(chance);
    }
    previous = best;
  }
  return { text: letters.join(''), confidence };
}

/** The alphabet file: one character a line, and the blank space that the net knows beside them. */
export function readAlphabet(file: string): string[] {
  const characters = file.split(/\r?\n/);
  if (characters.at(-1) === '') characters.pop();
  return [...characters, ' '];
}
