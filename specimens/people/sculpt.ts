/** From the average face and the dials to a closed head: face, skull behind it, one smooth skin. */
import { loadFaceGeometry } from './face-geometry.ts';
import { borderRing, followHead, type Mesh, subdivide } from './mesh.ts';
import type { Traits } from './traits.ts';

type Point = [number, number, number];

/** Centre and radii of the skull behind the face, centimetres. */
const SKULL_CENTRE: Point = [0, 2.9, -3.6];
const SKULL_RADII: Point = [7.9, 8.9, 8.4];
const SKULL_RINGS = 5;

const EYE_CENTRES: readonly (readonly [Point, number])[] = [
  [[-3.15, 2.63, 3.6], -1],
  [[3.15, 2.63, 3.6], 1],
];

function ramp(from: number, to: number, x: number): number {
  const t = Math.min(1, Math.max(0, (x - from) / (to - from)));
  return t * t * (3 - 2 * t);
}

/** Moves points near a centre; the weight falls off as a bell of `reach` centimetres. */
function nudge(
  points: Point[],
  centre: Point,
  reach: number,
  move: (point: Point, weight: number) => void,
): void {
  for (const point of points) {
    const distance2 =
      (point[0] - centre[0]) ** 2 +
      (point[1] - centre[1]) ** 2 +
      0.25 * (point[2] - centre[2]) ** 2;
    const weight = Math.exp(-distance2 / (reach * reach));
    if (weight > 1e-3) move(point, weight);
  }
}

function shapeFeatures(points: Point[], traits: Traits): void {
  for (const [centre, side] of EYE_CENTRES) {
    nudge(points, centre, 2.5, (p, w) => {
      const [x, y] = [p[0] - centre[0], p[1] - centre[1]];
      p[0] += (x * (traits.eyeSize - 1) + side * traits.eyeSpread) * w;
      p[1] += (y * (traits.eyeSize - 1) * 1.25 + side * x * traits.eyeSlant) * w;
    });
    nudge(points, [side * 4, 4.8, 5], 2.3, (p, w) => {
      p[1] += (traits.browLift + (side * p[0] - 4) * traits.browSlant) * w;
      p[2] += traits.browRidge * w;
    });
  }
  nudge(points, [0, -1.4, 6.5], 2.5, (p, w) => {
    p[0] *= 1 + (traits.noseWidth - 1) * w;
    p[1] -= traits.noseLength * w;
    p[2] += (p[2] - 4.4) * (traits.noseDepth - 1) * w;
  });
  nudge(points, [0, 2, 6], 1.6, (p, w) => {
    p[0] *= 1 + (traits.noseWidth - 1) * 0.5 * w;
    p[2] += traits.noseBridge * w;
  });
  nudge(points, [0, -4.4, 5.5], 2.7, (p, w) => {
    p[0] *= 1 + (traits.mouthWidth - 1) * w;
    p[1] += ((p[1] + 4.3) * (traits.lipFullness - 1) - traits.mouthDrop) * w;
  });
  for (const side of [-1, 1])
    nudge(points, [side * 4.6, -3.2, 3.5], 2.6, (p, w) => {
      p[0] += side * 0.4 * traits.cheekFullness * w;
      p[2] += traits.cheekFullness * w;
    });
}

/** The outline of the whole head; also applied to hair and ears, so that they fit. */
export function shapeOutline(point: Point, traits: Traits): Point {
  const [x, y, z] = point;
  const low = ramp(-1, -8, y);
  const high = ramp(3, 8, y);
  const middle = Math.exp(-(((y + 1) / 3.2) ** 2)) * ramp(2, 6, Math.abs(x));
  const width =
    traits.faceWidth *
    (1 + (traits.jawWidth - 1) * low) *
    (1 + (traits.foreheadWidth - 1) * high) *
    (1 + (traits.cheekWidth - 1) * middle);
  return [x * width, y * traits.faceLength - traits.chinDrop * ramp(-5.5, -9, y), z];
}

/** A point behind the face: from the border over the skull towards the back of the head, t 0..1. */
function behindBorder(border: Point, t: number): Point {
  const d = border.map((value, axis) => (value - SKULL_CENTRE[axis]!) / SKULL_RADII[axis]!);
  const length = Math.hypot(d[0]!, d[1]!, d[2]!);
  const start = Math.acos(d[2]! / length);
  const around = Math.atan2(d[1]!, d[0]!);
  const polar = start + (Math.PI * 0.97 - start) * t;
  // The chin reaches beyond the skull: let that excess die away soon, it becomes the jaw's underside.
  const excess = 1 + (length - 1) * (1 - ramp(0, 0.55, t));
  return [
    SKULL_CENTRE[0] + SKULL_RADII[0] * excess * Math.sin(polar) * Math.cos(around),
    SKULL_CENTRE[1] + SKULL_RADII[1] * excess * Math.sin(polar) * Math.sin(around),
    SKULL_CENTRE[2] + SKULL_RADII[2] * excess * Math.cos(polar),
  ];
}

/** The head as one mesh whose texture coordinates outside the face stay on the face's border. */
export function sculptHead(traits: Traits): Mesh {
  const geometry = loadFaceGeometry();
  const points: Point[] = [];
  for (let i = 0; i < geometry.positions.length; i += 3)
    points.push([...geometry.positions.subarray(i, i + 3)] as Point);
  const ring = borderRing(geometry.triangles);
  const borders = ring.map((index) => [...points[index]!] as Point);
  shapeFeatures(points, traits);
  const uv = [...geometry.textureCoordinates];
  const triangles = [...geometry.triangles];
  let previous = ring;
  for (let step = 1; step <= SKULL_RINGS; step++) {
    const current = borders.map((border, k) => {
      uv.push(uv[ring[k]! * 2]!, uv[ring[k]! * 2 + 1]!);
      return points.push(behindBorder(border, step / SKULL_RINGS)) - 1;
    });
    for (let k = 0; k < ring.length; k++) {
      const next = (k + 1) % ring.length;
      triangles.push(previous[next]!, previous[k]!, current[k]!);
      triangles.push(previous[next]!, current[k]!, current[next]!);
    }
    previous = current;
  }
  const shaped = points.map((point) => shapeOutline(point, traits));
  return subdivide(
    subdivide({
      material: 'face',
      points: Float64Array.from(shaped.flat()),
      uv: Float64Array.from(uv),
      triangles: Uint32Array.from(triangles),
      follow: followHead,
    }),
  );
}
