import { describe, expect, test } from 'vitest';
import type { FaceMovement } from '../../core/wire-face.ts';
import { judgeFace } from './judge-face.ts';
import { chooseFrames, sequenceSigns } from './sequence-signs.ts';
import { livePerson, session } from './session.fixture.ts';

const challenge: readonly FaceMovement[] = ['left', 'closer', 'right', 'left'];
const frames = livePerson(challenge);

describe('frames beside each other', () => {
  test('a background that stays, or shows nothing, is no sign', () => {
    expect(sequenceSigns({ backgroundDrag: 0.1, backgroundZoom: -0.3 })).toEqual([]);
    expect(sequenceSigns({ backgroundDrag: null, backgroundZoom: null })).toEqual([]);
  });

  test('a background that moves with the head is noted and never a decline or a retry', () => {
    const sequence = { backgroundDrag: 0.6, backgroundZoom: 0.5 };
    const { verdict } = judgeFace(session(challenge, frames, { sequence }));
    expect(verdict.outcome).toBe('passed');
    expect(verdict.reasons.map((one) => one.code)).toEqual([
      'injection_suspected',
      'injection_suspected',
    ]);
  });

  test('a face that came closer without the perspective of a head is noted', () => {
    const still = { backgroundDrag: null, backgroundZoom: null };
    expect(sequenceSigns({ ...still, perspective: 0.06 })).toEqual([]);
    expect(sequenceSigns({ ...still, perspective: null })).toEqual([]);
    const codes = sequenceSigns({ ...still, perspective: 0.002 }).map((one) => one.code);
    expect(codes).toEqual(['injection_suspected']);
  });

  test('frames that could not be laid beside each other are a doubt, and no pass', () => {
    const { verdict } = judgeFace(session(challenge, frames, { sequenceFailure: 'crashed' }));
    expect(verdict.outcome).toBe('needs_review');
    expect(verdict.reasons.map((one) => one.code)).toEqual(['dependency_unavailable']);
  });

  test('one straight frame, one of each side and the closest are chosen', () => {
    const chosen = chooseFrames(frames);
    expect(chosen.map((one) => one.shows)).toEqual(['centre', 'left', 'right', 'closer']);
    const turnOf = (shows: string) => {
      const index = chosen.find((one) => one.shows === shows)?.index;
      return frames.find((one) => one.index === index)?.facts?.faces[0]?.turn ?? 0;
    };
    expect(turnOf('left')).toBeGreaterThan(0.3);
    expect(turnOf('right')).toBeLessThan(-0.3);
    expect(Math.abs(turnOf('centre'))).toBeLessThan(0.1);
  });

  test('without a face nothing is chosen', () => {
    expect(chooseFrames([])).toEqual([]);
  });
});
