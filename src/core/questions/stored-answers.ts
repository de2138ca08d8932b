/**
 * Questions that a person answered beforehand at the host. The answers are typed, so what many people
 * would type, or what stands beside the question, is refused when it is registered (OWASP Choosing
 * and Using Security Questions).
 */

import { limits } from '../limits.ts';

export const storedQuestions = [
  'first_school',
  'first_street',
  'childhood_friend',
  'first_concert',
  'favourite_book',
] as const;

export type StoredQuestion = (typeof storedQuestions)[number];

export const storedQuestionTexts = {
  'question.stored.first_school': 'What was your first school called?',
  'question.stored.first_street': 'On which street did you first live?',
  'question.stored.childhood_friend': 'Who was your best friend when you were ten?',
  'question.stored.first_concert': 'Whose was the first concert you went to?',
  'question.stored.favourite_book': 'Which book did you like most as a child?',
  'question.reason.stored': 'You answered this when you set up the account.',
} as const;

const charactersMin = 3;

export type AnswerRefusal =
  | 'too_short'
  | 'too_long'
  | 'too_common'
  | 'is_the_question'
  | 'is_the_name'
  | 'same_twice';

/** Capitals, accents, spaces and marks do not make another answer. */
export function normalAnswer(typed: string): string {
  return typed
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/['\u2019]/g, '')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** Commonest answers and passwords in published lists, and the ways to say nothing. */
const common: ReadonlySet<string> = new Set(
  `pizza, 123, 1234, 12345, 123456, 123456789, password, passwort, qwerty, abc, abc123, admin, test, none,
  nothing, yes, unknown, i dont know, dont know, weiss nicht, ich weiss nicht, keine ahnung, keine, nein,
  blue, red, green, black, blau, rot, smith, jones, brown, muller, schmidt, schneider, michael, john, david,
  maria, anna, school, schule, primary school, grundschule, high school, main street, hauptstrasse,
  high street, church street, park street, bahnhofstrasse, the beatles, beatles, queen, michael jackson,
  madonna, coldplay, metallica, harry potter, the bible, bible, bibel, lord of the rings,
  the lord of the rings, the hobbit, the little prince, der kleine prinz, mum, mom, mama, dad, papa, mother,
  father, mutter, vater, my friend, friend, freund, asdf, iloveyou, letmein, secret, geheim, answer, antwort`
    .split(',')
    .map((answer) => answer.trim()),
);

/** Null when the answers may be registered; else what is wrong with the first one that may not. */
export function refuseAnswers(
  answers: readonly { readonly question: StoredQuestion; readonly answer: string }[],
  names: readonly string[],
): { readonly question: StoredQuestion; readonly refusal: AnswerRefusal } | null {
  const seen = new Set<string>();
  const words = new Set(names.flatMap((name) => [normalAnswer(name), ...wordsOf(name)]));
  for (const { answer, question } of answers) {
    const refusal =
      refuseAnswer(question, answer, words) ?? (twice(seen, answer) ? 'same_twice' : null);
    if (refusal !== null) return { question, refusal };
  }
  return null;
}

function refuseAnswer(
  question: StoredQuestion,
  typed: string,
  names: ReadonlySet<string>,
): AnswerRefusal | null {
  if (typed.length > limits.storedAnswerCharactersMax) return 'too_long';
  const answer = normalAnswer(typed);
  if (answer.replaceAll(' ', '').length < charactersMin) return 'too_short';
  if (common.has(answer) || /^(.)\1*$/u.test(answer.replaceAll(' ', ''))) return 'too_common';
  if (names.has(answer)) return 'is_the_name';
  const asked = normalAnswer(storedQuestionTexts[`question.stored.${question}`]);
  return asked.includes(answer) || answer.includes(asked) ? 'is_the_question' : null;
}

function twice(seen: Set<string>, typed: string): boolean {
  const answer = normalAnswer(typed);
  if (seen.has(answer)) return true;
  seen.add(answer);
  return false;
}

const wordsOf = (name: string) => normalAnswer(name).split(' ');
