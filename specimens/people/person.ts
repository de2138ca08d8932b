/** Heads of people who do not exist: built once from their traits, drawn from any side. */
import { bodyParts } from './body.ts';
import { clothTexture, hairTexture, skinTexture } from './materials.ts';
import type { Material, Mesh } from './mesh.ts';
import { gaussianBank, seededRandom, smoothNoise } from './noise.ts';
import { paintFace, type Texture } from './paint.ts';
import { PERSONS, type PersonName } from './persons.ts';
import { type Canvas, createCanvas, drawMeshes, SAMPLES } from './raster.ts';
import { sculptHead } from './sculpt.ts';
import type { Traits } from './traits.ts';

export interface Person {
  readonly name: string;
  readonly traits: Traits;
  readonly meshes: readonly Mesh[];
  readonly eyesOpen: Readonly<Record<Material, Texture>>;
  readonly eyesShut: Readonly<Record<Material, Texture>>;
}

export interface Pose {
  /** Degrees. Above 0: the head turns to the subject's own left, the nose to picture right. */
  readonly yaw?: number;
  /** Degrees. Above 0: the head looks up. */
  readonly pitch?: number;
  /** Degrees. Above 0: the head leans to picture right. */
  readonly roll?: number;
  /** 1: the face is about 30 % of a 4:3 picture's width; 1.5: half as near again. */
  readonly scale?: number;
  /** A longer lens: enlarges without coming nearer, 1 = a phone's front camera. */
  readonly zoom?: number;
  /** Shift of the whole person, fractions of the picture's width and height. */
  readonly dx?: number;
  readonly dy?: number;
  /** Direction of the key light, any length: +x picture right, +y up, +z from the camera. */
  readonly light?: readonly [number, number, number];
  readonly key?: number;
  readonly ambient?: number;
  readonly warmth?: number;
  /** Red, green, blue of a screen's light on the person; 1 is as much as the key light. Default none. */
  readonly screen?: readonly [number, number, number];
  /** Exposure, a factor. */
  readonly gain?: number;
  /** Standard deviation of sensor noise, 8-bit grey levels. */
  readonly noise?: number;
  readonly noiseSeed?: number;
  readonly eyesShut?: boolean;
  /** A plain wall instead of the person's own, for document portraits. */
  readonly wall?: Traits['wall'];
  readonly width?: number;
  readonly height?: number;
}

export interface Picture {
  /** RGB, 8 bits a channel. */
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
}

/** Centimetres from camera to head at scale 1, and the head's width the framing is made for. */
const DISTANCE_CM = 60;
const HEAD_WIDTH_CM = 15.3;
const FACE_SHARE = 0.3;
const DEGREE = Math.PI / 180;

const built = new Map<string, Promise<Person>>();

/** @throws Error for a name that is not in persons.ts. */
export function buildPerson(name: PersonName): Promise<Person> {
  let person = built.get(name);
  if (!person) {
    person = buildFromTraits(name, PERSONS[name]);
    built.set(name, person);
  }
  return person;
}

/** For searching new persons; everyone else takes them by name. */
export async function buildFromTraits(name: string, traits: Traits): Promise<Person> {
  const others = {
    skin: skinTexture(traits),
    hair: hairTexture(traits),
    cloth: clothTexture(traits),
  };
  const { eyesOpen, eyesShut } = await paintFace(traits);
  return {
    name,
    traits,
    meshes: [sculptHead(traits), ...bodyParts(traits)],
    eyesOpen: { ...others, face: eyesOpen },
    eyesShut: { ...others, face: eyesShut },
  };
}

const canvases = new Map<string, Canvas>();

function canvasOf(width: number, height: number): Canvas {
  const key = `${width}x${height}`;
  let canvas = canvases.get(key);
  if (!canvas) {
    canvases.clear();
    canvas = createCanvas(width, height);
    canvases.set(key, canvas);
  }
  return canvas;
}

