import { describe, expect, test } from 'vitest';
import type { FaceMovement } from '../../core/wire-face.ts';
import { frame } from '../facts.fixture.ts';
import { judgeFace } from './judge-face.ts';
import { cellsOf, replaySigns } from './replay.ts';
import { altered, livePerson, session } from './session.fixture.ts';

const challenge: readonly FaceMovement[] = ['left', 'closer', 'right', 'left'];
const frames = livePerson(challenge);

describe('a frame', () => {
  test('that was compressed anew stays in its cells, one of another pose does not', () => {
    const [one] = frames;
    if (one === undefined) throw new Error('no frames');
    const unsure = altered(one, (face) => ({ turn: face.turn + 0.001, score: 0.5, sharpness: 3 }));
    expect(cellsOf(unsure)).toBe(cellsOf(one));
    const turned = altered(one, (face) => ({ turn: face.turn + 0.05 }));
    expect(cellsOf(turned)).not.toBe(cellsOf(one));
  });

  test('without one face has no cells', () => {
    const [one] = frames;
    if (one === undefined) throw new Error('no frames');
    expect(cellsOf({ ...one, facts: null })).toBeNull();
    expect(cellsOf({ ...one, facts: frame({}, []) })).toBeNull();
  });
});

describe('frames that an earlier session has shown', () => {
  test('are a sign from the first one whose bytes are the same', () => {
    expect(replaySigns({ exact: 1, rough: 0 }, 60).map((one) => one.code)).toEqual([
      'injection_suspected',
    ]);
    expect(replaySigns({ exact: 0, rough: 0 }, 60)).toEqual([]);
  });

  test('are no sign where a few are merely alike: the same person in the same place', () => {
    expect(replaySigns({ exact: 0, rough: 26 }, 60)).toEqual([]);
    expect(replaySigns({ exact: 0, rough: 7 }, 12)).toEqual([]);
    expect(replaySigns({ exact: 0, rough: 27 }, 60)).toHaveLength(1);
  });

  test('send a session that passes otherwise to a person', () => {
    const remembered = { exact: 0, rough: frames.length };
    const { verdict } = judgeFace(session(challenge, frames, { remembered }));
    expect(verdict.outcome).toBe('needs_review');
    expect(verdict.reasons.map((one) => one.code)).toEqual(['injection_suspected']);
  });

  test('make a try that was not enough a counted one', () => {
    const early = frames.slice(0, 3);
    const free = judgeFace(session(challenge, early)).verdict;
    expect(free).toMatchObject({ outcome: 'retry', counted: false });
    const remembered = { exact: 3, rough: 3 };
    const { verdict } = judgeFace(session(challenge, early, { remembered }));
    expect(verdict).toMatchObject({ outcome: 'retry', counted: true });
    expect(verdict.reasons.map((one) => one.code)).toContain('injection_suspected');
  });
});
