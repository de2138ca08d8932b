/**
 * The attack to fear: ONE photo turned into head movements. Depth comes from the face mesh, ears and
 * hair get an invented smooth depth, the background stays or zooms along. Simulated material: what it
 * shows beside the face is invented.
 */
import sharp from 'sharp';
import { gaussianBank, seededRandom } from '../../../specimens/people/noise.ts';
import type { MeasuringFaceEngine } from '../../../src/vision/face/create-face-engine.ts';
import type { RgbImage } from '../../../src/vision/image/decoded-image.ts';
import { faceTriangles, ovalPoints } from './face-topology.ts';

export interface WarpPose {
  /** Degrees, above 0: the nose to picture right. */
  readonly yaw: number;
  readonly pitch: number;
  readonly roll: number;
  readonly scale: number;
  /** Pixels. */
  readonly dx: number;
  readonly dy: number;
  /** Standard deviation of added sensor noise, grey levels. */
  readonly noise: number;
  readonly gain: number;
  readonly seed: number;
  /** Added share of red, green, blue where `tinted` says so; none without. */
  readonly tint?: readonly [number, number, number];
  readonly tinted?: Tinted;
}

/** `person`: the head with its neck and shoulders; `shaped`: the same, more where it faces the screen. */
export type Tinted = 'face' | 'person' | 'shaped' | 'picture';

/**
 * `zooms`: the whole picture grows when the face comes closer; `stays`: the background bends between
 * head and frame; `cutout`: the head moves before the untouched photo; `knowing`: cut out by somebody
 * who has read the defences, so that the perspective changes and the shoulders come closer too; `flat`:
 * the photo as a board.
 */
export type WarpKind = 'zooms' | 'stays' | 'cutout' | 'knowing' | 'flat';

const isCutOut = (kind: WarpKind) => kind === 'cutout' || kind === 'knowing';

export interface WarpModel {
  readonly texture: RgbImage;
  /** x, y, z in pixels of the frame; z smaller towards the camera. */
  readonly vertices: Float64Array;
  /** 1: moves with the head, 0: stands still. */
  readonly weights: Float64Array;
  readonly triangles: readonly number[];
  readonly pivot: readonly [number, number, number];
  readonly headWidth: number;
  readonly chinY: number;
  readonly width: number;
  readonly height: number;
  readonly kind: WarpKind;
}

/** Small, as a busy phone sends them: the suite has thousands to draw. */
export const frameWidth = 480;
export const frameHeight = 360;

const texturePerPixel = 1.5;
/** Width of the face in the frame, as a person holds a phone. */
const faceShare = 0.26;
const ringFactors = [1.1, 1.25, 1.45, 1.7, 2, 2.4, 3, 4.5, 9] as const;
/** As far as the cut-out head reaches: ears and hair. */
const cutoutRings = 3;
const meshPoints = 468;

export interface WarpOptions {
  readonly kind: WarpKind;
  readonly width?: number;
  readonly height?: number;
}

/** @returns null where the photo shows no face */
export async function prepareWarp(
  faces: MeasuringFaceEngine,
  photo: RgbImage,
  options: WarpOptions,
): Promise<WarpModel | null> {
  const { width = frameWidth, height = frameHeight, kind } = options;
  const [found] = await faces.measure(photo, { embed: false, live: false, facesMax: 1 });
  if (found === undefined) return null;
  const texture = await cutOut(photo, found.points, { width, height });
  const [again] = await faces.measure(texture, { embed: false, live: false, facesMax: 1 });
  if (again === undefined) return null;
  const inFrame = again.points.map((point, i) => [
    point[0] / texturePerPixel,
    point[1] / texturePerPixel,
    again.depth[i]! / texturePerPixel,
  ]) as [number, number, number][];
  return { texture, width, height, kind, ...headModel(inFrame, kind) };
}

