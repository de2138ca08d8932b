import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { OnnxGraph } from './onnx-writer.ts';
import { SESSION_OPTIONS } from './session-options.ts';

test('a net counts what is too small to be reckoned with fast as zero, and nothing else', async () => {
  const graph = new OnnxGraph();
  graph.node('Mul', ['a', 'b'], {}, 'c');
  const dims = [2];
  const shapes = ['a', 'b', 'c'].map((name) => ({ name, dims }));
  const model = graph.encode('product', shapes.slice(0, 2), shapes.slice(2));
  const session = await InferenceSession.create(model, SESSION_OPTIONS);
  const tensor = (...values: number[]) => new Tensor('float32', Float32Array.from(values), dims);
  const { c } = await session.run({ a: tensor(1e-20, 1e-20), b: tensor(1e-20, 1e-17) });
  const [denormal, normal] = c!.data as Float32Array;
  expect(denormal).toBe(0);
  expect(normal! / 1e-37).toBeCloseTo(1, 5);
});
