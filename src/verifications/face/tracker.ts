/**
 * Follows the asked movements frame by frame: a reducer, used live for guidance and again over all
 * frames for the verdict. Numbers from the measured rendered turns: a 25-degree turn gives r = .41
 * and was accepted 30 of 30 at 5 frames a second, a flat photo never passed .16.
 */

import { limits } from '../../core/limits.ts';
import type { FaceGuidance, FaceHint, FaceMovement, ScreenColour } from '../../core/wire-face.ts';
import type { FaceFacts, FrameFacts } from '../../vision/facts.ts';

/** In eye distances, relative to the person's own centre r0. */
export const turn = { baseMax: 0.2, centreMax: 0.1, turnedMin: 0.25, hintMin: 0.12 } as const;
/** Eye distance against the person's own base. */
export const scale = { closerMin: 1.35, backMax: 1.2 } as const;
/** A movement is held for three frames in a row, at 5 as at 10 frames a second. */
export const framesHeld = 3;
export const framesWrong = 3;
const framesCentred = 2;
const calibrationMs = 1000;
const calibrationFramesMin = 4;
/** Below this the embedder has too little to see. Pixels of the frame. */
const eyeDistancePxMin = 30;
/** The face must still fit when it comes closer. Share of the frame's width. */
const baseWidthMax = 0.65;
const brightnessMin = 40;
/** A face in the background counts as a second person from this share of the first. */
const otherFaceShare = 0.5;

/**
 * A colour stays for this long and for two frames: fewer than three changes a second, well under what
 * WCAG 2.3.1 allows (a flash is a pair of changes). The last one stays longer, for the camera's lag.
 */
export const colourMsMin = 380;
const colourFramesMin = 2;
const lastColourMs = 800;

export type TrackerPhase = 'calibrating' | 'centre' | 'asked' | 'colours' | 'done' | 'failed';

export interface MovementTime {
  readonly movement: FaceMovement;
  readonly askedAtMs: number;
  /** First of the frames in which it was held. */
  readonly heldFromMs: number;
  readonly doneAtMs: number;
}

/** From the answer to the frame of this time on, the page was told to show the colour. */
export interface ShownColour {
  readonly colour: ScreenColour;
  readonly fromMs: number;
}

export interface Tracker {
  readonly challenge: readonly FaceMovement[];
  /** Empty when the person left them out. */
  readonly colours: readonly ScreenColour[];
  /** Of a session that ran by a timetable: no movement is asked for before its time. */
  readonly askedFromMs: readonly number[];
  readonly shown: readonly ShownColour[];
  /** Frames that arrived since the colour of now was told. */
  readonly colourFrames: number;
  readonly phase: TrackerPhase;
  readonly hint: FaceHint;
  /** Frames of the running calibration. */
  readonly samples: readonly {
    readonly tMs: number;
    readonly turn: number;
    readonly eyeDistancePx: number;
  }[];
  readonly base: { readonly turn: number; readonly eyeDistancePx: number } | null;
  readonly streak: number;
  readonly streakFromMs: number;
  readonly wrongStreak: number;
  readonly askedAtMs: number;
  readonly done: readonly MovementTime[];
  readonly lastMs: number;
}

export function startTracker(
  challenge: readonly FaceMovement[],
  colours: readonly ScreenColour[] = [],
  askedFromMs: readonly number[] = [],
): Tracker {
  return {
    challenge,
    colours,
    askedFromMs,
    shown: [],
    colourFrames: 0,
    phase: challenge.length === 0 ? 'failed' : 'calibrating',
    hint: null,
    samples: [],
    base: null,
    streak: 0,
    streakFromMs: 0,
    wrongStreak: 0,
    askedAtMs: 0,
    done: [],
    lastMs: -1,
  };
}

