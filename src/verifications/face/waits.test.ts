import { expect, test } from 'vitest';
import { nextTryAt } from './waits.ts';

const at = (second: number) => `2026-11-22T10:00:${String(second).padStart(2, '0')}.000Z`;

test('four failures in a row cost no time, from the fifth on each costs half a minute', () => {
  expect(nextTryAt([])).toBeNull();
  expect(nextTryAt([at(1), at(2), at(3), at(4)])).toBeNull();
  expect(nextTryAt([at(1), at(2), at(3), at(4), at(5)])).toBe(at(35));
  expect(nextTryAt([at(1), at(2), at(3), at(4), at(5), at(20)])).toBe(at(50));
});
