import { describe, expect, test } from 'vitest';
import { type CodesInput, judgeCodes, judgeWithoutCodes } from './judge-codes.ts';

const verdict = (over: Partial<CodesInput>) =>
  judgeCodes({ right: true, channelsLeft: 0, tries: 1, triesMax: 5, ...over }).verdict;

describe('a try', () => {
  test('passes the step with the last channel only', () => {
    expect(verdict({}).outcome).toBe('passed');
    expect(verdict({ channelsLeft: 1 })).toMatchObject({ outcome: 'retry', counted: false });
  });

  test('that is wrong is counted, and the last one sends the step to a person', () => {
    expect(verdict({ right: false })).toMatchObject({ outcome: 'retry', counted: true });
    const last = verdict({ right: false, tries: 5 });
    expect([last.outcome, last.reasons[0]?.code]).toEqual(['needs_review', 'code_tries_used']);
  });

  test('with the last try right and a channel left goes to a person: nothing is left to try with', () => {
    expect(verdict({ tries: 5 }).outcome).toBe('passed');
    expect(verdict({ tries: 5, channelsLeft: 1 }).outcome).toBe('needs_review');
  });

  test('beyond the budget never passes', () => {
    expect(verdict({ tries: 6 }).outcome).toBe('needs_review');
  });
});

test('a step that cannot be shown never passes by itself', () => {
  for (const why of ['no_channel', 'no_tries'] as const) {
    expect(judgeWithoutCodes(why).verdict.outcome).toBe('needs_review');
  }
});
