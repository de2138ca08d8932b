import { describe, expect, test } from 'vitest';
import { type ConfirmationInput, judgeConfirmation } from './judge-confirmation.ts';

function verdict(over: Partial<ConfirmationInput>) {
  return judgeConfirmation({
    link: 'consumed_now',
    sameSession: false,
    codeRight: null,
    codeTriesLeft: 4,
    ...over,
  }).verdict;
}

describe('a pressed link', () => {
  test('counts in the browser that asked', () => {
    expect(verdict({ sameSession: true }).outcome).toBe('passed');
  });

  test('counts elsewhere only with the right code', () => {
    expect(verdict({ codeRight: true }).outcome).toBe('passed');
    expect(verdict({ codeRight: false })).toMatchObject({ outcome: 'retry', counted: true });
    expect(verdict({ codeRight: null })).toMatchObject({ outcome: 'retry', counted: true });
  });

  test('does not count once the tries are used up, even with the right code', () => {
    expect(verdict({ codeRight: true, codeTriesLeft: -1 }).reasons[0]?.code).toBe(
      'code_tries_used',
    );
  });

  test.each(['used', 'expired', 'unknown'] as const)('never counts when it is %s', (link) => {
    const both = verdict({ link, sameSession: true, codeRight: true });
    expect(both).toMatchObject({ outcome: 'retry', counted: false });
  });
});
