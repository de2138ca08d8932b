/** A face embedder that the operator brings: an ONNX file, what it wants, and what is known of it. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { VisionFailure } from '../failure.ts';

/** How a net of this kind is fed: a square crop by eyes, nose and mouth (the ArcFace template). */
export interface CropInput {
  /** Pixels of each side; the net's only input is [1, 3, side, side]. */
  readonly side: number;
  readonly order: 'rgb' | 'bgr';
  /** Each channel becomes (value - mean) / divisor. */
  readonly mean: number;
  readonly divisor: number;
  /** Whether the picture and its mirror are both looked at: steadier, twice the cost. */
  readonly mirrored: boolean;
}

export interface EmbedderCard {
  readonly name: string;
  /** Absolute path of the .onnx file. */
  readonly file: string;
  readonly sha256: string;
  readonly input: CropInput;
  /** Cosines: see FaceThresholds. */
  readonly thresholds: { readonly match: number; readonly frame: number; readonly review: number };
  readonly licenceOfCode: string;
  readonly licenceOfWeights: string;
  readonly trainingData: string;
}

/** The card cannot be used: every problem at once. Nothing starts on it. */
export class EmbedderCardError extends Error {
  constructor(path: string, problems: readonly string[]) {
    super(`The embedder's card ${path} is refused:\n- ${problems.join('\n- ')}`);
    this.name = 'EmbedderCardError';
  }
}

/**
 * Reads a card and compares the net beside it with its hash.
 * @throws EmbedderCardError
 */
export async function readEmbedderCard(path: string): Promise<EmbedderCard> {
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) throw new EmbedderCardError(path, ['the file cannot be read']);
  const problems: string[] = [];
  const card = parseCard(text, dirname(resolve(path)), problems);
  if (problems.length > 0) throw new EmbedderCardError(path, problems);
  await readOwnModel(card).catch((error: unknown) => {
    if (!(error instanceof VisionFailure)) throw error;
    throw new EmbedderCardError(path, [`${error.code}: ${error.detail}`]);
  });
  return card;
}

/** The net's bytes. @throws VisionFailure `model_missing` or `model_changed` */
export async function readOwnModel({ file, sha256 }: EmbedderCard): Promise<Buffer> {
  const bytes = await readFile(file).catch(() => null);
  if (bytes === null) throw new VisionFailure('model_missing', file);
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== sha256) throw new VisionFailure('model_changed', `${file} has SHA-256 ${found}`);
  return bytes;
}

type Fields = Readonly<Record<string, unknown>>;

function parseCard(text: string, folder: string, problems: string[]): EmbedderCard {
  const card = fieldsOf(parseJson(text, problems));
  const [input, thresholds] = [fieldsOf(card['input']), fieldsOf(card['thresholds'])];
  const word = (from: Fields, name: string, shape = /\S/) => {
    const value = from[name];
    if (typeof value === 'string' && shape.test(value)) return value;
    problems.push(`${name}: ${shape} is wanted`);
    return '';
  };
  const number = (from: Fields, name: string, [min, max]: readonly [number, number]) => {
    const value = from[name];
    if (typeof value === 'number' && value >= min && value <= max) return value;
    problems.push(`${name}: a number from ${min} to ${max} is wanted`);
    return min;
  };
  const made = {
    name: word(card, 'name', /^[\w.-]{1,40}$/),
    file: resolve(folder, word(card, 'file', /\.onnx$/)),
    sha256: word(card, 'sha256', /^[0-9a-f]{64}$/),
    input: {
      side: number(input, 'side', [32, 512]),
      order: word(input, 'order', /^(rgb|bgr)$/) === 'bgr' ? ('bgr' as const) : ('rgb' as const),
      mean: number(input, 'mean', [0, 255]),
      divisor: number(input, 'divisor', [0.001, 255]),
      mirrored: input['mirrored'] === true,
    },
    thresholds: {
      match: number(thresholds, 'match', [0.01, 0.999]),
      frame: number(thresholds, 'frame', [0.01, 0.999]),
      review: number(thresholds, 'review', [0.01, 0.999]),
    },
    licenceOfCode: word(card, 'licenceOfCode'),
    licenceOfWeights: word(card, 'licenceOfWeights'),
    trainingData: word(card, 'trainingData'),
  };
  const { match, frame, review } = made.thresholds;
  if (!(review <= frame && frame <= match)) {
    problems.push('thresholds: review <= frame <= match is wanted');
  }
  return made;
}

function parseJson(text: string, problems: string[]): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    problems.push('it is no JSON');
    return {};
  }
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

/** What people are shown of it. */
export function cardLines(card: EmbedderCard): string[] {
  const { side, order, mean, divisor, mirrored } = card.input;
  const { match, frame, review } = card.thresholds;
  return [
    `${card.name}: who it is (brought by the operator)`,
    `  file: ${card.file}, SHA-256 ${card.sha256}`,
    `  licence: code ${card.licenceOfCode}; weights ${card.licenceOfWeights}`,
    `  training data, as stated: ${card.trainingData}`,
    `  in: ${side} x ${side} ${order.toUpperCase()}, minus ${mean}, over ${divisor}${mirrored ? ', and its mirror' : ''}`,
    `  thresholds: match ${match}, frame ${frame}, review ${review}`,
  ];
}
