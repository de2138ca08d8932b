import type { FaceGuidance, FaceSession } from '../../src/core/wire-face.ts';

export const faceSession = '00000000-0000-4000-8000-000000000001';

export function begunFace(isGuided: boolean): FaceSession {
  const now = Date.now();
  return {
    session: faceSession,
    guided: isGuided,
    framesPerSecond: 5,
    frameWidth: 480,
    frameHeight: 640,
    endsAt: new Date(now + 30_000).toISOString(),
    now: new Date(now).toISOString(),
  };
}

export const guided = (prompt: FaceGuidance['prompt'], done: number) => ({
  status: 200,
  body: { prompt, hint: null, done, total: 4 } satisfies FaceGuidance,
});
