import { describe, expect, test } from 'vitest';
import { limits } from '../../core/limits.ts';
import type { FaceMovement } from '../../core/wire-face.ts';
import { challengeCount, newChallenge } from './challenge.ts';
import type { JudgedFrame } from './frames.ts';
import { judgeFace } from './judge-face.ts';
import { livePerson, posed, session, shownColours } from './session.fixture.ts';
import { askedFromMs, startTimetable, type Timetable, tick, timedGuidance } from './timetable.ts';

const challenge: readonly FaceMovement[] = ['left', 'closer', 'right', 'left'];

interface Made {
  readonly frames: readonly JudgedFrame[];
  readonly table: Timetable;
}

/** A person who does what the clock says, `lateMs` after it says so, with the wrong way as told. */
function timedPerson(asked = challenge, lateMs = 500, twist = (one: FaceMovement) => one): Made {
  let table = startTimetable(asked, shownColours);
  const prompts: { readonly t: number; readonly wanted: FaceMovement | 'centre' }[] = [];
  let [turn, scale] = [0, 1];
  const frames: JudgedFrame[] = [];
  for (let index = 0; index < 150; index += 1) {
    const wanted = prompts.findLast((one) => one.t <= index * 200 - lateMs)?.wanted ?? 'centre';
    const target = wanted === 'left' ? 0.4 : wanted === 'right' ? -0.4 : 0;
    turn += Math.max(-0.1, Math.min(0.1, target - turn));
    scale += Math.max(-0.15, Math.min(0.15, (wanted === 'closer' ? 1.5 : 1) - scale));
    const frame = posed(index, { turn, scale });
    frames.push(frame);
    table = tick(table, frame.t);
    const { prompt } = timedGuidance(table);
    if (prompt === 'done') break;
    const isMovement = prompt === 'left' || prompt === 'right' || prompt === 'closer';
    prompts.push({ t: frame.t, wanted: isMovement ? twist(prompt) : 'centre' });
  }
  return { frames, table };
}

const codesOf = (asked: readonly FaceMovement[], made: Made) => {
  const timed = { shown: made.table.shown };
  const { verdict } = judgeFace(session(asked, made.frames, { timed }));
  return [verdict.outcome, ...verdict.reasons.map((reason) => reason.code)];
};

describe('a session by the clock', () => {
  test('fits into its time, with every movement and every colour shown in order', () => {
    const { frames, table } = timedPerson();
    expect(timedGuidance(table)).toEqual({ prompt: 'done', hint: null, done: 4, total: 4 });
    expect(table.shown.map((one) => one.colour)).toEqual(shownColours);
    expect(frames.at(-1)?.t).toBeLessThan(limits.faceSessionSeconds * 1000 - 1000);
    expect(frames.length).toBeLessThan(limits.faceFramesMax);
  });

  test('asks for one movement after the other and says nothing of those to come', () => {
    const from = askedFromMs(challenge);
    const promptAt = (t: number) => timedGuidance(tick(startTimetable(challenge, []), t)).prompt;
    expect(promptAt(1000)).toBe('centre');
    for (const [at, movement] of challenge.entries()) {
      expect(promptAt((from[at] ?? 0) - 1)).toBe('centre');
      expect(promptAt(from[at] ?? 0)).toBe(movement);
      expect(promptAt((from[at] ?? 0) + 2999)).toBe(movement);
    }
    expect(promptAt(29_000)).toBe('done');
  });

  test('is passed by a person who does what is asked for, whatever that is', () => {
    for (let index = 0; index < challengeCount; index += 5) {
      const asked = newChallenge([index]);
      expect([asked.join(), codesOf(asked, timedPerson(asked))]).toEqual([
        asked.join(),
        // The head of these frames is no screen’s: that is noted.
        ['passed', 'no_colour_response'],
      ]);
    }
  });

  test('is not passed by the wrong side, by a still photo, or by movements that came before they were asked for', () => {
    const mirrored = { left: 'right', right: 'left', closer: 'closer' } as const;
    const wrong = timedPerson(challenge, 500, (one) => mirrored[one]);
    expect(codesOf(challenge, wrong)).toEqual(['retry', 'challenge_not_followed']);
    const still = timedPerson();
    const photo = still.frames.map((one) => posed(one.index, { turn: 0, scale: 1 }));
    expect(codesOf(challenge, { ...still, frames: photo })[0]).toBe('retry');
    // The frames of a guided session, whose person was asked much sooner.
    const early = { ...still, frames: livePerson(challenge) };
    expect(codesOf(challenge, early)).toEqual(['retry', 'challenge_not_followed']);
  });

  test('that nobody could look at passes nothing', () => {
    const made = timedPerson();
    const unseen = made.frames.map((one) => ({ ...one, facts: null, failure: 'busy' as const }));
    expect(codesOf(challenge, { ...made, frames: unseen })).toEqual([
      'needs_review',
      'dependency_unavailable',
    ]);
  });
});
