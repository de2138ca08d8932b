import { describe, expect, test } from 'vitest';
import type { FaceMovement } from '../../core/wire-face.ts';
import { embedding, face, frame } from '../facts.fixture.ts';
import { challengeCount, newChallenge } from './challenge.ts';
import type { JudgedFrame } from './frames.ts';
import { type FaceInput, judgeFace } from './judge-face.ts';
import { altered, livePerson, posed, session } from './session.fixture.ts';

const challenge: readonly FaceMovement[] = ['left', 'closer', 'right', 'left'];
const honest = livePerson(challenge);

function codes(input: FaceInput): string[] {
  const { verdict } = judgeFace(input);
  const counted = verdict.outcome === 'retry' ? [verdict.counted ? 'counted' : 'free'] : [];
  return [verdict.outcome, ...counted, ...verdict.reasons.map((reason) => reason.code)];
}

describe('an honest person', () => {
  test('passes every challenge there is', () => {
    for (let index = 0; index < challengeCount; index += 1) {
      const asked = newChallenge([index]);
      const input = session(asked, livePerson(asked));
      expect([asked.join(), ...codes(input)]).toEqual([asked.join(), 'passed']);
    }
  });

  test('is shown with each movement in its time and both likenesses', () => {
    const judged = judgeFace(session(challenge, honest));
    expect(judged.movements.map((one) => one.movement)).toEqual(challenge);
    expect(judged.comparisons.map((one) => [one.label, one.band])).toEqual([
      ['frames_selfie', 'match'],
      ['frames_portrait', 'match'],
    ]);
  });

  test('may lose a few frames on the way', () => {
    const lost = livePerson(challenge, undefined, (index) => index % 7 === 5);
    expect(lost.filter((one) => one.facts === null).length).toBeGreaterThan(4);
    expect(codes(session(challenge, lost))).toEqual(['passed']);
  });

  test('whose camera gives one frame twice passes', () => {
    const doubled = honest.map((one, at) =>
      at === 12 ? { ...(honest[11] ?? one), index: one.index, t: one.t } : one,
    );
    expect(codes(session(challenge, doubled))).toEqual(['passed']);
  });
});

describe('a challenge that was not followed is tried again, and counted', () => {
  test('movements in another order', () => {
    const other = livePerson(['right', 'closer', 'left', 'left']);
    expect(codes(session(challenge, other)).slice(0, 3)).toEqual([
      'retry',
      'counted',
      'challenge_not_followed',
    ]);
  });

  test('a recording of another session', () => {
    const asked = newChallenge([7]);
    for (let index = 0; index < challengeCount; index += 1) {
      if (index === 7) continue;
      const replay = livePerson(newChallenge([index]));
      expect(codes(session(asked, replay))[0]).toBe('retry');
    }
  });

  test('the mirrored side', () => {
    const swap = { left: 'right', right: 'left', closer: 'closer', centre: 'centre' } as const;
    const mirrored = livePerson(challenge, (wanted) => swap[wanted]);
    expect(codes(session(challenge, mirrored))).toEqual([
      'retry',
      'counted',
      'challenge_not_followed',
    ]);
  });

  test('a still photo', () => {
    const still = honest.map((one) => posed(one.index, { turn: 0, scale: 1 }));
    expect(codes(session(challenge, still)).slice(0, 3)).toEqual([
      'retry',
      'counted',
      'challenge_not_followed',
    ]);
  });

  test('a flat photo that is turned and moved', () => {
    // Measured: a flat photo turned by 40 degrees never passes r = .16.
    const flat = honest.map((one) =>
      altered(one, (own) => ({ turn: Math.max(-0.16, Math.min(0.16, own.turn)) })),
    );
    expect(codes(session(challenge, flat))[2]).toBe('challenge_not_followed');
  });

  test('one long pose that would answer two movements', () => {
    const twice: readonly FaceMovement[] = ['closer', 'closer', 'left', 'right'];
    let came = false;
    const stays = livePerson(twice, (wanted) => {
      came ||= wanted === 'closer';
      return came && wanted === 'centre' ? 'closer' : wanted;
    });
    const judged = judgeFace(session(twice, stays));
    expect(judged.movements).toHaveLength(1);
    expect(judged.verdict.outcome).toBe('retry');
  });

  test('too slow', () => {
    const slow = honest.map((one) => ({ ...one, t: one.t + 29_000 }));
    expect(codes(session(challenge, slow))).toEqual(['retry', 'counted', 'face_timeout']);
  });

  test('a face that leaves, too many frames, or frames out of order', () => {
    const gone = honest.map((one) => (one.t < 2000 ? one : { ...one, facts: frame({}, []) }));
    expect(codes(session(challenge, gone))).toEqual(['retry', 'counted', 'no_face']);
    const few = { faceSessionSeconds: 30, faceFramesMax: 10 } as unknown as FaceInput['limits'];
    expect(codes(session(challenge, honest, { limits: few }))[0]).toBe('retry');
    const shuffled = honest.toSpliced(20, 2, honest[21] as JudgedFrame, honest[20] as JudgedFrame);
    expect(codes(session(challenge, shuffled))).toEqual([
      'retry',
      'counted',
      'challenge_not_followed',
      'injection_suspected',
    ]);
  });

  test('a second face, or a face that was away', () => {
    const two = honest.with(20, {
      ...(honest[20] as JudgedFrame),
      facts: frame({}, [face(), face({ eyeDistancePx: 60 })]),
    });
    expect(codes(session(challenge, two)).slice(0, 3)).toEqual([
      'retry',
      'counted',
      'multiple_faces',
    ]);
    const away = honest.map((one) => (one.t < 4000 ? one : { ...one, t: one.t + 2000 }));
    expect(codes(session(challenge, away))).toEqual(['retry', 'counted', 'no_face']);
  });

  test('but what fails before the first movement was asked for is free: nothing was shown', () => {
    expect(codes(session(challenge, []))).toEqual(['retry', 'free', 'no_face']);
    const empty = honest.map((one) => ({ ...one, facts: frame({}, []) }));
    expect(codes(session(challenge, empty))).toEqual(['retry', 'free', 'no_face']);
    const dark = honest.map((one) =>
      one.facts === null ? one : { ...one, facts: { ...one.facts, brightness: 20 } },
    );
    expect(codes(session(challenge, dark)).slice(0, 3)).toEqual(['retry', 'free', 'image_dark']);
  });

  test('an empty challenge is never followed', () => {
    expect(codes(session([], honest))[0]).toBe('retry');
  });
});

