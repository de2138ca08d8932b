import { describe, expect, test } from 'vitest';
import type { FaceMovement } from '../../core/wire-face.ts';
import { type FaceInput, judgeFace } from './judge-face.ts';
import { livePerson, session, shownColours } from './session.fixture.ts';
import { startTracker, track } from './tracker.ts';

function codes(input: FaceInput): string[] {
  const { verdict } = judgeFace(input);
  const counted = verdict.outcome === 'retry' ? [verdict.counted ? 'counted' : 'free'] : [];
  return [verdict.outcome, ...counted, ...verdict.reasons.map((reason) => reason.code)];
}

const challenge: readonly FaceMovement[] = ['left', 'closer', 'right', 'left'];
const honest = livePerson(challenge);

describe('the colours of the screen', () => {
  const under = (screen: Parameters<typeof livePerson>[3]) =>
    livePerson(challenge, undefined, undefined, { colours: shownColours, ...screen });

  test('are answered by a face before it, early or late', () => {
    for (const lagMs of [60, 150, 300, 500, 700]) {
      const judged = judgeFace(session(challenge, under({ gain: 0.06, lagMs })));
      expect([lagMs, judged.verdict, judged.colours?.kind]).toEqual([
        lagMs,
        { outcome: 'passed', reasons: [] },
        'present',
      ]);
    }
  });

  test('that nobody answers are noted, and policy may want a person to look', () => {
    const film = session(challenge, under({ gain: 0 }));
    expect(codes(film)).toEqual(['passed', 'no_colour_response']);
    expect(codes({ ...film, colourRule: 'review' })).toEqual([
      'needs_review',
      'no_colour_response',
    ]);
    expect(codes({ ...session(challenge, honest), colourRule: 'review' })).toEqual(['passed']);
  });

  test('of another session are no answer', () => {
    const answered = ['green', 'green', 'red', 'blue', 'white', 'blue', 'red', 'red'] as const;
    expect(codes(session(challenge, under({ gain: 0.1, answered })))).toEqual([
      'passed',
      'no_colour_response',
    ]);
  });

  test('laid over the whole picture are no answer', () => {
    expect(codes(session(challenge, under({ gain: 0.1, surroundGain: 0.1 })))).toEqual([
      'passed',
      'no_colour_response',
    ]);
  });

  test('that end at the edge of the face are noted, as if they were not answered', () => {
    const painted = session(challenge, under({ gain: 0.1, neckGain: 0 }));
    expect(codes(painted)).toEqual(['passed', 'injection_suspected']);
    expect(codes({ ...painted, colourRule: 'review' })).toEqual([
      'needs_review',
      'injection_suspected',
    ]);
    for (const neckGain of [0.04, 0.1, 0.15]) {
      expect(codes(session(challenge, under({ gain: 0.1, neckGain })))).toEqual(['passed']);
    }
  });

  test('that lie on all of the face alike are noted: light falls on its parts as they stand', () => {
    const parts = (spread: number) =>
      Array.from({ length: 12 }, (_, at) => 0.1 * (1 + spread * (at / 5.5 - 1)));
    const judged = (partGains: readonly number[]) =>
      judgeFace(session(challenge, under({ gain: 0.1, partGains })));
    const painted = judged(parts(0.02));
    expect(painted.verdict.outcome).toBe('passed');
    expect(painted.verdict.reasons.map(({ staffText }) => staffText).join()).toContain('as paint');
    expect(painted.colours?.unevenness).toBeLessThan(0.03);
    expect(judged(parts(0.3)).verdict).toEqual({ outcome: 'passed', reasons: [] });
    // Seven parts are too few to tell.
    expect(judged(parts(0.02).slice(0, 7)).colours?.unevenness).toBeNull();
  });

  test('say nothing of parts that are burnt out, where no light can be added', () => {
    const whole = session(challenge, under({ gain: 0.1, partGains: Array(12).fill(0.1) }));
    const burnt = whole.frames.map((one) => {
      const parts = one.facts?.skinParts;
      if (one.facts === null || parts == null) return one;
      const skinParts = parts.map((part, at) => (at < 4 ? ([250, 250, 250] as const) : part));
      return { ...one, facts: { ...one.facts, skinParts } };
    });
    expect(judgeFace({ ...whole, frames: burnt }).colours?.unevenness).toBeLessThan(0.03);
  });

  test('that were left out, or cannot be measured, are noted', () => {
    const without = livePerson(challenge, undefined, undefined, {});
    expect(codes(session(challenge, without, { colours: [] }))).toEqual([
      'passed',
      'no_colour_response',
    ]);
    const bare = honest.map((one) =>
      one.facts === null ? one : { ...one, facts: { ...one.facts, surround: null } },
    );
    expect(judgeFace(session(challenge, bare)).colours?.kind).toBe('unmeasured');
  });

  test('belong to the challenge: who leaves before the last one did not follow it', () => {
    expect(codes(session(challenge, honest.slice(0, -1)))).toEqual([
      'retry',
      'counted',
      'challenge_not_followed',
    ]);
  });

  test('change less than three times a second', () => {
    const { shown } = honest.reduce(
      (at, one) => track(at, one.facts, one.t),
      startTracker(challenge, shownColours),
    );
    expect(shown.map((one) => one.colour)).toEqual(shownColours);
    for (const [at, one] of shown.slice(1).entries()) {
      expect(one.fromMs - (shown[at]?.fromMs ?? 0)).toBeGreaterThanOrEqual(1000 / 3);
    }
  });
});
