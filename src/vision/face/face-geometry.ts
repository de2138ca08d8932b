import { centroid, type Point } from './geometry.ts';

/** Points of MediaPipe's mesh. Left and right are sides of the picture, as throughout this room. */
const LEFT_EYE = [33, 133] as const;
const RIGHT_EYE = [362, 263] as const;
const NOSE_TIP = 1;
const MOUTH_LEFT = 61;
const MOUTH_RIGHT = 291;

export interface FaceGeometry {
  readonly eyeDistancePx: number;
  readonly rollDegrees: number;
  readonly turn: number;
  readonly nod: number;
}

export interface FivePoints {
  readonly leftEye: Point;
  readonly rightEye: Point;
  readonly nose: Point;
  readonly mouthLeft: Point;
  readonly mouthRight: Point;
}

export function fivePointsOf(points: readonly Point[]): FivePoints {
  return {
    leftEye: centroid(LEFT_EYE.map((i) => points[i]!)),
    rightEye: centroid(RIGHT_EYE.map((i) => points[i]!)),
    nose: points[NOSE_TIP]!,
    mouthLeft: points[MOUTH_LEFT]!,
    mouthRight: points[MOUTH_RIGHT]!,
  };
}

/**
 * Where the nose stands against the line between the eyes, in eye distances. A turn of the head by
 * 10 / 15 / 20 / 25 / 30 degrees moves `turn` by about .15 / .24 / .32 / .41 / .49.
 */
export function faceGeometryOf({ leftEye, rightEye, nose }: FivePoints): FaceGeometry {
  const dx = rightEye[0] - leftEye[0];
  const dy = rightEye[1] - leftEye[1];
  const squared = dx * dx + dy * dy;
  const noseX = nose[0] - (leftEye[0] + rightEye[0]) / 2;
  const noseY = nose[1] - (leftEye[1] + rightEye[1]) / 2;
  return {
    eyeDistancePx: Math.sqrt(squared),
    rollDegrees: (Math.atan2(dy, dx) * 180) / Math.PI,
    turn: (noseX * dx + noseY * dy) / squared,
    nod: (noseY * dx - noseX * dy) / squared,
  };
}
