import type { Quarter } from '../facts.ts';
import type { ModelRunner } from '../models/model-sessions.ts';
import { type Box, boxHeight, boxWidth, cropOf, turnedCropOf } from './geometry.ts';
import { type Pyramid, toPlanes } from './pyramid.ts';

const SIDE = 128;
/** Side of the crop in heights of the face: the net looks for the edges of prints and screens. */
const CONTEXT = 2.7;

/**
 * fr_liveness: probability (0..1) of class `live`. A weak sign for the reviewer: it accepted all six
 * simulated prints of the development set.
 */
export async function liveScore(
  models: ModelRunner,
  picture: Pyramid,
  box: Box,
  turned: Quarter,
): Promise<number> {
  const height = turned % 180 === 0 ? boxHeight(box) : boxWidth(box);
  const { width: pictureWidth, height: pictureHeight } = picture;
  const factor = Math.min((pictureHeight - 1) / height, (pictureWidth - 1) / height, CONTEXT);
  const half = (height * factor) / 2;
  // Moved inside the picture, not cut: black bars would look like the edge of a screen.
  const centerX = clamp((box.left + box.right) / 2, half, pictureWidth - 1 - half);
  const centerY = clamp((box.top + box.bottom) / 2, half, pictureHeight - 1 - half);
  const square = {
    left: centerX - half,
    top: centerY - half,
    right: centerX + half,
    bottom: centerY + half,
  };
  const map =
    turned === 0
      ? cropOf(square, SIDE, SIDE)
      : turnedCropOf(
          { center: [centerX, centerY], side: 2 * half, angle: (turned * Math.PI) / 180 },
          SIDE,
        );
  const pixels = picture.crop(map, SIDE, SIDE);
  const planes = toPlanes(pixels, { order: 'bgr', mean: 0, divisor: 1 });
  const { output } = await models.run('fr_liveness', planes, [1, 3, SIDE, SIDE]);
  return softmaxFirst(output!);
}

function softmaxFirst(logits: Float32Array): number {
  const peak = Math.max(...logits);
  const exponentials = [...logits].map((logit) => Math.exp(logit - peak));
  return exponentials[0]! / exponentials.reduce((sum, value) => sum + value, 0);
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}
