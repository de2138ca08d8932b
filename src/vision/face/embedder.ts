import type { RunnableModel } from '../models/model-sessions.ts';
import type { Point } from './geometry.ts';
import type { Pyramid } from './pyramid.ts';

/** Turns a face into a vector whose cosine tells persons apart. */
export interface Embedder {
  /** What has to be loaded before the first face. */
  readonly models: readonly RunnableModel[];
  /** @returns a unit vector */
  embed(picture: Pyramid, points: readonly Point[]): Promise<Float32Array>;
}

export interface MatchThresholds {
  /** Cosine at which one of 1,000 impostor pairs passes, measured within women, the harder half. */
  readonly fmr1e3: number;
  /** The same for one of 10,000. */
  readonly fmr1e4: number;
}

/** Frozen on LFW people that none of the evaluation sets holds; see docs/reference/faces.md. */
export const MATCH_THRESHOLDS = {
  fr_feature: { fmr1e3: 0.382, fmr1e4: 0.448 },
  dlib_resnet: { fmr1e3: 0.936, fmr1e4: 0.946 },
} as const satisfies Record<string, MatchThresholds>;

/** Cosine of two vectors, -1 to 1; 0 when one is empty, so that a missing face never matches. */
export function cosineSimilarity(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length || a.length === 0) return 0;
  let dot = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (let i = 0; i < a.length; i++) {
    dot += a[i]! * b[i]!;
    squaresA += a[i]! * a[i]!;
    squaresB += b[i]! * b[i]!;
  }
  const norm = Math.sqrt(squaresA * squaresB);
  return norm > 0 ? dot / norm : 0;
}

export function toUnit(vector: Float32Array): Float32Array {
  const norm = Math.hypot(...vector);
  return norm > 0 ? vector.map((value) => value / norm) : vector;
}
