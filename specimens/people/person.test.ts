import { beforeAll, describe, expect, it } from 'vitest';
import { createFaceEngine } from '../../src/vision/face/create-face-engine.ts';
import { cosineSimilarity } from '../../src/vision/face/embedder.ts';
import type { FaceFacts } from '../../src/vision/facts.ts';
import { createModelRunner } from '../../src/vision/models/model-sessions.ts';
import { CAST } from './cast.ts';
import { loadFaceGeometry } from './face-geometry.ts';
import { borderRing } from './mesh.ts';
import { buildPerson, type Pose, renderPerson } from './person.ts';

/** Below the product's threshold for one false match in 1,000 (.382, women). */
const STRANGERS_MAX = 0.38;
const SAME_MIN = 0.6;

const POSES: Readonly<Record<string, Pose>> = {
  frontal: {},
  left: { yaw: 28 },
  right: { yaw: -28 },
  closer: { scale: 1.6 },
  sideLight: { light: [0.8, 0.2, 0.6] },
  dim: { gain: 0.5, noise: 6 },
};

const faces = createFaceEngine(createModelRunner('.thaw/models'));
const seen = new Map<string, Record<string, FaceFacts>>();

beforeAll(async () => {
  for (const { id } of CAST) {
    const person = await buildPerson(id);
    const facts: Record<string, FaceFacts> = {};
    for (const [name, pose] of Object.entries(POSES)) {
      const found = await faces.find(renderPerson(person, pose), { embed: true, live: false });
      if (found.length === 1) facts[name] = found[0]!;
    }
    seen.set(id, facts);
  }
}, 180_000);

describe('a drawn person', () => {
  it.each(CAST.map(({ id }) => id))('%s is found as one face in every pose', (id) => {
    expect(Object.keys(seen.get(id)!)).toEqual(Object.keys(POSES));
  });

  it.each(CAST.map(({ id }) => id))('%s stays the same person in every pose', (id) => {
    const { frontal, ...others } = seen.get(id)!;
    for (const facts of Object.values(others))
      expect(cosineSimilarity(facts.embedding, frontal!.embedding)).toBeGreaterThan(SAME_MIN);
  });

  it('is told from every other drawn person in every pose', () => {
    for (const [id, facts] of seen) {
      for (const [otherId, otherFacts] of seen) {
        if (id >= otherId) continue;
        for (const [pose, one] of Object.entries(facts))
          for (const [otherPose, other] of Object.entries(otherFacts))
            expect(
              cosineSimilarity(one.embedding, other.embedding),
              `${id} ${pose}, ${otherId} ${otherPose}`,
            ).toBeLessThan(STRANGERS_MAX);
      }
    }
  });

  it.each(CAST.map(({ id }) => id))('%s turns far enough, left to picture right', (id) => {
    const facts = seen.get(id)!;
    const centre = facts['frontal']!.turn;
    expect(Math.abs(centre)).toBeLessThan(0.1);
    expect(facts['left']!.turn - centre).toBeGreaterThan(0.25);
    expect(facts['right']!.turn - centre).toBeLessThan(-0.25);
  });

  it('grows by 1.35 and more when it comes closer', () => {
    for (const facts of seen.values())
      expect(facts['closer']!.eyeDistancePx / facts['frontal']!.eyeDistancePx).toBeGreaterThan(
        1.35,
      );
  });

  it('is the same bytes for the same pose, and other noise for another noise seed', async () => {
    const person = await buildPerson('noor');
    const pose = { width: 160, height: 120, yaw: 10, noise: 3 };
    const first = renderPerson(person, pose).data;
    renderPerson(person, { width: 160, height: 120, yaw: -10 });
    expect(renderPerson(person, pose).data).toEqual(first);
    expect(renderPerson(person, { ...pose, noiseSeed: 2 }).data).not.toEqual(first);
  });
});

describe('the face geometry', () => {
  it('is the canonical mesh: 468 points whose open border is the oval of the face', () => {
    const geometry = loadFaceGeometry();
    expect(geometry.positions).toHaveLength(468 * 3);
    const oval = borderRing(geometry.triangles);
    expect(oval).toHaveLength(36);
    // Forehead, chin and both ears of the known topology lie on it.
    for (const index of [10, 152, 234, 454]) expect(oval).toContain(index);
  });
});
