export type Point = readonly [x: number, y: number];

/** Edges in pixels of the picture. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * Maps a pixel of the crop to a pixel of the picture: x' = a x + b y + c, y' = d x + e y + f. Pixel
 * centers lie on whole numbers.
 */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

export const boxWidth = (box: Box): number => box.right - box.left;
export const boxHeight = (box: Box): number => box.bottom - box.top;

/** Crop of an upright box to `width` x `height` pixels. */
export function cropOf(box: Box, width: number, height: number): Affine {
  const stepX = boxWidth(box) / width;
  const stepY = boxHeight(box) / height;
  return [stepX, 0, box.left + stepX / 2 - 0.5, 0, stepY, box.top + stepY / 2 - 0.5];
}

/** Crop of a square that is turned by `angle` radians around its center, to `size` x `size` pixels. */
export function turnedCropOf(
  square: { readonly center: Point; readonly side: number; readonly angle: number },
  size: number,
): Affine {
  const step = square.side / size;
  const cos = Math.cos(square.angle) * step;
  const sin = Math.sin(square.angle) * step;
  const middle = size / 2 - 0.5;
  const [x, y] = square.center;
  return [cos, -sin, x - cos * middle + sin * middle, sin, cos, y - sin * middle - cos * middle];
}

export function applyAffine(map: Affine, [x, y]: Point): Point {
  return [map[0] * x + map[1] * y + map[2], map[3] * x + map[4] * y + map[5]];
}

/**
 * The least-squares similarity (turn, scale, shift) between two point lists of equal length, as the map
 * from the crop (`targets`) back to the picture (`sources`).
 */
export function similarityTo(sources: readonly Point[], targets: readonly Point[]): Affine {
  const source = centroid(sources);
  const target = centroid(targets);
  let along = 0;
  let across = 0;
  let spread = 0;
  for (let i = 0; i < sources.length; i++) {
    const dx = targets[i]![0] - target[0];
    const dy = targets[i]![1] - target[1];
    const sx = sources[i]![0] - source[0];
    const sy = sources[i]![1] - source[1];
    along += dx * sx + dy * sy;
    across += dx * sy - dy * sx;
    spread += dx * dx + dy * dy;
  }
  const a = along / spread;
  const b = across / spread;
  return [
    a,
    -b,
    source[0] - a * target[0] + b * target[1],
    b,
    a,
    source[1] - b * target[0] - a * target[1],
  ];
}

export function centroid(points: readonly Point[]): Point {
  let x = 0;
  let y = 0;
  for (const point of points) {
    x += point[0];
    y += point[1];
  }
  return [x / points.length, y / points.length];
}

/** Intersection over union, 0 to 1. */
export function overlap(a: Box, b: Box): number {
  const shared = sharedArea(a, b);
  return shared / (areaOf(a) + areaOf(b) - shared);
}

/** Part of the smaller box that lies in the other, 0 to 1. */
export function nesting(a: Box, b: Box): number {
  return sharedArea(a, b) / Math.min(areaOf(a), areaOf(b));
}

function areaOf(box: Box): number {
  return boxWidth(box) * boxHeight(box);
}

function sharedArea(a: Box, b: Box): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return Math.max(0, width) * Math.max(0, height);
}
