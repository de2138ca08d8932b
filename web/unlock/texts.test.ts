import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { errorStatus } from '../../src/core/errors.ts';
import { policyTexts } from '../../src/core/policy/text-ids.ts';
import { storedQuestionTexts } from '../../src/core/questions/stored-answers.ts';
import { optionTexts, questionTexts } from '../../src/core/questions/text-ids.ts';
import { mayTellPerson, type ReasonCode, reasonClasses } from '../../src/core/reasons.ts';
import { locales, type Texts } from '../shared/text.ts';
import { commonTexts, errorTexts, faceTexts, reasonTexts } from '../shared/text-parts.ts';
import { reminderBoxes } from './reminder-text.ts';
import { firstTexts, stepTexts } from './text-parts.ts';

const parts = { commonTexts, errorTexts, reasonTexts, faceTexts, firstTexts, stepTexts };

async function all(locale: (typeof locales)[number]): Promise<Texts> {
  const loaded = await Promise.all(Object.values(parts).map((part) => part[locale]()));
  return Object.assign({}, ...loaded.map(({ texts }) => texts));
}

const placeholders = (text: string) =>
  [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

for (const locale of locales) {
  describe(`the sentences in ${locale}`, () => {
    test('say the same as the English ones, with the same parameters', async () => {
      for (const part of Object.values(parts)) {
        const [english, other]: Texts[] = [(await part.en()).texts, (await part[locale]()).texts];
        expect(Object.keys(other!)).toEqual(Object.keys(english!));
        for (const [id, text] of Object.entries(english!)) {
          expect(text, id).not.toBe('');
          expect(placeholders(other![id]!), id).toEqual(placeholders(text));
        }
      }
    });

    test('cover all that policy, questions and errors may name', async () => {
      const texts = await all(locale);
      const codes = Object.keys(errorStatus).filter((code) => !notForPages.includes(code));
      const ids = [
        ...Object.keys(policyTexts),
        ...Object.keys(questionTexts),
        ...Object.keys(optionTexts),
        ...Object.keys(storedQuestionTexts),
        ...codes.map((code) => `error.${code}`),
        ...reminderBoxes.map((id) => `reminder.${id}`),
      ];
      expect(ids.filter((id) => texts[id] === undefined)).toEqual([]);
    });

    test('tell every reason that may be told', async () => {
      const texts = await all(locale);
      const codes = (Object.keys(reasonClasses) as ReasonCode[]).filter(mayTellPerson);
      const told = codes.filter((code) => !untold.includes(code));
      expect(told.filter((code) => texts[`reason.${code}`] === undefined)).toEqual([]);
    });

    test('cover every word that the wire may put into an id', async () => {
      const texts = await all(locale);
      const ids = Object.entries(wireWords).flatMap(([id, words]) =>
        words.map((word) => id.replace('*', word)),
      );
      expect(ids.filter((id) => texts[id] === undefined)).toEqual([]);
    });

    test('cover every id that a screen names', async () => {
      const texts = await all(locale);
      const missing = idsInScreens().filter((id) => texts[id] === undefined);
      expect(missing).toEqual([]);
    });
  });
}

const endings = ['declined_retry', 'declined_final', 'cancelled', 'expired'];
const taken = [
  'codes',
  'questions',
  'email_confirmation',
  'id_document',
  'selfie',
  'face',
  'statement',
  'delay',
];
const wireWords: Readonly<Record<string, readonly string[]>> = {
  'lock.cause.*': ['self', 'owner_email_link', 'risk', 'brute_force', 'admin', 'legal', 'payment'],
  'lock.*': ['review_only', 'not_here'],
  'step.*': taken,
  'step.*.why': taken,
  'document.type.*': ['passport', 'id_card', 'driving_licence', 'residence_permit'],
  'handoff.*': ['bound', 'matched', 'capturing', 'done', 'reported', 'cancelled', 'expired'],
  'face.prompt.*': ['centre', 'left', 'right', 'closer', 'colours', 'done', 'failed'],
  'face.hint.*': [
    'no_face',
    'two_faces',
    'too_dark',
    'too_far',
    'too_close',
    'look_straight',
  ].concat(['wrong_way', 'turn_more', 'hold']),
  'codes.*': ['email', 'sms', 'totp', 'passkey'],
  'app.consent*': ['', '.sure', '.yes'],
  'app.withdraw*': ['', '.sure', '.yes'],
  'result.*.title': [...endings, 'recovery.declined'],
  'result.*.text': [...endings, 'recovery.declined'],
  'result.*.next': [...endings, 'recovery.declined'],
  'result.reason.*': [
    'withdrawn',
    'owner_said_not_me',
    'newer_freeze',
    'host_refused',
    'channel_lost',
  ],
  'result.change.*': ['password', 'second_factor'],
  'restriction.*': ['withdrawals', 'contact_change'],
  'picture.guide.*': ['card', 'oval'],
  'picture.look.*': ['card', 'oval'],
};

/** Errors that only the console or the host's API meets. */
const notForPages = ['lease_lost', 'four_eyes', 'key_reused', 'answer_refused'];

/** Told in other words (`reason.other`): the sentence itself would tell more than it should. */
const untold: readonly ReasonCode[] = ['age', 'handoff_origin_rejected'];

/** `t('id')` and `tn('id')` as written in the screens. */
function idsInScreens(): string[] {
  const ids: string[] = [];
  for (const folder of ['.', 'screens', '../shared']) {
    for (const name of readdirSync(join(import.meta.dirname, folder))) {
      if (!/\.tsx?$/.test(name) || name.includes('.test.')) continue;
      const source = readFileSync(join(import.meta.dirname, folder, name), 'utf8');
      for (const [, id] of source.matchAll(/\bt\('([^']+)'/g)) ids.push(id!);
      for (const [, id] of source.matchAll(/\btn\('([^']+)'/g))
        ids.push(`${id}.one`, `${id}.other`);
    }
  }
  return ids;
}
