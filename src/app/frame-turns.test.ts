import { expect, test } from 'vitest';
import { limits } from '../core/limits.ts';
import { createFrameTurns } from './frame-turns.ts';

test('a session has so many frames on their way and no more, whatever another does', () => {
  const turns = createFrameTurns({ guidedMax: 1, now: () => 0 });
  const ends = Array.from({ length: limits.faceFramesInFlightMax }, () => turns.take('one'));
  expect(() => turns.take('one')).toThrow('too_many');
  turns.take('two');
  ends[0]?.();
  turns.take('one');
  expect(() => turns.take('one')).toThrow('too_many');
});

test('frames come so often a second and no more', () => {
  let at = 0;
  const turns = createFrameTurns({ guidedMax: 1, now: () => at });
  for (let n = 0; n < limits.faceFramesPerSecondMax; n += 1) turns.take('one')();
  expect(() => turns.take('one')).toThrow('too_many');
  at = 999;
  expect(() => turns.take('one')).toThrow('too_many');
  at = 1000;
  turns.take('one')();
});

test('a session has one socket at a time', () => {
  const turns = createFrameTurns({ guidedMax: 1 });
  const close = turns.openSocket('one');
  expect(turns.openSocket('one')).toBeNull();
  expect(turns.openSocket('two')).not.toBeNull();
  close?.();
  expect(turns.openSocket('one')).not.toBeNull();
});

test('sessions that are over are forgotten, and those that are not keep their bounds', () => {
  let at = 0;
  const turns = createFrameTurns({ guidedMax: 1, now: () => at });
  turns.openSocket('held');
  for (let n = 0; n < 1000; n += 1) {
    at += 2000;
    turns.take(`session ${n}`)();
  }
  expect(turns.openSocket('held')).toBeNull();
});

test('so many cases are guided, some more recorded, and the rest told to come back', () => {
  let at = 0;
  const turns = createFrameTurns({ guidedMax: 2, now: () => at });
  expect([turns.guide('a'), turns.guide('b'), turns.guide('c')]).toEqual([true, true, false]);
  for (let n = 1; n < limits.recordedSessionsMax; n += 1) expect(turns.guide(`r${n}`)).toBe(false);
  expect(() => turns.guide('late')).toThrow('unavailable');
  // Somebody who begins again and again keeps the one place.
  expect([turns.guide('a'), turns.guide('a'), turns.guide('r1')]).toEqual([true, true, false]);
  turns.leave('c');
  expect(turns.guide('d')).toBe(false);
  turns.leave('a');
  expect(turns.guide('e')).toBe(true);
  // Nobody finished the others: their places do not stay taken.
  at = (limits.faceSessionSeconds + 6) * 1000;
  expect([turns.guide('f'), turns.guide('g'), turns.guide('h')]).toEqual([true, true, false]);
});

test('a session is judged once at a time', () => {
  const turns = createFrameTurns({ guidedMax: 1 });
  const end = turns.judge('one');
  expect(turns.judge('one')).toBeNull();
  turns.judge('two')?.();
  end?.();
  expect(turns.judge('one')).not.toBeNull();
});
