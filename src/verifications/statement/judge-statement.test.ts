import { expect, test } from 'vitest';
import { limits } from '../../core/limits.ts';
import { judgeStatement, statementCharactersMin } from './judge-statement.ts';

test('a statement is always read by a person', () => {
  for (const length of [statementCharactersMin, 500, limits.statementCharactersMax]) {
    expect(judgeStatement('x'.repeat(length)).verdict.outcome).toBe('needs_review');
  }
});

test('a statement that is too short or too long can be mended for free', () => {
  const short = `  ${'x'.repeat(statementCharactersMin - 1)}\n\n`;
  for (const text of ['', '   ', short, 'x'.repeat(limits.statementCharactersMax + 1)]) {
    expect(judgeStatement(text).verdict).toMatchObject({ outcome: 'retry', counted: false });
  }
});

test('beside a recording the words may be few, and a person looks all the same', () => {
  for (const text of ['', 'x', 'x'.repeat(limits.statementCharactersMax)]) {
    expect(judgeStatement(text, true).verdict.outcome).toBe('needs_review');
  }
  const long = 'x'.repeat(limits.statementCharactersMax + 1);
  expect(judgeStatement(long, true).verdict.outcome).toBe('retry');
});

test('letters outside the basic plane count once', () => {
  expect(judgeStatement('😀'.repeat(statementCharactersMin - 1)).verdict.outcome).toBe('retry');
  expect(judgeStatement('😀'.repeat(limits.statementCharactersMax)).verdict.outcome).toBe(
    'needs_review',
  );
});