/** `facts` null: the frame could not be looked at. `tMs`: since the session began, never falling. */
export function track(tracker: Tracker, facts: FrameFacts | null, tMs: number): Tracker {
  if (tracker.phase === 'done' || tracker.phase === 'failed') return tracker;
  if (!(tMs >= tracker.lastMs)) return { ...tracker, phase: 'failed', hint: null };
  const at = { ...tracker, lastMs: tMs };
  if (tMs > limits.faceSessionSeconds * 1000) return { ...at, phase: 'failed', hint: null };
  if (tracker.phase === 'colours') return coloured(at, facts);
  // A frame that was not looked at says nothing either way; the judge bounds how many there are.
  if (facts === null) return at;
  const face = mainFace(facts);
  if (face === null) return interrupted(at, facts);
  if (tracker.phase === 'calibrating') return calibrated(at, facts, face);
  return moved(at, face);
}

/** The one face of a frame; null when there is none, or a second person. */
export function mainFace(facts: FrameFacts): FaceFacts | null {
  const [first, second] = facts.faces.toSorted((a, b) => b.eyeDistancePx - a.eyeDistancePx);
  if (first === undefined) return null;
  if (second !== undefined && isSecondPerson(first, second)) return null;
  return Number.isFinite(first.turn) && first.eyeDistancePx > 0 ? first : null;
}

export function isSecondPerson(first: FaceFacts, second: FaceFacts): boolean {
  return second.eyeDistancePx >= otherFaceShare * first.eyeDistancePx;
}

function interrupted(tracker: Tracker, facts: FrameFacts): Tracker {
  const hint: FaceHint = facts.faces.length > 1 ? 'two_faces' : 'no_face';
  const broken = { ...tracker, hint, streak: 0, wrongStreak: 0 };
  return tracker.phase === 'calibrating' ? { ...broken, samples: [] } : broken;
}

function calibrated(tracker: Tracker, facts: FrameFacts, face: FaceFacts): Tracker {
  const hint = calibrationHint(facts, face);
  if (hint !== null) return { ...tracker, hint, samples: [] };
  const sample = { tMs: tracker.lastMs, turn: face.turn, eyeDistancePx: face.eyeDistancePx };
  const samples = [...tracker.samples, sample];
  const spanMs = sample.tMs - (samples[0]?.tMs ?? sample.tMs);
  if (spanMs < calibrationMs || samples.length < calibrationFramesMin) {
    return { ...tracker, hint: 'hold', samples };
  }
  const base = {
    turn: median(samples.map((one) => one.turn)),
    eyeDistancePx: median(samples.map((one) => one.eyeDistancePx)),
  };
  // The calibration ended looking straight: the first movement may be asked for.
  return askedInTime({ ...tracker, base, samples: [] });
}

function calibrationHint(facts: FrameFacts, face: FaceFacts): FaceHint {
  if (facts.brightness < brightnessMin) return 'too_dark';
  if (face.eyeDistancePx < eyeDistancePxMin) return 'too_far';
  if (face.region.width > baseWidthMax) return 'too_close';
  return Math.abs(face.turn) <= turn.baseMax ? null : 'look_straight';
}

function askedInTime(tracker: Tracker): Tracker {
  const fromMs = tracker.askedFromMs[tracker.done.length] ?? 0;
  return tracker.lastMs < fromMs ? { ...tracker, phase: 'centre', hint: 'hold' } : asked(tracker);
}

function asked(tracker: Tracker): Tracker {
  return {
    ...tracker,
    phase: 'asked',
    hint: null,
    streak: 0,
    wrongStreak: 0,
    askedAtMs: tracker.lastMs,
  };
}

function moved(tracker: Tracker, face: FaceFacts): Tracker {
  const { base } = tracker;
  if (base === null) return { ...tracker, phase: 'failed', hint: null };
  const offset = face.turn - base.turn;
  const ratio = face.eyeDistancePx / base.eyeDistancePx;
  if (tracker.phase === 'centre') return recentred(tracker, offset, ratio);
  const movement = tracker.challenge[tracker.done.length];
  if (movement === undefined) return { ...tracker, phase: 'failed', hint: null };
  if (movement === 'closer') return approached(tracker, offset, ratio);
  return turned(tracker, movement, offset);
}

/** Between movements the head comes back, so that one long pose cannot answer two of them. */
function recentred(tracker: Tracker, offset: number, ratio: number): Tracker {
  const straight = Math.abs(offset) <= turn.centreMax;
  const back = ratio <= scale.backMax;
  if (!straight || !back) {
    return { ...tracker, streak: 0, hint: straight ? 'too_close' : 'look_straight' };
  }
  const streak = tracker.streak + 1;
  if (streak < framesCentred) return { ...tracker, streak, hint: 'hold' };
  const isLeft = tracker.done.length < tracker.challenge.length;
  return isLeft ? askedInTime({ ...tracker, streak }) : nextColour(tracker);
}

