import type { ReasonCode } from '../../src/core/reasons.ts';

/** How often a sign showed on untouched pictures. */
export interface SignRate {
  readonly hits: number;
  readonly n: number;
  /** What was counted. */
  readonly of: string;
}

const photographed = 'untouched photographs, simulated and drawn';

/**
 * False alarms as docs/reference/authenticity.md has them; a test holds the two together. Beside a sign they tell a
 * reviewer how much of it may be chance. They say nothing of how many forgeries it misses.
 */
export const signRates: Partial<Readonly<Record<ReasonCode, SignRate>>> = {
  is_screenshot: { hits: 0, n: 56, of: photographed },
  is_photocopy: { hits: 0, n: 56, of: photographed },
  metadata_editor: { hits: 0, n: 56, of: photographed },
  editor_tables: { hits: 0, n: 384, of: 'untouched photographs by eight encoders' },
  not_own_capture: { hits: 0, n: 48, of: 'pictures taken in the page by Chromium' },
  saved_twice: { hits: 0, n: 128, of: 'untouched photographs saved once' },
  is_edited: { hits: 0, n: 324, of: photographed },
  portrait_pasted: { hits: 1, n: 324, of: photographed },
  document_tampered: { hits: 0, n: 89, of: 'numbers and dates on untouched photographs' },
  is_screen_replay: { hits: 0, n: 324, of: photographed },
};

export function signRateWords(code: ReasonCode): string {
  const rate = signRates[code];
  return rate === undefined ? '' : `false alarms: ${rate.hits} of ${rate.n} ${rate.of}`;
}
