import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { createVisionEngine } from '../../../src/vision/engine.ts';
import { createFaceEngine } from '../../../src/vision/face/create-face-engine.ts';
import { createModelRunner } from '../../../src/vision/models/model-sessions.ts';
import {
  type Bench,
  challengeOf,
  frozenCamera,
  judgeWhole,
  reordered,
  warpedPhoto,
} from './attacks.ts';
import { type DrawnVictim, drawnVictim } from './people.ts';
import { judgePlayed, playSession } from './play-session.ts';

const modelCacheDir = join(import.meta.dirname, '../../../.thaw/models');
const engine = createVisionEngine({ modelCacheDir });
const bench: Bench = { engine, faces: createFaceEngine(createModelRunner(modelCacheDir)) };
/** Two dozen drawn and looked-at frames each: seconds on a quiet machine, minutes on a busy one. */
const patienceMs = 300_000;
const seed = 3;
const challenge = challengeOf(seed);
let victim: DrawnVictim;

beforeAll(async () => {
  victim = await drawnVictim(engine, 'ivo');
}, patienceMs);

/** `npm run test:attacks` counts all classes on everybody; this keeps its parts from rotting. */
describe('the attack suite', () => {
  test(
    'a live person in a room passes, and the same frames in another order do not',
    async () => {
      const camera = await victim.live(seed);
      const played = await playSession({ engine, challenge, camera, seed });
      const judged = await judgeWhole(bench, played, victim);
      expect([judged.outcome, judged.reasons]).toEqual(['accepted', []]);
      expect(judgePlayed(reordered({ ...played, victim }, 2), victim.identity).outcome).toBe(
        'refused',
      );
    },
    patienceMs,
  );

  test(
    'one photo warped into the asked turns passes the movements, and its background is noticed',
    async () => {
      const camera = await warpedPhoto(bench, victim, 'zooms');
      const played = await playSession({ engine, challenge, camera: camera!, seed });
      expect(judgePlayed(played, victim.identity).outcome).toBe('accepted');
      const judged = await judgeWhole(bench, played, victim);
      expect(judged.outcome).toBe('flagged');
      expect(judged.reasons.join()).toContain('background');
    },
    patienceMs,
  );

  test(
    'a camera that stands still is refused and named',
    async () => {
      const camera = await frozenCamera(bench, victim);
      const played = await playSession({ engine, challenge, camera: camera!, seed });
      const judged = judgePlayed(played, victim.identity);
      expect(judged.outcome).toBe('refused');
      expect(judged.reasons.join()).toContain('injection_suspected');
    },
    patienceMs,
  );
});
