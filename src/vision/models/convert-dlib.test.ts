import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MODELS } from './catalogue.ts';
import { convertDlib } from './convert-dlib.ts';
import { loadAsBrowser } from './load-as-browser.fixture.ts';
import { createModelRunner } from './model-sessions.ts';

const FACE_API = join(import.meta.dirname, '../../../node_modules/@vladmandic/face-api');
const SIDE = 150;
/** Of numbers about .1 large: another order of sums. */
const DIFFERENCE_MAX = 1e-5;
const RGB_MEANS = [122.782, 117.001, 104.298] as const;

interface Tensor {
  dataSync(): Float32Array;
}

/** The part of face-api and of the TensorFlow.js inside it that the comparison uses. */
interface FaceApi {
  readonly tf: {
    setBackend(name: string): Promise<boolean>;
    ready(): Promise<void>;
    tensor3d(values: Float32Array, shape: number[]): Tensor;
    readonly io: { decodeWeights(shard: ArrayBuffer, specs: unknown): Record<string, Tensor> };
  };
  readonly NetInput: new (inputs: readonly Tensor[]) => object;
  readonly FaceRecognitionNet: new () => {
    loadFromWeightMap(weights: Record<string, Tensor>): void;
    forwardInput(input: object): Tensor;
  };
}

const manifestJson = readFileSync(
  join(FACE_API, 'model/face_recognition_model-weights_manifest.json'),
);
const shard = readFileSync(join(FACE_API, 'model/face_recognition_model.bin'));
const pixels = Float32Array.from(
  { length: SIDE * SIDE * 3 },
  (_, i) => 127 + Math.round(90 * Math.sin(i * 0.01)),
);

test("the converted net answers as face-api's own runtime does with the original", async () => {
  const { tf, NetInput, FaceRecognitionNet } = await loadAsBrowser<FaceApi>(
    join(FACE_API, 'dist/face-api.esm.js'),
  );
  await tf.setBackend('cpu');
  await tf.ready();
  const [{ weights }] = JSON.parse(manifestJson.toString('utf8'));
  const net = new FaceRecognitionNet();
  net.loadFromWeightMap(tf.io.decodeWeights(new Uint8Array(shard).buffer, weights));
  // face-api divides by 255 where dlib, whose weights these are, divides by 256: we do as dlib does.
  const asDlib = pixels.map((value, i) => {
    const mean = RGB_MEANS[i % 3]!;
    return mean + ((value - mean) * 255) / 256;
  });
  const original = net.forwardInput(new NetInput([tf.tensor3d(asDlib, [SIDE, SIDE, 3])]));

  const runner = createModelRunner(await mkdtemp(join(tmpdir(), 'dlib-')));
  const planes = Float32Array.from({ length: pixels.length }, (_, i) => {
    const plane = Math.floor(i / (SIDE * SIDE));
    return pixels[(i % (SIDE * SIDE)) * 3 + plane]!;
  });
  const { descriptor } = await runner.run('dlib_resnet', planes, [1, 3, SIDE, SIDE]);

  const expected = original.dataSync();
  expect(descriptor).toHaveLength(expected.length);
  const differences = expected.map((value, i) => Math.abs(value - descriptor![i]!));
  expect(Math.max(...differences)).toBeLessThan(DIFFERENCE_MAX);
  expect(Math.max(...expected.map(Math.abs))).toBeGreaterThan(1000 * DIFFERENCE_MAX);
});

test('the same weights give the same bytes each time', () => {
  const hashes = [1, 2].map(() =>
    createHash('sha256').update(convertDlib(manifestJson, shard)).digest('hex'),
  );
  expect(hashes).toEqual([
    MODELS.dlib_resnet.conversion.sha256,
    MODELS.dlib_resnet.conversion.sha256,
  ]);
});

test('a weight that is missing stops the conversion', () => {
  const text = manifestJson.toString('utf8');
  const renamed = text.replace('"conv32_1/conv1/conv/bias"', '"conv32_1/conv1/conv/other"');
  expect(renamed).not.toBe(text);
  expect(() => convertDlib(Buffer.from(renamed), shard)).toThrow('is missing');
});
