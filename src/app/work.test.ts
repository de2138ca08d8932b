import { expect, test } from 'vitest';
import { laneState } from './work.ts';

test.each([
  ['between rounds, however long ago the last one was', false, null, 'well'],
  ['in a round that a slow receiver holds up', false, 40_000, 'well'],
  ['in a round that outlasted two leases', false, 61_000, 'stuck'],
  ['after a round that took no jobs for an error', true, null, 'failing'],
  ['in a round that does not end, after one that failed', true, 61_000, 'stuck'],
] as const)('a lane %s', (_when, failing, sinceMs, state) => {
  const now = 100_000;
  expect(laneState({ failing, roundBegan: sinceMs === null ? null : now - sinceMs }, now)).toBe(
    state,
  );
});
