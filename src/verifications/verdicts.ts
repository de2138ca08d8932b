/** Makes reasons and verdicts; all that is unclear goes to a person. */

import type { StepVerdict } from '../core/case/types.ts';
import type { MediaRole, Reason, ReasonCode } from '../core/reasons.ts';
import type { LostSign, PictureFault, Region, Signal, VisionFailureCode } from '../vision/facts.ts';

/** From this strength on a sign sends the step to a person; below it is only noted. */
export const signalStrengthForReview = 0.5;

export interface ReasonOptions {
  readonly retry?: Reason['retry'];
  readonly media?: MediaRole | null;
  readonly region?: Region | null;
}

/** `staffText`: short plain words for staff, without names, dates or numbers of the person. */
export function reason(code: ReasonCode, staffText: string, options: ReasonOptions = {}): Reason {
  return {
    code,
    retry: options.retry ?? 'none',
    staffText,
    media: options.media ?? null,
    region: options.region ?? null,
  };
}

export function reasonOfFault(fault: PictureFault, media: MediaRole): Reason {
  const staffText = `${fault.code} (measured ${Number(fault.measure.toPrecision(3))})`;
  return reason(fault.code, staffText, { retry: 'free', media, region: fault.region });
}

export function reasonOfSignal(signal: Signal, media: MediaRole): Reason {
  const strength = Math.round(signal.strength * 100);
  return reason(signal.code, `${signal.detail} (strength ${strength} %)`, {
    media,
    region: signal.region ?? null,
  });
}

/** What was not looked for may be there: a person looks. */
export function reasonOfLost({ sign }: LostSign, media: MediaRole): Reason {
  const name = sign.replaceAll('_', ' ');
  return reason('dependency_unavailable', `a sign was not looked for by machine: ${name}`, {
    media,
  });
}

/**
 * A picture made in the page never has camera metadata, so its absence says nothing by itself; every
 * other strong sign is for a person to look at.
 */
export function asksForReview(signal: Signal): boolean {
  if (signal.code === 'no_camera_metadata') return false;
  return !(signal.strength < signalStrengthForReview);
}

/** The person can mend a broken picture; everything else that failed needs a person of ours. */
export function verdictOfFailure(failure: VisionFailureCode, media: MediaRole): StepVerdict {
  return failure === 'bad_picture' || failure === 'too_many_pixels'
    ? retryFree([reasonOfFailure(failure, media)])
    : needsReview([reasonOfFailure(failure, media)]);
}

export function reasonOfFailure(failure: VisionFailureCode, media: MediaRole): Reason {
  if (failure === 'bad_picture') {
    return reason('file_type', 'the picture could not be decoded', { retry: 'free', media });
  }
  if (failure === 'too_many_pixels') {
    return reason('file_too_large', 'the picture has too many pixels', { retry: 'free', media });
  }
  return reason('dependency_unavailable', `not looked at by machine: ${failure}`, { media });
}

export function passed(reasons: readonly Reason[] = []): StepVerdict {
  return { outcome: 'passed', reasons };
}

export function needsReview(reasons: readonly Reason[]): StepVerdict {
  return { outcome: 'needs_review', reasons };
}

export function retryFree(reasons: readonly Reason[]): StepVerdict {
  return { outcome: 'retry', reasons, counted: false };
}

export function retryCounted(reasons: readonly Reason[]): StepVerdict {
  return { outcome: 'retry', reasons, counted: true };
}
