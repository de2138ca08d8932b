import type { CropInput } from '../models/embedder-card.ts';
import type { ModelRunner, RunnableModel } from '../models/model-sessions.ts';
import { type Embedder, toUnit } from './embedder.ts';
import { fivePointsOf } from './face-geometry.ts';
import { type Point, similarityTo } from './geometry.ts';
import { toPlanes } from './pyramid.ts';

/** Eyes, nose tip and corners of the mouth on a 112 px crop: the usual ArcFace template. */
const TEMPLATE: readonly Point[] = [
  [38.2946, 51.6963],
  [73.5318, 51.5014],
  [56.0252, 71.7366],
  [41.5493, 92.3655],
  [70.7299, 92.2041],
];
const TEMPLATE_SIDE = 112;

/** fr_feature: 512 numbers from a 112 x 112 crop in BGR. */
export const FR_FEATURE_INPUT: CropInput = {
  side: 112,
  order: 'bgr',
  mean: 127,
  divisor: 128,
  mirrored: false,
};

/** A net whose first output is a vector of a face that was aligned by five points. */
export function createFivePointEmbedder(
  models: ModelRunner,
  model: RunnableModel,
  { side, order, mean, divisor, mirrored }: CropInput,
): Embedder {
  const targets = TEMPLATE.map(
    ([x, y]): Point => [(x * side) / TEMPLATE_SIDE, (y * side) / TEMPLATE_SIDE],
  );
  const describe = async (planes: Float32Array): Promise<Float32Array> => {
    const outputs = await models.run(model, planes, [1, 3, side, side]);
    return toUnit(Object.values(outputs)[0]!);
  };
  return {
    models: [model],
    async embed(picture, points) {
      const five = fivePointsOf(points);
      const sources = [five.leftEye, five.rightEye, five.nose, five.mouthLeft, five.mouthRight];
      const pixels = picture.crop(similarityTo(sources, targets), side, side);
      const planes = toPlanes(pixels, { order, mean, divisor });
      const plain = await describe(planes);
      if (!mirrored) return plain;
      const other = await describe(mirror(planes, side));
      return toUnit(plain.map((value, i) => value + other[i]!));
    },
  };
}

/** Planes of a square picture, left and right exchanged. */
export function mirror(planes: Float32Array, side: number): Float32Array {
  const mirrored = new Float32Array(planes.length);
  for (let row = 0; row < planes.length; row += side) {
    for (let x = 0; x < side; x++) mirrored[row + x] = planes[row + side - 1 - x]!;
  }
  return mirrored;
}
