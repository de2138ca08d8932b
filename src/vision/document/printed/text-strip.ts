import type { RgbImage } from '../../image/decoded-image.ts';
import type { TextBox } from './text-boxes.ts';

/** Height of the strips that the reader takes, pixels. */
export const STRIP_HEIGHT_PX = 48;
const STRIP_WIDTH_PX_MIN = 48;
const STRIP_WIDTH_PX_MAX = 1200;
/** Samples for each pixel and direction where the picture is finer than the strip. */
const SAMPLES_MAX = 3;

/** Planes of blue, green and red, -1..1, as the reader was trained. */
export interface TextStrip {
  readonly values: Float32Array;
  readonly width: number;
}

/** Cuts the box out of the picture, straight and `STRIP_HEIGHT_PX` high. */
export function cutTextStrip(image: RgbImage, box: TextBox): TextStrip {
  const natural = Math.ceil((box.length / box.height) * STRIP_HEIGHT_PX);
  const width = Math.max(STRIP_WIDTH_PX_MIN, Math.min(STRIP_WIDTH_PX_MAX, natural));
  const plane = width * STRIP_HEIGHT_PX;
  const values = new Float32Array(3 * plane);
  const [stepX, stepY] = [box.length / width, box.height / STRIP_HEIGHT_PX];
  const samples = Math.max(1, Math.min(SAMPLES_MAX, Math.round(Math.max(stepX, stepY))));
  const [cos, sin] = [Math.cos(box.angle), Math.sin(box.angle)];
  const sum = new Float64Array(3);
  for (let y = 0; y < STRIP_HEIGHT_PX; y++) {
    for (let x = 0; x < width; x++) {
      sum.fill(0);
      for (let part = 0; part < samples * samples; part++) {
        const along = (x + ((part % samples) + 0.5) / samples) * stepX - box.length / 2;
        const across = (y + (Math.floor(part / samples) + 0.5) / samples) * stepY - box.height / 2;
        addSample(
          image,
          box.centerX + along * cos - across * sin - 0.5,
          box.centerY + along * sin + across * cos - 0.5,
          sum,
        );
      }
      const at = y * width + x;
      for (let channel = 0; channel < 3; channel++) {
        values[channel * plane + at] = sum[2 - channel]! / (samples * samples) / 127.5 - 1;
      }
    }
  }
  return { values, width };
}

/** Adds the colour between four pixels; outside, that of the nearest edge. */
function addSample({ data, width, height }: RgbImage, x: number, y: number, sum: Float64Array) {
  const left = Math.min(Math.max(x, 0), width - 1.001);
  const top = Math.min(Math.max(y, 0), height - 1.001);
  const [column, row] = [Math.floor(left), Math.floor(top)];
  const [fx, fy] = [left - column, top - row];
  const at = (row * width + column) * 3;
  const below = at + width * 3;
  for (let channel = 0; channel < 3; channel++) {
    const high = data[at + channel]! * (1 - fx) + data[at + 3 + channel]! * fx;
    const low = data[below + channel]! * (1 - fx) + data[below + 3 + channel]! * fx;
    sum[channel] = sum[channel]! + high * (1 - fy) + low * fy;
  }
}
