/**
 * The one contract of a verification kind. A kind is a folder: it judges facts, and says what of its
 * material is sealed and who may see what. It never reads pictures, clocks or databases.
 */

import type { StepKind, StepVerdict } from '../core/case/types.ts';
import type { Reason } from '../core/reasons.ts';
import type { VisionFailureCode } from '../vision/facts.ts';

/** What the vision room answered: facts, or why there are none. */
export type Seen<Facts> =
  | { readonly ok: true; readonly facts: Facts }
  | { readonly ok: false; readonly failure: VisionFailureCode };

/** Every judge answers at least its verdict; more is for the reviewer and is kept sealed. */
export interface Judged {
  readonly verdict: StepVerdict;
}

/** Answer while the person still holds the camera: faults they can mend at once, always free. */
export interface PictureCheck {
  readonly accepted: boolean;
  /** When refused: what to mend. When accepted: doubts to hand to the judge. */
  readonly reasons: readonly Reason[];
}

export interface Verification<Input, Result extends Judged> {
  readonly kind: StepKind;
  /** Pure: the same facts give the same verdict. Never passes what could not be looked at. */
  readonly judge: (input: Input) => Result;
  /** Material kept encrypted under the key of the case, and deleted with it. */
  readonly sealed: readonly string[];
  /** What the person's pages may be told of the result. */
  readonly shownToPerson: 'picture_faults' | 'passed_or_not';
  /** A face template is made: needs its own consent and a way around it. */
  readonly biometric: boolean;
}
