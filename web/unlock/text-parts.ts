import type { TextPart } from '../shared/text.ts';

/** Dialog and reminder: all that the first page says. */
export const firstTexts: TextPart = {
  en: () => import('./texts/first.en.ts'),
  de: () => import('./texts/first.de.ts'),
};

/** Everything after the reminder. */
export const stepTexts: TextPart = {
  en: () => import('./texts/steps.en.ts'),
  de: () => import('./texts/steps.de.ts'),
};
