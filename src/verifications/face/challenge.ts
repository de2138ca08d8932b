/** The movements and the colours of one session, chosen by the server. */

import { limits } from '../../core/limits.ts';
import type { FaceMovement, ScreenColour } from '../../core/wire-face.ts';

const movements = ['left', 'right', 'closer'] as const satisfies readonly FaceMovement[];

/** Three equal ones in a row tire and add little. */
const equalInARowMax = 2;

const challenges = allowed(limits.faceMovements);

/** Number of different challenges: `newChallenge` wants integers below this bound. */
export const challengeCount = challenges.length;

/** `ints[0]`: uniform below `challengeCount`, from the service's random source. */
export function newChallenge(ints: readonly number[]): readonly FaceMovement[] {
  const chosen = challenges[ints[0] ?? -1];
  if (chosen === undefined) throw new RangeError('one integer below challengeCount is needed');
  return chosen;
}

const colours = ['red', 'green', 'blue', 'white'] as const satisfies readonly ScreenColour[];

/** With fewer there is too little change to look for on the face. */
const differentColoursMin = 3;

const colourSequences = allowedColours(limits.faceColours);

/** Number of different colour sequences: `newColours` wants integers below this bound. */
export const colourSequenceCount = colourSequences.length;

/**
 * Bits of one session: about 6 for four movements, 16 for eight colours. An answer prepared beforehand
 * is right once in four million sessions; a session without colours has the movements' 6 bits alone.
 */
export const sessionEntropyBits = Math.log2(challengeCount) + Math.log2(colourSequenceCount);

/** `ints[0]`: uniform below `colourSequenceCount`, from the service's random source. */
export function newColours(ints: readonly number[]): readonly ScreenColour[] {
  const code = colourSequences[ints[0] ?? -1];
  if (code === undefined) throw new RangeError('one integer below colourSequenceCount is needed');
  return decoded(code, limits.faceColours);
}

/** Index of a challenge, so that a test can ask for the one its camera plays. */
export function challengeIndex(wanted: readonly FaceMovement[]): number {
  return challenges.findIndex((challenge) => challenge.join() === wanted.join());
}

function allowed(length: number): readonly (readonly FaceMovement[])[] {
  let made: readonly (readonly FaceMovement[])[] = [[]];
  for (let at = 0; at < length; at += 1) {
    made = made.flatMap((head) =>
      movements.filter((next) => !tooManyEqual(head, next)).map((next) => [...head, next]),
    );
  }
  return made;
}

function tooManyEqual(head: readonly FaceMovement[], next: FaceMovement): boolean {
  const tail = head.slice(-equalInARowMax);
  return tail.length === equalInARowMax && tail.every((movement) => movement === next);
}

/** Sequences as numbers in base 4, those with too few different colours left out. */
function allowedColours(length: number): Uint32Array {
  const all = Array.from({ length: colours.length ** length }, (_, code) => code);
  return Uint32Array.from(
    all.filter((code) => new Set(decoded(code, length)).size >= differentColoursMin),
  );
}

function decoded(code: number, length: number): readonly ScreenColour[] {
  return Array.from(
    { length },
    (_, at) => colours[Math.floor(code / colours.length ** at) % colours.length] ?? 'white',
  );
}
