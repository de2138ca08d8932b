import type { TextPart } from './text.ts';

/** Frame of each page, and the two sentences any failure can fall back to. Loaded by `mountPage`. */
export const commonTexts: TextPart = {
  en: () => import('./texts/common.en.ts'),
  de: () => import('./texts/common.de.ts'),
};

/** What a request can fail with (`error.<code>`). Loaded by `ErrorNote` at the first failure. */
export const errorTexts: TextPart = {
  en: () => import('./texts/errors.en.ts'),
  de: () => import('./texts/errors.de.ts'),
};

/** Reasons that may be told (`reason.<code>`): what was wrong and how to mend it. */
export const reasonTexts: TextPart = {
  en: () => import('./texts/reasons.en.ts'),
  de: () => import('./texts/reasons.de.ts'),
};

/** Camera and face capture, for `camera-view.tsx` and `face-capture.tsx`. Needs `reasonTexts` too. */
export const faceTexts: TextPart = {
  en: () => import('./texts/face.en.ts'),
  de: () => import('./texts/face.de.ts'),
};
