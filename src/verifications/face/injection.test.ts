import { describe, expect, test } from 'vitest';
import type { FaceMovement } from '../../core/wire-face.ts';
import { namesVirtualCamera } from './injection.ts';
import { type FaceInput, judgeFace } from './judge-face.ts';
import { livePerson, session } from './session.fixture.ts';

function codes(input: FaceInput): string[] {
  const { verdict } = judgeFace(input);
  const counted = verdict.outcome === 'retry' ? [verdict.counted ? 'counted' : 'free'] : [];
  return [verdict.outcome, ...counted, ...verdict.reasons.map((reason) => reason.code)];
}

const challenge: readonly FaceMovement[] = ['left', 'closer', 'right', 'left'];
const honest = livePerson(challenge);

describe('weak signs of injected frames are noted and decide nothing', () => {
  const noted = ['passed', 'injection_suspected'];

  test('a camera by the name of a virtual one, which is the page’s own word', () => {
    const claims = { virtualCamera: namesVirtualCamera('OBS Virtual Camera (m-de:vice)') };
    expect(codes(session(challenge, honest, { claims }))).toEqual(noted);
    expect(namesVirtualCamera('FaceTime HD Camera (Built-in)')).toBe(false);
  });

  test('frames that arrive like clockwork', () => {
    const even = honest.map((one, at) => ({ ...one, t: at * 201 }));
    expect(codes(session(challenge, even))).toEqual(noted);
  });

  test('frames of one size', () => {
    const same = honest.map((one) =>
      one.facts === null
        ? one
        : { ...one, facts: { ...one.facts, picture: { ...one.facts.picture, bytes: 41_000 } } },
    );
    expect(codes(session(challenge, same))).toEqual(noted);
  });

  test('frames of another size or format among the others, and not a phone that is turned', () => {
    const with15 = (over: { format?: 'jpeg' | 'png'; width?: number; height?: number }) =>
      honest.map((one, at) =>
        one.facts === null || at !== 15
          ? one
          : { ...one, facts: { ...one.facts, picture: { ...one.facts.picture, ...over } } },
      );
    const size = honest[0]?.facts?.picture ?? { width: 0, height: 0 };
    expect(codes(session(challenge, with15({ width: size.width + 8 })))).toEqual(noted);
    expect(codes(session(challenge, with15({ format: 'png' })))).toEqual(noted);
    const turned = with15({ width: size.height, height: size.width });
    expect(codes(session(challenge, turned))).toEqual(['passed']);
  });
});
