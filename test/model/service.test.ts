import { expect, test } from 'vitest';
import { checkServiceModel } from './service/check-service.ts';

test('1,500 random commands, clock moves, crashes and restarts: service and model agree, and I1 to I6 hold', async () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const run = await checkServiceModel({ seed, commands: 1_500, shrink: false });
  expect(run.commands).toBeGreaterThanOrEqual(1_500);
  expect(run.crashes, `crashes (seed ${seed})`).toBeGreaterThan(10);
  // A run in which no case gets far proves nothing.
  for (const name of [
    'approve',
    'submit_step',
    'try_code',
    'flag',
    'opened another',
    'crash in a command',
    'crash in the worker',
  ]) {
    expect(run.happened.get(name) ?? 0, `${name} (seed ${seed})`).toBeGreaterThan(0);
  }
}, 300_000);
