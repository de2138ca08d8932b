/**
 * A picture shown on a screen and photographed from it: each pixel of the screen is three lit stripes with dark gaps,
 * seen a little askew, through a lens and with a sensor's noise. Simulated: no real screen.
 */
import sharp from 'sharp';
import { gaussianBank, type RandomSource, seededRandom } from '../specimens/people/noise.ts';
import type { Picture } from '../specimens/people/person.ts';
import { sharpOf } from './forged-documents.ts';

const WIDTH = 2048;
const HEIGHT = 1536;
/** Looks a side and pixel of the photograph: stripes are finer than its pixels. */
const SAMPLES = 3;
const GAMMA = 2.2;
const LIGHT = Float32Array.from({ length: 256 }, (_, level) => (level / 255) ** GAMMA);

interface Screen {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** Pixels of the photograph for one of the screen. */
  readonly scale: number;
  readonly angle: number;
  readonly tilt: readonly [number, number];
  /** Lit share of a stripe across, and of a pixel down. */
  readonly lit: readonly [number, number];
}

async function drawScreen(shown: Picture, random: RandomSource): Promise<Screen> {
  const { data, info } = await sharpOf(shown)
    .resize(Math.round(900 + 900 * random()))
    .raw()
    .toBuffer({ resolveWithObject: true });
  return {
    data,
    width: info.width,
    height: info.height,
    scale: (WIDTH / info.width) * (0.95 + 0.2 * random()),
    angle: (random() - 0.5) * 0.16,
    tilt: [(random() - 0.5) * 6e-5, (random() - 0.5) * 6e-5],
    lit: [0.75 + 0.2 * random(), 0.8 + 0.15 * random()],
  };
}

/** Adds the light of one point of the photograph, in linear levels 0..1. */
function addLight(screen: Screen, x: number, y: number, light: Float64Array): void {
  const depth = 1 + screen.tilt[0] * x + screen.tilt[1] * y;
  const [cos, sin] = [Math.cos(screen.angle), Math.sin(screen.angle)];
  const u = (x * cos + y * sin) / screen.scale / depth + screen.width / 2;
  const v = (y * cos - x * sin) / screen.scale / depth + screen.height / 2;
  const [column, row] = [Math.floor(u), Math.floor(v)];
  const isOutside = column < 0 || row < 0 || column >= screen.width || row >= screen.height;
  if (isOutside || v - row > screen.lit[1]) return;
  const channel = Math.floor((u - column) * 3);
  if ((u - column) * 3 - channel > screen.lit[0]) return;
  light[channel]! += LIGHT[screen.data[(row * screen.width + column) * 3 + channel]!]!;
}

export async function screenPhotographOf(shown: Picture, seed: number): Promise<Picture> {
  const random = seededRandom(seed * 17 + 5);
  const screen = await drawScreen(shown, random);
  const data = Buffer.alloc(WIDTH * HEIGHT * 3);
  const light = new Float64Array(3);
  // As bright as the picture itself, whatever the gaps swallow.
  const gain = 3 / (SAMPLES * SAMPLES * screen.lit[0] * screen.lit[1]);
  for (let at = 0; at < WIDTH * HEIGHT; at++) {
    light.fill(0);
    for (let part = 0; part < SAMPLES * SAMPLES; part++) {
      const x = (at % WIDTH) - WIDTH / 2 + ((part % SAMPLES) + 0.5) / SAMPLES;
      const y = Math.floor(at / WIDTH) - HEIGHT / 2 + (Math.floor(part / SAMPLES) + 0.5) / SAMPLES;
      addLight(screen, x, y, light);
    }
    for (let k = 0; k < 3; k++)
      data[at * 3 + k] = 255 * Math.min(1, light[k]! * gain) ** (1 / GAMMA);
  }
  const raw = { width: WIDTH, height: HEIGHT, channels: 3 } as const;
  const blurred = await sharp(data, { raw })
    .blur(0.5 + 0.6 * random())
    .raw()
    .toBuffer();
  const bank = gaussianBank();
  for (let at = 0, grain = 0; at < blurred.length; at++) {
    if (at % (WIDTH * 3) === 0) grain = Math.floor(random() * bank.length);
    grain = (grain + 1) & (bank.length - 1);
    blurred[at] = Math.max(0, Math.min(255, blurred[at]! + 2.5 * bank[grain]!));
  }
  const smoothed = await sharp(blurred, { raw }).blur(0.45).raw().toBuffer();
  return { data: smoothed, width: WIDTH, height: HEIGHT };
}
