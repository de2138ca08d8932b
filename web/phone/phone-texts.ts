import type { TextPart } from '../shared/text.ts';

export const phoneTexts: TextPart = {
  en: () => import('./texts/phone.en.ts'),
  de: () => import('./texts/phone.de.ts'),
};
