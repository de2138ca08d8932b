/** Exactly one face, large, frontal and lit, and whether it is the face on the document. */

import type { Reason } from '../../core/reasons.ts';
import type { FaceFacts, SelfieFacts } from '../../vision/facts.ts';
import type { Judged, PictureCheck, Seen } from '../contract.ts';
import {
  bandOf,
  defaultThresholds,
  type FaceThresholds,
  type SimilarityBand,
  type SimilarityThresholds,
  similarity,
} from '../face/similarity.ts';
import {
  asksForReview,
  needsReview,
  passed,
  reason,
  reasonOfFailure,
  reasonOfFault,
  reasonOfSignal,
  retryFree,
  verdictOfFailure,
} from '../verdicts.ts';
import type { LiveSelfie } from './choose-frame.ts';

/**
 * Pixels of the decoded picture (long side at most 1280). The embedder sees a face at an eye distance
 * of about 35 px; 60 leaves room for the alignment, and a webcam at arm's length gives 80.
 */
export const eyeDistancePxMin = 60;
/** Nose offset in eye distances; beyond it the head is turned (about 13 degrees). */
export const turnMax = 0.2;
export const rollDegreesMax = 25;
/** Mean luma of the face; the floor is the one measured for documents. */
export const brightnessMin = 45;
export const brightnessMax = 235;
/** A second face at least this large beside the first is a second person. */
export const otherFaceShare = 0.4;

export interface SelfieComparison {
  readonly similarity: number;
  readonly band: SimilarityBand;
  readonly thresholds: SimilarityThresholds;
}

export interface SelfieInput {
  readonly selfie: Seen<SelfieFacts>;
  readonly source: 'camera' | 'file';
  /** What the frames of a live capture say together; null for a file. */
  readonly live: LiveSelfie | null;
  readonly uploadAllowed: boolean;
  /** Embedding of the document's portrait; null when none was found. */
  readonly portrait: readonly number[] | null;
  /** Faces of the picture that the host kept from before the lock; null or missing: it has none. */
  readonly enrolled?: Seen<readonly Pick<FaceFacts, 'embedding' | 'eyeDistancePx'>[]> | null;
  /** Of the embedder in use. Default: the default embedder's. */
  readonly thresholds?: FaceThresholds;
}

export interface SelfieJudged extends Judged {
  /** With the portrait of the document. */
  readonly comparison: SelfieComparison | null;
  readonly enrolledComparison: SelfieComparison | null;
}

/** At once, while the camera is still on. Everything here is free to mend. */
export function checkSelfie(selfie: Seen<SelfieFacts>): PictureCheck {
  if (!selfie.ok) {
    const why = reasonOfFailure(selfie.failure, 'selfie');
    return { accepted: why.retry !== 'free', reasons: [why] };
  }
  const faults = selfieFaults(selfie.facts);
  return { accepted: faults.length === 0, reasons: faults };
}

export function judgeSelfie(input: SelfieInput): SelfieJudged {
  const { selfie } = input;
  const none = { comparison: null, enrolledComparison: null };
  if (!selfie.ok) return { ...none, verdict: verdictOfFailure(selfie.failure, 'selfie') };
  const faults = selfieFaults(selfie.facts);
  const face = largest(selfie.facts.faces);
  if (faults.length > 0 || face === null) {
    const absent = reason('face_not_visible', 'no face', { retry: 'free', media: 'selfie' });
    return { ...none, verdict: retryFree(faults.length > 0 ? faults : [absent]) };
  }
  if (input.source === 'file' && !input.uploadAllowed) {
    const why = reason('upload_not_live', 'a file where policy asks for the camera', {
      retry: 'free',
      media: 'selfie',
    });
    return { ...none, verdict: retryFree([why]) };
  }
  const { thresholds = defaultThresholds } = input;
  const comparison = compare(face, input.portrait, thresholds);
  const enrolled = compareEnrolled(face, input.enrolled ?? null, thresholds);
  const doubts = [
    ...matchDoubts(comparison, input.portrait),
    ...enrolled.doubts,
    ...captureDoubts(input),
  ];
  // A picture that the page took has never had a camera's metadata: that says nothing.
  const signs = selfie.facts.signals
    .filter((signal) => input.live === null || signal.code !== 'no_camera_metadata')
    .map((signal) => reasonOfSignal(signal, 'selfie'));
  const reasons = [...doubts, ...signs];
  const review = doubts.length > 0 || selfie.facts.signals.some(asksForReview);
  return {
    verdict: review ? needsReview(reasons) : passed(reasons),
    comparison,
    enrolledComparison: enrolled.comparison,
  };
}

