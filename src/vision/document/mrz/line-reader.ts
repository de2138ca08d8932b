import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { SESSION_OPTIONS } from '../../models/session-options.ts';
import {
  BLANK_CLASS,
  CLASS_COUNT,
  decodeWeights,
  FRAME_STEP_PX,
  lineNetOnnx,
  MRZ_CHARACTERS,
  STRIP_HEIGHT_PX,
} from './line-net.ts';

/** Log-probabilities of the net's classes, `frames` x 38, frame after frame. */
export interface FrameScores {
  readonly frames: number;
  readonly logs: Float32Array;
}

/** Runs the line net over strips of equal width. */
export interface LineReader {
  read(strips: readonly Float32Array[], width: number): Promise<FrameScores[]>;
}

const WEIGHTS_FILE = join(import.meta.dirname, 'line-net.bin');

/** Loads the trained weights; about 20 ms, once per process. */
export async function createLineReader(weights = readFileSync(WEIGHTS_FILE)): Promise<LineReader> {
  const model = lineNetOnnx(decodeWeights(weights));
  const session = await InferenceSession.create(model, SESSION_OPTIONS);
  return {
    async read(strips, width) {
      const size = STRIP_HEIGHT_PX * width;
      const input = new Float32Array(strips.length * size);
      strips.forEach((strip, index) => {
        input.set(strip, index * size);
      });
      const shape = [strips.length, 1, STRIP_HEIGHT_PX, width];
      const output = await session.run({ strip: new Tensor('float32', input, shape) });
      const scores = output['scores']!.data as Float32Array;
      return strips.map((_, index) => frameMajor(scores, index, width / FRAME_STEP_PX));
    },
  };
}

function frameMajor(scores: Float32Array, line: number, frames: number): FrameScores {
  const logs = new Float32Array(frames * CLASS_COUNT);
  const base = line * CLASS_COUNT * frames;
  for (let index = 0; index < CLASS_COUNT; index++) {
    for (let frame = 0; frame < frames; frame++) {
      logs[frame * CLASS_COUNT + index] = scores[base + index * frames + frame]!;
    }
  }
  return { frames, logs };
}

/** A chain of glyph places, in frames, and how well they stand on glyphs. */
export interface GlyphChain {
  readonly places: readonly number[];
  /** Sum over the places of how much likelier a glyph is than a gap, in nats, each within +-4. */
  readonly gain: number;
}

const GAIN_MAX = 4;
const STRETCH_COST = 0.35;

/** How much likelier each frame is the middle of a glyph than not: nats, within +-4. */
export function glyphGains(scores: FrameScores): Float32Array {
  const gains = new Float32Array(scores.frames);
  for (let frame = 0; frame < scores.frames; frame++) {
    const blank = Math.exp(scores.logs[frame * CLASS_COUNT + BLANK_CLASS]!);
    const odds = Math.log((1 - blank + 1e-6) / (blank + 1e-6));
    gains[frame] = Math.min(GAIN_MAX, Math.max(-GAIN_MAX, odds));
  }
  return gains;
}

/**
 * The best chain of glyphs about `pitch` frames apart (+- a third): of exactly `count` glyphs, or
 * of any number when `count` is null.
 */
export function bestChain(gains: Float32Array, pitch: number, count: number | null): GlyphChain {
  const low = Math.max(2, Math.floor(pitch * 0.67));
  const high = Math.ceil(pitch * 1.33);
  const frames = gains.length;
  const rounds = count ?? 1;
  let best = Float64Array.from(gains);
  const from: Int32Array[] = [new Int32Array(frames).fill(-1)];
  if (count === null) {
    for (let frame = 0; frame < frames; frame++) {
      const { value, at } = bestBefore(best, frame, low, high, pitch);
      if (value > 0) {
        best[frame] = gains[frame]! + value;
        from[0]![frame] = at;
      }
    }
  }
  for (let round = 1; round < rounds; round++) {
    const next = new Float64Array(frames).fill(Number.NEGATIVE_INFINITY);
    const back = new Int32Array(frames).fill(-1);
    for (let frame = 0; frame < frames; frame++) {
      const { value, at } = bestBefore(best, frame, low, high, pitch);
      if (at < 0) continue;
      next[frame] = gains[frame]! + value;
      back[frame] = at;
    }
    best = next;
    from.push(back);
  }
  let last = 0;
  for (let frame = 1; frame < frames; frame++) if (best[frame]! > best[last]!) last = frame;
  const places: number[] = [];
  for (let round = from.length - 1, at = last; at >= 0; ) {
    places.push(at);
    at = from[round]![at]!;
    if (count !== null) round--;
    if (round < 0) break;
  }
  return { places: places.reverse(), gain: best[last]! };
}

function bestBefore(
  best: Float64Array,
  frame: number,
  low: number,
  high: number,
  pitch: number,
): { value: number; at: number } {
  let value = Number.NEGATIVE_INFINITY;
  let at = -1;
  for (let step = low; step <= high && frame - step >= 0; step++) {
    const candidate = best[frame - step]! - STRETCH_COST * (step - pitch) ** 2;
    if (candidate > value) {
      value = candidate;
      at = frame - step;
    }
  }
  return { value, at };
}

/** Where in frames the glyph near `place` really stands: the middle of its probability. */
export function middleOfGlyph(scores: FrameScores, place: number): number {
  let sum = 0;
  let weight = 0;
  for (let frame = place - 2; frame <= place + 2; frame++) {
    if (frame < 0 || frame >= scores.frames) continue;
    const glyph = 1 - Math.exp(scores.logs[frame * CLASS_COUNT + BLANK_CLASS]!);
    sum += glyph * frame;
    weight += glyph;
  }
  return weight > 0.05 ? sum / weight : place;
}

/** Probability of each of the 37 characters at a place, given that a glyph stands there. */
export function characterChances(readings: readonly FrameScores[], place: number): Float64Array {
  const chances = new Float64Array(MRZ_CHARACTERS.length);
  for (const scores of readings) {
    for (let frame = place - 1; frame <= place + 1; frame++) {
      if (frame < 0 || frame >= scores.frames) continue;
      const at = frame * CLASS_COUNT;
      for (let index = 0; index < chances.length; index++) {
        chances[index] = chances[index]! + Math.exp(scores.logs[at + index]!);
      }
    }
  }
  const total = chances.reduce((sum, value) => sum + value, 0);
  return chances.map((value) => (value + CHANCE_FLOOR) / (total + chances.length * CHANCE_FLOOR));
}

/** No character is ever held impossible, and a place without ink is held undecided. */
const CHANCE_FLOOR = 1e-5;
