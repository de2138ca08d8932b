/**
 * Hand-held photographs of flat pictures, harder than those of the specimens' own photographer: any
 * angle, strong perspective, clutter, half shadow, glare, blur, low-quality JPEG. Seeded.
 */
import sharp from 'sharp';
import { homography } from '../specimens/documents/photograph.ts';
import { text } from '../specimens/documents/typeset.ts';
import { gaussianBank, type RandomSource, smoothNoise } from '../specimens/people/noise.ts';

export interface FlatPicture {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** Distance from glyph to glyph in its machine-readable zone, pixels. */
  readonly pitchPx: number;
}

/** What was done to the picture; written beside it, so that failures can be sorted by cause. */
export interface Treatment {
  readonly degrees: number;
  readonly pitchPx: number;
  readonly blurPx: number;
  readonly motionPx: number;
  readonly exposure: number;
  readonly isHalfShaded: boolean;
  readonly hasGlare: boolean;
  readonly isCluttered: boolean;
  readonly jpegQuality: number;
}

const WIDTH = 2016;
const HEIGHT = 1512;
const MARGIN_PX = 24;
/** Perspective: the depth of a corner varies by so much, and the nearest is so much larger. */
const TILT_MAX = 0.25;
const NEAR = 1 / (1 - TILT_MAX);

/** How a phone is held over a table: mostly upright or turned by a quarter, sometimes anyhow. */
export function drawTreatment(random: RandomSource): Treatment {
  const between = (low: number, high: number): number => low + (high - low) * random();
  const quarter = Math.floor(random() * 4) * 90;
  const isAnyhow = random() < 0.4;
  return {
    degrees: isAnyhow ? between(-180, 180) : quarter + between(-18, 18),
    pitchPx: between(8, 16),
    blurPx: between(0, 1.5),
    motionPx: random() < 0.3 ? between(1, 4) : 0,
    exposure: between(0.45, 1.1),
    isHalfShaded: random() < 0.35,
    hasGlare: random() < 0.3,
    isCluttered: random() < 0.5,
    jpegQuality: Math.round(between(40, 70)),
  };
}

/** @returns a JPEG of 2016 x 1512 pixels that holds the whole flat picture where it fits. */
export async function hardPhotograph(
  flat: FlatPicture,
  treatment: Treatment,
  random: RandomSource,
): Promise<Buffer> {
  const placed = place(flat, treatment, random);
  const table = await drawTable(treatment, random);
  const source = await shrunk(flat, placed.scale);
  const data = render(source, placed.corners, table, treatment, random);
  let picture = sharp(data, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } });
  const { blurPx, motionPx } = treatment;
  if (blurPx > 0.3) picture = picture.blur(blurPx);
  if (motionPx >= 1) picture = picture.convolve(motionKernel(motionPx, random() * Math.PI));
  const blurred = await picture.raw().toBuffer();
  addNoise(blurred, random);
  return sharp(blurred, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
    .jpeg({ quality: treatment.jpegQuality, chromaSubsampling: '4:2:0' })
    .toBuffer();
}

type Corner = readonly [number, number];

/** Four corners in the photograph, after turning and a perspective of up to a quarter. */
function place(flat: FlatPicture, { degrees, pitchPx }: Treatment, random: RandomSource) {
  const angle = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle))];
  const room = Math.min(
    (WIDTH - 2 * MARGIN_PX) / (flat.width * cos + flat.height * sin) / NEAR,
    (HEIGHT - 2 * MARGIN_PX) / (flat.width * sin + flat.height * cos) / NEAR,
  );
  const scale = Math.min(room, pitchPx / flat.pitchPx);
  const [halfWidth, halfHeight] = [(flat.width * scale) / 2, (flat.height * scale) / 2];
  const tiltX = (random() * 2 - 1) * TILT_MAX;
  const tiltY = (random() * 2 - 1) * TILT_MAX;
  const slackX = WIDTH / 2 - MARGIN_PX - NEAR * (halfWidth * cos + halfHeight * sin);
  const slackY = HEIGHT / 2 - MARGIN_PX - NEAR * (halfWidth * sin + halfHeight * cos);
  const centerX = WIDTH / 2 + (random() * 2 - 1) * Math.max(0, slackX);
  const centerY = HEIGHT / 2 + (random() * 2 - 1) * Math.max(0, slackY);
  const corner = (sx: number, sy: number): Corner => {
    const depth = 1 + (tiltX * sx + tiltY * sy) / 2;
    const [x, y] = [(sx * halfWidth) / depth, (sy * halfHeight) / depth];
    return [
      centerX + x * Math.cos(angle) - y * Math.sin(angle),
      centerY + x * Math.sin(angle) + y * Math.cos(angle),
    ];
  };
  return { corners: [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)], scale };
}

