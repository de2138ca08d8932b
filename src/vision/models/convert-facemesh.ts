import { OnnxGraph } from './onnx-writer.ts';
import { readWeights, type WeightEntry, type WeightTensor } from './tfjs-weights.ts';

interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly input?: readonly string[];
  readonly attr?: Readonly<Record<string, AttributeJson>>;
}

interface AttributeJson {
  readonly s?: string;
  readonly list?: { readonly i?: readonly string[]; readonly s?: readonly string[] };
}

interface GraphModelJson {
  readonly modelTopology: { readonly node: readonly GraphNode[] };
  readonly weightsManifest: readonly [{ readonly weights: readonly WeightEntry[] }];
  readonly signature: {
    readonly outputs: Readonly<Record<string, { readonly name: string }>>;
  };
}

const INPUT_SIDE = 192;

/**
 * Converts the facemesh graph model of `@vladmandic/human` (TensorFlow.js, NHWC) to ONNX (NCHW).
 * Input `image`: float32 [1, 3, 192, 192], RGB planes, 0..1. Outputs `mesh` [1, 1404]: 468 points x, y, z
 * in pixels of the input; `flag` [1, 1]: face score before the sigmoid when the graph has none.
 * Unknown operators, activations or paddings are errors, never guesses: an earlier version of these
 * graphs had PReLU unrolled around a fused Relu, which a naive converter swallows silently.
 */
export function convertFacemesh(modelJson: Buffer, shard: Buffer): Buffer {
  const model = JSON.parse(modelJson.toString('utf8')) as GraphModelJson;
  const weights = readWeights(model.weightsManifest[0].weights, shard);
  const converter = new GraphConverter(weights);
  for (const node of model.modelTopology.node) converter.add(node);
  const outputs = model.signature.outputs;
  const { graph } = converter;
  graph.node('Identity', [withoutPort(outputs['output_mesh']!.name)], {}, 'mesh');
  graph.node('Identity', [withoutPort(outputs['output_faceflag']!.name)], {}, 'flag');
  return graph.encode(
    'facemesh',
    [{ name: 'image', dims: [1, 3, INPUT_SIDE, INPUT_SIDE] }],
    [
      { name: 'mesh', dims: [1, 1404] },
      { name: 'flag', dims: [1, 1] },
    ],
  );
}

/** Keeps every four-dimensional tensor in NCHW and goes back to NHWC only before a Reshape. */
class GraphConverter {
  readonly graph = new OnnxGraph();
  readonly #weights: ReadonlyMap<string, WeightTensor>;

  constructor(weights: ReadonlyMap<string, WeightTensor>) {
    this.#weights = weights;
  }

