/**
 * What every verification kind takes and answers. A kind is a folder: it judges facts, and never reads
 * pictures, clocks or databases.
 */

import type { StepVerdict } from '../core/case/types.ts';
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