/** The photo around its face, edges repeated where the frame is wider than the photo. */
async function cutOut(
  photo: RgbImage,
  points: readonly (readonly [number, number])[],
  { width, height }: { width: number; height: number },
): Promise<RgbImage> {
  const [left, right, top, bottom] = [points[234]!, points[454]!, points[10]!, points[152]!];
  const cutWidth = Math.round(Math.hypot(right[0] - left[0], right[1] - left[1]) / faceShare);
  const cutHeight = Math.round((cutWidth * height) / width);
  const x = Math.round((left[0] + right[0]) / 2 - cutWidth / 2);
  const y = Math.round((top[1] + bottom[1]) / 2 - cutHeight * 0.48);
  const before = { left: Math.max(0, -x), top: Math.max(0, -y) };
  const padded = await sharp(Buffer.from(photo.data), {
    raw: { width: photo.width, height: photo.height, channels: 3 },
  })
    .extend({
      ...before,
      right: Math.max(0, x + cutWidth - photo.width),
      bottom: Math.max(0, y + cutHeight - photo.height),
      extendWith: 'copy',
    })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { data, info } = await sharp(padded.data, {
    raw: { width: padded.info.width, height: padded.info.height, channels: 3 },
  })
    .extract({ left: x + before.left, top: y + before.top, width: cutWidth, height: cutHeight })
    .resize(Math.round(width * texturePerPixel), Math.round(height * texturePerPixel), {
      fit: 'fill',
    })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

function headModel(mesh: readonly (readonly [number, number, number])[], kind: WarpKind) {
  const left = mesh[234]!;
  const right = mesh[454]!;
  const headWidth = Math.hypot(right[0] - left[0], right[1] - left[1], right[2] - left[2]);
  const oval = ovalPoints.map((index) => mesh[index]!);
  const mean = (axis: 0 | 1 | 2) => oval.reduce((sum, p) => sum + p[axis], 0) / oval.length;
  const [cx, cy] = [mean(0), mean(1)];
  const earDepth = (left[2] + right[2]) / 2;
  const points: (readonly number[])[] = [...mesh];
  const weights: number[] = mesh.map(() => 1);
  const factors = isCutOut(kind) ? ringFactors.slice(0, cutoutRings) : ringFactors;
  for (const factor of factors) {
    for (const [x, y, z] of oval) {
      const down = Math.max(0, (y - cy) / Math.hypot(x - cx, y - cy));
      const behind = 1 - Math.exp(-(factor - 1) / 0.35);
      points.push([
        cx + (x - cx) * factor,
        cy + (y - cy) * factor,
        z + (earDepth + 0.2 * headWidth - z) * behind,
      ]);
      // The neck holds the head's lower edge: it moves less and ends sooner.
      weights.push(1 - smooth(1.5 - 0.48 * down * down, 2.5 - 0.5 * down, factor));
    }
  }
  const flatDepth = earDepth - 0.3 * headWidth;
  const vertices = Float64Array.from(
    points.flatMap(([x = 0, y = 0, z = 0]) => [x, y, kind === 'flat' ? flatDepth : z]),
  );
  return {
    vertices,
    weights: Float64Array.from(kind === 'flat' || isCutOut(kind) ? weights.map(() => 1) : weights),
    chinY: mesh[152]![1],
    triangles: [...faceTriangles(), ...ringTriangles(factors.length)],
    pivot: [cx, cy + 0.15 * headWidth, earDepth + 0.1 * headWidth] as const,
    headWidth,
  };
}

function ringTriangles(rings: number): number[] {
  const count = ovalPoints.length;
  const at = (ring: number, i: number) =>
    ring < 0 ? ovalPoints[i % count]! : meshPoints + ring * count + (i % count);
  return Array.from({ length: rings }, (_, ring) => ring).flatMap((ring) =>
    ovalPoints.flatMap((_point, i) => [
      at(ring - 1, i),
      at(ring - 1, i + 1),
      at(ring, i),
      at(ring - 1, i + 1),
      at(ring, i + 1),
      at(ring, i),
    ]),
  );
}

function smooth(from: number, to: number, x: number): number {
  const t = Math.min(1, Math.max(0, (x - from) / (to - from)));
  return t * t * (3 - 2 * t);
}

const radians = Math.PI / 180;
const farAway = 1e9;

/** One frame of the warped photo. */
export function warpFrame(model: WarpModel, pose: WarpPose): RgbImage {
  const { width, height } = model;
  const projected = project(model, pose);
  const data = new Float32Array(width * height * 3);
  const depths = new Float32Array(width * height).fill(farAway);
  const onFace = new Uint8Array(width * height);
  const facing = new Float32Array(width * height).fill(1);
  if (isCutOut(model.kind)) paintPhoto(model, pose, { data, depths, onFace, facing });
  for (let t = 0; t < model.triangles.length; t += 3) {
    const corners = [0, 1, 2].map((k) => model.triangles[t + k]!) as [number, number, number];
    drawTriangle(model, projected, corners, { data, depths, onFace, facing });
  }
  return develop({ data, depths, onFace, facing }, model, pose);
}

/** The photo behind everything: as it is, or with what is below the chin enlarged as the face is. */
function paintPhoto(model: WarpModel, { scale }: WarpPose, target: Target): void {
  const { data, depths, onFace } = target;
  const { texture, width, pivot, chinY, headWidth, kind } = model;
  for (let pixel = 0; pixel < depths.length; pixel += 1) {
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    const below = smooth(chinY - 0.2 * headWidth, chinY + 0.2 * headWidth, y);
    const shrink = kind === 'knowing' ? 1 + (1 / scale - 1) * below : 1;
    const [fromX, fromY] = [pivot[0] + (x - pivot[0]) * shrink, pivot[1] + (y - pivot[1]) * shrink];
    sampleInto(texture, fromX * texturePerPixel, fromY * texturePerPixel, data, pixel * 3);
    depths[pixel] = farAway / 2;
    onFace[pixel] = below > 0.5 ? 2 : 0;
  }
}

/** x, y, depth of each vertex in the frame. */
function project(model: WarpModel, pose: WarpPose): Float64Array {
  const { vertices, weights, pivot, headWidth, kind } = model;
  const out = new Float64Array(vertices.length);
  const [cosY, sinY] = [Math.cos(pose.yaw * radians), Math.sin(pose.yaw * radians)];
  const [cosP, sinP] = [Math.cos(pose.pitch * radians), Math.sin(pose.pitch * radians)];
  const [cosR, sinR] = [Math.cos(pose.roll * radians), Math.sin(pose.roll * radians)];
  const distance = 4 * headWidth;
  for (let i = 0; i < weights.length; i += 1) {
    const x = vertices[i * 3]! - pivot[0];
    const y = vertices[i * 3 + 1]! - pivot[1];
    const z = vertices[i * 3 + 2]! - pivot[2];
    const weight = weights[i]!;
    const unproject = (distance + z) / distance;
    const turnedX = x * unproject * cosY - z * sinY;
    const turnedZ = x * unproject * sinY + z * cosY;
    const nodY = y * unproject * cosP + turnedZ * sinP;
    const nodZ = turnedZ * cosP - y * unproject * sinP;
    const away = kind === 'knowing' ? distance / pose.scale : distance;
    const toPicture = away / (away + nodZ);
    const growth = kind === 'stays' ? 1 + (pose.scale - 1) * weight : pose.scale;
    const u = (x + (turnedX * toPicture - x) * weight) * growth;
    const v = (y + (nodY * toPicture - y) * weight) * growth;
    const moved = kind === 'stays' ? weight : 1;
    out[i * 3] = (u * cosR - v * sinR) * moved + u * (1 - moved) + pivot[0] + pose.dx * moved;
    out[i * 3 + 1] = (u * sinR + v * cosR) * moved + v * (1 - moved) + pivot[1] + pose.dy * moved;
    out[i * 3 + 2] = nodZ * weight + (1 - weight) * 1.5 * headWidth;
  }
  return out;
}

interface Target {
  readonly data: Float32Array;
  readonly depths: Float32Array;
  /** 1 where the face mesh itself is seen, 2 where hair, neck and shoulders are, 0 elsewhere. */
  readonly onFace: Uint8Array;
  /** Cosine between the triangle seen there and the way to the camera. */
  readonly facing: Float32Array;
}

function drawTriangle(
  { vertices, texture, width, height }: WarpModel,
  at: Float64Array,
  [a, b, c]: readonly [number, number, number],
  { data, depths, onFace, facing }: Target,
): void {
  const isFace = a < meshPoints && b < meshPoints && c < meshPoints ? 1 : 2;
  const [ax, ay, bx, by] = [at[a * 3]!, at[a * 3 + 1]!, at[b * 3]!, at[b * 3 + 1]!];
  const [cx, cy] = [at[c * 3]!, at[c * 3 + 1]!];
  const area = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay);
  if (Math.abs(area) < 1e-4) return;
  const towards = facingOf(at, [a, b, c]);
  const fromX = Math.max(0, Math.ceil(Math.min(ax, bx, cx)));
  const toX = Math.min(width - 1, Math.floor(Math.max(ax, bx, cx)));
  const toY = Math.min(height - 1, Math.floor(Math.max(ay, by, cy)));
  for (let y = Math.max(0, Math.ceil(Math.min(ay, by, cy))); y <= toY; y += 1) {
    for (let x = fromX; x <= toX; x += 1) {
      const s = ((x - ax) * (cy - ay) - (cx - ax) * (y - ay)) / area;
      const t = ((bx - ax) * (y - ay) - (x - ax) * (by - ay)) / area;
      if (s < -1e-4 || t < -1e-4 || s + t > 1.0001) continue;
      const depth = at[a * 3 + 2]! * (1 - s - t) + at[b * 3 + 2]! * s + at[c * 3 + 2]! * t;
      const pixel = y * width + x;
      if (depth >= depths[pixel]!) continue;
      depths[pixel] = depth;
      onFace[pixel] = isFace;
      facing[pixel] = towards;
      const mix = (axis: 0 | 1) =>
        (vertices[a * 3 + axis]! * (1 - s - t) +
          vertices[b * 3 + axis]! * s +
          vertices[c * 3 + axis]! * t) *
        texturePerPixel;
      sampleInto(texture, mix(0), mix(1), data, pixel * 3);
    }
  }
}

