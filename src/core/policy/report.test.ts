import { expect, test } from 'vitest';
import { caseLines, problemLines } from './report.ts';

test('a problem is told with file, line, code and reason', () => {
  const problem = { code: 'email_alone', severity: 'error', message: 'why', path: [] } as const;
  expect(
    problemLines('p.yaml', [
      { ...problem, line: 7 },
      { ...problem, line: null },
    ]),
  ).toEqual(['p.yaml:7: error email_alone: why', 'p.yaml: error email_alone: why']);
});

test('a test run ends with its count and shows what differed', () => {
  const lines = caseLines([
    { name: 'a', ok: true, differences: [] },
    { name: 'b', ok: false, differences: ['rule: expected "x", got "y"'] },
  ]);
  expect(lines).toEqual([
    'ok    a',
    'FAIL  b',
    '      rule: expected "x", got "y"',
    '1 passed, 1 failed',
  ]);
});
