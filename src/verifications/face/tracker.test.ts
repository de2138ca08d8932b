import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FaceMovement } from '../../core/wire-face.ts';
import { face, frame } from '../facts.fixture.ts';
import { livePerson, posed } from './session.fixture.ts';
import { guidance, startTracker, type Tracker, track } from './tracker.ts';

function trackerOf(
  frames: readonly ReturnType<typeof posed>[],
  challenge: readonly FaceMovement[],
): Tracker {
  return frames.reduce((at, one) => track(at, one.facts, one.t), startTracker(challenge));
}

const still = Array.from({ length: 8 }, (_, index) => posed(index, { turn: 0, scale: 1 }));

describe('guidance', () => {
  test('asks for the first movement after a second of looking straight', () => {
    expect(guidance(trackerOf(still.slice(0, 4), ['left']))).toMatchObject({
      prompt: 'centre',
      hint: 'hold',
    });
    expect(guidance(trackerOf(still, ['left']))).toEqual({
      prompt: 'left',
      hint: null,
      done: 0,
      total: 1,
    });
  });

  test("the subject's left is the right edge of a frame that is not mirrored", () => {
    const turnTo = (turn: number) =>
      trackerOf(
        [...still, ...[8, 9, 10].map((index) => posed(index, { turn, scale: 1 }))],
        ['left'],
      );
    expect(guidance(turnTo(0.4)).prompt).toBe('done');
    expect(guidance(turnTo(-0.4)).prompt).toBe('failed');
    expect(guidance(turnTo(0.2))).toMatchObject({ prompt: 'left', hint: 'turn_more' });
  });

  test('two frames are not held long enough, nor three with a break', () => {
    const at = (index: number, turn: number) => posed(index, { turn, scale: 1 });
    expect(guidance(trackerOf([...still, at(8, 0.4), at(9, 0.4)], ['left']))).toMatchObject({
      prompt: 'left',
      hint: 'hold',
    });
    const broken = [...still, at(8, 0.4), at(9, 0.4), at(10, 0.1), at(11, 0.4)];
    expect(guidance(trackerOf(broken, ['left'])).prompt).toBe('left');
  });

  test('the other side for a moment is told, for longer ends the session', () => {
    const wrong = (count: number) =>
      trackerOf(
        [
          ...still,
          ...Array.from({ length: count }, (_, at) => posed(8 + at, { turn: 0.4, scale: 1 })),
        ],
        ['right'],
      );
    expect(guidance(wrong(2))).toMatchObject({ prompt: 'right', hint: 'wrong_way' });
    expect(guidance(wrong(3)).prompt).toBe('failed');
  });

  test('closer means 1.35 times the eye distance, looking straight', () => {
    const come = (scale: number, turn = 0) =>
      guidance(
        trackerOf(
          [...still, ...[8, 9, 10].map((index) => posed(index, { turn, scale }))],
          ['closer'],
        ),
      );
    expect(come(1.37).prompt).toBe('done');
    expect(come(1.3)).toMatchObject({ prompt: 'closer', hint: 'too_far' });
    expect(come(1.5, 0.4)).toMatchObject({ prompt: 'closer', hint: 'look_straight' });
  });

  test('says what is wrong before it begins', () => {
    const hint = (facts: ReturnType<typeof frame> | null) =>
      guidance(track(startTracker(['left']), facts, 0)).hint;
    expect(hint(null)).toBeNull();
    expect(hint(frame({}, []))).toBe('no_face');
    expect(hint(frame({}, [face(), face({ eyeDistancePx: 80 })]))).toBe('two_faces');
    expect(hint({ ...frame(), brightness: 20 })).toBe('too_dark');
    expect(hint(frame({ eyeDistancePx: 20 }))).toBe('too_far');
    expect(hint(frame({ region: { x: 0, y: 0, width: 0.9, height: 0.9 } }))).toBe('too_close');
    expect(hint(frame({ turn: 0.3 }))).toBe('look_straight');
    expect(hint(frame({ turn: Number.NaN }))).toBe('no_face');
  });

  test('never tells a movement before its turn has come', () => {
    const challenge: readonly FaceMovement[] = ['left', 'closer', 'right', 'left'];
    let tracker = startTracker(challenge);
    for (const one of livePerson(challenge)) {
      tracker = track(tracker, one.facts, one.t);
      const { done, prompt } = guidance(tracker);
      expect(['centre', 'done', challenge[done]]).toContain(prompt);
    }
    expect(guidance(tracker)).toEqual({ prompt: 'done', hint: null, done: 4, total: 4 });
  });

  test('time that runs backwards or out ends the session', () => {
    const tracker = trackerOf(still, ['left']);
    expect(track(tracker, frame(), 0).phase).toBe('failed');
    expect(track(tracker, frame(), Number.NaN).phase).toBe('failed');
    expect(track(tracker, frame(), 30_001).phase).toBe('failed');
  });

  test('nothing is done by random frames that stay near the centre', () => {
    const near = fc.record({
      turn: fc.double({ min: -0.19, max: 0.19, noNaN: true }),
      scale: fc.double({ min: 0.9, max: 1.3, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(near, { maxLength: 140 }), (poses) => {
        const tracker = trackerOf(
          poses.map((pose, index) =>
            posed(index, { turn: pose.turn * 0.5, scale: pose.scale / 1.1 }),
          ),
          ['left', 'right', 'closer', 'left'],
        );
        expect(tracker.done).toHaveLength(0);
      }),
    );
  });
});
