import { describe, expect, test } from 'vitest';
import {
  normalAnswer,
  refuseAnswers,
  type StoredQuestion,
  storedQuestions,
} from './stored-answers.ts';

const names = ['Mara', 'van der Meer', 'mara@people.example'];
const refusal = (answer: string, question: StoredQuestion = 'first_school') =>
  refuseAnswers([{ question, answer }], names)?.refusal ?? null;

describe('an answer is refused', () => {
  /** The ten that are typed most, whatever the question. */
  const topTen = [
    ...['pizza', '123', '123456', 'password', 'none', 'unknown', 'I don\u2019t know', 'Smith'],
    ...['school', 'The Beatles'],
  ];
  test.each(topTen)('when it is among those typed most, for every question: %s', (answer) => {
    for (const question of storedQuestions) {
      expect(['too_common', 'is_the_question']).toContain(refusal(answer, question));
    }
  });

  test.each([
    ['ab', 'too_short'],
    ['  -- ! ', 'too_short'],
    ['aaaaaa', 'too_common'],
    ['PIZZA!', 'too_common'],
    ['Mara', 'is_the_name'],
    ['Van der MEER', 'is_the_name'],
    ['first school', 'is_the_question'],
    ['What was your first school called?', 'is_the_question'],
    ['x'.repeat(101), 'too_long'],
  ])('%s: %s', (answer, expected) => {
    expect(refusal(answer)).toBe(expected);
  });

  test('when two questions have the same one', () => {
    const answers = [
      { question: 'first_school', answer: 'Lindenhof' },
      { question: 'first_street', answer: 'linden-hof'.replace('-', '') },
    ] as const;
    expect(refuseAnswers(answers, names)).toEqual({
      question: 'first_street',
      refusal: 'same_twice',
    });
  });
});

test('an answer of one\u2019s own is accepted', () => {
  expect(refusal('Lindenhofschule am Wehr')).toBeNull();
  expect(refusal('Calle de la Luna', 'first_street')).toBeNull();
});

test('capitals, accents, marks and spaces make no other answer', () => {
  expect(normalAnswer('  \u00c9cole  St.-Germain ')).toBe(normalAnswer('ecole st germain'));
  expect(normalAnswer('M\u00fcllerstra\u00dfe')).not.toBe(normalAnswer('Millerstrasse'));
});
