/**
 * Trains the MRZ line net from drawn and degraded text only; no picture of a document is read.
 * node src/vision/document/training/train.ts [--steps N] [--seed N] [--fonts DIR] [--out FILE]
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  BLANK_CLASS,
  CLASS_COUNT,
  encodeWeights,
  kernelSize,
  LINE_NET,
  MRZ_CHARACTERS,
  STRIP_HEIGHT_PX,
} from '../mrz/line-net.ts';
import {
  drawStrip,
  type GlyphSheet,
  IGNORED,
  STRIP_FRAMES,
  STRIP_WIDTH_PX,
  sheetSizes,
} from './draw-strip.ts';
import { drawGlyphAtlas, TRAINING_FONTS, withStroke } from './glyph-atlas.ts';
import { type Activations, Convolution, createMultiply, type Multiply } from './layers.ts';
import { type Random, seededRandom } from './random.ts';

const BATCH_STRIPS = 24;
const LEARNING_RATE = 0.002;
const WARM_UP_STEPS = 100;
/** A validation draw is from another seed, never trained on. */
const VALIDATION_SEED = 77_001;
const VALIDATION_BATCHES = 20;

interface Face {
  readonly name: string;
  readonly share: number;
  /** Stroke weights, each at several sizes. */
  readonly strokes: readonly (readonly GlyphSheet[])[];
}

interface Batch {
  readonly input: Activations;
  readonly labels: Uint8Array;
}

export interface TrainingReport {
  readonly seed: number;
  readonly steps: number;
  readonly batchStrips: number;
  readonly fonts: readonly string[];
  readonly weightBytes: number;
  readonly validationStrips: number;
  /** Frames in the middle of a glyph whose best class is the drawn one. */
  readonly glyphFrameAccuracy: number;
  readonly blankFrameAccuracy: number;
  readonly loss: number;
  /** The most frequent confusions, `drawn>read`, with their counts. */
  readonly confusions: readonly string[];
  readonly cpuSeconds: number;
}

async function loadFaces(fontDir: string): Promise<Face[]> {
  const faces: Face[] = [];
  for (const { file, share } of TRAINING_FONTS) {
    const path = join(fontDir, file);
    if (!existsSync(path)) throw new Error(`font missing: ${file}`);
    const atlas = await drawGlyphAtlas(path);
    const strokes = [0.7, 0.5, 0.34, 0.22].map((edge) => sheetSizes(withStroke(atlas, edge)));
    faces.push({ name: atlas.name, share, strokes });
  }
  return faces;
}

function drawFace(random: Random, faces: readonly Face[]): Face {
  let rest = random.next();
  for (const face of faces) {
    rest -= face.share;
    if (rest < 0) return face;
  }
  return faces[0]!;
}

function drawBatch(random: Random, faces: readonly Face[]): Batch {
  const size = STRIP_WIDTH_PX * STRIP_HEIGHT_PX;
  const data = new Float32Array(BATCH_STRIPS * size);
  const labels = new Uint8Array(BATCH_STRIPS * STRIP_FRAMES);
  for (let index = 0; index < BATCH_STRIPS; index++) {
    const face = drawFace(random, faces);
    const strip = drawStrip(random, face.strokes[random.index(face.strokes.length)]!);
    data.set(strip.ink, index * size);
    labels.set(strip.labels, index * STRIP_FRAMES);
  }
  const shape = {
    channels: 1,
    count: BATCH_STRIPS,
    rows: STRIP_HEIGHT_PX,
    columns: STRIP_WIDTH_PX,
  };
  return { input: { data, ...shape }, labels };
}

function createLayers(random: Random, multiply: Multiply): Convolution[] {
  return LINE_NET.map((shape) => {
    const spread = Math.sqrt(2 / (shape.inputs * shape.kernel[0] * shape.kernel[1]));
    const kernel = Float32Array.from({ length: kernelSize(shape) }, () => random.normal() * spread);
    return new Convolution(shape, kernel, multiply);
  });
}

async function forward(layers: readonly Convolution[], input: Activations): Promise<Activations> {
  let current = input;
  for (const layer of layers) current = await layer.forward(current);
  return current;
}

/** Mean cross-entropy over the frames that teach, and its gradient by the scores. */
function crossEntropy(
  scores: Activations,
  labels: Uint8Array,
): { loss: number; gradient: Float32Array } {
  const frames = labels.length;
  const gradient = new Float32Array(scores.data.length);
  const counted = labels.reduce((sum, label) => sum + (label === IGNORED ? 0 : 1), 0);
  let loss = 0;
  for (let frame = 0; frame < frames; frame++) {
    const label = labels[frame]!;
    if (label === IGNORED) continue;
    let most = Number.NEGATIVE_INFINITY;
    for (let at = frame; at < scores.data.length; at += frames)
      most = Math.max(most, scores.data[at]!);
    let sum = 0;
    for (let at = frame; at < scores.data.length; at += frames)
      sum += Math.exp(scores.data[at]! - most);
    for (let index = 0; index < CLASS_COUNT; index++) {
      const at = index * frames + frame;
      const probability = Math.exp(scores.data[at]! - most) / sum;
      gradient[at] = (probability - (index === label ? 1 : 0)) / counted;
      if (index === label) loss -= Math.log(probability + 1e-9) / counted;
    }
  }
  return { loss, gradient };
}

