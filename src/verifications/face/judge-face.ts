/**
 * The verdict of a facial verification, from ALL its frames and nothing that the page claimed: the
 * movements are followed again, and the face must be one, whole and the selfie's. What a person can do
 * again is a counted retry; what casts doubt on who or what is in front of the camera needs review.
 */

import type { StepVerdict } from '../../core/case/types.ts';
import type { limits as serviceLimits } from '../../core/limits.ts';
import type { Reason, ReasonCode } from '../../core/reasons.ts';
import type { FaceMovement, ScreenColour } from '../../core/wire-face.ts';
import type { SequenceFacts, VisionFailureCode } from '../../vision/facts.ts';
import type { Judged } from '../contract.ts';
import { needsReview, passed, reason, retryCounted, retryFree } from '../verdicts.ts';
import { type ColourResponse, colourResponse } from './colour-response.ts';
import {
  type ComparedFrame,
  compareFrames,
  framesWithTwo,
  gapMsMax,
  inOrder,
  type JudgedFrame,
  longestGapMs,
} from './frames.ts';
import { type FaceClaims, injectionNotes, injectionSigns } from './injection.ts';
import { type Remembered, replaySigns } from './replay.ts';
import { sequenceSigns } from './sequence-signs.ts';
import {
  bandOf,
  defaultThresholds,
  type FaceThresholds,
  type SimilarityBand,
  similarity,
} from './similarity.ts';
import { askedFromMs } from './timetable.ts';
import {
  type MovementTime,
  mainFace,
  median,
  type ShownColour,
  startTracker,
  type Tracker,
  track,
  turn,
} from './tracker.ts';

export type ColourRule = 'signal' | 'review';

export interface FaceInput {
  readonly challenge: readonly FaceMovement[];
  /** Missing or empty: the person left them out, which the reviewer is told. */
  readonly colours?: readonly ScreenColour[];
  /** `review`: a face that did not answer the colours goes to a person. Default: it is only noted. */
  readonly colourRule?: ColourRule;
  readonly frames: readonly JudgedFrame[];
  /** Some of the frames side by side; missing or null where they could not be compared. */
  readonly sequence?: SequenceFacts | null;
  /** Why they were not compared although they should have been: a part of ours is broken. */
  readonly sequenceFailure?: VisionFailureCode;
  /** What a session showed that ran by a timetable; null or missing: it was guided. */
  readonly timed?: { readonly shown: readonly ShownColour[] } | null;
  /** Frames that an earlier session has shown. Default: none. */
  readonly remembered?: Remembered;
  readonly claims?: FaceClaims;
  readonly selfieEmbedding: readonly number[] | null;
  readonly portraitEmbedding: readonly number[] | null;
  /** Of the embedder in use. Default: the default embedder's. */
  readonly thresholds?: FaceThresholds;
  readonly limits: Pick<typeof serviceLimits, 'faceSessionSeconds' | 'faceFramesMax'>;
}

export interface FaceComparison {
  readonly label: 'frames_selfie' | 'frames_portrait';
  readonly similarity: number;
  readonly band: SimilarityBand;
  readonly thresholds: { readonly match: number; readonly review: number };
}

export interface FaceJudged extends Judged {
  readonly comparisons: readonly FaceComparison[];
  readonly movements: readonly MovementTime[];
  /** Null before the challenge was followed, and when the colours were left out. */
  readonly colours: ColourResponse | null;
}

/** Calibration and three frames a movement: fewer frames cannot show a challenge. */
const framesMin = 12;
/** A few frames lost to a busy process do no harm; more of them hide something. */
const unreadShareMax = 0.2;
const comparedFramesMin = 4;
const unlikeShareMax = 0.2;
/** Live likeness of a print or a screen is often high: only noted (it let all prints through). */
const liveScoreLow = 0.5;

export function judgeFace(input: FaceInput): FaceJudged {
  const tracker = follow(input);
  const none = { comparisons: [], movements: tracker.done, colours: null };
  const unread = unreadDoubt(input.frames);
  if (unread !== null) return { ...none, verdict: needsReview([unread]) };
  const again = repeatReasons(input, tracker);
  const injected = [
    ...injectionSigns(input.frames, tracker),
    ...replaySigns(input.remembered ?? { exact: 0, rough: 0 }, input.frames.length),
  ];
  if (again.length > 0) {
    // Before the first movement was asked for nothing was failed: what is wrong is the picture.
    const isFree = tracker.phase === 'calibrating' && injected.length === 0;
    const verdict = isFree ? retryFree(again.map(free)) : retryCounted([...again, ...injected]);
    return { ...none, verdict };
  }
  const { comparisons, doubts } = identity(input, tracker);
  const colours = tracker.shown.length === 0 ? null : colourResponse(input.frames, tracker.shown);
  const unanswered = colourNotes(colours);
  const asksReview = input.colourRule === 'review' && unanswered.length > 0;
  const reasons = [...doubts, ...injected, ...notBeside(input)];
  const claims = input.claims ?? { virtualCamera: false };
  const beside = input.sequence == null ? [] : sequenceSigns(input.sequence);
  const notes = [
    ...unanswered,
    ...injectionNotes(input.frames, claims),
    ...beside,
    ...liveness(input.frames),
  ];
  const verdict: StepVerdict =
    reasons.length > 0 || asksReview ? needsReview([...reasons, ...notes]) : passed(notes);
  return { verdict, comparisons, movements: tracker.done, colours };
}

