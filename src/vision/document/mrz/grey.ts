import type { RgbImage } from '../../image/decoded-image.ts';

/** One byte a pixel, row by row. */
export interface GreyImage {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Luma of an RGB picture, ITU-R BT.601 weights in 8-bit fixed point. */
export function greyOf(image: RgbImage): GreyImage {
  const { data, width, height } = image;
  const grey = new Uint8Array(width * height);
  for (let at = 0, from = 0; at < grey.length; at++, from += 3) {
    grey[at] = (77 * data[from]! + 150 * data[from + 1]! + 29 * data[from + 2]!) >> 8;
  }
  return { data: grey, width, height };
}

/** Half the size: each pixel is the mean of four. */
export function halved(image: GreyImage): GreyImage {
  const width = image.width >> 1;
  const height = image.height >> 1;
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    let from = 2 * y * image.width;
    for (let at = y * width; at < (y + 1) * width; at++, from += 2) {
      const below = from + image.width;
      const sum =
        image.data[from]! + image.data[from + 1]! + image.data[below]! + image.data[below + 1]!;
      data[at] = (sum + 2) >> 2;
    }
  }
  return { data, width, height };
}

/** Another size by bilinear interpolation; only for enlarging or up to half the size. */
export function resized(image: GreyImage, width: number, height: number): GreyImage {
  const data = new Uint8Array(width * height);
  const columns = new Int32Array(width);
  const parts = new Float32Array(width);
  for (let x = 0; x < width; x++) {
    const at = Math.max(0, ((x + 0.5) * image.width) / width - 0.5);
    columns[x] = Math.min(image.width - 2, Math.floor(at));
    parts[x] = Math.min(1, at - columns[x]!);
  }
  for (let y = 0; y < height; y++) {
    const at = Math.max(0, ((y + 0.5) * image.height) / height - 0.5);
    const row = Math.min(image.height - 2, Math.floor(at));
    const part = Math.min(1, at - row);
    for (let x = 0; x < width; x++) {
      const from = row * image.width + columns[x]!;
      const below = from + image.width;
      const fx = parts[x]!;
      const upper = image.data[from]! * (1 - fx) + image.data[from + 1]! * fx;
      const lower = image.data[below]! * (1 - fx) + image.data[below + 1]! * fx;
      data[y * width + x] = upper * (1 - part) + lower * part + 0.5;
    }
  }
  return { data, width, height };
}

/** Sums over all pixels above and left: any rectangle's sum in four reads. */
export function integralOf(image: GreyImage): Uint32Array {
  const { data, width, height } = image;
  const stride = width + 1;
  const sums = new Uint32Array(stride * (height + 1));
  for (let y = 0; y < height; y++) {
    let row = 0;
    for (let x = 0; x < width; x++) {
      row += data[y * width + x]!;
      sums[(y + 1) * stride + x + 1] = sums[y * stride + x + 1]! + row;
    }
  }
  return sums;
}
