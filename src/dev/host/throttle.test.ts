import { expect, it } from 'vitest';
import { createThrottle } from './throttle.ts';

function make(attemptsMax: number) {
  let now = 0;
  const throttle = createThrottle({ attemptsMax, windowMs: 60_000, clock: () => now });
  return {
    throttle,
    pass: (ms: number) => {
      now += ms;
    },
  };
}

it('lets so many attempts at a name through in a window, then tells how long to wait', () => {
  const { throttle, pass } = make(3);
  expect([1, 2, 3].map(() => throttle.take('mara'))).toEqual([0, 0, 0]);
  pass(15_000);
  expect(throttle.take('mara')).toBe(45);
  expect(throttle.take('ivo')).toBe(0);
  pass(45_000);
  expect(throttle.take('mara')).toBe(0);
});

it('a right password forgets the failures before it', () => {
  const { throttle } = make(1);
  throttle.take('mara');
  throttle.forget('mara');
  expect(throttle.take('mara')).toBe(0);
});

it('a flood of names does not grow without bound', () => {
  const { throttle } = make(1);
  throttle.take('mara');
  for (let index = 0; index < 20_000; index += 1) throttle.take(`name-${index}`);
  // The oldest was dropped to make room: its count began anew.
  expect(throttle.take('mara')).toBe(0);
});
