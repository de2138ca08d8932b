/** Defences against a warped photo that were tried and do not tell it from a head: measured, not built in. */
import {
  chin,
  correlation,
  deviation,
  type FrameView,
  type GreyImage,
  patchMean,
  sampleAt,
} from '../../../src/vision/face/sequence/frame-view.ts';
import { leastSquares } from '../../../src/vision/face/sequence/least-squares.ts';

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

/** Places on the left and the right of the face that mirror each other. */
const mirroredSkin = [
  [50, 280],
  [205, 425],
  [117, 346],
  [36, 266],
  [101, 330],
  [123, 352],
  [187, 411],
  [108, 337],
  [69, 299],
] as const;

/**
 * By how much the two halves of the face change their brightness against each other (mean of logarithms)
 * between a turn to one side and to the other. Shading alone would be symmetric in a picture whose light turns
 * with the head. Null without skin to see.
 */
export function sideLightChange(left: FrameView, right: FrameView): number | null {
  const halves = (view: FrameView) =>
    meanOf(
      mirroredSkin.flatMap(([one, other]) => {
        const [a, b] = [brightnessAt(view, one), brightnessAt(view, other)];
        return a === null || b === null ? [] : [Math.log((a + 1) / (b + 1))];
      }),
    );
  const [a, b] = [halves(left), halves(right)];
  return a === null || b === null ? null : Math.abs(a - b);
}

function meanOf(values: readonly number[]): number | null {
  return values.length < mirroredSkin.length / 2
    ? null
    : values.reduce((sum, value) => sum + value, 0) / values.length;
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

const shoulderPixelsMin = 300;
const shoulderTextureMin = 1.5;

/**
 * Correlation of what is below the chin with itself left alone, less with itself enlarged as the face
 * was. Somebody who comes closer brings the shoulders along; a head that was cut out leaves them.
 */
export function shouldersStay(center: FrameView, closer: FrameView): number | null {
  const growth = closer.eyeDistance / center.eyeDistance;
  if (growth < 1.2) return null;
  const { width, height, data } = closer.detail;
  const spots: (readonly [number, number])[] = [];
  const top = Math.ceil(closer.points[chin]![1] + 0.25 * closer.radius);
  for (let y = top; y < height - 4; y += 3) {
    for (let x = 4; x < width - 4; x += 3) spots.push([x, y]);
  }
  if (spots.length < shoulderPixelsMin) return null;
  const seen = spots.map(([x, y]) => data[y * width + x]!);
  if (deviation(seen) < shoulderTextureMin) return null;
  const fits = [0, 0.25, 0.5, 0.75, 1].map((share) =>
    fitBelowChin(center, closer, 1 + share * (growth - 1), { spots, seen }),
  );
  return Math.max(fits[0]!, fits[1]!) - Math.max(fits[2]!, fits[3]!, fits[4]!);
}

/** Best correlation over shifts; the shoulders follow neither the chin nor the frame exactly. */
function fitBelowChin(
  center: FrameView,
  closer: FrameView,
  scale: number,
  { spots, seen }: { spots: readonly (readonly [number, number])[]; seen: readonly number[] },
): number {
  const [fromX, toX] = [center.center[0], closer.center[0]];
  const [fromY, toY] = [center.points[chin]![1], closer.points[chin]![1]];
  let best = -1;
  for (let dy = -36; dy <= 36; dy += 4) {
    for (let dx = -12; dx <= 12; dx += 6) {
      const pairs = spots.flatMap(([x, y], at) => {
        const value = sampleAt(
          center.detail,
          fromX + (x - toX) / scale + dx,
          fromY + (y - toY) / scale + dy,
        );
        return value === null ? [] : [[seen[at]!, value] as const];
      });
      if (pairs.length < Math.max(shoulderPixelsMin, spots.length / 2)) continue;
      const [a, b] = [pairs.map(([one]) => one), pairs.map(([, other]) => other)];
      best = Math.max(best, correlation(a, b));
    }
  }
  return best;
}
