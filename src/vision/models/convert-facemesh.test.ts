import { readFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { convertFacemesh } from './convert-facemesh.ts';
import { loadAsBrowser } from './load-as-browser.fixture.ts';
import { createModelRunner } from './model-sessions.ts';

const HUMAN = join(import.meta.dirname, '../../../node_modules/@vladmandic/human');
const SIDE = 192;
/** Of a mesh in pixels of a 192 px crop: float16 weights and another order of sums. */
const DIFFERENCE_PX_MAX = 1e-3;

interface Tensor {
  dataSync(): Float32Array;
}

/** The part of TensorFlow.js that the comparison uses. */
interface TensorFlow {
  setBackend(name: string): Promise<boolean>;
  ready(): Promise<void>;
  tensor(values: Float32Array, shape: number[]): Tensor;
  loadGraphModel(handler: { load(): Promise<unknown> }): Promise<{
    execute(input: Tensor, outputs: string[]): Tensor[];
  }>;
}

test('the converted mesh answers as TensorFlow.js does with the original', async () => {
  const json = readFileSync(join(HUMAN, 'models/facemesh.json'));
  const shard = readFileSync(join(HUMAN, 'models/facemesh.bin'));
  const pixels = Float32Array.from(
    { length: SIDE * SIDE * 3 },
    (_, i) => 0.5 + Math.sin(i * 0.01) / 3,
  );

  const tf = await loadAsBrowser<TensorFlow>(join(HUMAN, 'dist/tfjs.esm.js'));
  await tf.setBackend('cpu');
  await tf.ready();
  const model = JSON.parse(json.toString('utf8'));
  const weightData = new Uint8Array(shard).buffer;
  const { modelTopology, weightsManifest, signature } = model;
  const weightSpecs = weightsManifest[0].weights;
  const graph = await tf.loadGraphModel({
    load: async () => ({ modelTopology, weightSpecs, weightData, signature }),
  });
  const names = [signature.outputs.output_mesh.name, signature.outputs.output_faceflag.name];
  const [mesh, flag] = graph.execute(tf.tensor(pixels, [1, SIDE, SIDE, 3]), names);

  const runner = createModelRunner(await mkdtemp(join(tmpdir(), 'facemesh-')));
  const planes = Float32Array.from({ length: pixels.length }, (_, i) => {
    const plane = Math.floor(i / (SIDE * SIDE));
    return pixels[(i % (SIDE * SIDE)) * 3 + plane]!;
  });
  const own = await runner.run('facemesh', planes, [1, 3, SIDE, SIDE]);

  const expected = mesh!.dataSync();
  expect(own['mesh']).toHaveLength(expected.length);
  const differences = expected.map((value, i) => Math.abs(value - own['mesh']![i]!));
  expect(Math.max(...differences)).toBeLessThan(DIFFERENCE_PX_MAX);
  expect(own['flag']![0]).toBeCloseTo(flag!.dataSync()[0]!, 3);
}, 30_000);

test('an operator or activation that is not known stops the conversion', () => {
  const json = readFileSync(join(HUMAN, 'models/facemesh.json'), 'utf8');
  const shard = readFileSync(join(HUMAN, 'models/facemesh.bin'));
  const relu = Buffer.from('Relu').toString('base64');
  const prelu = Buffer.from('Prelu').toString('base64');
  const otherOperator = json.replace('"op":"MaxPool"', '"op":"AvgPool"');
  const otherActivation = json.replaceAll(prelu, relu);
  expect(otherOperator).not.toBe(json);
  expect(otherActivation).not.toBe(json);
  expect(() => convertFacemesh(Buffer.from(otherOperator), shard)).toThrow('AvgPool is not known');
  expect(() => convertFacemesh(Buffer.from(otherActivation), shard)).toThrow('Relu is not known');
});

test('a shard that is cut stops the conversion', () => {
  const json = readFileSync(join(HUMAN, 'models/facemesh.json'));
  const shard = readFileSync(join(HUMAN, 'models/facemesh.bin'));
  expect(() => convertFacemesh(json, shard.subarray(0, -2))).toThrow('shorter');
  expect(() => convertFacemesh(json, Buffer.concat([shard, shard]))).toThrow('longer');
});