/** The screen changes colour whatever the face does; the judge looks for the answer afterwards. */
function coloured(tracker: Tracker, facts: FrameFacts | null): Tracker {
  const at = { ...tracker, colourFrames: tracker.colourFrames + 1, hint: colourHint(facts) };
  const shownMs = at.lastMs - (at.shown.at(-1)?.fromMs ?? at.lastMs);
  const isLast = at.shown.length === at.colours.length;
  if (shownMs < (isLast ? lastColourMs : colourMsMin) || at.colourFrames < colourFramesMin) {
    return at;
  }
  return isLast ? { ...at, phase: 'done', hint: null } : nextColour(at);
}

function colourHint(facts: FrameFacts | null): FaceHint {
  if (facts === null || mainFace(facts) !== null) return null;
  return facts.faces.length > 1 ? 'two_faces' : 'no_face';
}

function nextColour(tracker: Tracker): Tracker {
  const colour = tracker.colours[tracker.shown.length];
  if (colour === undefined) return { ...tracker, phase: 'done', hint: null };
  const shown = [...tracker.shown, { colour, fromMs: tracker.lastMs }];
  return { ...tracker, phase: 'colours', shown, colourFrames: 0, streak: 0, hint: null };
}

function turned(tracker: Tracker, side: 'left' | 'right', offset: number): Tracker {
  // In a frame that is not mirrored the nose to the right edge is the subject's own left.
  const toward = side === 'left' ? offset : -offset;
  if (toward <= -turn.turnedMin) {
    const wrongStreak = tracker.wrongStreak + 1;
    if (wrongStreak >= framesWrong) return { ...tracker, wrongStreak, phase: 'failed', hint: null };
    return { ...tracker, wrongStreak, streak: 0, hint: 'wrong_way' };
  }
  if (toward >= turn.turnedMin) return held(tracker);
  const hint = toward >= turn.hintMin ? 'turn_more' : null;
  return { ...tracker, streak: 0, wrongStreak: 0, hint };
}

function approached(tracker: Tracker, offset: number, ratio: number): Tracker {
  if (Math.abs(offset) >= turn.turnedMin) {
    return { ...tracker, streak: 0, hint: 'look_straight' };
  }
  if (ratio >= scale.closerMin) return held(tracker);
  return { ...tracker, streak: 0, hint: 'too_far' };
}

function held(tracker: Tracker): Tracker {
  const streak = tracker.streak + 1;
  const streakFromMs = streak === 1 ? tracker.lastMs : tracker.streakFromMs;
  if (streak < framesHeld) {
    return { ...tracker, streak, streakFromMs, wrongStreak: 0, hint: 'hold' };
  }
  const movement = tracker.challenge[tracker.done.length];
  if (movement === undefined) return { ...tracker, phase: 'failed', hint: null };
  const { askedAtMs, lastMs: doneAtMs } = tracker;
  const done = [...tracker.done, { movement, askedAtMs, heldFromMs: streakFromMs, doneAtMs }];
  const isOver = done.length === tracker.challenge.length && tracker.colours.length === 0;
  const phase = isOver ? 'done' : 'centre';
  return { ...tracker, phase, done, streak: 0, wrongStreak: 0, hint: null };
}

/** What the page shows now. Says nothing of the movements that are still to come. */
export function guidance(tracker: Tracker): FaceGuidance {
  const total = tracker.challenge.length;
  const done = tracker.done.length;
  const { hint, phase } = tracker;
  if (phase === 'done' || phase === 'failed') return { prompt: phase, hint: null, done, total };
  const colour = tracker.shown.at(-1)?.colour;
  if (phase === 'colours' && colour !== undefined) {
    return { prompt: 'colours', hint, done, total, colour };
  }
  const movement = phase === 'asked' ? tracker.challenge[done] : undefined;
  return { prompt: movement ?? 'centre', hint, done, total };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}
