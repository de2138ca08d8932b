import type { EmbedderCard } from '../models/embedder-card.ts';
import type { ModelRunner } from '../models/model-sessions.ts';
import { createFivePointEmbedder, FR_FEATURE_INPUT } from './embed-by-five-points.ts';
import { createDlibEmbedder } from './embed-dlib.ts';
import type { Embedder } from './embedder.ts';

/** One of the project's own, both together, or the net of a card that the operator brings. */
export type EmbedderChoice = 'fr_feature' | 'dlib_resnet' | 'fusion' | EmbedderCard;

/** The embedder with the lowest measured FNMR at FMR 1e-4; see docs/reference/faces.md. */
export const EMBEDDER_DEFAULT: EmbedderChoice = 'fr_feature';

export function createEmbedder(models: ModelRunner, choice: EmbedderChoice): Embedder {
  if (choice === 'fr_feature') return createFivePointEmbedder(models, choice, FR_FEATURE_INPUT);
  if (choice === 'dlib_resnet') return createDlibEmbedder(models);
  if (choice === 'fusion') return createFusion(models);
  return createFivePointEmbedder(models, 'own_embedder', choice.input);
}

/**
 * Shares of the two cosines: the sum of z-scores fr + dlib / 2 (impostors scatter by .097 and .035). Both
 * vectors side by side, so that one cosine is the weighted sum of both.
 */
const FR_SHARE = 0.42;

function createFusion(models: ModelRunner): Embedder {
  const parts = [
    { embedder: createEmbedder(models, 'fr_feature'), weight: Math.sqrt(FR_SHARE) },
    { embedder: createEmbedder(models, 'dlib_resnet'), weight: Math.sqrt(1 - FR_SHARE) },
  ];
  return {
    models: parts.flatMap(({ embedder }) => embedder.models),
    async embed(picture, points) {
      const values: number[] = [];
      for (const { embedder, weight } of parts) {
        const vector = await embedder.embed(picture, points);
        for (const value of vector) values.push(weight * value);
      }
      return Float32Array.from(values);
    },
  };
}
