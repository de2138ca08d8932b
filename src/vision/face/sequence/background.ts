/** Does what is behind the head move with it? A room stays where it is. */
import { chin, correlation, deviation, type FrameView, sampleAt } from './frame-view.ts';

/** Detail of a background that says anything, grey levels after noise has been averaged. */
const textureMin = 3;
const pixelsMin = 400;
/** Nearer than this to the face, in half widths of it, stand hair and ears. */
const headRadius = 1.9;
const shiftMax = 10;
const shiftStep = 2;

/**
 * Correlation of the background with itself enlarged as the face was, less its correlation with
 * itself left where it was. Above 0: the whole picture grows, as when a photo is zoomed. Null where the
 * background shows too little.
 */
export function backgroundZoom(center: FrameView, closer: FrameView): number | null {
  const growth = closer.eyeDistance / center.eyeDistance;
  if (growth < 1.2) return null;
  const spots: { x: number; y: number }[] = [];
  const { width, height } = closer.detail;
  for (let y = 0; y < Math.min(height, closer.points[chin]![1]); y += 2) {
    for (let x = 0; x < width; x += 2) {
      const isClear = (view: FrameView, px: number, py: number) =>
        Math.hypot(px - view.center[0], (py - view.center[1]) / 1.25) > headRadius * view.radius;
      if (!isClear(closer, x, y) || !isClear(center, x, y)) continue;
      const [zx, zy] = zoomed(center, closer, growth, x, y);
      if (isClear(center, zx, zy)) spots.push({ x, y });
    }
  }
  if (spots.length < pixelsMin) return null;
  const seen = spots.map(({ x, y }) => closer.detail.data[y * width + x]!);
  if (deviation(seen) < textureMin) return null;
  const still = bestMatch(spots, center, seen, (x, y) => [x, y]);
  const grown = bestMatch(spots, center, seen, (x, y) => zoomed(center, closer, growth, x, y));
  return grown - still;
}

function zoomed(center: FrameView, closer: FrameView, growth: number, x: number, y: number) {
  return [
    center.center[0] + (x - closer.center[0]) / growth,
    center.center[1] + (y - closer.center[1]) / growth,
  ] as const;
}

/** The hand that holds the phone moves too: the best of some shifts counts. */
function bestMatch(
  spots: readonly { readonly x: number; readonly y: number }[],
  view: FrameView,
  seen: readonly number[],
  map: (x: number, y: number) => readonly [number, number],
): number {
  let best = -1;
  for (let dy = -shiftMax; dy <= shiftMax; dy += shiftStep) {
    for (let dx = -shiftMax; dx <= shiftMax; dx += shiftStep) {
      const there = spots.map(({ x, y }) => {
        const [fromX, fromY] = map(x, y);
        return sampleAt(view.detail, fromX + dx, fromY + dy) ?? 0;
      });
      best = Math.max(best, correlation(seen, there));
    }
  }
  return best;
}

const blockSide = 12;
const searchX = 14;
const searchY = 3;
const ringFrom = 1.5;
const ringTo = 2.5;
/** A block that is found again so well was found; so much better elsewhere, it moved. */
const matchMin = 0.85;
const betterElsewhere = 0.15;
const movedPx = 2;
const blocksMin = 8;

/**
 * Share (0..1) of the textured blocks beside the head that went along when it turned. A wall does not;
 * a warp has to bend it. Null where too few blocks could be followed.
 */
export function backgroundDrag(center: FrameView, turned: FrameView): number | null {
  const blocks = texturedBlocks(center).flatMap((block) => {
    const matches = matchesOf(turned, block);
    return matches === null ? [] : [{ ...block, matches }];
  });
  // What the far background did is the camera's own movement.
  const far = blocks.filter((block) => block.distance >= ringTo);
  const own = far.length >= blocksMin ? commonShift(far.map((block) => block.matches)) : stillShift;
  const near = blocks.filter((block) => block.distance < ringTo);
  let followed = 0;
  let moved = 0;
  for (const { matches } of near) {
    const best = matches.reduce((a, b) => (b.match > a.match ? b : a));
    const stayed = Math.max(...matches.filter((one) => isNear(one, own)).map((one) => one.match));
    if (Math.max(best.match, stayed) < matchMin) continue;
    followed++;
    if (best.match - stayed >= betterElsewhere && Math.abs(best.dx - own.dx) > movedPx) moved++;
  }
  return followed < blocksMin ? null : moved / followed;
}

interface Shift {
  readonly dx: number;
  readonly dy: number;
}

const stillShift: Shift = { dx: 0, dy: 0 };

type Match = Shift & { readonly match: number };

const isNear = (one: Shift, own: Shift) =>
  Math.abs(one.dx - own.dx) <= 1 && Math.abs(one.dy - own.dy) <= 1;

function texturedBlocks(view: FrameView) {
  const blocks: { x: number; y: number; distance: number; values: readonly number[] }[] = [];
  const bottom = view.points[chin]![1] - blockSide;
  for (let y = searchY; y < bottom; y += blockSide / 2) {
    for (let x = searchX; x < view.detail.width - searchX - blockSide; x += blockSide / 2) {
      const dx = x + blockSide / 2 - view.center[0];
      const dy = (y + blockSide / 2 - view.center[1]) / 1.25;
      const distance = Math.hypot(dx, dy) / view.radius;
      if (distance < ringFrom) continue;
      const values = valuesOf(view, x, y);
      if (values !== null && hasUprightEdges(values)) blocks.push({ x, y, distance, values });
    }
  }
  return blocks;
}

/** A block of level lines looks the same when it is pushed along them. */
function hasUprightEdges(values: readonly number[]): boolean {
  const columns = Array.from({ length: blockSide }, (_, x) => {
    let sum = 0;
    for (let y = 0; y < blockSide; y++) sum += values[y * blockSide + x]!;
    return sum / blockSide;
  });
  return deviation(columns) >= 1.5 * textureMin;
}

function valuesOf({ detail }: FrameView, fromX: number, fromY: number): number[] | null {
  const { data, width, height } = detail;
  if (fromX < 0 || fromY < 0 || fromX + blockSide > width || fromY + blockSide > height)
    return null;
  const values: number[] = [];
  for (let row = 0; row < blockSide; row++) {
    for (let column = 0; column < blockSide; column++) {
      values.push(data[(fromY + row) * width + fromX + column]!);
    }
  }
  return values;
}

function matchesOf(
  turned: FrameView,
  { x, y, values }: { readonly x: number; readonly y: number; readonly values: readonly number[] },
): readonly Match[] | null {
  const matches: Match[] = [];
  for (let dy = -searchY; dy <= searchY; dy++) {
    for (let dx = -searchX; dx <= searchX; dx++) {
      const there = valuesOf(turned, x + dx, y + dy);
      if (there !== null) matches.push({ dx, dy, match: correlation(values, there) });
    }
  }
  return matches.length === 0 ? null : matches;
}

/** The shift under which the blocks together are found best. */
function commonShift(blocks: readonly (readonly Match[])[]): Shift {
  const sums = new Map<string, Match>();
  for (const { dx, dy, match } of blocks.flat()) {
    const key = `${dx},${dy}`;
    sums.set(key, { dx, dy, match: (sums.get(key)?.match ?? 0) + match });
  }
  return [...sums.values()].reduce((a, b) => (b.match > a.match ? b : a));
}
