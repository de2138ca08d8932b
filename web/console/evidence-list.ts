/** The order in which pictures are shown and the numbers that tie reasons to places on them. */

import type { StepKind } from '../../src/core/case/types.ts';
import type { MediaRole } from '../../src/core/reasons.ts';
import type { ReviewStep, ReviewView } from '../../src/core/wire-staff.ts';

export type Media = ReviewView['media'][number];

export interface NumberedReason {
  /** From 1, in the order of the steps; the same number stands on the picture. */
  readonly number: number;
  readonly step: StepKind;
  readonly reason: ReviewStep['reasons'][number];
}

export function numberReasons(steps: readonly ReviewStep[]): readonly NumberedReason[] {
  return steps
    .flatMap((step) => step.reasons.map((reason) => ({ step: step.kind, reason })))
    .map((entry, index) => ({ number: index + 1, ...entry }));
}

/** The reasons drawn on one picture: those that name its role and a region. Frames carry none. */
export function reasonsOn(
  picture: Media,
  reasons: readonly NumberedReason[],
): readonly NumberedReason[] {
  if (picture.role === 'face_frame') return [];
  return reasons.filter(({ reason }) => reason.media === picture.role && reason.region !== null);
}

const roleOrder: readonly MediaRole[] = [
  'document_front',
  'document_back',
  'selfie',
  'face_frame',
  'statement_video',
];

/** Front, back, selfie, then the frames in the order they were taken. */
export function inShownOrder(media: readonly Media[]): readonly Media[] {
  return [...media].sort(
    (a, b) => roleOrder.indexOf(a.role) - roleOrder.indexOf(b.role) || a.at.localeCompare(b.at),
  );
}
