import type { ModelRunner } from '../models/model-sessions.ts';
import { mirror } from './embed-by-five-points.ts';
import { type Embedder, toUnit } from './embedder.ts';
import { type Point, similarityTo } from './geometry.ts';
import { toPlanes } from './pyramid.ts';

const SIDE = 150;
/** Border around the template, in sides of the template. */
const PADDING = 0.25;

/**
 * Where dlib's face chip wants landmarks (`get_face_chip_details`, dlib/image_transforms/interpolation.h):
 * brows, chin and lower lip left out. Each row: point of the face mesh, x, y in the unit square.
 */
const TEMPLATE: readonly (readonly [meshPoint: number, x: number, y: number])[] = [
  [168, 0.490127, 0.203352],
  [197, 0.490127, 0.307009],
  [5, 0.490127, 0.409805],
  [1, 0.490127, 0.515625],
  [98, 0.36688, 0.587326],
  [97, 0.426036, 0.609345],
  [2, 0.490127, 0.628106],
  [326, 0.554217, 0.609345],
  [327, 0.613373, 0.587326],
  [33, 0.121737, 0.216423],
  [160, 0.187122, 0.178758],
  [158, 0.265825, 0.179852],
  [133, 0.334606, 0.231733],
  [153, 0.260918, 0.245099],
  [144, 0.182743, 0.244077],
  [362, 0.645647, 0.231733],
  [385, 0.714428, 0.179852],
  [387, 0.793132, 0.178758],
  [263, 0.858516, 0.216423],
  [373, 0.79751, 0.244077],
  [380, 0.719335, 0.245099],
  [61, 0.254149, 0.780233],
  [40, 0.340985, 0.745405],
  [37, 0.428858, 0.727388],
  [0, 0.490127, 0.742578],
  [267, 0.551395, 0.727388],
  [270, 0.639268, 0.745405],
  [291, 0.726104, 0.780233],
  [78, 0.290379, 0.784792],
  [82, 0.428096, 0.778746],
  [13, 0.490127, 0.785343],
  [312, 0.552157, 0.778746],
  [308, 0.689874, 0.784792],
];

const TARGETS: readonly Point[] = TEMPLATE.map(([, x, y]) => [
  ((PADDING + x) / (2 * PADDING + 1)) * SIDE,
  ((PADDING + y) / (2 * PADDING + 1)) * SIDE,
]);

/** dlib's ResNet: 128 numbers from a 150 x 150 chip in RGB, the mean of the chip and its mirror. */
export function createDlibEmbedder(models: ModelRunner): Embedder {
  const describe = async (planes: Float32Array): Promise<Float32Array> => {
    const { descriptor } = await models.run('dlib_resnet', planes, [1, 3, SIDE, SIDE]);
    return descriptor!;
  };
  return {
    models: ['dlib_resnet'],
    async embed(picture, points) {
      const sources = TEMPLATE.map(([meshPoint]) => points[meshPoint]!);
      const pixels = picture.crop(similarityTo(sources, TARGETS), SIDE, SIDE);
      const planes = toPlanes(pixels, { order: 'rgb', mean: 0, divisor: 1 });
      const plain = await describe(planes);
      const mirrored = await describe(mirror(planes, SIDE));
      return toUnit(plain.map((value, i) => value + mirrored[i]!));
    },
  };
}
