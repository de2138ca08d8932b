/** Puts a flat picture on a table and photographs it by hand: perspective, light, shadow, noise. */
import { gaussianBank, type RandomSource, smoothNoise } from '../people/noise.ts';
import type { Picture } from '../people/person.ts';

type Corner = readonly [number, number];
/** Row-major 3 x 3 without the last 1: picture plane to document plane. */
type Homography = readonly number[];

const PHOTO_WIDTH = 2048;
const PHOTO_HEIGHT = 1536;
/** Standard deviation of the sensor's noise, 8-bit grey levels. */
const NOISE_LEVELS = 2.2;
const WOOD = [124, 92, 66] as const;

/** @returns the photograph, 2048 x 1536; the document fills about three quarters of its width. */
export function photograph(
  flat: Picture,
  random: RandomSource,
  noiseLevels = NOISE_LEVELS,
): Picture {
  const corners = placeCorners(flat, random);
  const h = homography(corners, [
    [0, 0],
    [flat.width, 0],
    [flat.width, flat.height],
    [0, flat.height],
  ]);
  const wood = drawWood(1 + Math.floor(random() * 900));
  const lightX = random() * PHOTO_WIDTH;
  const lightY = random() * 0.5 * PHOTO_HEIGHT;
  const bank = gaussianBank();
  const data = Buffer.alloc(PHOTO_WIDTH * PHOTO_HEIGHT * 3);
  let grain = Math.floor(random() * bank.length);
  for (let y = 0; y < PHOTO_HEIGHT; y++) {
    for (let x = 0; x < PHOTO_WIDTH; x++) {
      const w = h[6]! * (x + 0.5) + h[7]! * (y + 0.5) + 1;
      const u = (h[0]! * (x + 0.5) + h[1]! * (y + 0.5) + h[2]!) / w;
      const v = (h[3]! * (x + 0.5) + h[4]! * (y + 0.5) + h[5]!) / w;
      const inside = u >= 0 && v >= 0 && u < flat.width && v < flat.height;
      const away = Math.hypot((x - lightX) / PHOTO_WIDTH, (y - lightY) / PHOTO_HEIGHT);
      const light = 1.03 - 0.2 * away;
      const table = inside ? 0 : wood[y * PHOTO_WIDTH + x]! * shadowAt(flat, u, v);
      const at = (y * PHOTO_WIDTH + x) * 3;
      for (let k = 0; k < 3; k++) {
        grain = (grain + 1) & (bank.length - 1);
        const colour = inside ? sampleAt(flat, u, v, k) : WOOD[k]! * table;
        const value = colour * light + noiseLevels * bank[grain]!;
        data[at + k] = value < 0 ? 0 : value > 255 ? 255 : value;
      }
    }
  }
  return { data, width: PHOTO_WIDTH, height: PHOTO_HEIGHT };
}

function placeCorners(flat: Picture, random: RandomSource): Corner[] {
  const width = PHOTO_WIDTH * (0.78 + 0.06 * random());
  const height = (width * flat.height) / flat.width;
  const angle = (random() - 0.5) * 0.1;
  const [cx, cy] = [PHOTO_WIDTH / 2, PHOTO_HEIGHT / 2];
  const far = 0.94 + 0.03 * random();
  const jitter = () => (random() - 0.5) * 16;
  const corner = (sx: number, sy: number): Corner => {
    const x = sx * (width / 2) * (sy < 0 ? far : 1);
    const y = sy * (height / 2) * 0.97;
    return [
      cx + x * Math.cos(angle) - y * Math.sin(angle) + jitter(),
      cy + x * Math.sin(angle) + y * Math.cos(angle) + jitter(),
    ];
  };
  return [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)];
}

/** The homography that takes four points to four others, by Gauss elimination on 8 equations. */
export function homography(from: readonly Corner[], to: readonly Corner[]): Homography {
  const rows: number[][] = [];
  from.forEach(([x, y], i) => {
    const [u, v] = to[i]!;
    rows.push([x, y, 1, 0, 0, 0, -u * x, -u * y, u], [0, 0, 0, x, y, 1, -v * x, -v * y, v]);
  });
  for (let column = 0; column < 8; column++) {
    let pivot = column;
    for (let r = column + 1; r < 8; r++)
      if (Math.abs(rows[r]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = r;
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    for (let r = 0; r < 8; r++) {
      if (r === column) continue;
      const factor = rows[r]![column]! / rows[column]![column]!;
      for (let k = column; k < 9; k++) rows[r]![k]! -= factor * rows[column]![k]!;
    }
  }
  return rows.map((row, i) => row[8]! / row[i]!);
}

/** One channel of the document between four of its pixels. */
function sampleAt(flat: Picture, u: number, v: number, channel: number): number {
  const x = Math.min(Math.max(u - 0.5, 0), flat.width - 1.001);
  const y = Math.min(Math.max(v - 0.5, 0), flat.height - 1.001);
  const fx = x - (x | 0);
  const fy = y - (y | 0);
  const at = ((y | 0) * flat.width + (x | 0)) * 3 + channel;
  const below = at + flat.width * 3;
  const top = flat.data[at]! + (flat.data[at + 3]! - flat.data[at]!) * fx;
  const low = flat.data[below]! + (flat.data[below + 3]! - flat.data[below]!) * fx;
  return top + (low - top) * fy;
}

/** A soft contact shadow next to the document, a little below and to the right of it: a factor. */
function shadowAt(flat: Picture, u: number, v: number): number {
  const outX = Math.max(-u - 8, u - flat.width - 14, 0);
  const outY = Math.max(-v - 8, v - flat.height - 14, 0);
  return 1 - 0.45 * Math.exp(-Math.hypot(outX, outY) / 14);
}

/** Lightness of a wooden table, a factor a pixel; fibres are long, so x is stretched from a grid. */
function drawWood(seed: number): Float32Array {
  const cell = 16;
  const wood = new Float32Array(PHOTO_WIDTH * PHOTO_HEIGHT);
  const fibre = (x: number, y: number) =>
    0.72 + 0.31 * smoothNoise(x / 240, y / 7, seed) + 0.19 * smoothNoise(x / 60, y / 2.2, seed + 1);
  for (let y = 0; y < PHOTO_HEIGHT; y++) {
    let left = fibre(0, y);
    for (let x0 = 0; x0 < PHOTO_WIDTH; x0 += cell) {
      const right = fibre(x0 + cell, y);
      for (let k = 0; k < cell; k++)
        wood[y * PHOTO_WIDTH + x0 + k] = left + ((right - left) * k) / cell;
      left = right;
    }
  }
  return wood;
}
