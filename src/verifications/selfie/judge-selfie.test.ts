import { describe, expect, test } from 'vitest';
import type { StepVerdict } from '../../core/case/types.ts';
import { bandOf, similarity } from '../face/similarity.ts';
import { embedding, face, selfie } from '../facts.fixture.ts';
import { checkSelfie, judgeSelfie, type SelfieInput } from './judge-selfie.ts';

function input(over: Partial<SelfieInput> = {}): SelfieInput {
  return {
    selfie: { ok: true, facts: selfie() },
    source: 'camera',
    live: { frames: 3, likeness: 0.9, distinct: true },
    uploadAllowed: false,
    portrait: embedding(0.7),
    ...over,
  };
}

function codes(verdict: StepVerdict): string[] {
  return [verdict.outcome, ...verdict.reasons.map((reason) => reason.code)];
}

describe('a selfie', () => {
  test('of the person on the document passes', () => {
    const judged = judgeSelfie(input());
    expect(codes(judged.verdict)).toEqual(['passed']);
    expect(judged.comparison?.similarity).toBeCloseTo(0.7);
    expect(judged.comparison?.band).toBe('match');
  });

  test('at the thresholds .448 and .332 changes its verdict, and never declines', () => {
    const at = (likeness: number) =>
      codes(judgeSelfie(input({ portrait: embedding(likeness) })).verdict);
    expect(at(0.449)).toEqual(['passed']);
    expect(at(0.447)).toEqual(['needs_review', 'face_match_uncertain']);
    expect(at(0.333)).toEqual(['needs_review', 'face_match_uncertain']);
    expect(at(0.331)).toEqual(['needs_review', 'face_mismatch_document']);
  });

  test('is judged at the thresholds of the embedder in use', () => {
    const thresholds = { match: 0.946, frame: 0.942, review: 0.928 };
    const at = (likeness: number, over: Partial<SelfieInput> = {}) =>
      codes(judgeSelfie(input({ portrait: embedding(likeness), thresholds, ...over })).verdict);
    const live = { frames: 3, likeness: 0.95, distinct: true };
    expect(at(0.95, { live })).toEqual(['passed']);
    expect(at(0.7, { live })).toEqual(['needs_review', 'face_mismatch_document']);
    expect(at(0.95)).toEqual(['needs_review', 'face_changed']);
  });

  test('with nothing to compare it with goes to a person', () => {
    expect(codes(judgeSelfie(input({ portrait: null })).verdict)).toEqual([
      'needs_review',
      'face_match_uncertain',
    ]);
    for (const portrait of [[], [1, 0], [0, 0, 0, 0], [Number.NaN, 0, 0, 0]]) {
      expect(codes(judgeSelfie(input({ portrait })).verdict)).toEqual([
        'needs_review',
        'dependency_unavailable',
      ]);
    }
  });

  test('is compared with the enrolled face where the host has one', () => {
    const at = (likeness: number) =>
      judgeSelfie(
        input({ enrolled: { ok: true, facts: [face({ embedding: embedding(likeness) })] } }),
      );
    expect(codes(at(0.449).verdict)).toEqual(['passed']);
    expect(at(0.449).enrolledComparison?.band).toBe('match');
    expect(codes(at(0.447).verdict)).toEqual(['needs_review', 'face_match_uncertain']);
    expect(codes(at(0.331).verdict)).toEqual(['needs_review', 'face_mismatch_enrolled']);
    expect(judgeSelfie(input({ enrolled: null })).enrolledComparison).toBeNull();
    // The person in front is the largest face of that picture too.
    const crowd = [face({ eyeDistancePx: 20, embedding: embedding(0.9) }), face()];
    const { enrolledComparison } = judgeSelfie(input({ enrolled: { ok: true, facts: crowd } }));
    expect(enrolledComparison?.similarity).toBe(similarity(face().embedding, face().embedding));
  });

  test('is no pass where the enrolled face could not be looked at or is none', () => {
    const broken = input({ enrolled: { ok: false, failure: 'crashed' } });
    expect(codes(judgeSelfie(broken).verdict)).toEqual(['needs_review', 'dependency_unavailable']);
    const empty = input({ enrolled: { ok: true, facts: [face({ embedding: [] })] } });
    expect(codes(judgeSelfie(empty).verdict)).toEqual(['needs_review', 'dependency_unavailable']);
    const nobody = input({ enrolled: { ok: true, facts: [] } });
    expect(codes(judgeSelfie(nobody).verdict)).toEqual(['needs_review', 'face_match_uncertain']);
  });

  test.each([
    ['no face', [], 'face_not_visible'],
    ['two people', [face(), face({ eyeDistancePx: 70 })], 'multiple_faces'],
    ['a small face', [face({ eyeDistancePx: 40 })], 'image_too_small'],
    ['a turned head', [face({ turn: -0.3 })], 'face_not_visible'],
    ['a tilted head', [face({ rollDegrees: 40 })], 'face_not_visible'],
    ['a dark face', [face({ brightness: 30 })], 'image_dark'],
    ['a face without numbers', [face({ turn: Number.NaN })], 'face_not_visible'],
  ] as const)('with %s is taken again, for free', (_what, faces, code) => {
    const facts = { ok: true, facts: selfie({ faces }) } as const;
    expect(checkSelfie(facts)).toMatchObject({
      accepted: false,
      reasons: [{ code, retry: 'free' }],
    });
    expect(judgeSelfie(input({ selfie: facts })).verdict).toMatchObject({
      outcome: 'retry',
      counted: false,
      reasons: [{ code }],
    });
  });

  test('with a small face in the background is accepted', () => {
    const faces = [face({ eyeDistancePx: 12 }), face()];
    expect(checkSelfie({ ok: true, facts: selfie({ faces }) }).accepted).toBe(true);
  });

  test('with a fault of the picture is taken again, for free', () => {
    const faults = [{ code: 'image_blurry', region: null, measure: 8 }] as const;
    expect(checkSelfie({ ok: true, facts: selfie({ faults }) })).toMatchObject({
      accepted: false,
      reasons: [{ code: 'image_blurry', retry: 'free' }],
    });
  });

  test('from a file is refused or marked, as policy says', () => {
    expect(codes(judgeSelfie(input({ source: 'file' })).verdict)).toEqual([
      'retry',
      'upload_not_live',
    ]);
    expect(codes(judgeSelfie(input({ source: 'file', uploadAllowed: true })).verdict)).toEqual([
      'needs_review',
      'upload_not_live',
    ]);
  });

  test('without the frames of a live capture is a file, whatever the page calls it', () => {
    expect(codes(judgeSelfie(input({ live: null })).verdict)).toEqual([
      'needs_review',
      'upload_not_live',
    ]);
  });

  test('whose frames show two faces, one picture twice, or nothing to compare goes to a person', () => {
    const live = { frames: 3, likeness: 0.9, distinct: true };
    const of = (over: Partial<typeof live> | { likeness: null }) =>
      codes(judgeSelfie(input({ live: { ...live, ...over } })).verdict);
    expect(of({ likeness: 0.406 })).toEqual(['passed']);
    expect(of({ likeness: 0.404 })).toEqual(['needs_review', 'face_changed']);
    expect(of({ likeness: null })).toEqual(['needs_review', 'face_changed']);
    expect(of({ distinct: false })).toEqual(['needs_review', 'injection_suspected']);
  });

  test('that could not be looked at goes to a person, never past', () => {
    for (const failure of ['crashed', 'deadline', 'model_changed', 'busy'] as const) {
      expect(codes(judgeSelfie(input({ selfie: { ok: false, failure } })).verdict)).toEqual([
        'needs_review',
        'dependency_unavailable',
      ]);
    }
  });

  test('with a strong sign of a screenshot goes to a person', () => {
    const signals = [{ code: 'is_screenshot', strength: 0.8, detail: 'screen size' }] as const;
    expect(
      codes(judgeSelfie(input({ selfie: { ok: true, facts: selfie({ signals }) } })).verdict),
    ).toEqual(['needs_review', 'is_screenshot']);
  });
});

describe('similarity', () => {
  test('is the cosine, and null where there is nothing to compare', () => {
    expect(similarity([3, 0], [5, 0])).toBe(1);
    expect(similarity([1, 0], [0, 1])).toBe(0);
    expect(similarity([1, 0], [-2, 0])).toBe(-1);
    expect(similarity([], [])).toBeNull();
    expect(similarity([1], [1, 0])).toBeNull();
    expect(similarity([0, 0], [1, 0])).toBeNull();
    expect(similarity([Number.NaN, 0], [1, 0])).toBeNull();
  });

  test('that is not a number is no match', () => {
    expect(bandOf(Number.NaN)).toBe('no_match');
  });
});