  add(node: GraphNode): void {
    const inputs = (node.input ?? []).map(withoutPort);
    const { name } = node;
    switch (node.op) {
      case 'Const':
        return;
      case 'Placeholder':
        this.graph.node('Identity', ['image'], {}, name);
        return;
      case '_FusedConv2D':
        this.#convolution(node, inputs, false);
        return;
      case 'DepthwiseConv2dNative':
        this.#convolution(node, inputs, true);
        return;
      case 'AddV2':
        this.graph.node('Add', inputs, {}, name);
        return;
      case 'Prelu':
        this.graph.node('PRelu', [inputs[0]!, this.#slope(inputs[1]!)], {}, name);
        return;
      case 'MaxPool':
        this.graph.node('MaxPool', [inputs[0]!], poolAttributes(node), name);
        return;
      case 'Pad':
        this.graph.node('Pad', [inputs[0]!, this.#pads(inputs[1]!)], {}, name);
        return;
      case 'Reshape':
        this.#reshape(name, inputs);
        return;
      case 'Sigmoid':
      case 'Identity':
        this.graph.node(node.op, inputs, {}, name);
        return;
      default:
        throw new Error(`operator ${node.op} is not known`);
    }
  }

  #convolution(node: GraphNode, inputs: readonly string[], isDepthwise: boolean): void {
    const filter = this.#weight(inputs[1]!);
    const [rows, columns, channelsIn, perChannel] = filter.shape as [
      number,
      number,
      number,
      number,
    ];
    const channelsOut = isDepthwise ? channelsIn * perChannel : perChannel;
    const perGroup = isDepthwise ? 1 : channelsIn;
    const fused = texts(node, 'fused_ops');
    const data = isDepthwise ? depthwiseToOihw(filter) : denseToOihw(filter);
    const args = [
      inputs[0]!,
      this.graph.constant(`${inputs[1]}/oihw`, [channelsOut, perGroup, rows, columns], data),
    ];
    if (fused[0] === 'BiasAdd') args.push(this.#constant(inputs[2]!));
    const attributes = {
      kernel_shape: [rows, columns],
      strides: integers(node, 'strides').slice(1, 3),
      dilations: integers(node, 'dilations').slice(1, 3),
      auto_pad: autoPad(node),
      group: isDepthwise ? channelsIn : 1,
    };
    const activations = fused.filter((op) => op !== 'BiasAdd');
    if (activations.length === 0) {
      this.graph.node('Conv', args, attributes, node.name);
    } else if (activations.length === 1 && activations[0] === 'Prelu') {
      const sum = this.graph.node('Conv', args, attributes);
      this.graph.node('PRelu', [sum, this.#slope(inputs.at(-1)!)], {}, node.name);
    } else {
      throw new Error(`activation ${activations.join('+')} is not known`);
    }
  }

  #reshape(name: string, inputs: readonly string[]): void {
    const rowMajor = this.graph.node('Transpose', [inputs[0]!], { perm: [0, 2, 3, 1] });
    const shape = this.graph.integers(`${name}/shape`, [...this.#weight(inputs[1]!).data]);
    this.graph.node('Reshape', [rowMajor, shape], {}, name);
  }

  /** [before, after] per NHWC axis -> all befores, then all afters, per NCHW axis. */
  #pads(name: string): string {
    const pads = [...this.#weight(name).data];
    const order = [0, 3, 1, 2];
    const before = order.map((axis) => pads[axis * 2]!);
    const after = order.map((axis) => pads[axis * 2 + 1]!);
    return this.graph.integers(`${name}/nchw`, [...before, ...after]);
  }

  #slope(name: string): string {
    const { shape, data } = this.#weight(name);
    if (shape.length !== 3 || shape[0] !== 1 || shape[1] !== 1) throw new Error('slope shape');
    return this.graph.constant(`${name}/chw`, [data.length, 1, 1], data);
  }

  #constant(name: string): string {
    const { shape, data } = this.#weight(name);
    return this.graph.constant(name, shape, data);
  }

  #weight(name: string): WeightTensor {
    const weight = this.#weights.get(name);
    if (weight === undefined) throw new Error(`weight ${name} is missing`);
    return weight;
  }
}

/** Height, width, in, out -> out, in, height, width. */
function denseToOihw({ shape, data }: WeightTensor): Float32Array {
  const [rows, columns, inputs, outputs] = shape as [number, number, number, number];
  const turned = new Float32Array(data.length);
  const area = rows * columns;
  for (let spot = 0; spot < area; spot++) {
    for (let i = 0; i < inputs; i++) {
      for (let o = 0; o < outputs; o++) {
        turned[(o * inputs + i) * area + spot] = data[(spot * inputs + i) * outputs + o]!;
      }
    }
  }
  return turned;
}

/** Height, width, channel, multiplier -> channel * multiplier, 1, height, width. */
function depthwiseToOihw({ shape, data }: WeightTensor): Float32Array {
  const [rows, columns, channels, multiplier] = shape as [number, number, number, number];
  const turned = new Float32Array(data.length);
  const area = rows * columns;
  const planes = channels * multiplier;
  for (let spot = 0; spot < area; spot++) {
    for (let plane = 0; plane < planes; plane++) {
      turned[plane * area + spot] = data[spot * planes + plane]!;
    }
  }
  return turned;
}

function poolAttributes(node: GraphNode) {
  return {
    kernel_shape: integers(node, 'ksize').slice(1, 3),
    strides: integers(node, 'strides').slice(1, 3),
    auto_pad: autoPad(node),
  };
}

function autoPad(node: GraphNode): string {
  const padding = Buffer.from(node.attr?.['padding']?.s ?? '', 'base64').toString();
  if (padding === 'SAME') return 'SAME_UPPER';
  if (padding === 'VALID') return 'VALID';
  throw new Error(`padding ${padding} is not known`);
}

function integers(node: GraphNode, key: string): number[] {
  return (node.attr?.[key]?.list?.i ?? ['1', '1', '1', '1']).map(Number);
}

function texts(node: GraphNode, key: string): string[] {
  const list = node.attr?.[key]?.list?.s ?? [];
  return list.map((text) => Buffer.from(text, 'base64').toString());
}

/** `name:0` is the first output of `name`; the graphs here have single outputs only. */
function withoutPort(input: string): string {
  const [name, port = '0'] = input.split(':');
  if (port !== '0' || name!.startsWith('^')) throw new Error(`input ${input} is not known`);
  return name!;
}
