/**
 * Frames that an earlier session has shown. A frame is remembered by its bytes and by where the face
 * was and how it was held, in cells: the second survives compression, scaling and light, not a crop. A
 * person who tries again in the same place meets a few cells of the first try too.
 */

import type { Reason } from '../../core/reasons.ts';
import { reason } from '../verdicts.ts';
import type { JudgedFrame } from './frames.ts';
import { mainFace } from './tracker.ts';

/** Frames of this session that ONE earlier session, of whatever case, has shown as well. */
export interface Remembered {
  readonly exact: number;
  readonly rough: number;
}

/** Sides of a cell: shares of the picture's width, eye distances, degrees. */
const cell = { place: 1 / 120, turn: 0.03, roll: 1.5 } as const;
/**
 * Set on drawn people (docs/reference/faces.md): a replay that was compressed, scaled or lit anew met
 * half of its frames and more, a second live session of one person in one room at most three in ten.
 */
export const roughShareMin = 0.45;
const roughFramesMin = 8;

/** The cells of a frame, to be hashed under a key before they are kept; null without one face. */
export function cellsOf({ facts }: JudgedFrame): string | null {
  const face = facts === null ? null : mainFace(facts);
  if (facts === null || face === null) return null;
  const { region } = face;
  const across = facts.picture.height / facts.picture.width;
  return [
    (region.x + region.width / 2) / cell.place,
    ((region.y + region.height / 2) * across) / cell.place,
    face.eyeDistancePx / facts.picture.width / cell.place,
    face.turn / cell.turn,
    face.nod / cell.turn,
    face.rollDegrees / cell.roll,
  ]
    .map(Math.round)
    .join();
}

/** Signs that a person should look at. */
export function replaySigns(remembered: Remembered, frames: number): readonly Reason[] {
  const { exact, rough } = remembered;
  const signs: string[] = [];
  if (exact > 0) signs.push(`${exact} of ${frames} frames were shown in an earlier session`);
  else if (rough >= Math.max(roughFramesMin, roughShareMin * frames)) {
    signs.push(`${rough} of ${frames} frames are like those of one earlier session`);
  }
  return signs.map((sign) => reason('injection_suspected', sign, { media: 'face_frame' }));
}
