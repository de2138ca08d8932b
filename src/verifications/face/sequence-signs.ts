/**
 * What the frames beside each other say about an injected picture. Bounds from drawn heads in drawn
 * rooms and warped photos (docs/reference/attacks.md): notes for the reviewer, never a decline, because
 * a plain wall shows nothing and a careful attacker gives the head a background of its own.
 */

import type { Reason } from '../../core/reasons.ts';
import type { SequenceFacts } from '../../vision/facts.ts';
import { reason } from '../verdicts.ts';
import type { JudgedFrame } from './frames.ts';
import { mainFace, median, scale, turn } from './tracker.ts';

/** Share of the followed background that went along with the turning head. */
export const backgroundDragMax = 0.3;
/** By how much the background may fit better enlarged than left alone. */
export const backgroundZoomMax = 0.2;

/** A head before a camera has more; a picture that is only enlarged has none. */
export const perspectiveMin = 0.02;

export function sequenceSigns(facts: SequenceFacts): readonly Reason[] {
  const signs: string[] = [];
  const { backgroundDrag, backgroundZoom, perspective = null } = facts;
  if (backgroundDrag !== null && backgroundDrag >= backgroundDragMax) {
    const share = Math.round(backgroundDrag * 100);
    signs.push(`${share} % of the background beside the head moved with it`);
  }
  if (backgroundZoom !== null && backgroundZoom >= backgroundZoomMax) {
    signs.push('the background grew with the face');
  }
  if (perspective !== null && perspective < perspectiveMin) {
    signs.push('the face came closer as an enlarged picture does, not as a head');
  }
  return signs.map((sign) => reason('injection_suspected', sign, { media: 'face_frame' }));
}

export interface ChosenFrame {
  readonly index: number;
  readonly shows: 'centre' | 'left' | 'right' | 'closer';
}

/** About 28 degrees: far enough to show the room beside the head, near enough to be found. */
const wantedTurn = 0.45;

/** The frames worth comparing: one straight, one of each side, the closest. Empty without a centre. */
export function chooseFrames(frames: readonly JudgedFrame[]): readonly ChosenFrame[] {
  const seen = frames.flatMap(({ index, facts }) => {
    const face = facts === null ? null : mainFace(facts);
    return face === null ? [] : [{ index, turn: face.turn, eyes: face.eyeDistancePx }];
  });
  const first = seen.slice(0, 5);
  if (first.length === 0) return [];
  const base = {
    turn: median(first.map((one) => one.turn)),
    eyes: median(first.map((one) => one.eyes)),
  };
  const best = (
    shows: ChosenFrame['shows'],
    cost: (at: { offset: number; ratio: number }) => number,
  ) => {
    const ranked = seen
      .map((one) => ({
        index: one.index,
        cost: cost({ offset: one.turn - base.turn, ratio: one.eyes / base.eyes }),
      }))
      .filter((one) => one.cost < Number.POSITIVE_INFINITY)
      .toSorted((a, b) => a.cost - b.cost);
    return ranked[0] === undefined ? [] : [{ index: ranked[0].index, shows }];
  };
  const never = Number.POSITIVE_INFINITY;
  const side = (sign: 1 | -1) => (at: { offset: number; ratio: number }) =>
    sign * at.offset < turn.turnedMin ? never : Math.abs(sign * at.offset - wantedTurn);
  const center = best('centre', (at) => Math.abs(at.offset) + Math.abs(at.ratio - 1));
  if (center.length === 0) return [];
  return [
    ...center,
    ...best('left', side(1)),
    ...best('right', side(-1)),
    ...best('closer', (at) =>
      at.ratio < scale.closerMin ? never : 3 - at.ratio + Math.abs(at.offset),
    ),
  ];
}
