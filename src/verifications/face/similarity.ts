/**
 * Likeness of two faces as the cosine of their embeddings. Each embedder has thresholds of its own,
 * measured on LFW: false match rate 1e-4 WITHIN WOMEN, the harder group, to match. Below a threshold means
 * a person looks, never a decline.
 */

export interface SimilarityThresholds {
  readonly match: number;
  readonly review: number;
}

export interface FaceThresholds extends SimilarityThresholds {
  /** Selfie against the document's portrait. False match rate 1e-4 within women. */
  readonly match: number;
  /**
   * A frame against the selfie of the same person and day, FMR 1e-4 over everybody: with fr_feature 28
   * of 28 up to 35 degrees of turn were at or above it.
   */
  readonly frame: number;
  /** Below it the likeness is doubted. FMR 1e-3 over everybody. */
  readonly review: number;
}

export const embedderThresholds = {
  fr_feature: { match: 0.448, frame: 0.405, review: 0.332 },
  dlib_resnet: { match: 0.946, frame: 0.942, review: 0.928 },
} as const satisfies Record<string, FaceThresholds>;

export const defaultThresholds: FaceThresholds = embedderThresholds.fr_feature;

export type SimilarityBand = 'match' | 'uncertain' | 'no_match';

/** -1..1; null when there is nothing that could be compared. */
export function similarity(a: readonly number[], b: readonly number[]): number | null {
  if (a.length === 0 || a.length !== b.length) return null;
  let dot = 0;
  let lengthA = 0;
  let lengthB = 0;
  for (let index = 0; index < a.length; index += 1) {
    const x = a[index] ?? Number.NaN;
    const y = b[index] ?? Number.NaN;
    dot += x * y;
    lengthA += x * x;
    lengthB += y * y;
  }
  const cosine = dot / Math.sqrt(lengthA * lengthB);
  return Number.isFinite(cosine) ? Math.max(-1, Math.min(1, cosine)) : null;
}

export function bandOf(
  value: number,
  thresholds: SimilarityThresholds = defaultThresholds,
): SimilarityBand {
  if (value >= thresholds.match) return 'match';
  return value >= thresholds.review ? 'uncertain' : 'no_match';
}
