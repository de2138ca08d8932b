/** Boxes around lines of text from the map of a "differentiable binarization" detector (arXiv 1911.08947). */

/** A rectangle that may lie askew. Pixels; `angle` in radians, the reading direction, (-pi/2, pi/2]. */
export interface TextBox {
  readonly centerX: number;
  readonly centerY: number;
  /** Along the line and across it. */
  readonly length: number;
  readonly height: number;
  readonly angle: number;
  /** Mean chance of text inside, 0..1. */
  readonly score: number;
}

export interface TextMap {
  readonly chances: Float32Array;
  readonly width: number;
  readonly height: number;
}

const INK_CHANCE_MIN = 0.3;
const BOX_SCORE_MIN = 0.5;
const AREA_PX_MIN = 12;
const HEIGHT_PX_MIN = 2;
/** The detector marks the core of a line; its box grows by area / perimeter times this. */
const GROWTH = 1.6;

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Boxes in pixels of the map, the surest first, at most `boxesMax`. */
export function textBoxes(map: TextMap, boxesMax: number): TextBox[] {
  const seen = new Uint8Array(map.chances.length);
  const stack = new Int32Array(map.chances.length);
  const boxes: TextBox[] = [];
  for (let start = 0; start < map.chances.length; start++) {
    if (seen[start] === 1 || map.chances[start]! <= INK_CHANCE_MIN) continue;
    const { edge, area, sum } = flood(map, start, seen, stack);
    if (area < AREA_PX_MIN || sum / area < BOX_SCORE_MIN) continue;
    const box = smallestBox(convexHull(edge));
    if (Math.min(box.length, box.height) < HEIGHT_PX_MIN) continue;
    boxes.push(grown({ ...box, score: sum / area }));
  }
  return boxes.sort((a, b) => b.score - a.score).slice(0, boxesMax);
}

function flood(map: TextMap, start: number, seen: Uint8Array, stack: Int32Array) {
  const { chances, width, height } = map;
  const edge: Point[] = [];
  let [area, sum, top] = [0, 0, 0];
  stack[top++] = start;
  seen[start] = 1;
  while (top > 0) {
    const at = stack[--top]!;
    const [x, y] = [at % width, Math.floor(at / width)];
    let isEdge = x === 0 || y === 0 || x === width - 1 || y === height - 1;
    area++;
    sum += chances[at]!;
    for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
      for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
        const next = ny * width + nx;
        if (chances[next]! <= INK_CHANCE_MIN) isEdge = true;
        else if (seen[next] === 0) {
          seen[next] = 1;
          stack[top++] = next;
        }
      }
    }
    if (isEdge) edge.push({ x, y });
  }
  return { edge, area, sum };
}

/** Andrew's monotone chain. */
function convexHull(points: readonly Point[]): Point[] {
  const sorted = points.toSorted((a, b) => a.x - b.x || a.y - b.y);
  const half = (ordered: readonly Point[]): Point[] => {
    const chain: Point[] = [];
    for (const point of ordered) {
      while (chain.length > 1 && turnOf(chain.at(-2)!, chain.at(-1)!, point) <= 0) chain.pop();
      chain.push(point);
    }
    return chain.slice(0, -1);
  };
  const hull = [...half(sorted), ...half(sorted.toReversed())];
  return hull.length > 0 ? hull : sorted.slice(0, 1);
}

function turnOf(origin: Point, a: Point, b: Point): number {
  return (a.x - origin.x) * (b.y - origin.y) - (a.y - origin.y) * (b.x - origin.x);
}

/** The smallest rectangle around a convex hull has a side on one of the hull's edges. */
function smallestBox(hull: readonly Point[]): Omit<TextBox, 'score'> {
  let best: { area: number; box: Omit<TextBox, 'score'> } | null = null;
  hull.forEach((from, index) => {
    const to = hull[(index + 1) % hull.length]!;
    const angle = Math.atan2(to.y - from.y, to.x - from.x);
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const along = hull.map(({ x, y }) => x * cos + y * sin);
    const across = hull.map(({ x, y }) => y * cos - x * sin);
    const [left, right] = [Math.min(...along), Math.max(...along)];
    const [low, high] = [Math.min(...across), Math.max(...across)];
    const [length, height] = [right - left + 1, high - low + 1];
    if (best !== null && length * height >= best.area) return;
    const [middle, level] = [(left + right) / 2, (low + high) / 2];
    const center = { centerX: middle * cos - level * sin, centerY: middle * sin + level * cos };
    best = { area: length * height, box: { ...center, length, height, angle } };
  });
  // The compiler does not follow assignments inside the callback.
  return (best as unknown as { box: Omit<TextBox, 'score'> }).box;
}

/** Grown to hold whole glyphs, with its long side along the line. */
function grown(box: TextBox): TextBox {
  const margin = (box.length * box.height * GROWTH) / (2 * (box.length + box.height));
  const isTall = box.length < box.height;
  let angle = isTall ? box.angle + Math.PI / 2 : box.angle;
  while (angle > Math.PI / 2) angle -= Math.PI;
  while (angle <= -Math.PI / 2) angle += Math.PI;
  return {
    ...box,
    length: (isTall ? box.height : box.length) + 2 * margin,
    height: (isTall ? box.length : box.height) + 2 * margin,
    angle,
  };
}
