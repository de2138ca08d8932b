import { expect, test } from 'vitest';
import { lanesOf } from './login-lanes.ts';

const attempt = { name: 'mara@people.example', address: '203.0.113.7' };

test('a stranger is counted by name and by address', () => {
  const kinds = lanesOf({ ...attempt, knownDevice: null }).map((lane) => lane.kind);
  expect(kinds).toEqual(['address', 'name']);
});

test('a known device runs into nothing that strangers can use up', () => {
  const strangers = lanesOf({ ...attempt, knownDevice: null });
  const own = lanesOf({ ...attempt, knownDevice: 'device-1' });
  expect(own).toHaveLength(1);
  for (const lane of own) expect(strangers).not.toContainEqual(lane);
  expect(lanesOf({ ...attempt, knownDevice: 'device-2' })).not.toEqual(own);
});
