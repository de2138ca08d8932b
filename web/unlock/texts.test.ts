import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { CancelReason } from '../../src/core/case/cancel-reason.ts';
import type { LockCause, Unlockable } from '../../src/core/case/lock.ts';
import type { CodeChannel, LoginDemand, StepKind } from '../../src/core/case/types.ts';
import { errorStatus } from '../../src/core/errors.ts';
import { policyTexts } from '../../src/core/policy/text-ids.ts';
import { storedQuestionTexts } from '../../src/core/questions/stored-answers.ts';
import { optionTexts, questionTexts } from '../../src/core/questions/text-ids.ts';
import { mayTellPerson, type ReasonCode, reasonClasses } from '../../src/core/reasons.ts';
import type { DocumentTypeOption, ResultView } from '../../src/core/wire.ts';
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

/** Every word of a type, or the types do not fit: a new code cannot slip through. */
const wordsOf = <W extends string>(words: Readonly<Record<W, true>>): readonly string[] =>
  Object.keys(words);

const endings = wordsOf<Exclude<ResultView['outcome'], 'approved'>>({
  declined_retry: true,
  declined_final: true,
  cancelled: true,
  expired: true,
});
const cancelReasons = wordsOf<CancelReason>({
  withdrawn: true,
  owner_said_not_me: true,
  newer_freeze: true,
  thawed_elsewhere: true,
  host_refused: true,
  channel_lost: true,
});
/** The other two kinds have screens of their own before the plan and after it. */
const taken = wordsOf<Exclude<StepKind, 'reminder' | 'review'>>({
  codes: true,
  questions: true,
  email_confirmation: true,
  id_document: true,
  selfie: true,
  face: true,
  statement: true,
  delay: true,
});
const ended = [...endings, 'recovery.declined', 'recovery.ended', 'thawed_elsewhere'];
const wireWords: Readonly<Record<string, readonly string[]>> = {
  'lock.cause.*': wordsOf<LockCause>({
    self: true,
    owner_email_link: true,
    risk: true,
    brute_force: true,
    admin: true,
    legal: true,
    payment: true,
  }),
  'lock.*': wordsOf<Exclude<Unlockable, 'self_service'>>({ review_only: true, not_here: true }),
  'step.*': taken,
  'step.*.why': taken,
  'document.type.*': wordsOf<DocumentTypeOption['type']>({
    passport: true,
    id_card: true,
    driving_licence: true,
    residence_permit: true,
  }),
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
  'codes.*': wordsOf<CodeChannel>({ email: true, sms: true, totp: true, passkey: true }),
  'app.consent*': ['', '.sure', '.yes'],
  'app.withdraw*': ['', '.sure', '.yes'],
  'result.*.title': ended,
  'result.*.text': ended,
  'result.*.next': ended,
  'result.reason.*': cancelReasons,
  'result.change.*': wordsOf<LoginDemand>({ password: true, second_factor: true }),
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