function facingOf(at: Float64Array, [a, b, c]: readonly [number, number, number]): number {
  const edge = (to: number, axis: number) => at[to * 3 + axis]! - at[a * 3 + axis]!;
  const across = edge(b, 1) * edge(c, 2) - edge(b, 2) * edge(c, 1);
  const down = edge(b, 2) * edge(c, 0) - edge(b, 0) * edge(c, 2);
  const depth = edge(b, 0) * edge(c, 1) - edge(b, 1) * edge(c, 0);
  return Math.abs(depth) / Math.hypot(across, down, depth);
}

function sampleInto(image: RgbImage, x: number, y: number, out: Float32Array, to: number): void {
  const cx = Math.max(0, Math.min(image.width - 1.001, x));
  const cy = Math.max(0, Math.min(image.height - 1.001, y));
  const [left, top] = [Math.floor(cx), Math.floor(cy)];
  const [fx, fy] = [cx - left, cy - top];
  const upper = (top * image.width + left) * 3;
  const lower = upper + image.width * 3;
  for (let k = 0; k < 3; k += 1) {
    out[to + k] =
      (image.data[upper + k]! * (1 - fx) + image.data[upper + 3 + k]! * fx) * (1 - fy) +
      (image.data[lower + k]! * (1 - fx) + image.data[lower + 3 + k]! * fx) * fy;
  }
}

function develop(
  { data: values, depths, onFace, facing }: Target,
  { width, height }: WarpModel,
  { noise, gain, seed, tint = [0, 0, 0], tinted = 'picture' }: WarpPose,
): RgbImage {
  const random = seededRandom(seed);
  const bank = gaussianBank();
  let at = 0;
  const data = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i += 1) {
    // Cracks of a pixel between triangles take the colour beside them.
    if (depths[Math.floor(i / 3)] === farAway && i >= 3) values[i] = values[i - 3]!;
    if (i % (width * 3) === 0) at = Math.floor(random() * bank.length);
    const grain = noise * bank[(at + i) & (bank.length - 1)]!;
    const pixel = Math.floor(i / 3);
    const isTinted = tinted === 'picture' || isOn(onFace[pixel]!, tinted);
    const share = tinted === 'shaped' ? facing[pixel]! : 1;
    const light = gain * (isTinted ? 1 + share * tint[i % 3]! : 1);
    data[i] = Math.max(0, Math.min(255, Math.round(values[i]! * light + grain)));
  }
  return { data, width, height };
}

function isOn(part: number, tinted: Tinted): boolean {
  return part === 1 || (tinted !== 'face' && part === 2);
}
