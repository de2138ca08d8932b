/** What the answers of the vision children say about them. */

import type { VisionPoolStats } from '../adapters/vision-process/create-vision-pool.ts';
import type { VisionState } from '../app/health.ts';

/** One picture may break one child; three in a row are not the pictures. */
const failuresMin = 3;

export function visionState({
  isFull,
  failedInARow,
}: Pick<VisionPoolStats, 'isFull' | 'failedInARow'>): VisionState {
  if (failedInARow >= failuresMin) return 'failing';
  if (isFull) return 'busy';
  return failedInARow > 0 ? 'replacing' : 'well';
}
