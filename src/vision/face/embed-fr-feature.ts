import type { ModelRunner } from '../models/model-sessions.ts';
import { type Embedder, toUnit } from './embedder.ts';
import { fivePointsOf } from './face-geometry.ts';
import { type Point, similarityTo } from './geometry.ts';
import { toPlanes } from './pyramid.ts';

const SIDE = 112;
/** Eyes, nose tip and corners of the mouth on the 112 px crop: the usual ArcFace template. */
const TEMPLATE: readonly Point[] = [
  [38.2946, 51.6963],
  [73.5318, 51.5014],
  [56.0252, 71.7366],
  [41.5493, 92.3655],
  [70.7299, 92.2041],
];

/** fr_feature: 512 numbers from a 112 x 112 crop in BGR, aligned by five points. */
export function createFrFeatureEmbedder(models: ModelRunner): Embedder {
  return {
    name: 'fr_feature',
    async embed(picture, points) {
      const five = fivePointsOf(points);
      const sources = [five.leftEye, five.rightEye, five.nose, five.mouthLeft, five.mouthRight];
      const pixels = picture.crop(similarityTo(sources, TEMPLATE), SIDE, SIDE);
      const planes = toPlanes(pixels, { order: 'bgr', mean: 127, divisor: 128 });
      const { output } = await models.run('fr_feature', planes, [1, 3, SIDE, SIDE]);
      return toUnit(output!);
    },
  };
}
