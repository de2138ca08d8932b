/** One tensor of a TensorFlow.js weights manifest, de-quantized to float32. */
export interface WeightTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export interface WeightEntry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly quantization?: {
    readonly dtype: string;
    readonly scale?: number;
    readonly min?: number;
  };
}

/**
 * Reads the tensors of a TensorFlow.js shard. Knows float32, int32, float16-packed and affine uint8
 * (`value = stored * scale + min`). Integers become floats: the graphs here use them as shapes only.
 * @throws Error when an encoding is unknown or the shard is longer or shorter than its manifest says
 */
export function readWeights(
  entries: readonly WeightEntry[],
  shard: Buffer,
): ReadonlyMap<string, WeightTensor> {
  const tensors = new Map<string, WeightTensor>();
  let at = 0;
  for (const entry of entries) {
    const { read, bytes } = decoderOf(entry);
    const length = entry.shape.reduce((product, dim) => product * dim, 1);
    if (at + length * bytes > shard.length) throw new Error('shard is shorter than its manifest');
    const data = new Float32Array(length);
    for (let i = 0; i < length; i++) data[i] = read(shard, at + i * bytes);
    tensors.set(entry.name, { shape: entry.shape, data });
    at += length * bytes;
  }
  if (at !== shard.length) throw new Error('shard is longer than its manifest');
  return tensors;
}

interface Decoder {
  readonly bytes: number;
  readonly read: (shard: Buffer, at: number) => number;
}

function decoderOf({ dtype, quantization, name }: WeightEntry): Decoder {
  const stored = quantization?.dtype ?? dtype;
  if (stored === 'float16') return { bytes: 2, read: (b, at) => halfToFloat(b.readUInt16LE(at)) };
  if (stored === 'float32') return { bytes: 4, read: (b, at) => b.readFloatLE(at) };
  if (stored === 'int32') return { bytes: 4, read: (b, at) => b.readInt32LE(at) };
  const scale = quantization?.scale;
  const min = quantization?.min;
  if (stored === 'uint8' && scale !== undefined && min !== undefined) {
    return { bytes: 1, read: (b, at) => b[at]! * scale + min };
  }
  throw new Error(`unknown encoding ${stored} of ${name}`);
}

/** IEEE 754 binary16. */
function halfToFloat(half: number): number {
  const sign = (half & 0x8000) === 0 ? 1 : -1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 0) return sign * 2 ** -24 * fraction;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * 2 ** (exponent - 15) * (1 + fraction / 1024);
}
