import type { RgbImage } from '../image/decoded-image.ts';
import type { Affine } from './geometry.ts';

/** A picture with its halvings, made when first needed, so that every crop reads few pixels. */
export class Pyramid {
  readonly #levels: RgbImage[];

  constructor(image: RgbImage) {
    this.#levels = [image];
  }

  get width(): number {
    return this.#levels[0]!.width;
  }

  get height(): number {
    return this.#levels[0]!.height;
  }

  /**
   * Samples `width` x `height` pixels through `map`: bilinear, averaged where the crop shrinks, black
   * outside of the picture.
   * @returns interleaved RGB, 0..255
   */
  crop(map: Affine, width: number, height: number): Float32Array {
    let level = 0;
    let scale = Math.hypot(map[0], map[3]);
    for (; scale >= 2 && this.#canHalve(level); scale /= 2) level++;
    const factor = 2 ** level;
    // Pixel centers: the first of a level lies between the first two of the level before.
    const shift = (factor - 1) / 2;
    const [a, b, c, d, e, f] = map;
    const onLevel: Affine = [
      a / factor,
      b / factor,
      (c - shift) / factor,
      d / factor,
      e / factor,
      (f - shift) / factor,
    ];
    const steps = Math.max(1, Math.min(6, Math.round(scale)));
    return sample(this.#level(level), onLevel, { width, height, steps });
  }

  #canHalve(level: number): boolean {
    const { width, height } = this.#level(level);
    return Math.min(width, height) >= 4;
  }

  #level(index: number): RgbImage {
    while (this.#levels.length <= index) this.#levels.push(halve(this.#levels.at(-1)!));
    return this.#levels[index]!;
  }
}

function halve({ data, width, height }: RgbImage): RgbImage {
  const halfWidth = width >> 1;
  const halfHeight = height >> 1;
  const half = new Uint8Array(halfWidth * halfHeight * 3);
  const row = width * 3;
  let out = 0;
  for (let y = 0; y < halfHeight; y++) {
    let at = y * 2 * row;
    for (let x = 0; x < halfWidth; x++, at += 6, out += 3) {
      for (let c = 0; c < 3; c++) {
        const upper = data[at + c]! + data[at + c + 3]!;
        const lower = data[at + row + c]! + data[at + row + c + 3]!;
        half[out + c] = (upper + lower + 2) >> 2;
      }
    }
  }
  return { data: half, width: halfWidth, height: halfHeight };
}

interface Grid {
  readonly width: number;
  readonly height: number;
  /** Samples along each side of a pixel of the crop. */
  readonly steps: number;
}

function sample({ data, width, height }: RgbImage, map: Affine, grid: Grid): Float32Array {
  const out = new Float32Array(grid.width * grid.height * 3);
  const { steps } = grid;
  const share = 1 / (steps * steps);
  const maxX = width - 1.001;
  const maxY = height - 1.001;
  for (let y = 0, to = 0; y < grid.height; y++) {
    for (let x = 0; x < grid.width; x++, to += 3) {
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let part = 0; part < steps * steps; part++) {
        const px = x + ((part % steps) + 0.5) / steps - 0.5;
        const py = y + (Math.floor(part / steps) + 0.5) / steps - 0.5;
        const sx = map[0] * px + map[1] * py + map[2];
        const sy = map[3] * px + map[4] * py + map[5];
        if (sx < -1 || sy < -1 || sx > width || sy > height) continue;
        const cx = Math.max(0, Math.min(maxX, sx));
        const cy = Math.max(0, Math.min(maxY, sy));
        const left = cx | 0;
        const top = cy | 0;
        const fx = cx - left;
        const fy = cy - top;
        const upper = (top * width + left) * 3;
        const lower = upper + width * 3;
        const ul = (1 - fx) * (1 - fy);
        const ur = fx * (1 - fy);
        const ll = (1 - fx) * fy;
        const lr = fx * fy;
        red += data[upper]! * ul + data[upper + 3]! * ur;
        red += data[lower]! * ll + data[lower + 3]! * lr;
        green += data[upper + 1]! * ul + data[upper + 4]! * ur;
        green += data[lower + 1]! * ll + data[lower + 4]! * lr;
        blue += data[upper + 2]! * ul + data[upper + 5]! * ur;
        blue += data[lower + 2]! * ll + data[lower + 5]! * lr;
      }
      out[to] = red * share;
      out[to + 1] = green * share;
      out[to + 2] = blue * share;
    }
  }
  return out;
}

/** Interleaved RGB -> planes, each value through `(value - mean) / divisor`. */
export function toPlanes(
  pixels: Float32Array,
  options: { readonly order: 'rgb' | 'bgr'; readonly mean: number; readonly divisor: number },
): Float32Array {
  const area = pixels.length / 3;
  const planes = new Float32Array(pixels.length);
  for (let c = 0; c < 3; c++) {
    const from = options.order === 'bgr' ? 2 - c : c;
    for (let i = 0; i < area; i++) {
      planes[c * area + i] = (pixels[i * 3 + from]! - options.mean) / options.divisor;
    }
  }
  return planes;
}

export function lumaOf(pixels: Float32Array): Float32Array {
  const luma = new Float32Array(pixels.length / 3);
  for (let i = 0; i < luma.length; i++) {
    luma[i] = 0.299 * pixels[i * 3]! + 0.587 * pixels[i * 3 + 1]! + 0.114 * pixels[i * 3 + 2]!;
  }
  return luma;
}
