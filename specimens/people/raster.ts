/** A small software rasterizer: depth first, then each visible sample is shaded once. */
import type { Material, Mesh } from './mesh.ts';
import type { Texture } from './paint.ts';

/** Samples a pixel along each axis. */
export const SAMPLES = 2;

export interface Camera {
  /** Turn of the head about its own axes, radians. */
  readonly yaw: number;
  readonly pitch: number;
  readonly roll: number;
  /** Centimetres from the camera to the head's middle. */
  readonly distance: number;
  /** Focal length and centre, samples. */
  readonly focal: number;
  readonly centreX: number;
  readonly centreY: number;
}

export interface Lighting {
  /** Unit vector towards the key light: +x picture right, +y up, +z towards the camera. */
  readonly towardsKey: readonly [number, number, number];
  readonly key: number;
  readonly ambient: number;
  /** Above 0 reddish, below 0 bluish. */
  readonly warmth: number;
  /** Light of a screen before the face, added to each channel where it falls straight on. */
  readonly screen: readonly [number, number, number];
}

const SHINE: Readonly<Record<Material, { strength: number; sharpness: number }>> = {
  face: { strength: 0.1, sharpness: 14 },
  skin: { strength: 0.04, sharpness: 14 },
  hair: { strength: 0.14, sharpness: 9 },
  cloth: { strength: 0, sharpness: 1 },
};

/** The neck's pivot, from which the head turns. */
const PIVOT_Y = -2;
const PIVOT_Z = -4;

interface Placed {
  readonly mesh: Mesh;
  /** Screen x, screen y, depth a point. */
  readonly screen: Float32Array;
  readonly normals: Float32Array;
}

function place(mesh: Mesh, camera: Camera): Placed {
  const count = mesh.points.length / 3;
  const space = new Float32Array(count * 3);
  const screen = new Float32Array(count * 3);
  const rollCos = Math.cos(camera.roll);
  const rollSin = Math.sin(camera.roll);
  for (let i = 0; i < count; i++) {
    const y0 = mesh.points[i * 3 + 1]!;
    const share = mesh.follow(y0);
    const [yawCos, yawSin] = [Math.cos(camera.yaw * share), Math.sin(camera.yaw * share)];
    const [tiltCos, tiltSin] = [Math.cos(camera.pitch * share), Math.sin(camera.pitch * share)];
    const x0 = mesh.points[i * 3]!;
    const z0 = mesh.points[i * 3 + 2]! - PIVOT_Z;
    const x = x0 * yawCos + z0 * yawSin;
    const depth = z0 * yawCos - x0 * yawSin;
    const y = (y0 - PIVOT_Y) * tiltCos - depth * tiltSin + PIVOT_Y;
    const z = (y0 - PIVOT_Y) * tiltSin + depth * tiltCos + PIVOT_Z;
    const rolled = share * (y - PIVOT_Y);
    const px = x * (1 + share * (rollCos - 1)) + rolled * rollSin;
    const py = y - share * (x * rollSin + (y - PIVOT_Y) * (1 - rollCos));
    space.set([px, py, z], i * 3);
    const scale = camera.focal / (camera.distance - z);
    screen[i * 3] = camera.centreX + px * scale;
    screen[i * 3 + 1] = camera.centreY - py * scale;
    screen[i * 3 + 2] = camera.distance - z;
  }
  return { mesh, screen, normals: normalsOf(space, mesh.triangles) };
}

function normalsOf(points: Float32Array, triangles: Uint32Array): Float32Array {
  const normals = new Float32Array(points.length);
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [triangles[t]! * 3, triangles[t + 1]! * 3, triangles[t + 2]! * 3];
    const ux = points[b]! - points[a]!;
    const uy = points[b + 1]! - points[a + 1]!;
    const uz = points[b + 2]! - points[a + 2]!;
    const vx = points[c]! - points[a]!;
    const vy = points[c + 1]! - points[a + 1]!;
    const vz = points[c + 2]! - points[a + 2]!;
    for (const i of [a, b, c]) {
      normals[i]! += uy * vz - uz * vy;
      normals[i + 1]! += uz * vx - ux * vz;
      normals[i + 2]! += ux * vy - uy * vx;
    }
  }
  for (let i = 0; i < normals.length; i += 3) {
    const length = Math.hypot(normals[i]!, normals[i + 1]!, normals[i + 2]!) || 1;
    for (let k = 0; k < 3; k++) normals[i + k]! /= length;
  }
  return normals;
}

