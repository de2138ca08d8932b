import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { createVisionEngine } from '../../../src/vision/engine.ts';
import { createFaceEngine } from '../../../src/vision/face/create-face-engine.ts';
import { createModelRunner } from '../../../src/vision/models/model-sessions.ts';
import {
  askedOf,
  type Bench,
  frozenCamera,
  judgeWhole,
  reordered,
  warpedPhoto,
} from './attacks.ts';
import { keepSessions } from './kept-sessions.ts';
import { type DrawnVictim, drawnVictim } from './people.ts';
import { judgePlayed, playSession } from './play-session.ts';

const modelCacheDir = join(import.meta.dirname, '../../../.thaw/models');
const engine = createVisionEngine({ modelCacheDir });
const bench: Bench = {
  engine,
  faces: createFaceEngine(createModelRunner(modelCacheDir)),
  kept: keepSessions(null),
};
/** Two dozen drawn and looked-at frames each: seconds on a quiet machine, minutes on a busy one. */
const patienceMs = 300_000;
const seed = 3;
const asked = askedOf(seed);
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
      const played = await playSession({ engine, ...asked, camera, seed });
      const judged = await judgeWhole(bench, played, victim);
      expect([judged.outcome, judged.reasons]).toEqual(['accepted', []]);
      expect(judgePlayed(reordered({ ...played, victim }, 2), victim.identity).outcome).toBe(
        'refused',
      );
    },
    patienceMs,
  );

  test(
    'one photo warped into the asked movements, its face tinted as the screen tells, passes with notes',
    async () => {
      const camera = await warpedPhoto(bench, victim, 'cutout', 'face');
      const played = await playSession({ engine, ...asked, camera: camera!, seed });
      const judged = await judgeWhole(bench, played, victim);
      expect(judged.outcome).toBe('flagged');
      const reasons = judged.reasons.join();
      expect(reasons).toContain('the face answered the colours, what is below it did not');
      expect(reasons).toContain('as an enlarged picture does');
      expect(reasons).not.toContain('no_colour_response');
    },
    patienceMs,
  );

  test(
    'a warp that grows whole is told by its background, and by colours that nobody answers',
    async () => {
      const camera = await warpedPhoto(bench, victim, 'zooms');
      const played = await playSession({ engine, ...asked, camera: camera!, seed });
      const judged = await judgeWhole(bench, played, victim);
      expect(judged.outcome).toBe('flagged');
      expect(judged.reasons.join()).toContain('background');
      expect(judged.reasons.join()).toContain('no_colour_response');
    },
    patienceMs,
  );

  test(
    'a camera that stands still is refused and named',
    async () => {
      const camera = await frozenCamera(bench, victim);
      const played = await playSession({ engine, ...asked, camera: camera!, seed });
      const judged = judgePlayed(played, victim.identity);
      expect(judged.outcome).toBe('refused');
      expect(judged.reasons.join()).toContain('injection_suspected');
    },
    patienceMs,
  );
});
