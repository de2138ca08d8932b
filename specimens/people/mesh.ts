/** Triangle meshes of the drawn head and their smoothing. */

/** What a surface is made of decides its texture and its shine. */
export type Material = 'face' | 'skin' | 'hair' | 'cloth';

export interface Mesh {
  readonly material: Material;
  /** x y z a point. */
  readonly points: Float64Array;
  /** u v a point, 0..1, origin top left of the material's texture. */
  readonly uv: Float64Array;
  /** Three indices a triangle. */
  readonly triangles: Uint32Array;
  /** How much of the head's turn the point follows, 0 (shoulders) to 1 (head), by height. */
  readonly follow: (y: number) => number;
}

export const followHead = () => 1;

interface Edge {
  readonly from: number;
  readonly to: number;
  readonly opposite: number[];
  middle: number;
}

function edgesOf(triangles: ArrayLike<number>): Map<number, Edge> {
  const edges = new Map<number, Edge>();
  for (let t = 0; t < triangles.length; t += 3) {
    for (let k = 0; k < 3; k++) {
      const a = triangles[t + k]!;
      const b = triangles[t + ((k + 1) % 3)]!;
      const opposite = triangles[t + ((k + 2) % 3)]!;
      const key = Math.min(a, b) * 0x100000 + Math.max(a, b);
      const edge = edges.get(key);
      if (edge) edge.opposite.push(opposite);
      else edges.set(key, { from: a, to: b, opposite: [opposite], middle: -1 });
    }
  }
  return edges;
}

/** The open border of a mesh as one ring of point indices, in the direction of its triangles. */
export function borderRing(triangles: ArrayLike<number>): number[] {
  const next = new Map<number, number>();
  for (const edge of edgesOf(triangles).values())
    if (edge.opposite.length === 1) next.set(edge.from, edge.to);
  const first = Math.min(...next.keys());
  const ring = [first];
  for (let at = next.get(first)!; at !== first; at = next.get(at)!) ring.push(at);
  return ring;
}

/** One step of Loop's subdivision (C. Loop 1987): each triangle becomes four, corners are rounded. */
export function subdivide(mesh: Mesh): Mesh {
  const edges = edgesOf(mesh.triangles);
  const count = mesh.points.length / 3;
  const around: number[][] = Array.from({ length: count }, () => []);
  const border: number[][] = Array.from({ length: count }, () => []);
  for (const { from, to, opposite } of edges.values()) {
    around[from]!.push(to);
    around[to]!.push(from);
    if (opposite.length === 1) {
      border[from]!.push(to);
      border[to]!.push(from);
    }
  }
  const points = new Float64Array((count + edges.size) * 3);
  const uv = new Float64Array((count + edges.size) * 2);
  uv.set(mesh.uv);
  const sum = (indices: readonly number[], axis: number) =>
    indices.reduce((total, index) => total + mesh.points[index * 3 + axis]!, 0);
  for (let i = 0; i < count; i++) {
    const open = border[i]!.length === 2;
    const ring = open ? border[i]! : around[i]!;
    const weight = open ? 1 / 8 : ring.length === 3 ? 3 / 16 : 3 / (8 * ring.length);
    for (let axis = 0; axis < 3; axis++)
      points[i * 3 + axis] =
        (1 - ring.length * weight) * mesh.points[i * 3 + axis]! + weight * sum(ring, axis);
  }
  let index = count;
  for (const edge of edges.values()) {
    const ends = [edge.from, edge.to];
    const inner = edge.opposite.length === 2;
    for (let axis = 0; axis < 3; axis++)
      points[index * 3 + axis] = inner
        ? (3 / 8) * sum(ends, axis) + (1 / 8) * sum(edge.opposite, axis)
        : sum(ends, axis) / 2;
    for (let axis = 0; axis < 2; axis++)
      uv[index * 2 + axis] = (mesh.uv[edge.from * 2 + axis]! + mesh.uv[edge.to * 2 + axis]!) / 2;
    edge.middle = index++;
  }
  return { ...mesh, points, uv, triangles: splitTriangles(mesh.triangles, edges) };
}

function splitTriangles(triangles: Uint32Array, edges: ReadonlyMap<number, Edge>): Uint32Array {
  const split = new Uint32Array(triangles.length * 4);
  const middle = (a: number, b: number) =>
    edges.get(Math.min(a, b) * 0x100000 + Math.max(a, b))!.middle;
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [triangles[t]!, triangles[t + 1]!, triangles[t + 2]!];
    const [ab, bc, ca] = [middle(a, b), middle(b, c), middle(c, a)];
    split.set([a, ab, ca, b, bc, ab, c, ca, bc, ab, bc, ca], t * 4);
  }
  return split;
}

/** A surface over the unit square, `columns` x `rows` cells, given by a function of (s, t). */
export function surface(
  options: {
    readonly columns: number;
    readonly rows: number;
    readonly material: Material;
    readonly follow?: (y: number) => number;
  },
  at: (s: number, t: number) => readonly [number, number, number],
): Mesh {
  const { columns, rows, material } = options;
  const points: number[] = [];
  const uv: number[] = [];
  const triangles: number[] = [];
  for (let row = 0; row <= rows; row++) {
    for (let column = 0; column <= columns; column++) {
      points.push(...at(column / columns, row / rows));
      uv.push(column / columns, row / rows);
      if (row === rows || column === columns) continue;
      const corner = row * (columns + 1) + column;
      const below = corner + columns + 1;
      triangles.push(corner, below, corner + 1, corner + 1, below, below + 1);
    }
  }
  return {
    material,
    points: Float64Array.from(points),
    uv: Float64Array.from(uv),
    triangles: Uint32Array.from(triangles),
    follow: options.follow ?? followHead,
  };
}
