import type { Grey } from './draw-strip.ts';
import type { Random } from './random.ts';

/** Gaussian blur in place; `sigma` in pixels. */
export function blur(picture: Grey, sigma: number): void {
  const reach = Math.ceil(sigma * 2.5);
  const weights = Float32Array.from({ length: 2 * reach + 1 }, (_, index) =>
    Math.exp(-((index - reach) ** 2) / (2 * sigma * sigma)),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  for (let index = 0; index < weights.length; index++) weights[index] = weights[index]! / total;
  convolve(picture, weights, 1, picture.width);
  convolve(picture, weights, picture.width, picture.height);
}

/** Motion along the line: the mean of `reach` pixels. */
export function smearAcross(picture: Grey, reach: number): void {
  const weights = new Float32Array(2 * Math.floor(reach / 2) + 1);
  weights.fill(1 / weights.length);
  convolve(picture, weights, 1, picture.width);
}

function convolve(picture: Grey, weights: Float32Array, step: number, size: number): void {
  const { data, width, height } = picture;
  const reach = (weights.length - 1) / 2;
  const lines = step === 1 ? height : width;
  const line = new Float32Array(size + 2 * reach);
  for (let index = 0; index < lines; index++) {
    const start = step === 1 ? index * width : index;
    for (let at = 0; at < line.length; at++) {
      line[at] = data[start + Math.min(size - 1, Math.max(0, at - reach)) * step]!;
    }
    for (let at = 0; at < size; at++) {
      let sum = 0;
      for (let tap = 0; tap < weights.length; tap++) sum += line[at + tap]! * weights[tap]!;
      data[start + at * step] = sum;
    }
  }
}

/** What stands behind an MRZ: guilloche waves, stains, strokes of other print. */
export function addPattern(random: Random, picture: Grey, pitch: number, depth: number): void {
  const { data, width, height } = picture;
  const waves = Array.from({ length: 1 + random.index(3) }, () => {
    const length = pitch * Math.exp(random.between(Math.log(0.25), Math.log(8)));
    const angle = random.between(0, Math.PI);
    return {
      x: (Math.cos(angle) * 2 * Math.PI) / length,
      y: (Math.sin(angle) * 2 * Math.PI) / length,
      phase: random.between(0, 7),
      height: (random.between(0.05, 0.5) * depth) / (length < pitch ? 2 : 1),
    };
  });
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (const wave of waves) sum += wave.height * Math.sin(wave.x * x + wave.y * y + wave.phase);
      data[y * width + x] = data[y * width + x]! + sum;
    }
  }
  const strokes = random.chance(0.4) ? random.index(5) : 0;
  for (let index = 0; index < strokes; index++) stroke(random, picture, pitch, depth);
}

function stroke(random: Random, picture: Grey, pitch: number, depth: number): void {
  const { data, width, height } = picture;
  const angle = random.between(0, Math.PI);
  const from = random.between(0, width);
  const fromRow = random.between(0, height);
  const length = random.between(0.5, 6) * pitch;
  const reach = Math.max(0.5, random.between(0.03, 0.1) * pitch);
  const dark = random.between(-0.6, 1) * depth;
  const columns = Math.ceil(length + 2 * reach);
  for (let y = 0; y < height; y++) {
    const left = Math.max(0, Math.floor(from - columns));
    for (let x = left; x < Math.min(width, from + columns); x++) {
      const dx = x - from;
      const dy = y - fromRow;
      const along = Math.abs(dx * Math.cos(angle) + dy * Math.sin(angle));
      const across = Math.abs(dy * Math.cos(angle) - dx * Math.sin(angle));
      if (along < length && across < reach) data[y * width + x] = data[y * width + x]! - dark;
    }
  }
}

/** Uneven light: a slope, and sometimes a soft bright spot. */
export function addShade(random: Random, picture: Grey): void {
  const { data, width, height } = picture;
  const slopeX = random.normal() * 0.18;
  const slopeY = random.normal() * 0.08;
  const glare = random.chance(0.15) ? random.between(20, 150) : 0;
  const spot = random.between(0, width);
  const reach = random.between(0.5, 4) * height;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const light = 1 + (slopeX * (x - width / 2)) / width + (slopeY * (y - height / 2)) / height;
      const distance = (x - spot) / reach;
      const at = y * width + x;
      data[at] = Math.min(255, data[at]! * light + glare * Math.exp(-distance * distance));
    }
  }
}

/** Sensor noise; neighbouring pixels share a part of it, as after a camera's own filter. */
export function addNoise(random: Random, picture: Grey, deviation: number): void {
  const { data } = picture;
  let last = 0;
  for (let at = 0; at < data.length; at++) {
    // The sum of three even numbers is near enough to a normal one and much cheaper.
    const fresh = (random.next() + random.next() + random.next() - 1.5) * 2;
    last = 0.4 * last + fresh;
    data[at] = data[at]! + deviation * last;
  }
}

const COSINES = Float32Array.from({ length: 64 }, (_, index) => {
  const frequency = index >> 3;
  const scale = frequency === 0 ? Math.SQRT1_2 : 1;
  return 0.5 * scale * Math.cos((((index & 7) * 2 + 1) * frequency * Math.PI) / 16);
});

/** Quantises 8x8 cosine blocks as JPEG does; `strength` is the step of the middle frequencies. */
export function jpegLoss(picture: Grey, strength: number): void {
  const { data, width, height } = picture;
  const block = new Float32Array(64);
  const half = new Float32Array(64);
  for (let top = 0; top + 8 <= height; top += 8) {
    for (let left = 0; left + 8 <= width; left += 8) {
      for (let at = 0; at < 64; at++)
        block[at] = data[(top + (at >> 3)) * width + left + (at & 7)]!;
      transform(block, half, false);
      for (let at = 0; at < 64; at++) {
        const step = strength * (0.3 + 0.14 * ((at >> 3) + (at & 7)));
        block[at] = Math.round(block[at]! / step) * step;
      }
      transform(block, half, true);
      for (let at = 0; at < 64; at++)
        data[(top + (at >> 3)) * width + left + (at & 7)] = block[at]!;
    }
  }
}

function transform(block: Float32Array, half: Float32Array, back: boolean): void {
  for (let pass = 0; pass < 2; pass++) {
    const from = pass === 0 ? block : half;
    const to = pass === 0 ? half : block;
    for (let row = 0; row < 8; row++) {
      for (let out = 0; out < 8; out++) {
        let sum = 0;
        for (let at = 0; at < 8; at++) {
          sum += from[row * 8 + at]! * COSINES[back ? at * 8 + out : out * 8 + at]!;
        }
        to[out * 8 + row] = sum;
      }
    }
  }
}