function selfieFaults(facts: SelfieFacts): readonly Reason[] {
  const faults = facts.faults.map((fault) => reasonOfFault(fault, 'selfie'));
  const face = largest(facts.faces);
  if (face === null) return withFault(faults, fault('face_not_visible', 'no face was found', null));
  const others = facts.faces.filter(
    (other) => other !== face && other.eyeDistancePx >= otherFaceShare * face.eyeDistancePx,
  );
  const second = others[0];
  if (second !== undefined) {
    return withFault(faults, fault('multiple_faces', 'more than one face', second));
  }
  const own: Reason[] = [];
  if (!(face.eyeDistancePx >= eyeDistancePxMin)) {
    own.push(fault('image_too_small', 'the face is too small', face));
  }
  if (!(Math.abs(face.turn) <= turnMax && Math.abs(face.rollDegrees) <= rollDegreesMax)) {
    own.push(fault('face_not_visible', 'the head is turned or tilted', face));
  }
  if (!(face.brightness >= brightnessMin)) own.push(fault('image_dark', 'the face is dark', face));
  if (face.brightness > brightnessMax)
    own.push(fault('image_glare', 'the face is blown out', face));
  return own.reduce(withFault, faults);
}

function fault(code: Reason['code'], staffText: string, face: FaceFacts | null): Reason {
  return reason(code, staffText, { retry: 'free', media: 'selfie', region: face?.region ?? null });
}

/** One fault of a kind is enough for the person to mend it. */
function withFault(faults: readonly Reason[], added: Reason): readonly Reason[] {
  return faults.some((known) => known.code === added.code) ? faults : [...faults, added];
}

function compare(
  face: FaceFacts,
  portrait: readonly number[] | null,
  thresholds: FaceThresholds,
): SelfieComparison | null {
  const { match, review } = thresholds;
  const value = portrait === null ? null : similarity(face.embedding, portrait);
  if (value === null) return null;
  return { similarity: value, band: bandOf(value, thresholds), thresholds: { match, review } };
}

function matchDoubts(
  comparison: SelfieComparison | null,
  portrait: readonly number[] | null,
): readonly Reason[] {
  if (comparison === null) {
    return portrait === null
      ? [reason('face_match_uncertain', 'no portrait to compare with', { media: 'selfie' })]
      : [reason('dependency_unavailable', 'the faces were not compared', { media: 'selfie' })];
  }
  if (comparison.band === 'match') return [];
  return comparison.band === 'uncertain'
    ? [reason('face_match_uncertain', 'likeness between the thresholds', { media: 'selfie' })]
    : [reason('face_mismatch_document', 'likeness below the threshold', { media: 'selfie' })];
}

function compareEnrolled(
  face: FaceFacts,
  enrolled: NonNullable<SelfieInput['enrolled']> | null,
  thresholds: FaceThresholds,
): { readonly comparison: SelfieComparison | null; readonly doubts: readonly Reason[] } {
  if (enrolled === null) return { comparison: null, doubts: [] };
  const doubt = (code: Reason['code'], why: string) => [reason(code, why, { media: 'selfie' })];
  if (!enrolled.ok) {
    const why = `the enrolled face was not looked at: ${enrolled.failure}`;
    return { comparison: null, doubts: doubt('dependency_unavailable', why) };
  }
  const kept = enrolled.facts.toSorted((a, b) => b.eyeDistancePx - a.eyeDistancePx)[0];
  if (kept === undefined) {
    const why = 'no face in the enrolled picture';
    return { comparison: null, doubts: doubt('face_match_uncertain', why) };
  }
  const comparison = compare(face, kept.embedding, thresholds);
  if (comparison === null) {
    const why = 'the enrolled face was not compared';
    return { comparison, doubts: doubt('dependency_unavailable', why) };
  }
  if (comparison.band === 'match') return { comparison, doubts: [] };
  const isUncertain = comparison.band === 'uncertain';
  return {
    comparison,
    doubts: isUncertain
      ? doubt('face_match_uncertain', 'likeness to the enrolled face between the thresholds')
      : doubt('face_mismatch_enrolled', 'likeness to the enrolled face below the threshold'),
  };
}

/** A camera's picture without its frames is no live capture, whatever the page calls it. */
function captureDoubts(input: SelfieInput): readonly Reason[] {
  const { live, source, thresholds = defaultThresholds } = input;
  const doubt = (code: Reason['code'], why: string) => [reason(code, why, { media: 'selfie' })];
  if (source === 'file' || live === null) {
    return doubt('upload_not_live', 'uploaded as a file, not taken live');
  }
  if (!live.distinct) return doubt('injection_suspected', 'the same frame twice in one capture');
  if (live.likeness === null) return doubt('face_changed', 'frames could not be compared');
  return live.likeness >= thresholds.frame
    ? []
    : doubt('face_changed', 'the frames of the capture show different faces');
}

/** The person in front is the largest face; null when there is none. */
export function largest(faces: readonly FaceFacts[]): FaceFacts | null {
  return faces.toSorted((a, b) => b.eyeDistancePx - a.eyeDistancePx)[0] ?? null;
}
