import { expect, test } from 'vitest';
import { generateQuestions } from '../../core/questions/generate.ts';
import {
  nowIso,
  seededDraw,
  seededPick,
  syntheticHistory,
} from '../../core/questions/synthetic.fixture.ts';
import { judgeNotEnoughFacts, judgeQuestions } from './judge-questions.ts';

const set = generateQuestions({
  history: syntheticHistory(seededPick(4), 'UTO'),
  country: 'UTO',
  asOf: nowIso,
  draw: seededDraw(4),
});

test('the verdict on a failed set is the same whichever answers were wrong', () => {
  if (set.outcome !== 'questions') throw new Error('not enough facts');
  const right = set.questions.map((question) => question.right);
  expect(judgeQuestions({ set, answers: right, storedRight: [] }).verdict).toEqual({
    outcome: 'passed',
    reasons: [],
  });
  const wrong = (places: readonly number[]) =>
    judgeQuestions({
      set: { ...set, passMark: right.length },
      storedRight: [],
      answers: right.map((answer, at) => (places.includes(at) ? null : answer)),
    }).verdict;
  expect(wrong([0])).toMatchObject({ outcome: 'retry', counted: true });
  expect(wrong([0])).toEqual(wrong([1]));
  expect(wrong([0])).toEqual(wrong([1, 2, 3]));
});

test('too few facts for questions need a person', () => {
  expect(judgeNotEnoughFacts().verdict.outcome).toBe('needs_review');
});

test('an answer registered beforehand that is wrong fails the set, and right ones do not carry it', () => {
  if (set.outcome !== 'questions') throw new Error('not enough facts');
  const right = set.questions.map((question) => question.right);
  const judged = (answers: readonly number[], storedRight: readonly boolean[]) =>
    judgeQuestions({ set, answers, storedRight }).verdict.outcome;
  expect(judged(right, [true, true])).toBe('passed');
  expect(judged(right, [true, false])).toBe('retry');
  expect(
    judged(
      right.map((answer) => answer + 1),
      [true, true],
    ),
  ).toBe('retry');
});
