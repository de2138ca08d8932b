/** Which net compares faces: one of the project's own, or one that the operator brings. */

import { embedderThresholds, type FaceThresholds } from '../verifications/face/similarity.ts';
import type { EmbedderChoice } from '../vision/face/create-embedder.ts';
import { MODELS, type Model } from '../vision/models/catalogue.ts';
import { cardLines, readEmbedderCard } from '../vision/models/embedder-card.ts';

export interface ChosenEmbedder {
  readonly choice: EmbedderChoice;
  readonly thresholds: FaceThresholds;
  /** Its card, for the log and the command line. */
  readonly card: readonly string[];
}

/**
 * `wanted`: a name, or the path of a card.
 * @throws EmbedderCardError where the card is not whole, or the net beside it has another hash: nothing
 * starts on it
 */
export async function chooseEmbedder(wanted: string): Promise<ChosenEmbedder> {
  if (wanted === 'fr_feature' || wanted === 'dlib_resnet') {
    return {
      choice: wanted,
      thresholds: embedderThresholds[wanted],
      card: modelLines(wanted, MODELS[wanted]),
    };
  }
  const card = await readEmbedderCard(wanted);
  return { choice: card, thresholds: card.thresholds, card: cardLines(card) };
}

/** The cards of every model in use. */
export async function modelCards(wanted: string): Promise<readonly string[]> {
  const { card } = await chooseEmbedder(wanted);
  const others = Object.entries(MODELS).filter(([id]) => !(id in embedderThresholds));
  return [...card, ...others.flatMap(([id, model]) => modelLines(id, model))];
}

function modelLines(id: string, model: Model): readonly string[] {
  return [
    `${id}: ${model.package} ${model.version}`,
    ...model.files.map(({ path, sha256 }) => `  file: ${path}, SHA-256 ${sha256}`),
    `  licence: code ${model.licenceOfCode}; weights ${model.licenceOfWeights}`,
    `  training data, as stated: ${model.trainingData}`,
  ];
}
