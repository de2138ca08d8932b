import { OnnxGraph } from './onnx-writer.ts';
import { readWeights, type WeightEntry, type WeightTensor } from './tfjs-weights.ts';

interface ShardJson {
  readonly weights: readonly WeightEntry[];
}

/** Channel means that dlib subtracts, and its divisor (`input_rgb_image_sized` in dlib/dnn/input.h). */
const RGB_MEANS = Float32Array.of(122.782, 117.001, 104.298);
const RGB_DIVISOR = 256;

/**
 * Converts dlib's face recognition ResNet from the uint8 weights of `@vladmandic/face-api` to ONNX.
 * Input `chip`: float32 [1, 3, 150, 150], RGB planes, 0..255, a dlib face chip. Output `descriptor`:
 * float32 [1, 128], not normalized.
 */
export function convertDlib(manifestJson: Buffer, shard: Buffer): Buffer {
  const [manifest] = JSON.parse(manifestJson.toString('utf8')) as [ShardJson];
  const net = new DlibNet(readWeights(manifest.weights, shard));
  let x = net.normalize('chip');
  x = net.convolve(x, 'conv32_down', { stride: 2, pad: 0, hasRelu: true });
  x = net.graph.node('MaxPool', [x], { kernel_shape: [3, 3], strides: [2, 2] });
  for (const name of ['conv32_1', 'conv32_2', 'conv32_3']) x = net.residual(x, name);
  x = net.shrink(x, 'conv64_down', { channelsAdded: 32, isShort: false });
  for (const name of ['conv64_1', 'conv64_2', 'conv64_3']) x = net.residual(x, name);
  x = net.shrink(x, 'conv128_down', { channelsAdded: 64, isShort: false });
  for (const name of ['conv128_1', 'conv128_2']) x = net.residual(x, name);
  x = net.shrink(x, 'conv256_down', { channelsAdded: 128, isShort: true });
  for (const name of ['conv256_1', 'conv256_2']) x = net.residual(x, name);
  x = net.shrink(x, 'conv256_down_out', { channelsAdded: 0, isShort: true });
  net.describe(x);
  return net.encode();
}

class DlibNet {
  readonly graph = new OnnxGraph();
  readonly #weights: ReadonlyMap<string, WeightTensor>;
  readonly #used = new Set<string>();

  constructor(weights: ReadonlyMap<string, WeightTensor>) {
    this.#weights = weights;
  }

  normalize(input: string): string {
    const means = this.graph.constant('means', [1, 3, 1, 1], RGB_MEANS);
    const centered = this.graph.node('Sub', [input, means]);
    const factor = this.graph.constant('factor', [1], Float32Array.of(1 / RGB_DIVISOR));
    return this.graph.node('Mul', [centered, factor]);
  }

  /** A convolution with the affine layer that follows it folded into its filters and bias. */
  convolve(
    input: string,
    name: string,
    options: { readonly stride: number; readonly pad: number; readonly hasRelu: boolean },
  ): string {
    const filters = this.#take(`${name}/conv/filters`);
    const bias = this.#take(`${name}/conv/bias`).data;
    const scale = this.#take(`${name}/scale/weights`).data;
    const shift = this.#take(`${name}/scale/biases`).data;
    const [rows, columns, inputs, outputs] = filters.shape as [number, number, number, number];
    const area = rows * columns;
    const folded = new Float32Array(filters.data.length);
    for (let spot = 0; spot < area; spot++) {
      for (let i = 0; i < inputs; i++) {
        for (let o = 0; o < outputs; o++) {
          const weight = filters.data[(spot * inputs + i) * outputs + o]!;
          folded[(o * inputs + i) * area + spot] = weight * scale[o]!;
        }
      }
    }
    const offsets = bias.map((value, o) => value * scale[o]! + shift[o]!);
    const { stride, pad } = options;
    const args = [
      input,
      this.graph.constant(`${name}/filters`, [outputs, inputs, rows, columns], folded),
      this.graph.constant(`${name}/bias`, [outputs], offsets),
    ];
    const sum = this.graph.node('Conv', args, {
      kernel_shape: [rows, columns],
      strides: [stride, stride],
      pads: [pad, pad, pad, pad],
    });
    return options.hasRelu ? this.graph.node('Relu', [sum]) : sum;
  }

  residual(input: string, name: string): string {
    const first = this.convolve(input, `${name}/conv1`, { stride: 1, pad: 1, hasRelu: true });
    const second = this.convolve(first, `${name}/conv2`, { stride: 1, pad: 1, hasRelu: false });
    return this.graph.node('Relu', [this.graph.node('Add', [second, input])]);
  }

  /**
   * A residual block that halves the picture. dlib adds tensors of unequal size by reading zeros where
   * one ends: more channels than the pooled input has, and (`isShort`) a row and a column less.
   */
  shrink(
    input: string,
    name: string,
    options: { readonly channelsAdded: number; readonly isShort: boolean },
  ): string {
    const first = this.convolve(input, `${name}/conv1`, { stride: 2, pad: 0, hasRelu: true });
    let sum = this.convolve(first, `${name}/conv2`, { stride: 1, pad: 1, hasRelu: false });
    let pooled = this.graph.node('AveragePool', [input], { kernel_shape: [2, 2], strides: [2, 2] });
    if (options.isShort) sum = this.#padEnd(sum, `${name}/pad_size`, [0, 0, 1, 1]);
    if (options.channelsAdded > 0) {
      pooled = this.#padEnd(pooled, `${name}/pad_channels`, [0, options.channelsAdded, 0, 0]);
    }
    return this.graph.node('Relu', [this.graph.node('Add', [pooled, sum])]);
  }

  describe(input: string): void {
    const pooled = this.graph.node('GlobalAveragePool', [input]);
    const flat = this.graph.node('Flatten', [pooled], { axis: 1 });
    const { shape, data } = this.#take('fc');
    this.graph.node('MatMul', [flat, this.graph.constant('fc', shape, data)], {}, 'descriptor');
  }

  encode(): Buffer {
    const left = [...this.#weights.keys()].filter((name) => !this.#used.has(name));
    if (left.length > 0) throw new Error(`weights left over: ${left.join(' ')}`);
    const input = { name: 'chip', dims: [1, 3, 150, 150] };
    return this.graph.encode('dlib_face_resnet', [input], [{ name: 'descriptor', dims: [1, 128] }]);
  }

  #padEnd(input: string, name: string, ends: readonly number[]): string {
    const pads = this.graph.integers(name, [0, 0, 0, 0, ...ends]);
    return this.graph.node('Pad', [input, pads]);
  }

  #take(name: string): WeightTensor {
    const weight = this.#weights.get(name);
    if (weight === undefined) throw new Error(`weight ${name} is missing`);
    this.#used.add(name);
    return weight;
  }
}
