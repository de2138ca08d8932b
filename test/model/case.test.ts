import { expect, test } from 'vitest';
import { checkCaseModel } from './check-case.ts';

test('20,000 random commands: core and model agree, and nothing is approved that was not proven', () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const run = checkCaseModel({ seed, commands: 20_000 });
  expect(run.commands).toBeGreaterThanOrEqual(20_000);
  // A run in which no case gets far proves nothing.
  for (const name of [
    'approve',
    'record_unlocked',
    'record_recovered',
    'request_resubmission',
    'decline',
    'appeal',
  ]) {
    expect(run.happened.get(name) ?? 0, `${name} (seed ${seed})`).toBeGreaterThan(0);
  }
});
