import { OnnxGraph } from '../../models/onnx-writer.ts';

/** The 37 characters of an MRZ (ICAO 9303-3 section 4.3), in the order of the net's classes. */
export const MRZ_CHARACTERS = '<0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
/** Class of a frame that is not at the middle of a glyph. */
export const BLANK_CLASS = MRZ_CHARACTERS.length;
export const CLASS_COUNT = BLANK_CLASS + 1;

/** Rows of a rectified line picture. */
export const STRIP_HEIGHT_PX = 20;
/** Columns from one glyph to the next in a rectified line picture. */
export const STRIP_PITCH_PX = 12;
/** The net answers once for so many columns. */
export const FRAME_STEP_PX = 2;

interface ConvolutionShape {
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  /** [rows, columns] */
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  /** Zeros added at each side: [rows, columns]. */
  readonly padding: readonly [number, number];
  readonly relu: boolean;
}

/** From 1 x 20 x W grey values to 38 x 1 x W/2 class scores. */
export const LINE_NET: readonly ConvolutionShape[] = [
  conv('c1', 1, 16, [3, 3], [1, 1], [1, 1]),
  conv('c2', 16, 32, [3, 3], [2, 2], [1, 1]),
  conv('c3', 32, 40, [3, 3], [2, 1], [1, 1]),
  conv('c4', 40, 64, [5, 3], [1, 1], [0, 1]),
  conv('c5', 64, 64, [1, 5], [1, 1], [0, 2]),
  { ...conv('c6', 64, CLASS_COUNT, [1, 1], [1, 1], [0, 0]), relu: false },
];

export interface LayerWeights {
  /** [outputs][inputs][rows][columns] */
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
}

export type { ConvolutionShape };

export function kernelSize(shape: ConvolutionShape): number {
  return shape.outputs * shape.inputs * shape.kernel[0] * shape.kernel[1];
}

const SCALE_BYTES = 4;
const WHOLE_RANGE = 32767;

/**
 * Layer after layer, kernel then bias; each a float32 scale and then 16-bit whole numbers, to be
 * multiplied by the scale. Little-endian.
 */
export function encodeWeights(layers: readonly LayerWeights[]): Uint8Array {
  const all = layers.flatMap(({ kernel, bias }) => [kernel, bias]);
  const bytes = new Uint8Array(weightBytes());
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const part of all) {
    const scale = Math.fround(part.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9));
    view.setFloat32(at, scale / WHOLE_RANGE, true);
    at += SCALE_BYTES;
    for (const value of part) {
      view.setInt16(at, Math.round((value / scale) * WHOLE_RANGE), true);
      at += 2;
    }
  }
  return bytes;
}

/** @throws Error when the bytes are not exactly the weights of `LINE_NET`. */
export function decodeWeights(bytes: Uint8Array): LayerWeights[] {
  if (bytes.length !== weightBytes()) {
    throw new Error(`the MRZ weights have ${bytes.length} bytes, expected ${weightBytes()}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const take = (count: number): Float32Array => {
    const scale = view.getFloat32(at, true);
    at += SCALE_BYTES;
    const values = new Float32Array(count);
    for (let index = 0; index < count; index++, at += 2) {
      values[index] = view.getInt16(at, true) * scale;
    }
    return values;
  };
  return LINE_NET.map((shape) => ({ kernel: take(kernelSize(shape)), bias: take(shape.outputs) }));
}

function weightBytes(): number {
  return LINE_NET.reduce(
    (sum, shape) => sum + 2 * (kernelSize(shape) + shape.outputs) + 2 * SCALE_BYTES,
    0,
  );
}

/**
 * The net as an ONNX model. Input `strip` [lines, 1, 20, columns], output `scores`
 * [lines, 38, 1, columns / 2]: the logarithm of each class's probability.
 */
export function lineNetOnnx(layers: readonly LayerWeights[]): Uint8Array {
  const graph = new OnnxGraph();
  let from = 'strip';
  LINE_NET.forEach((shape, index) => {
    const { name, kernel, padding } = shape;
    const { kernel: values, bias } = layers[index]!;
    const dims = [shape.outputs, shape.inputs, ...kernel];
    const inputs = [
      from,
      graph.constant(`${name}.kernel`, dims, values),
      graph.constant(`${name}.bias`, [shape.outputs], bias),
    ];
    from = graph.node('Conv', inputs, {
      kernel_shape: kernel,
      strides: shape.stride,
      pads: [...padding, ...padding],
    });
    if (shape.relu) from = graph.node('Relu', [from]);
  });
  graph.node('LogSoftmax', [from], { axis: 1 }, 'scores');
  return graph.encode(
    'mrz-line',
    [{ name: 'strip', dims: ['lines', 1, STRIP_HEIGHT_PX, 'columns'] }],
    [{ name: 'scores', dims: ['lines', CLASS_COUNT, 1, 'frames'] }],
  );
}

function conv(
  name: string,
  inputs: number,
  outputs: number,
  kernel: readonly [number, number],
  stride: readonly [number, number],
  padding: readonly [number, number],
): ConvolutionShape {
  return { name, inputs, outputs, kernel, stride, padding, relu: true };
}
