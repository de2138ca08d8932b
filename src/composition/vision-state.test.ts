import { expect, test } from 'vitest';
import { visionState } from './vision-state.ts';

test.each([
  [0, false, 'well'],
  [0, true, 'busy'],
  [1, false, 'replacing'],
  [2, true, 'busy'],
  [3, true, 'failing'],
] as const)('%i failures in a row, full %s: %s', (failedInARow, isFull, state) => {
  expect(visionState({ failedInARow, isFull })).toBe(state);
});