/** A check that could not be made passes nothing. */
function notBeside({ sequenceFailure }: FaceInput): readonly Reason[] {
  if (sequenceFailure === undefined) return [];
  return [doubt('dependency_unavailable', `frames not laid beside each other: ${sequenceFailure}`)];
}

/** What the colours say to the reviewer; nothing when the face answered them. */
function colourNotes(colours: ColourResponse | null): readonly Reason[] {
  if (colours?.kind === 'present') return [...neckNotes(colours), ...shapeNotes(colours)];
  if (colours === null) return [doubt('no_colour_response', 'the colours were left out')];
  const correlation = colours.correlation.toFixed(2);
  const why =
    colours.kind === 'unmeasured'
      ? `the answer to the colours could not be measured (${colours.frames} frames)`
      : `the face did not answer the colours of the screen (correlation ${correlation})`;
  return [doubt('no_colour_response', why)];
}

/** Light falls on the neck too, and on a collar; the colours painted on a face end at its edge. */
export const neckShareMin = 0.25;

function neckNotes({ neckShare }: ColourResponse): readonly Reason[] {
  if (neckShare === null || neckShare >= neckShareMin) return [];
  return [doubt('injection_suspected', 'the face answered the colours, what is below it did not')];
}

/** Between drawn heads in many lights and photos that were painted over (docs/reference/attacks.md). */
export const unevennessMin = 0.06;

function shapeNotes({ unevenness }: ColourResponse): readonly Reason[] {
  if (unevenness === null || unevenness >= unevennessMin) return [];
  const why = 'the colours lay on the face as evenly as paint, not as light on a head';
  return [doubt('injection_suspected', why)];
}

function follow(input: FaceInput): Tracker {
  const { challenge, frames, timed } = input;
  if (timed != null) {
    const start = startTracker(challenge, [], askedFromMs(challenge));
    const end = frames.reduce((at, frame) => track(at, frame.facts, frame.t), start);
    return { ...end, shown: timed.shown };
  }
  return input.frames.reduce(
    (tracker, frame) => track(tracker, frame.facts, frame.t),
    startTracker(input.challenge, input.colours),
  );
}

/** Frames that our own parts failed on: nothing was shown, so nothing passes. */
function unreadDoubt(frames: readonly JudgedFrame[]): Reason | null {
  const unread = frames.filter(
    (frame) =>
      frame.facts === null && frame.failure !== undefined && frame.failure !== 'bad_picture',
  );
  if (unread.length === 0 || unread.length <= unreadShareMax * frames.length) return null;
  const why = `${unread.length} of ${frames.length} frames not looked at: ${unread[0]?.failure}`;
  return reason('dependency_unavailable', why, { media: 'face_frame' });
}

/** What the person may simply do again. */
function repeatReasons(input: FaceInput, tracker: Tracker): readonly Reason[] {
  const { frames, limits } = input;
  if (!inOrder(frames)) return [counted('challenge_not_followed', 'frames out of order')];
  if (frames.length > limits.faceFramesMax) {
    return [counted('challenge_not_followed', 'more frames than a session has')];
  }
  const lastMs = frames.at(-1)?.t ?? 0;
  if (lastMs > limits.faceSessionSeconds * 1000) {
    return [counted('face_timeout', 'the session took too long')];
  }
  const withFace = frames.filter((frame) => frame.facts !== null && mainFace(frame.facts) !== null);
  if (framesWithTwo(frames) > 0) return [counted('multiple_faces', 'a second face in the frames')];
  if (withFace.length < frames.length / 2 || withFace.length === 0) {
    return [counted('no_face', 'no face in most frames')];
  }
  if (tracker.phase === 'calibrating' && tracker.hint === 'too_dark') {
    return [counted('image_dark', 'the face was too dark to begin')];
  }
  if (tracker.phase !== 'done' || frames.length < framesMin) {
    const why = `${tracker.done.length} of ${tracker.challenge.length} movements`;
    return [counted('challenge_not_followed', why)];
  }
  const gapMs = longestGapMs(frames);
  return gapMs > gapMsMax
    ? [counted('no_face', `the face was away for ${Math.round(gapMs)} ms`)]
    : [];
}

function free(why: Reason): Reason {
  return { ...why, retry: 'free' };
}

function counted(code: ReasonCode, staffText: string): Reason {
  return reason(code, staffText, { retry: 'counted', media: 'face_frame' });
}

