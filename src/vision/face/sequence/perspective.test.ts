import { expect, test } from 'vitest';
import type { FrameView } from './frame-view.ts';
import { perspectiveOf } from './perspective.ts';

/** A bowl of points as the mesh gives them: nose in front, ears behind. */
const head = Array.from({ length: 468 }, (_, i) => {
  const [u, v] = [((i * 37) % 100) / 50 - 1, ((i * 61) % 100) / 50 - 1];
  return [u, v, 0.9 * (u * u + v * v)] as const;
});

/** The head at a distance in its own units, seen through one lens. */
function seen(distance: number, enlarged = 1): FrameView {
  const points = head.map(([x, y, z]): [number, number] => {
    const scale = (600 / (distance + z)) * enlarged;
    return [160 + x * scale, 120 + y * scale];
  });
  const scale = (600 / distance) * enlarged;
  const blank = { data: new Float32Array(0), width: 0, height: 0 };
  return {
    grey: blank,
    detail: blank,
    points,
    depth: head.map(([, , z]) => z * scale),
    center: [160, 120],
    radius: scale,
    eyeDistance: scale,
    turn: 0,
  };
}

test('a head that comes closer shows about its size over the distance', () => {
  const perspective = perspectiveOf(seen(10), seen(6.5));
  expect(perspective).toBeGreaterThan(0.05);
  expect(perspective).toBeLessThan(0.15);
});

test('a picture of a head that is enlarged shows none', () => {
  expect(perspectiveOf(seen(10), seen(10, 1.5))).toBeCloseTo(0, 6);
});

test('nothing is said of a face that hardly came closer', () => {
  expect(perspectiveOf(seen(10), seen(9))).toBeNull();
});