describe('doubt about the face needs a person', () => {
  const stranger = embedding(0.05);

  test('another person than on the selfie', () => {
    const other = honest.map((one) => altered(one, () => ({ embedding: stranger })));
    const found = codes(session(challenge, other));
    expect(found[0]).toBe('needs_review');
    expect(found).toContain('face_changed');
  });

  test('another person in all frames but the turns', () => {
    const turnsOnly: readonly FaceMovement[] = ['left', 'right', 'left', 'right'];
    const spliced = livePerson(turnsOnly).map((one) =>
      altered(one, (own) => (Math.abs(own.turn) < 0.1 ? { embedding: stranger } : {})),
    );
    const found = codes(session(turnsOnly, spliced, { portraitEmbedding: stranger }));
    expect(new Set(found)).toEqual(new Set(['needs_review', 'face_changed']));
  });

  test('two faces in turn, each a little like the selfie and unlike each other', () => {
    const sides = [
      [0.6, 0.8, 0, 0],
      [0.6, -0.8, 0, 0],
    ] as const;
    const swapped = honest.map((one, at) =>
      altered(one, () => ({ embedding: sides[at % 20 < 10 ? 0 : 1] })),
    );
    const found = codes(session(challenge, swapped, { selfieEmbedding: [1, 0, 0, 0] }));
    expect(found.slice(0, 2)).toEqual(['needs_review', 'face_changed']);
  });

  test("another person's turns spliced in", () => {
    const spliced = honest.map((one) =>
      altered(one, (own) => (Math.abs(own.turn) > 0.15 ? { embedding: stranger } : {})),
    );
    expect(codes(session(challenge, spliced)).slice(0, 2)).toEqual([
      'needs_review',
      'face_changed',
    ]);
  });

  test("another person's single movement spliced in", () => {
    const { movements } = judgeFace(session(challenge, honest));
    const last = movements.at(-1);
    const spliced = honest.map((one) =>
      one.t > (last?.askedAtMs ?? 0) ? altered(one, () => ({ embedding: stranger })) : one,
    );
    expect(codes(session(challenge, spliced))).toContain('face_changed');
  });

  test('turns that cannot be compared with the selfie', () => {
    const blind = honest.map((one) =>
      altered(one, (own) => (Math.abs(own.turn) > 0.1 ? { embedding: [] } : {})),
    );
    expect(codes(session(challenge, blind)).slice(0, 2)).toEqual(['needs_review', 'face_changed']);
  });

  test('frames without any embedding, a missing selfie, a missing or other portrait', () => {
    const none = honest.map((one) => altered(one, () => ({ embedding: [] })));
    expect(codes(session(challenge, none))).toEqual(['needs_review', 'dependency_unavailable']);
    expect(codes(session(challenge, honest, { selfieEmbedding: null }))).toEqual([
      'needs_review',
      'face_match_uncertain',
    ]);
    expect(codes(session(challenge, honest, { portraitEmbedding: null }))).toEqual([
      'needs_review',
      'face_match_uncertain',
    ]);
    expect(codes(session(challenge, honest, { portraitEmbedding: [0, 0, 1, 0] }))).toEqual([
      'needs_review',
      'face_mismatch_document',
    ]);
  });

  test('frames that nobody could look at hide nothing: the rest must show all of it', () => {
    const hidden = honest.map((one) =>
      one.t > 3000 && one.t < 5000 ? { ...one, facts: null, failure: 'bad_picture' as const } : one,
    );
    expect(codes(session(challenge, hidden))[0]).toBe('retry');
  });

  test('frames that our own parts failed on', () => {
    const failed = honest.map((one) => ({ ...one, facts: null, failure: 'crashed' as const }));
    expect(codes(session(challenge, failed))).toEqual(['needs_review', 'dependency_unavailable']);
  });
});