/** A large scan is made smaller first: a camera's lens does not alias either. */
async function shrunk(flat: FlatPicture, scale: number) {
  const { width, height } = flat;
  const still = sharp(flat.data, { raw: { width, height, channels: 3 } });
  if (scale >= 0.9) return { data: Buffer.from(flat.data), width, height };
  const { data, info } = await still
    .resize(Math.max(16, Math.round(width * scale)))
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

type Table = (x: number, y: number) => readonly [number, number, number];

const LETTER_PX = { width: 900, height: 640 };

/** A typed letter, grey; its words are drawn from the seed. */
async function drawLetter(random: RandomSource): Promise<Uint8Array> {
  const { width, height } = LETTER_PX;
  const size = 11 + random() * 12;
  const word = () =>
    Array.from({ length: 2 + Math.floor(random() * 8) }, () =>
      String.fromCharCode(97 + Math.floor(random() * 26)),
    ).join('');
  const rows = Array.from({ length: Math.floor((height - 60) / (size * 1.5)) }, (_, row) => {
    const words = Array.from({ length: Math.floor(1300 / (size * 5)) }, word).join(' ');
    return text(words, 30, 40 + row * size * 1.5, { face: 'regular', size, fill: '#222' });
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#f2f1ee"/>${rows.join('')}</svg>`;
  return sharp(Buffer.from(svg)).greyscale().raw().toBuffer();
}

/** A plain cloth, or a desk with letters on it. */
async function drawTable({ isCluttered }: Treatment, random: RandomSource): Promise<Table> {
  const seed = 1 + Math.floor(random() * 9000);
  const tone = [60 + random() * 150, 60 + random() * 150, 60 + random() * 150] as const;
  const letter = isCluttered ? await drawLetter(random) : new Uint8Array();
  const papers = Array.from({ length: isCluttered ? 4 : 0 }, () => ({
    x: random() * WIDTH,
    y: random() * HEIGHT,
    angle: random() * 2 * Math.PI,
    light: 0.7 + random() * 0.3,
  }));
  return (x, y) => {
    for (const paper of papers) {
      const [dx, dy] = [x - paper.x, y - paper.y];
      const [cos, sin] = [Math.cos(paper.angle), Math.sin(paper.angle)];
      const u = Math.floor(dx * cos + dy * sin + LETTER_PX.width / 2);
      const v = Math.floor(dy * cos - dx * sin + LETTER_PX.height / 2);
      if (u < 0 || v < 0 || u >= LETTER_PX.width || v >= LETTER_PX.height) continue;
      const level = letter[v * LETTER_PX.width + u]! * paper.light;
      return [level, level, level * 0.97];
    }
    const weave = 0.8 + 0.4 * smoothNoise(x / 90, y / 30, seed);
    return [tone[0] * weave, tone[1] * weave, tone[2] * weave];
  };
}

function render(
  flat: { readonly data: Uint8Array; readonly width: number; readonly height: number },
  corners: readonly Corner[],
  table: Table,
  treatment: Treatment,
  random: RandomSource,
): Buffer {
  const { width, height } = flat;
  const h = homography(corners, [
    [0, 0],
    [width, 0],
    [width, height],
    [0, height],
  ]);
  const light = drawLight(treatment, random);
  const data = Buffer.alloc(WIDTH * HEIGHT * 3);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const w = h[6]! * (x + 0.5) + h[7]! * (y + 0.5) + 1;
      const u = (h[0]! * (x + 0.5) + h[1]! * (y + 0.5) + h[2]!) / w;
      const v = (h[3]! * (x + 0.5) + h[4]! * (y + 0.5) + h[5]!) / w;
      const isInside = u >= 0 && v >= 0 && u < width && v < height;
      const colour = isInside ? null : table(x, y);
      const { factor, added } = light(x, y);
      const at = (y * WIDTH + x) * 3;
      for (let k = 0; k < 3; k++) {
        const level = colour === null ? sampled(flat, u, v, k) : colour[k]!;
        data[at + k] = Math.max(0, Math.min(255, level * factor + added));
      }
    }
  }
  return data;
}

function drawLight({ exposure, isHalfShaded, hasGlare }: Treatment, random: RandomSource) {
  const angle = random() * 2 * Math.PI;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const edge = (random() - 0.5) * 500;
  const shade = 0.4 + random() * 0.3;
  const spot = { x: WIDTH * (0.25 + 0.5 * random()), y: HEIGHT * (0.25 + 0.5 * random()) };
  const reach = 70 + random() * 130;
  const strength = 60 + random() * 90;
  return (x: number, y: number) => {
    const across = (x - WIDTH / 2) * cos + (y - HEIGHT / 2) * sin;
    const step = 1 / (1 + Math.exp(-(across - edge) / 25));
    const slope = 1 + (0.25 * across) / WIDTH;
    const factor = exposure * slope * (isHalfShaded ? shade + (1 - shade) * step : 1);
    const away = Math.hypot(x - spot.x, (y - spot.y) * 1.6) / reach;
    return { factor, added: hasGlare ? strength * Math.exp(-away * away) : 0 };
  };
}

function sampled(
  { data, width, height }: { data: Uint8Array; width: number; height: number },
  u: number,
  v: number,
  channel: number,
): number {
  const x = Math.min(Math.max(u - 0.5, 0), width - 1.001);
  const y = Math.min(Math.max(v - 0.5, 0), height - 1.001);
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [fx, fy] = [x - left, y - top];
  const at = (top * width + left) * 3 + channel;
  const below = at + width * 3;
  const high = data[at]! * (1 - fx) + data[at + 3]! * fx;
  return high * (1 - fy) + (data[below]! * (1 - fx) + data[below + 3]! * fx) * fy;
}

/** A hand that moved: a line of `length` pixels in a 7 x 7 kernel. */
function motionKernel(length: number, angle: number) {
  const side = 7;
  const kernel = new Array<number>(side * side).fill(0);
  const steps = 40;
  for (let step = 0; step <= steps; step++) {
    const along = (step / steps - 0.5) * length;
    const x = Math.round(3 + along * Math.cos(angle));
    const y = Math.round(3 + along * Math.sin(angle));
    kernel[y * side + x] = kernel[y * side + x]! + 1 / (steps + 1);
  }
  return { width: side, height: side, kernel, scale: 1 };
}

function addNoise(data: Buffer, random: RandomSource): void {
  const bank = gaussianBank();
  const deviation = 1.5 + random() * 5;
  let at = Math.floor(random() * bank.length);
  for (let index = 0; index < data.length; index++) {
    at = (at + 1) & (bank.length - 1);
    if (at === 0) at = Math.floor(random() * bank.length);
    data[index] = Math.max(0, Math.min(255, data[index]! + deviation * bank[at]!));
  }
}
