import { createHash } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { drawSelfie } from '../../../specimens/camera/camera-file.ts';
import { buildPerson } from '../../../specimens/people/person.ts';
import { createFaceEngine } from '../face/create-face-engine.ts';
import { cosineSimilarity } from '../face/embedder.ts';
import { decodePicture } from '../image/decode.ts';
import { cardLines, readEmbedderCard } from './embedder-card.ts';
import { loadModel, MODEL_CACHE_DIR_DEFAULT } from './load-model.ts';
import { createModelRunner } from './model-sessions.ts';

/** The operator's net of these tests is fr_feature from a file of its own. */
const net = await loadModel('fr_feature', MODEL_CACHE_DIR_DEFAULT);
const card = {
  name: 'bank-faces-2',
  file: 'net.onnx',
  sha256: createHash('sha256').update(net).digest('hex'),
  input: { side: 112, order: 'bgr', mean: 127, divisor: 128 },
  thresholds: { match: 0.448, frame: 0.405, review: 0.332 },
  licenceOfCode: 'Apache-2.0',
  licenceOfWeights: 'bought by the bank',
  trainingData: 'the vendor states 4 million faces with consent',
};
let folder: string;
const write = (changed: object = {}, bytes: Uint8Array = net) => {
  const path = join(folder, 'card.json');
  writeFileSync(join(folder, 'net.onnx'), bytes);
  writeFileSync(path, JSON.stringify({ ...card, ...changed }));
  return path;
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'card-'));
});

describe('an embedder that the operator brings', () => {
  test('is used through the same port: it sees what the net it is sees', async () => {
    const own = await readEmbedderCard(write());
    const image = await decodePicture(await drawSelfie(await buildPerson('mara')));
    const look = async (faces: ReturnType<typeof createFaceEngine>) =>
      (await faces.find(image, { embed: true, live: false }))[0]!.embedding;
    const cache = MODEL_CACHE_DIR_DEFAULT;
    const theirs = await look(createFaceEngine(createModelRunner(cache, own), own));
    const ours = await look(createFaceEngine(createModelRunner(cache)));
    expect(cosineSimilarity(theirs, ours)).toBeCloseTo(1, 6);
    const mirrored = { ...own, input: { ...own.input, mirrored: true } };
    const steadier = await look(createFaceEngine(createModelRunner(cache, mirrored), mirrored));
    expect(cosineSimilarity(steadier, ours)).toBeGreaterThan(0.9);
    expect(steadier).not.toEqual(ours);
  });

  test('is refused when its file has another hash or is not there', async () => {
    const changed = Uint8Array.from(net);
    changed[changed.length >> 1]! ^= 1;
    await expect(readEmbedderCard(write({}, changed))).rejects.toThrow('model_changed');
    await expect(readEmbedderCard(write({ file: 'other.onnx' }))).rejects.toThrow('model_missing');
    await expect(readEmbedderCard(join(folder, 'none.json'))).rejects.toThrow('cannot be read');
  });

  test('is refused with every problem of its card at once', async () => {
    const path = write({
      sha256: 'abc',
      input: { ...card.input, order: 'grey', side: 0 },
      thresholds: { match: 0.3, frame: 0.4, review: 0.35 },
      trainingData: '',
    });
    const refused = await readEmbedderCard(path).catch((error: Error) => error.message);
    for (const problem of ['sha256', 'order', 'side', 'review <= frame <= match', 'trainingData']) {
      expect(refused).toContain(problem);
    }
  });

  test('shows its card', async () => {
    const lines = cardLines(await readEmbedderCard(write())).join('\n');
    for (const fact of [
      card.name,
      card.sha256,
      card.licenceOfWeights,
      card.trainingData,
      '0.448',
    ]) {
      expect(lines).toContain(fact);
    }
  });
});