/** Sample buffers of one picture size, reused from frame to frame. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly colour: Float32Array;
  readonly depth: Float32Array;
  readonly triangle: Int32Array;
}

export function createCanvas(width: number, height: number): Canvas {
  const samples = width * height * SAMPLES * SAMPLES;
  return {
    width: width * SAMPLES,
    height: height * SAMPLES,
    colour: new Float32Array(samples * 3),
    depth: new Float32Array(samples),
    triangle: new Int32Array(samples),
  };
}

/** Draws the meshes over what `colour` already holds. */
export function drawMeshes(
  canvas: Canvas,
  meshes: readonly Mesh[],
  textures: Readonly<Record<Material, Texture>>,
  camera: Camera,
  lighting: Lighting,
): void {
  canvas.depth.fill(Number.POSITIVE_INFINITY);
  for (const mesh of meshes) {
    const placed = place(mesh, camera);
    canvas.triangle.fill(-1);
    const bounds = scanDepth(canvas, placed);
    shade(canvas, placed, textures[mesh.material], lighting, bounds);
  }
}

interface Bounds {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

function scanDepth(canvas: Canvas, { mesh, screen }: Placed): Bounds {
  const { width, height, depth, triangle } = canvas;
  const all: Bounds = { left: width, right: -1, top: height, bottom: -1 };
  const { triangles } = mesh;
  for (let t = 0; t < triangles.length; t += 3) {
    const a = triangles[t]! * 3;
    const b = triangles[t + 1]! * 3;
    const c = triangles[t + 2]! * 3;
    const ax = screen[a]!;
    const ay = screen[a + 1]!;
    const bx = screen[b]! - ax;
    const by = screen[b + 1]! - ay;
    const cx = screen[c]! - ax;
    const cy = screen[c + 1]! - ay;
    const area = bx * cy - cx * by;
    if (Math.abs(area) < 1e-6) continue;
    const left = Math.max(0, Math.ceil(ax + Math.min(0, bx, cx)));
    const right = Math.min(width - 1, Math.floor(ax + Math.max(0, bx, cx)));
    const top = Math.max(0, Math.ceil(ay + Math.min(0, by, cy)));
    const bottom = Math.min(height - 1, Math.floor(ay + Math.max(0, by, cy)));
    if (left > right || top > bottom) continue;
    all.left = Math.min(all.left, left);
    all.right = Math.max(all.right, right);
    all.top = Math.min(all.top, top);
    all.bottom = Math.max(all.bottom, bottom);
    const za = screen[a + 2]!;
    const zb = screen[b + 2]! - za;
    const zc = screen[c + 2]! - za;
    for (let y = top; y <= bottom; y++) {
      for (let x = left; x <= right; x++) {
        const u = ((x - ax) * cy - cx * (y - ay)) / area;
        const v = (bx * (y - ay) - (x - ax) * by) / area;
        if (u < -1e-5 || v < -1e-5 || u + v > 1.00001) continue;
        const z = za + u * zb + v * zc;
        const sample = y * width + x;
        if (z >= depth[sample]!) continue;
        depth[sample] = z;
        triangle[sample] = t;
      }
    }
  }
  return all;
}

/** One channel between four texels. */
function bilinear(texels: Uint8Array, at: number, row: number, fx: number, fy: number): number {
  const top = texels[at]! + (texels[at + 3]! - texels[at]!) * fx;
  const low = texels[at + row]! + (texels[at + row + 3]! - texels[at + row]!) * fx;
  return top + (low - top) * fy;
}

/** Below this the highlight is darker than one grey level. */
const GLINT_MIN = 0.6;

/** Colours the samples whose nearest triangle belongs to this mesh. Plain numbers: it is hot. */
function shade(
  canvas: Canvas,
  { mesh, screen, normals }: Placed,
  texture: Texture,
  lighting: Lighting,
  bounds: Bounds,
): void {
  const { width, colour, triangle } = canvas;
  const { triangles, uv } = mesh;
  const [lx, ly, lz] = lighting.towardsKey;
  const [screenRed, screenGreen, screenBlue] = lighting.screen;
  const { strength, sharpness } = SHINE[mesh.material];
  const half = Math.hypot(lx, ly, lz + 1);
  const fillSide = lx > 0 ? -0.6 : 0.6;
  const row = texture.width * 3;
  const texels = texture.data;
  for (let y = bounds.top; y <= bounds.bottom; y++) {
    for (let x = bounds.left; x <= bounds.right; x++) {
      const sample = y * width + x;
      const t = triangle[sample]!;
      if (t < 0) continue;
      const ia = triangles[t]!;
      const ib = triangles[t + 1]!;
      const ic = triangles[t + 2]!;
      const a = ia * 3;
      const b = ib * 3;
      const c = ic * 3;
      const px = x - screen[a]!;
      const py = y - screen[a + 1]!;
      const bx = screen[b]! - screen[a]!;
      const by = screen[b + 1]! - screen[a + 1]!;
      const cx = screen[c]! - screen[a]!;
      const cy = screen[c + 1]! - screen[a + 1]!;
      const area = bx * cy - cx * by;
      const wb = (px * cy - cx * py) / area;
      const wc = (bx * py - px * by) / area;
      const wa = 1 - wb - wc;
      const mx = wa * normals[a]! + wb * normals[b]! + wc * normals[c]!;
      const my = wa * normals[a + 1]! + wb * normals[b + 1]! + wc * normals[c + 1]!;
      const mz = wa * normals[a + 2]! + wb * normals[b + 2]! + wc * normals[c + 2]!;
      const length = Math.sqrt(mx * mx + my * my + mz * mz) || 1;
      const flip = mz < 0 ? -1 / length : 1 / length;
      const nx = mx * flip;
      const ny = my * flip;
      const nz = mz * flip;
      const u = (wa * uv[ia * 2]! + wb * uv[ib * 2]! + wc * uv[ic * 2]!) * texture.width;
      const v =
        (wa * uv[ia * 2 + 1]! + wb * uv[ib * 2 + 1]! + wc * uv[ic * 2 + 1]!) * texture.height;
      const tx = Math.min(texture.width - 1.001, Math.max(0, u));
      const ty = Math.min(texture.height - 1.001, Math.max(0, v));
      const at = (ty | 0) * row + (tx | 0) * 3;
      const fx = tx - (tx | 0);
      const fy = ty - (ty | 0);
      // A wrapped key light, a weak fill from the other side, a sky brighter than the floor.
      const facing = nx * lx + ny * ly + nz * lz;
      const diffuse = Math.max(0, (facing + 0.25) / 1.25) * lighting.key * 0.62;
      const fill = Math.max(0, fillSide * nx + 0.5 * nz) * 0.18;
      const light = lighting.ambient * (0.86 + 0.14 * ny) + diffuse + fill;
      const glint = (facing + nz) / half;
      const shine = glint > GLINT_MIN ? glint ** sharpness * strength * lighting.key * 255 : 0;
      const warm = light * lighting.warmth;
      const straight = Math.max(0, nz);
      const red = light + warm + straight * screenRed;
      const green = light + straight * screenGreen;
      const blue = light - warm + straight * screenBlue;
      const out = sample * 3;
      colour[out] = bilinear(texels, at, row, fx, fy) * red + shine;
      colour[out + 1] = bilinear(texels, at + 1, row, fx, fy) * green + shine;
      colour[out + 2] = bilinear(texels, at + 2, row, fx, fy) * blue + shine;
    }
  }
}
