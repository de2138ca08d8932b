import type { ReminderView } from '../../src/core/wire.ts';
import { t } from '../shared/text.ts';

/** The boxes in their order. Ids are evidence: they are stored with what was ticked. */
export const reminderBoxes: readonly string[] = [
  'own_account',
  'limits_48h',
  'data_use',
  'biometric_consent',
  'false_statements',
];

/** Biometric consent is free; without it the other lane is taken (GDPR Art. 7(4), 9(2)(a)). */
export const requiredBoxes: readonly string[] = reminderBoxes.filter(
  (id) => id !== 'biometric_consent',
);

export type ReminderTerms = Pick<ReminderView, 'retentionDays' | 'limitHours'>;

export function boxText(id: string, { retentionDays, limitHours }: ReminderTerms): string {
  const key = id === 'limits_48h' && limitHours === 0 ? 'reminder.limits_none' : `reminder.${id}`;
  return t(key, { days: retentionDays, hours: limitHours });
}

/** Exactly what the reminder shows, one line each, in the language shown. */
export function reminderText(terms: ReminderTerms): string {
  return [
    t('reminder.title'),
    t('reminder.intro'),
    ...reminderBoxes.flatMap((id) => [
      boxText(id, terms),
      ...(requiredBoxes.includes(id) ? [] : [t(`reminder.${id}.note`)]),
    ]),
  ].join('\n');
}

/** SHA-256 of the UTF-8 bytes, lower-case hex. */
export async function sha256Hex(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
