import { absoluteLaplacianP90 } from '../image/measures.ts';
import { type Box, boxHeight, boxWidth, cropOf, type Point } from './geometry.ts';
import { lumaOf, type Pyramid } from './pyramid.ts';

/** Sharpness is measured at this height or the face's own, so that large faces are not called soft. */
const FACE_SIDE_PX_MAX = 256;

export interface FaceLight {
  /** 90th percentile of the absolute Laplacian of 8-bit luma. */
  readonly sharpness: number;
  /** Mean luma, 0..255. */
  readonly brightness: number;
  /** Share of the face's pixels that are burnt out, 0..1. */
  readonly glareShare: number;
}

const BURNT_OUT = 250;

export function measureFaceLight(picture: Pyramid, box: Box): FaceLight {
  const scale = Math.min(1, FACE_SIDE_PX_MAX / Math.max(boxWidth(box), boxHeight(box)));
  const width = Math.max(8, Math.round(boxWidth(box) * scale));
  const height = Math.max(8, Math.round(boxHeight(box) * scale));
  const luma = lumaOf(picture.crop(cropOf(box, width, height), width, height));
  let sum = 0;
  let burnt = 0;
  for (const value of luma) {
    sum += value;
    if (value >= BURNT_OUT) burnt++;
  }
  return {
    sharpness: absoluteLaplacianP90(luma, width, height),
    brightness: sum / luma.length,
    glareShare: burnt / luma.length,
  };
}

/** Cheeks, below the eyes, forehead: skin that hair, beard and glasses seldom cover. */
const SKIN_POINTS = [50, 280, 205, 425, 117, 346, 151, 108, 337] as const;
const SKIN_PATCH_PX = 8;
const SKIN_PATCH_PER_EYE_DISTANCE = 0.2;

/** Mean R, G, B (0..255) of patches of skin. */
export function measureSkin(
  picture: Pyramid,
  points: readonly Point[],
  eyeDistancePx: number,
): Rgb {
  const spots = SKIN_POINTS.map((index) => points[index]!);
  return meanOfPatches(picture, spots, eyeDistancePx * SKIN_PATCH_PER_EYE_DISTANCE);
}

/** Forehead, nose, cheeks and chin, some facing the screen and some turned away from it. */
const SKIN_PARTS = [
  ...[151, 108, 337, 69, 299, 6, 197, 195, 50, 280, 205, 425, 117, 346, 36, 266, 101, 330],
  ...[116, 345, 123, 352, 187, 411, 192, 416, 147, 376, 199],
] as const;

/** Mean R, G, B (0..255, to a hundredth) of each of the places in SKIN_PARTS. */
export function measureSkinParts(
  picture: Pyramid,
  points: readonly Point[],
  eyeDistancePx: number,
): readonly Rgb[] {
  const side = eyeDistancePx * SKIN_PATCH_PER_EYE_DISTANCE;
  const rounded = (value: number) => Math.round(value * 100) / 100;
  return SKIN_PARTS.map((index) => {
    const [red, green, blue] = meanOfPatches(picture, [points[index]!], side);
    return [rounded(red), rounded(green), rounded(blue)];
  });
}

const FOREHEAD = 10;
const CHIN = 152;
/** Below the chin, in heights of the face. */
const NECK_BELOW_CHIN = 0.17;

/** Mean R, G, B (0..255) of the neck, or of the collar over it; null where that is outside. */
export function measureNeck(
  picture: Pyramid,
  points: readonly Point[],
  eyeDistancePx: number,
): Rgb | null {
  const [top, chin] = [points[FOREHEAD]!, points[CHIN]!];
  const x = chin[0] + NECK_BELOW_CHIN * (chin[0] - top[0]);
  const y = chin[1] + NECK_BELOW_CHIN * (chin[1] - top[1]);
  const half = (eyeDistancePx * SKIN_PATCH_PER_EYE_DISTANCE) / 2;
  const isInside = (at: number, size: number) => at - half >= 0 && at + half <= size;
  if (!isInside(x, picture.width) || !isInside(y, picture.height)) return null;
  return meanOfPatches(picture, [[x, y]], 2 * half);
}

type Rgb = readonly [number, number, number];

function meanOfPatches(picture: Pyramid, spots: readonly Point[], side: number): Rgb {
  const half = side / 2;
  const sums: [number, number, number] = [0, 0, 0];
  let count = 0;
  for (const [x, y] of spots) {
    const patch = { left: x - half, top: y - half, right: x + half, bottom: y + half };
    const map = cropOf(patch, SKIN_PATCH_PX, SKIN_PATCH_PX);
    const pixels = picture.crop(map, SKIN_PATCH_PX, SKIN_PATCH_PX);
    for (let i = 0; i < pixels.length; i += 3, count++) {
      sums[0] += pixels[i]!;
      sums[1] += pixels[i + 1]!;
      sums[2] += pixels[i + 2]!;
    }
  }
  return [sums[0] / count, sums[1] / count, sums[2] / count];
}
