/**
 * Likeness of two faces as the cosine of their embeddings (default embedder fr_feature). Thresholds:
 * measured on LFW, false match rates 1e-3 and 1e-4 WITHIN WOMEN, the harder group; over everybody
 * they are .332 and .405. Below a threshold means a person looks, never a decline.
 */

export interface SimilarityThresholds {
  readonly match: number;
  readonly review: number;
}

/** Selfie against the document's portrait: the better threshold to match, the overall one to doubt. */
export const pictureThresholds: SimilarityThresholds = { match: 0.448, review: 0.332 };

/**
 * A frame against the selfie of the same person and day: 28 of 28 up to 35 degrees of turn were at
 * or above .405.
 */
export const frameThreshold = 0.405;

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
  thresholds: SimilarityThresholds = pictureThresholds,
): SimilarityBand {
  if (value >= thresholds.match) return 'match';
  return value >= thresholds.review ? 'uncertain' : 'no_match';
}
