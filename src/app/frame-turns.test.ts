import { expect, test } from 'vitest';
import { limits } from '../core/limits.ts';
import { createFrameTurns } from './frame-turns.ts';

test('a session has so many frames on their way and no more, whatever another does', () => {
  const turns = createFrameTurns(() => 0);
  const ends = Array.from({ length: limits.faceFramesInFlightMax }, () => turns.take('one'));
  expect(() => turns.take('one')).toThrow('too_many');
  turns.take('two');
  ends[0]?.();
  turns.take('one');
  expect(() => turns.take('one')).toThrow('too_many');
});

test('frames come so often a second and no more', () => {
  let at = 0;
  const turns = createFrameTurns(() => at);
  for (let n = 0; n < limits.faceFramesPerSecondMax; n += 1) turns.take('one')();
  expect(() => turns.take('one')).toThrow('too_many');
  at = 999;
  expect(() => turns.take('one')).toThrow('too_many');
  at = 1000;
  turns.take('one')();
});

test('a session has one socket at a time', () => {
  const turns = createFrameTurns();
  const close = turns.openSocket('one');
  expect(turns.openSocket('one')).toBeNull();
  expect(turns.openSocket('two')).not.toBeNull();
  close?.();
  expect(turns.openSocket('one')).not.toBeNull();
});

test('sessions that are over are forgotten, and those that are not keep their bounds', () => {
  let at = 0;
  const turns = createFrameTurns(() => at);
  turns.openSocket('held');
  for (let n = 0; n < 1000; n += 1) {
    at += 2000;
    turns.take(`session ${n}`)();
  }
  expect(turns.openSocket('held')).toBeNull();
});