function identity(
  input: FaceInput,
  tracker: Tracker,
): { readonly comparisons: readonly FaceComparison[]; readonly doubts: readonly Reason[] } {
  const { frames, portraitEmbedding, selfieEmbedding, thresholds = defaultThresholds } = input;
  if (selfieEmbedding === null) {
    return {
      comparisons: [],
      doubts: [doubt('face_match_uncertain', 'no selfie to compare with')],
    };
  }
  const baseTurn = tracker.base?.turn ?? 0;
  const compared = compareFrames(frames, { baseTurn, selfie: selfieEmbedding });
  const frontal = compared.filter((frame) => Math.abs(frame.offset) <= turn.hintMin);
  if (compared.length < comparedFramesMin || frontal.length === 0) {
    const why = `only ${compared.length} frames could be compared`;
    return { comparisons: [], doubts: [doubt('dependency_unavailable', why)] };
  }
  const toSelfie = comparisonOf('frames_selfie', median(frontal.map((frame) => frame.toSelfie)), {
    match: thresholds.frame,
    review: thresholds.review,
  });
  const doubts = [
    ...selfieDoubts(compared, toSelfie, thresholds),
    ...movementDoubts(compared, tracker, thresholds),
  ];
  const portrait = portraitOf(frontal, portraitEmbedding, thresholds);
  return {
    comparisons: portrait.comparison === null ? [toSelfie] : [toSelfie, portrait.comparison],
    doubts: [...doubts, ...portrait.doubts],
  };
}

function comparisonOf(
  label: FaceComparison['label'],
  value: number,
  thresholds: FaceComparison['thresholds'],
): FaceComparison {
  return { label, similarity: value, band: bandOf(value, thresholds), thresholds };
}

function selfieDoubts(
  compared: readonly ComparedFrame[],
  toSelfie: FaceComparison,
  { frame: frameThreshold, review }: FaceThresholds,
): readonly Reason[] {
  const doubts: Reason[] = [];
  const unlike = compared.filter((frame) => frame.toSelfie < frameThreshold).length;
  if (toSelfie.band !== 'match' || unlike > unlikeShareMax * compared.length) {
    doubts.push(doubt('face_changed', `${unlike} of ${compared.length} frames unlike the selfie`));
  }
  const breaks = compared.filter(
    (frame) => frame.toBefore !== null && frame.toBefore < review,
  ).length;
  if (breaks > 0)
    doubts.push(doubt('face_changed', `the face changed between frames ${breaks} times`));
  return doubts;
}

/** Each movement must itself show the selfie's face: the turns may be somebody else's. */
function movementDoubts(
  compared: readonly ComparedFrame[],
  tracker: Tracker,
  { frame: frameThreshold }: FaceThresholds,
): readonly Reason[] {
  return tracker.done.flatMap(({ askedAtMs, doneAtMs, movement }, at) => {
    const untilMs = tracker.done[at + 1]?.askedAtMs ?? Number.POSITIVE_INFINITY;
    const during = compared.filter((frame) => {
      if (frame.t <= askedAtMs || frame.t > untilMs) return false;
      if (movement === 'closer') return frame.t <= doneAtMs;
      return (movement === 'left' ? frame.offset : -frame.offset) >= turn.hintMin;
    });
    const own = during.filter((frame) => frame.toSelfie >= frameThreshold);
    const enough = own.length > 0 && own.length * 2 >= during.length;
    return enough
      ? []
      : [doubt('face_changed', `movement ${at + 1} does not show the selfie's face`)];
  });
}

function portraitOf(
  frontal: readonly ComparedFrame[],
  portrait: readonly number[] | null,
  { match, review }: FaceThresholds,
): { readonly comparison: FaceComparison | null; readonly doubts: readonly Reason[] } {
  const values = frontal
    .map((frame) => (portrait === null ? null : similarity(frame.embedding, portrait)))
    .filter((value) => value !== null);
  if (values.length === 0) {
    const why = 'no portrait to compare the frames with';
    return { comparison: null, doubts: [doubt('face_match_uncertain', why)] };
  }
  const comparison = comparisonOf('frames_portrait', median(values), { match, review });
  if (comparison.band === 'match') return { comparison, doubts: [] };
  const code = comparison.band === 'uncertain' ? 'face_match_uncertain' : 'face_mismatch_document';
  return { comparison, doubts: [doubt(code, 'frames against the portrait of the document')] };
}

function doubt(code: ReasonCode, staffText: string): Reason {
  return reason(code, staffText, { media: 'face_frame' });
}

function liveness(frames: readonly JudgedFrame[]): readonly Reason[] {
  const scores = frames
    .map((frame) => (frame.facts === null ? null : (mainFace(frame.facts)?.liveScore ?? null)))
    .filter((score) => score !== null);
  const low = scores.length > 0 && median(scores) < liveScoreLow;
  return low ? [doubt('spoof_suspected', 'low score of the passive spoof model, a weak sign')] : [];
}
