/** What the frames of one session show beside the movements: gaps, changes of face, repetitions. */

import type { FrameFacts, VisionFailureCode } from '../../vision/facts.ts';
import { similarity } from './similarity.ts';
import { isSecondPerson, mainFace } from './tracker.ts';

export interface JudgedFrame {
  /** Number that the page gave the frame, from 0, rising. */
  readonly index: number;
  /** Milliseconds since the session began, by the SERVER's clock at receipt. */
  readonly t: number;
  /** Of the frame's bytes, hex. */
  readonly sha256: string;
  /** Null when the frame could not be looked at. */
  readonly facts: FrameFacts | null;
  /** Why there are no facts. */
  readonly failure?: VisionFailureCode;
}

/** Longest time without the face, and without any frame at all. */
export const gapMsMax = 1500;
/** The same bytes more often than this in a row: the camera stands still. */
const equalInARowMax = 2;
/** Faces do not jump: centre to centre, in face widths, between frames this close. */
const jumpWidthsMax = 1;
const jumpWithinMs = 350;
/** Nobody sees a prompt and has turned 15 degrees or more within this time. */
export const reactionMsMin = 250;
/** More frames than any page sends: 5 a second are asked for. */
export const framesPerSecondMax = 15;
/** Up to here a turned face still compares (about 30 degrees). */
export const comparableTurnMax = 0.5;

export function inOrder(frames: readonly JudgedFrame[]): boolean {
  return frames.every((frame, at) => {
    const before = frames[at - 1];
    if (!Number.isFinite(frame.t) || frame.t < 0) return false;
    return before === undefined || (frame.index > before.index && frame.t >= before.t);
  });
}

/** Frames with a second person in them. */
export function framesWithTwo(frames: readonly JudgedFrame[]): number {
  return frames.filter((frame) => {
    const [first, second] =
      frame.facts?.faces.toSorted((a, b) => b.eyeDistancePx - a.eyeDistancePx) ?? [];
    return first !== undefined && second !== undefined && isSecondPerson(first, second);
  }).length;
}

/** Longest time without a frame that shows the one face, from the first such frame on, ms. */
export function longestGapMs(frames: readonly JudgedFrame[]): number {
  const seen = frames.filter((frame) => frame.facts !== null && mainFace(frame.facts) !== null);
  const end = frames.at(-1);
  let longest = 0;
  for (const [at, frame] of seen.entries()) {
    const next = seen[at + 1] ?? end;
    if (next !== undefined) longest = Math.max(longest, next.t - frame.t);
  }
  return longest;
}

export type Repetition = 'none' | 'frozen' | 'replayed';

/** `frozen`: the camera stands still; `replayed`: a frame comes back after others. */
export function repetition(frames: readonly JudgedFrame[]): Repetition {
  const lastSeen = new Map<string, number>();
  let inARow = 1;
  let frozen = false;
  for (const [at, frame] of frames.entries()) {
    const key = sameFrameKey(frame);
    const before = lastSeen.get(key);
    if (before !== undefined && before < at - 1) return 'replayed';
    inARow = before === at - 1 ? inARow + 1 : 1;
    if (inARow > equalInARowMax) frozen = true;
    lastSeen.set(key, at);
  }
  return frozen ? 'frozen' : 'none';
}

/** The face's numbers, not only the bytes: a frame that was compressed again is the same frame. */
function sameFrameKey(frame: JudgedFrame): string {
  const face = frame.facts === null ? null : mainFace(frame.facts);
  if (face === null) return frame.sha256;
  return [face.region.x, face.region.y, face.turn, face.nod, face.eyeDistancePx].join();
}

export function jumps(frames: readonly JudgedFrame[]): number {
  let count = 0;
  for (const [at, frame] of frames.entries()) {
    const before = frames[at - 1];
    if (before?.facts == null || frame.facts === null) continue;
    const a = mainFace(before.facts)?.region;
    const b = mainFace(frame.facts)?.region;
    if (a === undefined || b === undefined || frame.t - before.t > jumpWithinMs) continue;
    const dx = Math.abs(a.x + a.width / 2 - b.x - b.width / 2) / a.width;
    const dy = Math.abs(a.y + a.height / 2 - b.y - b.height / 2) / a.height;
    if (Math.max(dx, dy) > jumpWidthsMax) count += 1;
  }
  return count;
}

/** One frame that can be compared: its turn from the person's centre, and the likenesses. */
export interface ComparedFrame {
  readonly t: number;
  readonly offset: number;
  /** Against the selfie. */
  readonly toSelfie: number;
  /** Against the compared frame before; null for the first. */
  readonly toBefore: number | null;
  readonly embedding: readonly number[];
}

export function compareFrames(
  frames: readonly JudgedFrame[],
  options: { readonly baseTurn: number; readonly selfie: readonly number[] },
): readonly ComparedFrame[] {
  const compared: ComparedFrame[] = [];
  for (const { facts, t } of frames) {
    const face = facts === null ? null : mainFace(facts);
    if (face === null) continue;
    const offset = face.turn - options.baseTurn;
    const toSelfie = similarity(face.embedding, options.selfie);
    if (toSelfie === null || Math.abs(offset) > comparableTurnMax) continue;
    const before = compared.at(-1);
    const toBefore = before === undefined ? null : similarity(face.embedding, before.embedding);
    compared.push({ t, offset, toSelfie, toBefore, embedding: face.embedding });
  }
  return compared;
}
