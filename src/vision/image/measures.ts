import type { Region } from '../facts.ts';
import type { RgbImage } from './decoded-image.ts';

/** Light and sharpness of a part of a picture. */
export interface PictureMeasures {
  /** Mean luma, 0..255. */
  readonly brightness: number;
  /** 90th percentile of the absolute Laplacian of 8-bit luma. Depends on the picture's size. */
  readonly sharpness: number;
  /** Share of burnt-out pixels (all channels >= 250), 0..1. */
  readonly glareShare: number;
  /** Mean distance between the strongest and the weakest channel, 0 for grey; 8-bit levels. */
  readonly colourfulness: number;
}

const BURNT_OUT = 250;

/** Measures the picture, or the part of it that `region` names. */
export function measurePicture(image: RgbImage, region?: Region): PictureMeasures {
  const part = toPixels(image, region);
  const luma = new Float32Array(part.width * part.height);
  let sum = 0;
  let burnt = 0;
  let chroma = 0;
  for (let y = 0, to = 0; y < part.height; y++) {
    let at = ((part.top + y) * image.width + part.left) * 3;
    for (let x = 0; x < part.width; x++, at += 3, to++) {
      const red = image.data[at]!;
      const green = image.data[at + 1]!;
      const blue = image.data[at + 2]!;
      const value = 0.299 * red + 0.587 * green + 0.114 * blue;
      luma[to] = value;
      sum += value;
      if (Math.min(red, green, blue) >= BURNT_OUT) burnt++;
      chroma += Math.max(red, green, blue) - Math.min(red, green, blue);
    }
  }
  return {
    brightness: sum / luma.length,
    sharpness: absoluteLaplacianP90(luma, part.width, part.height),
    glareShare: burnt / luma.length,
    colourfulness: chroma / luma.length,
  };
}

/** Light and color alone, for pictures that are measured often. */
export type PictureTone = Pick<PictureMeasures, 'brightness' | 'colourfulness'>;

/** Every third pixel of every third row: a mean needs no more. */
const TONE_STEP = 3;

export function measureTone({ data, width, height }: RgbImage): PictureTone {
  let luma = 0;
  let chroma = 0;
  let count = 0;
  for (let y = 0; y < height; y += TONE_STEP) {
    for (let x = 0; x < width; x += TONE_STEP, count++) {
      const at = (y * width + x) * 3;
      const red = data[at]!;
      const green = data[at + 1]!;
      const blue = data[at + 2]!;
      luma += 0.299 * red + 0.587 * green + 0.114 * blue;
      chroma += Math.max(red, green, blue) - Math.min(red, green, blue);
    }
  }
  return { brightness: luma / count, colourfulness: chroma / count };
}

const LEVELS = 1021;
const PERCENTILE = 0.9;

/** 90th percentile of |4 c - left - right - up - down| over luma 0..255. */
export function absoluteLaplacianP90(luma: Float32Array, width: number, height: number): number {
  const histogram = new Uint32Array(LEVELS);
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      const around = luma[at - 1]! + luma[at + 1]! + luma[at - width]! + luma[at + width]!;
      histogram[Math.min(LEVELS - 1, Math.round(Math.abs(4 * luma[at]! - around)))]!++;
    }
  }
  const wanted = PERCENTILE * Math.max(0, width - 2) * Math.max(0, height - 2);
  let seen = 0;
  for (let level = 0; level < LEVELS; level++) {
    seen += histogram[level]!;
    if (seen >= wanted) return level;
  }
  return LEVELS - 1;
}

function toPixels(image: RgbImage, region: Region | undefined) {
  const { x, y, width, height } = region ?? { x: 0, y: 0, width: 1, height: 1 };
  const left = Math.max(0, Math.min(image.width - 1, Math.floor(x * image.width)));
  const top = Math.max(0, Math.min(image.height - 1, Math.floor(y * image.height)));
  const right = Math.max(left + 1, Math.min(image.width, Math.ceil((x + width) * image.width)));
  const bottom = Math.max(top + 1, Math.min(image.height, Math.ceil((y + height) * image.height)));
  return { left, top, width: right - left, height: bottom - top };
}
