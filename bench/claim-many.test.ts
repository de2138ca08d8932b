import { expect, test } from 'vitest';
import { claimMany } from './claim-many.ts';

/** A queue that gives every fourth claim a case that was given before. */
function queueGivingTwice() {
  let asked = 0;
  return async () => {
    asked += 1;
    return asked % 4 === 0 ? 'case-1' : `case-${asked}`;
  };
}

test('a case that two reviewers were given is counted, and the rest goes on', async () => {
  const seen = new Set<string>();
  const first = await claimMany(queueGivingTwice(), { claims: 40, reviewers: 8, seen });
  expect(first.doubles).toBe(10);
  expect(seen.size).toBe(30);
  // What was given in an earlier round must not come again either.
  const again = await claimMany(async () => 'case-2', { claims: 3, reviewers: 1, seen });
  expect(again.doubles).toBe(3);
});

test('an empty queue ends the measuring', async () => {
  const empty = claimMany(async () => null, { claims: 4, reviewers: 2, seen: new Set() });
  await expect(empty).rejects.toThrow('the queue is empty');
});
