/**
 * Writes ONNX models (onnx.proto3, IR 8, operator set 13): the few protobuf fields that the converters
 * need. The same calls give the same bytes on every machine, so that converted models can be pinned by
 * hash.
 */

const IR_VERSION = 8;
const OPERATOR_SET = 13;
const TENSOR_FLOAT = 1;
const TENSOR_INT64 = 7;
const ATTRIBUTE_INT = 2;
const ATTRIBUTE_STRING = 3;
const ATTRIBUTE_INTS = 7;

export type AttributeValue = number | string | readonly number[];

export interface TensorShape {
  readonly name: string;
  /** A string is a dimension left open, such as the batch. */
  readonly dims: readonly (number | string)[];
}

export class OnnxGraph {
  readonly #nodes: Buffer[] = [];
  readonly #constants: Buffer[] = [];
  readonly #constantNames = new Set<string>();

  /** Adds an operator and returns the name of its single output. */
  node(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, AttributeValue>> = {},
    output = `${operator}_${this.#nodes.length}`,
  ): string {
    this.#nodes.push(
      Buffer.concat([
        ...inputs.map((input) => bytesField(1, input)),
        bytesField(2, output),
        bytesField(3, `node_${this.#nodes.length}`),
        bytesField(4, operator),
        ...Object.entries(attributes).map(([key, value]) => bytesField(5, attribute(key, value))),
      ]),
    );
    return output;
  }

  /** Adds a constant tensor; a name that is there already is used again. */
  constant(name: string, dims: readonly number[], data: Float32Array | BigInt64Array): string {
    if (this.#constantNames.has(name)) return name;
    this.#constantNames.add(name);
    const type = data instanceof Float32Array ? TENSOR_FLOAT : TENSOR_INT64;
    const raw = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    this.#constants.push(
      Buffer.concat([
        ...dims.map((dim) => intField(1, dim)),
        intField(2, type),
        bytesField(8, name),
        bytesField(9, raw),
      ]),
    );
    return name;
  }

  integers(name: string, values: readonly number[]): string {
    return this.constant(name, [values.length], BigInt64Array.from(values, BigInt));
  }

  /** The whole model as an ONNX file. */
  encode(name: string, inputs: readonly TensorShape[], outputs: readonly TensorShape[]): Buffer {
    const graph = Buffer.concat([
      ...this.#nodes.map((node) => bytesField(1, node)),
      bytesField(2, name),
      ...this.#constants.map((constant) => bytesField(5, constant)),
      ...inputs.map((input) => bytesField(11, valueInfo(input))),
      ...outputs.map((output) => bytesField(12, valueInfo(output))),
    ]);
    const operatorSet = Buffer.concat([bytesField(1, ''), intField(2, OPERATOR_SET)]);
    return Buffer.concat([
      intField(1, IR_VERSION),
      bytesField(2, 'thaw'),
      bytesField(7, graph),
      bytesField(8, operatorSet),
    ]);
  }
}

function attribute(key: string, value: AttributeValue): Buffer {
  const name = bytesField(1, key);
  if (typeof value === 'string') {
    return Buffer.concat([name, bytesField(4, value), intField(20, ATTRIBUTE_STRING)]);
  }
  if (typeof value === 'number') {
    return Buffer.concat([name, intField(3, value), intField(20, ATTRIBUTE_INT)]);
  }
  const integers = value.map((integer) => intField(8, integer));
  return Buffer.concat([name, ...integers, intField(20, ATTRIBUTE_INTS)]);
}

function valueInfo({ name, dims }: TensorShape): Buffer {
  const shape = dims.map((dim) =>
    bytesField(1, typeof dim === 'string' ? bytesField(2, dim) : intField(1, dim)),
  );
  const tensor = Buffer.concat([intField(1, TENSOR_FLOAT), bytesField(2, Buffer.concat(shape))]);
  return Buffer.concat([bytesField(1, name), bytesField(2, bytesField(1, tensor))]);
}

/** Protobuf base-128 varint; negative numbers as 64-bit two's complement. */
function varint(value: number): Buffer {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}

function intField(field: number, value: number): Buffer {
  return Buffer.concat([varint(field * 8), varint(value)]);
}

function bytesField(field: number, value: string | Uint8Array): Buffer {
  const bytes = typeof value === 'string' ? Buffer.from(value) : value;
  return Buffer.concat([varint(field * 8 + 2), varint(bytes.length), bytes]);
}