/** Draws one picture; the same arguments give the same bytes. Default 640 x 480. */
export function renderPerson(person: Person, pose: Pose = {}): Picture {
  const { width = 640, height = 480, scale = 1 } = pose;
  const canvas = canvasOf(width, height);
  paintWall(canvas, pose.wall ?? person.traits.wall, person.traits.seed);
  const light = pose.light ?? [-0.35, 0.5, 0.8];
  const length = Math.hypot(...light);
  // Framing by the smaller of width and 4/3 of height keeps portrait pictures comparable.
  const reference = Math.min(canvas.width, (canvas.height * 4) / 3);
  drawMeshes(
    canvas,
    person.meshes,
    pose.eyesShut ? person.eyesShut : person.eyesOpen,
    {
      yaw: (pose.yaw ?? 0) * DEGREE,
      pitch: -(pose.pitch ?? 0) * DEGREE,
      roll: (pose.roll ?? 0) * DEGREE,
      distance: DISTANCE_CM / scale,
      focal: ((FACE_SHARE * reference) / HEAD_WIDTH_CM) * DISTANCE_CM * (pose.zoom ?? 1),
      centreX: canvas.width * (0.5 + (pose.dx ?? 0)),
      centreY: canvas.height * (0.47 + (pose.dy ?? 0)),
    },
    {
      towardsKey: [light[0] / length, light[1] / length, light[2] / length],
      key: pose.key ?? 1,
      ambient: pose.ambient ?? 0.5,
      warmth: pose.warmth ?? 0,
      screen: pose.screen ?? [0, 0, 0],
    },
  );
  return { data: develop(canvas, pose), width, height };
}

let wallCache: { readonly key: string; readonly colour: Float32Array } | undefined;

/** A wall with faint unevenness; the last one is kept, because films repeat it. */
function paintWall(canvas: Canvas, wall: Traits['wall'], seed: number): void {
  const key = `${canvas.width} ${canvas.height} ${wall.join()} ${seed}`;
  if (wallCache?.key !== key) {
    drawWall(canvas, wall, seed);
    wallCache = { key, colour: canvas.colour.slice() };
  } else canvas.colour.set(wallCache.colour);
}

/** The noise is computed on a coarse grid along each row and stretched. */
function drawWall({ width, height, colour }: Canvas, wall: Traits['wall'], seed: number): void {
  const cell = 16;
  const patch = height / 8;
  const light = (x: number, y: number) => 0.96 + 0.08 * smoothNoise(x / patch, y / patch, seed + 9);
  for (let y = 0; y < height; y++) {
    const t = y / height;
    const [red, green, blue] = [0, 1, 2].map((k) => wall[0][k]! * (1 - t) + wall[1][k]! * t);
    for (let x0 = 0; x0 < width; x0 += cell) {
      const from = light(x0, y);
      const slope = (light(x0 + cell, y) - from) / cell;
      for (let x = x0; x < Math.min(width, x0 + cell); x++) {
        const here = from + slope * (x - x0);
        const sample = (y * width + x) * 3;
        colour[sample] = red! * here;
        colour[sample + 1] = green! * here;
        colour[sample + 2] = blue! * here;
      }
    }
  }
}

/** Averages the samples, exposes, adds sensor noise, rounds to 8 bits. */
function develop(canvas: Canvas, pose: Pose): Buffer {
  const width = canvas.width / SAMPLES;
  const height = canvas.height / SAMPLES;
  const { colour } = canvas;
  const gain = (pose.gain ?? 1) / (SAMPLES * SAMPLES);
  const noise = pose.noise ?? 0;
  const bank = gaussianBank();
  const random = seededRandom(pose.noiseSeed ?? 1);
  const out = Buffer.alloc(width * height * 3);
  const row = canvas.width * 3;
  for (let y = 0; y < height; y++) {
    let grain = Math.floor(random() * bank.length);
    for (let x = 0; x < width; x++) {
      const from = y * SAMPLES * row + x * SAMPLES * 3;
      for (let k = 0; k < 3; k++) {
        const sum =
          colour[from + k]! +
          colour[from + 3 + k]! +
          colour[from + row + k]! +
          colour[from + row + 3 + k]!;
        grain = (grain + 1) & (bank.length - 1);
        const value = sum * gain + noise * bank[grain]!;
        out[(y * width + x) * 3 + k] = value < 0 ? 0 : value > 255 ? 255 : Math.round(value);
      }
    }
  }
  return out;
}
