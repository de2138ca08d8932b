/**
 * A session that nobody has the time to guide: prompts come by the server's clock, every movement has
 * its seconds, and the frames are judged after the last one. Pure, like the tracker.
 */

import type { FaceGuidance, FaceMovement, ScreenColour } from '../../core/wire-face.ts';
import { colourMsMin, type ShownColour } from './tracker.ts';

/** Longer than a guided session's: the person reads what kind of session it is. */
const leadInMs = 3500;
/** To see the prompt, turn and hold it; and to come back. */
const movementMs = 3000;
const backMs = 1500;
const lastColourMs = 800;
const colourFramesMin = 2;

export interface Timetable {
  readonly movements: readonly FaceMovement[];
  readonly colours: readonly ScreenColour[];
  readonly shown: readonly ShownColour[];
  readonly colourFrames: number;
  readonly tMs: number;
  readonly isOver: boolean;
}

/** When each movement is asked for, ms since the session began. */
export function askedFromMs(movements: readonly FaceMovement[]): readonly number[] {
  return movements.map((_, at) => leadInMs + at * (movementMs + backMs));
}

export function startTimetable(
  movements: readonly FaceMovement[],
  colours: readonly ScreenColour[],
): Timetable {
  return { movements, colours, shown: [], colourFrames: 0, tMs: 0, isOver: false };
}

/** A frame came: colours change with frames, so that what was shown is known to a frame. */
export function tick(table: Timetable, tMs: number): Timetable {
  const at = { ...table, tMs, colourFrames: table.colourFrames + 1 };
  if (table.isOver || tMs < leadInMs + table.movements.length * (movementMs + backMs)) return at;
  const told = at.shown.at(-1);
  const isLast = at.shown.length === at.colours.length;
  const minMs = isLast ? lastColourMs : colourMsMin;
  const mustStay =
    told !== undefined && (tMs - told.fromMs < minMs || at.colourFrames < colourFramesMin);
  if (mustStay) return at;
  const colour = at.colours[at.shown.length];
  if (colour === undefined) return { ...at, isOver: true };
  return { ...at, shown: [...at.shown, { colour, fromMs: tMs }], colourFrames: 0 };
}

/** What is done was asked for and given its time: whether it was done is not known yet. */
export function timedGuidance({ isOver, movements, shown, tMs }: Timetable): FaceGuidance {
  const total = movements.length;
  if (isOver) return { prompt: 'done', hint: null, done: total, total };
  const colour = shown.at(-1)?.colour;
  if (colour !== undefined) return { prompt: 'colours', hint: null, done: total, total, colour };
  const since = tMs - leadInMs;
  const at = Math.max(0, Math.floor(since / (movementMs + backMs)));
  const isAsked = since >= 0 && since - at * (movementMs + backMs) < movementMs;
  const movement = isAsked ? movements[at] : undefined;
  const done = Math.min(total, since < 0 || isAsked ? at : at + 1);
  return { prompt: movement ?? 'centre', hint: null, done, total };
}
