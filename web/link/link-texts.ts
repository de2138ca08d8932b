import type { TextPart } from '../shared/text.ts';

export const linkTexts: TextPart = {
  en: () => import('./texts/link.en.ts'),
  de: () => import('./texts/link.de.ts'),
};
