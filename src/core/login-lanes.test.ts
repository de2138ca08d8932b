import { expect, test } from 'vitest';
import { knownDevicesMax, lanesOf, waitsInLane } from './login-lanes.ts';

const attempt = { name: 'mara@people.example', address: '203.0.113.7' };

test('a stranger is counted by address, with all others, and by name', () => {
  const kinds = lanesOf({ ...attempt, knownDevice: null }).map((lane) => lane.kind);
  expect(kinds).toEqual(['address', 'everywhere', 'name']);
});

test('a known device runs into nothing that strangers can use up', () => {
  const strangers = lanesOf({ ...attempt, knownDevice: null });
  const own = lanesOf({ ...attempt, knownDevice: 'device-1' });
  expect(own).toHaveLength(1);
  for (const lane of own) expect(strangers).not.toContainEqual(lane);
  expect(lanesOf({ ...attempt, knownDevice: 'device-2' })).not.toEqual(own);
});

test('a few slips cost nothing, then waits grow from half a minute to an hour', () => {
  expect(waitsInLane.name.slice(0, 13)).toEqual([
    0, 0, 0, 0, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600,
  ]);
});

test('strangers, all devices and an open session have a hundred wrong passwords together', () => {
  const { device, name, session } = waitsInLane;
  const all = name.length + knownDevicesMax * device.length + session.length;
  expect(all).toBeLessThanOrEqual(100);
});