describe('signs of injected frames need a person', () => {
  test('a frame that comes back later', () => {
    const at = honest.length - 3;
    const earlier = honest.findIndex((one, index) => index > 0 && one.t > 1200);
    const again = {
      ...(honest[earlier] as JudgedFrame),
      index: at,
      t: (honest[at] as JudgedFrame).t,
    };
    const replayed = [...livePerson(challenge), { ...again, index: 900, t: honest.at(-1)?.t ?? 0 }];
    expect(codes(session(challenge, replayed)).slice(0, 2)).toEqual([
      'needs_review',
      'injection_suspected',
    ]);
  });

  test('a camera that stands still', () => {
    const stuck = honest.map((one, at) =>
      at > 1 && at < 5 ? { ...(honest[1] as JudgedFrame), index: one.index, t: one.t } : one,
    );
    expect(codes(session(challenge, stuck))).toEqual(['needs_review', 'injection_suspected']);
  });

  test('the same frame compressed again, with other bytes', () => {
    const stuck = honest.map((one, at) =>
      at > 1 && at < 5 ? { ...one, facts: (honest[1] as JudgedFrame).facts } : one,
    );
    expect(codes(session(challenge, stuck))).toEqual(['needs_review', 'injection_suspected']);
  });

  test('movements that come before anybody could react', () => {
    const first = judgeFace(session(challenge, honest)).movements[0];
    // The head is already turned in the frame after the prompt.
    const early = honest
      .filter((one) => one.t <= (first?.askedAtMs ?? 0) || one.t >= (first?.heldFromMs ?? 0))
      .map((one, index) => ({ ...one, index }));
    const shift = (first?.heldFromMs ?? 0) - (first?.askedAtMs ?? 0) - 200;
    const shifted = early.map((one) =>
      one.t > (first?.askedAtMs ?? 0) ? { ...one, t: one.t - shift } : one,
    );
    expect(codes(session(challenge, shifted))).toEqual(['needs_review', 'injection_suspected']);
  });

  test('a face that jumps across the picture', () => {
    const jumping = honest.with(
      20,
      altered(honest[20] as JudgedFrame, (own) => ({ region: { ...own.region, x: 0.0, y: 0.0 } })),
    );
    expect(codes(session(challenge, jumping))).toContain('injection_suspected');
  });

  test('more frames than the time allows', () => {
    const dense = honest.flatMap((one) =>
      [0, 1, 2, 3].map((part) => ({
        ...altered(one, (own) => ({ nod: own.nod + part / 1000 })),
        index: one.index * 4 + part,
        t: one.t + part,
        sha256: `${one.sha256.slice(1)}${part}`,
      })),
    );
    const many = { faceSessionSeconds: 30, faceFramesMax: 9999 } as unknown as FaceInput['limits'];
    expect(codes(session(challenge, dense, { limits: many }))).toContain('injection_suspected');
  });
});

test('a low passive score is noted for the reviewer and decides nothing', () => {
  const low = honest.map((one) => altered(one, () => ({ liveScore: 0.1 })));
  expect(codes(session(challenge, low))).toEqual(['passed', 'spoof_suspected']);
});