/** Adam (Kingma and Ba 2015) over all layers. */
function createAdam(layers: readonly Convolution[]): (rate: number) => void {
  const moments = layers.map((layer) =>
    [layer.kernel, layer.bias].map((values) => ({
      first: new Float32Array(values.length),
      second: new Float32Array(values.length),
    })),
  );
  let step = 0;
  return (rate) => {
    step++;
    const correction = Math.sqrt(1 - 0.999 ** step) / (1 - 0.9 ** step);
    layers.forEach((layer, index) => {
      const pairs = [
        [layer.kernel, layer.kernelGradient],
        [layer.bias, layer.biasGradient],
      ] as const;
      pairs.forEach(([values, gradient], part) => {
        const { first, second } = moments[index]![part]!;
        for (let at = 0; at < values.length; at++) {
          const slope = gradient[at]!;
          first[at] = 0.9 * first[at]! + 0.1 * slope;
          second[at] = 0.999 * second[at]! + 0.001 * slope * slope;
          values[at] =
            values[at]! - (rate * correction * first[at]!) / (Math.sqrt(second[at]!) + 1e-8);
        }
      });
    });
  };
}

async function validate(
  layers: readonly Convolution[],
  faces: readonly Face[],
): Promise<
  Pick<TrainingReport, 'glyphFrameAccuracy' | 'blankFrameAccuracy' | 'loss' | 'confusions'>
> {
  const random = seededRandom(VALIDATION_SEED);
  const counts = { glyphs: 0, glyphsRight: 0, blanks: 0, blanksRight: 0 };
  const wrong = new Map<string, number>();
  let loss = 0;
  for (let round = 0; round < VALIDATION_BATCHES; round++) {
    const batch = drawBatch(random, faces);
    const scores = await forward(layers, batch.input);
    loss += crossEntropy(scores, batch.labels).loss / VALIDATION_BATCHES;
    batch.labels.forEach((label, frame) => {
      if (label === IGNORED) return;
      let best = 0;
      for (let index = 1; index < CLASS_COUNT; index++) {
        const at = index * batch.labels.length + frame;
        if (scores.data[at]! > scores.data[best * batch.labels.length + frame]!) best = index;
      }
      if (label === BLANK_CLASS) {
        counts.blanks++;
        if (best === label) counts.blanksRight++;
        return;
      }
      counts.glyphs++;
      if (best === label) counts.glyphsRight++;
      else {
        const pair = `${MRZ_CHARACTERS[label]}>${MRZ_CHARACTERS[best] ?? 'blank'}`;
        wrong.set(pair, (wrong.get(pair) ?? 0) + 1);
      }
    });
  }
  const confusions = [...wrong].sort((a, b) => b[1] - a[1]).slice(0, 12);
  return {
    glyphFrameAccuracy: counts.glyphsRight / counts.glyphs,
    blankFrameAccuracy: counts.blanksRight / counts.blanks,
    loss,
    confusions: confusions.map(([pair, count]) => `${pair} ${count}`),
  };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      steps: { type: 'string', default: '4000' },
      seed: { type: 'string', default: '1' },
      fonts: { type: 'string', default: '/usr/share/fonts' },
      out: { type: 'string', default: join(import.meta.dirname, '../mrz/line-net.bin') },
      report: { type: 'string', default: join(import.meta.dirname, 'report.generated.json') },
    },
  });
  const steps = Number(values.steps);
  const seed = Number(values.seed);
  const faces = await loadFaces(values.fonts);
  const random = seededRandom(seed);
  const layers = createLayers(random, await createMultiply());
  const adam = createAdam(layers);
  const save = async (step: number): Promise<void> => {
    const weights = encodeWeights(layers);
    const report: TrainingReport = {
      seed,
      steps: step,
      batchStrips: BATCH_STRIPS,
      fonts: faces.map(({ name, share }) => `${name} ${share}`),
      weightBytes: weights.length,
      validationStrips: VALIDATION_BATCHES * BATCH_STRIPS,
      ...(await validate(layers, faces)),
      cpuSeconds: Math.round(process.cpuUsage().user / 1e6),
    };
    writeFileSync(values.out, weights);
    writeFileSync(values.report, `${JSON.stringify(report, null, 2)}\n`);
    console.log(JSON.stringify(report));
  };
  let smooth = 4;
  for (let step = 1; step <= steps; step++) {
    const batch = drawBatch(random, faces);
    const { loss, gradient } = crossEntropy(await forward(layers, batch.input), batch.labels);
    let back: Float32Array | null = gradient;
    for (let index = layers.length - 1; index >= 0; index--) {
      back = await layers[index]!.backward(back!, index > 0);
    }
    const decay = 0.5 * (1 + Math.cos((Math.PI * step) / steps));
    adam(LEARNING_RATE * Math.min(1, step / WARM_UP_STEPS) * (0.02 + 0.98 * decay));
    smooth += (loss - smooth) * 0.02;
    if (step % 50 === 0) console.log(`step ${step} loss ${smooth.toFixed(4)}`);
    if (step % 1000 === 0 && step < steps) await save(step);
  }
  await save(steps);
}

await main();
