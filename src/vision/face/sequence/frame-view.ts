/** One frame of a sequence as its measures want it: grey, small, with the mesh on it. */
import type { RgbImage } from '../../image/decoded-image.ts';
import type { MeasuredFace } from '../create-face-engine.ts';
import type { Point } from '../geometry.ts';
import { lumaOf, Pyramid } from '../pyramid.ts';

export interface GreyImage {
  readonly data: Float32Array;
  readonly width: number;
  readonly height: number;
}

export interface FrameView {
  readonly grey: GreyImage;
  /** `grey` less its local mean: edges and texture, no light. */
  readonly detail: GreyImage;
  /** Points of the mesh in pixels of `grey`. */
  readonly points: readonly Point[];
  /** Depth of the points in the same pixels, smaller towards the camera. */
  readonly depth: readonly number[];
  readonly center: Point;
  /** Half the width of the face, pixels. */
  readonly radius: number;
  readonly eyeDistance: number;
  readonly turn: number;
}

/** All measures are made at this width: noise is averaged away and pixels mean the same. */
const viewWidth = 320;
const localMeanRadius = 4;
const faceLeft = 234;
const faceRight = 454;
const faceTop = 10;
export const chin = 152;

export function viewOf(image: RgbImage, face: MeasuredFace): FrameView {
  const scale = image.width / viewWidth;
  const height = Math.round(image.height / scale);
  const map = [scale, 0, (scale - 1) / 2, 0, scale, (scale - 1) / 2] as const;
  const data = lumaOf(new Pyramid(image).crop(map, viewWidth, height));
  const grey = { data, width: viewWidth, height };
  const points = face.points.map(([x, y]): Point => [x / scale, y / scale]);
  const [left, right] = [points[faceLeft]!, points[faceRight]!];
  const [top, bottom] = [points[faceTop]!, points[chin]!];
  return {
    grey,
    detail: lessLocalMean(grey),
    points,
    depth: face.depth.map((z) => z / scale),
    center: [(left[0] + right[0]) / 2, (top[1] + bottom[1]) / 2],
    radius: Math.hypot(right[0] - left[0], right[1] - left[1]) / 2,
    eyeDistance: face.facts.eyeDistancePx / scale,
    turn: face.facts.turn,
  };
}

function lessLocalMean({ data, width, height }: GreyImage): GreyImage {
  const sums = new Float64Array((width + 1) * (height + 1));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y + 1) * (width + 1) + x + 1;
      sums[at] =
        data[y * width + x]! + sums[at - 1]! + sums[at - width - 1]! - sums[at - width - 2]!;
    }
  }
  const out = new Float32Array(data.length);
  for (let y = 0; y < height; y++) {
    const [y0, y1] = [Math.max(0, y - localMeanRadius), Math.min(height, y + localMeanRadius + 1)];
    for (let x = 0; x < width; x++) {
      const [x0, x1] = [Math.max(0, x - localMeanRadius), Math.min(width, x + localMeanRadius + 1)];
      const row = width + 1;
      const sum =
        sums[y1 * row + x1]! - sums[y0 * row + x1]! - sums[y1 * row + x0]! + sums[y0 * row + x0]!;
      out[y * width + x] = data[y * width + x]! - sum / ((y1 - y0) * (x1 - x0));
    }
  }
  return { data: out, width, height };
}

/** Value between pixels; null outside. */
export function sampleAt({ data, width, height }: GreyImage, x: number, y: number): number | null {
  if (x < 0 || y < 0 || x > width - 1.001 || y > height - 1.001) return null;
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [fx, fy] = [x - left, y - top];
  const at = top * width + left;
  return (
    (data[at]! * (1 - fx) + data[at + 1]! * fx) * (1 - fy) +
    (data[at + width]! * (1 - fx) + data[at + width + 1]! * fx) * fy
  );
}

/** Mean over a square patch; null when it reaches outside. */
export function patchMean(image: GreyImage, [x, y]: Point, half: number): number | null {
  let sum = 0;
  let count = 0;
  for (let dy = -half; dy <= half; dy++) {
    for (let dx = -half; dx <= half; dx++) {
      const value = sampleAt(image, x + dx, y + dy);
      if (value === null) return null;
      sum += value;
      count++;
    }
  }
  return sum / count;
}

/** Correlation of two lists of equal length, -1..1; 0 where one does not vary. */
export function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (list: readonly number[]) => list.reduce((sum, x) => sum + x, 0) / list.length;
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    ab += (a[i]! - ma) * (b[i]! - mb);
    aa += (a[i]! - ma) ** 2;
    bb += (b[i]! - mb) ** 2;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}

export function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  return Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length);
}
