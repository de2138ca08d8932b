/**
 * Signs of frames that no camera took here and now, computed on the server from what arrived. None of
 * them declines, and a careful injection shows none: a browser cannot prove what its camera is.
 */

import type { Reason } from '../../core/reasons.ts';
import { reason } from '../verdicts.ts';
import {
  framesPerSecondMax,
  inOrder,
  type JudgedFrame,
  jumps,
  reactionMsMin,
  repetition,
} from './frames.ts';
import type { Tracker } from './tracker.ts';

/** What the page said of itself; only ever noted. */
export interface FaceClaims {
  readonly virtualCamera: boolean;
}

/** Beginnings or parts of the labels under which virtual cameras offer themselves. */
const virtualCameraNames = [
  'obs virtual',
  'obs-camera',
  'virtual cam',
  'virtualcam',
  'manycam',
  'snap camera',
  'xsplit vcam',
  'splitcam',
  'vcam',
  'camtwist',
  'altercam',
  'youcam',
  'mmhmm',
  'avatarify',
  'unity video capture',
  'ndi video',
  'dummy video device',
  'v4l2loopback',
  'fake_device',
] as const;

/** The label is the page's word: a liar changes it, the others are worth a note. */
export function namesVirtualCamera(label: string): boolean {
  const known = label.toLowerCase();
  return virtualCameraNames.some((name) => known.includes(name));
}

/** Signs that a person should look at. */
export function injectionSigns(
  frames: readonly JudgedFrame[],
  tracker: Tracker,
): readonly Reason[] {
  const signs: string[] = [];
  const repeated = repetition(frames);
  if (repeated === 'frozen') signs.push('the same frame several times in a row');
  if (repeated === 'replayed') signs.push('an earlier frame came back');
  const jumped = jumps(frames);
  if (jumped > 0) signs.push(`the face jumped ${jumped} times`);
  const seconds = ((frames.at(-1)?.t ?? 0) - (frames[0]?.t ?? 0)) / 1000;
  if (frames.length > 1 + framesPerSecondMax * seconds) signs.push('more frames than time allows');
  if (!inOrder(frames)) signs.push('frames out of order');
  const fast = tracker.done.filter((one) => one.heldFromMs - one.askedAtMs < reactionMsMin);
  if (fast.length > 0) signs.push(`${fast.length} movements came before a person could react`);
  return signs.map(toReason);
}

/** Signs too weak to send anybody to a person; the reviewer reads them. */
export function injectionNotes(
  frames: readonly JudgedFrame[],
  claims: FaceClaims,
): readonly Reason[] {
  const notes: string[] = [];
  if (arriveLikeClockwork(frames)) {
    notes.push('weak sign: the frames arrived more evenly than a browser sends them');
  }
  if (haveOneSize(frames)) notes.push('weak sign: most frames have exactly the same size');
  if (changeShape(frames)) {
    notes.push('weak sign: the frames change their size, or are no JPEGs as pages make them');
  }
  if (claims.virtualCamera) {
    notes.push('weak sign: the camera calls itself by the name of a virtual one (page’s own word)');
  }
  return notes.map(toReason);
}

function toReason(sign: string): Reason {
  return reason('injection_suspected', sign, { media: 'face_frame' });
}

const framesForStatistics = 20;
/** A browser's timer, its encoder and the network scatter by milliseconds. */
const arrivalScatterMsMin = 1;

function arriveLikeClockwork(frames: readonly JudgedFrame[]): boolean {
  if (frames.length < framesForStatistics) return false;
  const gaps = frames.slice(1).map((frame, at) => frame.t - (frames[at]?.t ?? 0));
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length;
  return Math.sqrt(variance) < arrivalScatterMsMin;
}

/** A page draws every frame of a session on one canvas; only a phone that is turned changes its sides. */
function changeShape(frames: readonly JudgedFrame[]): boolean {
  const shapes = new Set(
    frames.flatMap(({ facts }) => {
      if (facts === null) return [];
      const { format, height, width } = facts.picture;
      return [`${format} ${Math.max(width, height)} ${Math.min(width, height)}`];
    }),
  );
  return shapes.size > 1 || [...shapes].some((shape) => !shape.startsWith('jpeg '));
}

/** Two pictures of one scene are hardly ever compressed to the same number of bytes. */
function haveOneSize(frames: readonly JudgedFrame[]): boolean {
  const sizes = frames.flatMap((frame) =>
    frame.facts === null ? [] : [frame.facts.picture.bytes],
  );
  if (sizes.length < framesForStatistics) return false;
  const counts = new Map<number, number>();
  for (const size of sizes) counts.set(size, (counts.get(size) ?? 0) + 1);
  return Math.max(...counts.values()) * 2 > sizes.length;
}
