/** Defences against a warped photo that were tried and do not tell it from a head: measured, not built in. */
import {
  deviation,
  type FrameView,
  type GreyImage,
  patchMean,
} from '../../../src/vision/face/sequence/frame-view.ts';

/** Smooth skin: forehead, cheeks, chin; no brows, lids, lips or beard edge in the patch. */
const skinPoints = [
  151, 108, 337, 69, 299, 9, 50, 280, 205, 425, 117, 346, 36, 266, 101, 330, 187, 411, 200,
] as const;
const patchPerEyeDistance = 0.07;
const patchesMin = 12;

/**
 * How differently the light falls on the parts of the face in two turns: deviation over patches of skin
 * of the logarithm of their brightness in one over the other. A light in the room stays where it is, so
 * a turning head changes; in a warped picture the light turns with the head. Null without skin to see.
 */
export function shadingChange(one: FrameView, other: FrameView): number | null {
  const ratios: number[] = [];
  for (const index of skinPoints) {
    const a = brightnessAt(one, index);
    const b = brightnessAt(other, index);
    if (a !== null && b !== null && a > 12 && b > 12 && a < 250 && b < 250) {
      ratios.push(Math.log(a / b));
    }
  }
  return ratios.length < patchesMin ? null : deviation(ratios);
}

function brightnessAt(view: FrameView, index: number): number | null {
  const half = Math.max(1, Math.round(view.eyeDistance * patchPerEyeDistance));
  return patchMean(view.grey, view.points[index]!, half);
}

/**
 * How far the mesh of a turned head lies from the frontal mesh moved as one solid body, in eye
 * distances (root mean square). The net's depth is a guess, so true heads differ from it; a warp that
 * was made with that very depth does not.
 */
export function rigidResidual(center: FrameView, turned: FrameView): number {
  const rows = center.points.map(([x, y], i) => [
    x - center.center[0],
    y - center.center[1],
    center.depth[i]!,
    1,
  ]);
  const residuals = [0, 1].map((axis) => {
    const values = turned.points.map((point) => point[axis]!);
    const weights = leastSquares(rows, values);
    return rows.reduce((sum, row, i) => {
      const fitted = row.reduce((total, value, k) => total + value * weights[k]!, 0);
      return sum + (fitted - values[i]!) ** 2;
    }, 0);
  });
  return Math.sqrt((residuals[0]! + residuals[1]!) / rows.length) / turned.eyeDistance;
}

function leastSquares(rows: readonly (readonly number[])[], values: readonly number[]): number[] {
  const size = rows[0]!.length;
  const system = Array.from({ length: size }, (_, i) => [
    ...Array.from({ length: size }, (_unused, j) =>
      rows.reduce((sum, row) => sum + row[i]! * row[j]!, 0),
    ),
    rows.reduce((sum, row, k) => sum + row[i]! * values[k]!, 0),
  ]);
  for (let pivot = 0; pivot < size; pivot++) {
    let best = pivot;
    for (let i = pivot; i < size; i++)
      if (Math.abs(system[i]![pivot]!) > Math.abs(system[best]![pivot]!)) best = i;
    [system[pivot], system[best]] = [system[best]!, system[pivot]!];
    for (let i = 0; i < size; i++) {
      if (i === pivot) continue;
      const factor = system[i]![pivot]! / system[pivot]![pivot]!;
      for (let j = pivot; j <= size; j++) system[i]![j]! -= factor * system[pivot]![j]!;
    }
  }
  return system.map((row, i) => row[size]! / row[i]!);
}

const earPatches = 6;

/**
 * Horizontal detail beside the cheek that comes into view, turned over frontal. A true head shows an
 * ear that was hidden; a warp stretches the few pixels that it has.
 */
export function sideDetail(center: FrameView, turned: FrameView): number | null {
  const nearLeft = turned.turn > center.turn;
  const before = edgeEnergy(center, nearLeft);
  const after = edgeEnergy(turned, nearLeft);
  return before === null || after === null || before === 0 ? null : after / before;
}

function edgeEnergy({ grey, points, radius }: FrameView, atLeft: boolean): number | null {
  const [x, y] = points[atLeft ? 234 : 454]!;
  const sign = atLeft ? -1 : 1;
  let sum = 0;
  let count = 0;
  for (let dy = -0.4 * radius; dy <= 0.4 * radius; dy++) {
    for (let dx = 0; dx <= 0.4 * radius; dx++) {
      const value = slope(grey, x + sign * dx, y + dy);
      if (value === null) return null;
      sum += value;
      count++;
    }
  }
  return count < earPatches ? null : sum / count;
}

function slope({ data, width, height }: GreyImage, x: number, y: number): number | null {
  const [px, py] = [Math.round(x), Math.round(y)];
  if (px < 2 || py < 0 || px >= width - 2 || py >= height) return null;
  return Math.abs(data[py * width + px + 2]! - data[py * width + px - 2]!);
}

/** Correlation of fine grain on the cheeks between two turns, each looked up at the same mesh points. */
export function grainCarried(one: FrameView, other: FrameView): number {
  const values = (view: FrameView) =>
    skinPoints.flatMap((index) => {
      const [x, y] = view.points[index]!;
      const at = Math.round(y) * view.detail.width + Math.round(x);
      return [-1, 0, 1].flatMap((dy) =>
        [-1, 0, 1].map((dx) => view.detail.data[at + dy * view.detail.width + dx] ?? 0),
      );
    });
  const [a, b] = [values(one), values(other)];
  let [ab, aa, bb] = [0, 0, 0];
  a.forEach((value, i) => {
    ab += value * b[i]!;
    aa += value * value;
    bb += b[i]! * b[i]!;
  });
  return ab / Math.sqrt(aa * bb || 1);
}
