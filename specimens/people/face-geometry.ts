/**
 * The canonical 468-point face (Apache-2.0), read out of the assets of `@mediapipe/face_mesh` where
 * npm put them: no geometry is kept in this repository.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

export interface FaceGeometry {
  /** 468 points, x y z in centimetres: +x the subject's left, +y up, +z towards the camera. */
  readonly positions: Float64Array;
  /** 468 texture coordinates u v in 0..1, origin top left. */
  readonly textureCoordinates: Float64Array;
  /** Corner indices, three a triangle. */
  readonly triangles: Uint16Array;
}

export const FACE_POINTS = 468;
const FLOATS_A_VERTEX = 5;
const ASSET = 'geometry_pipeline_metadata_landmarks.binarypb';

/** Tags of the two protocol buffer messages we read (face_geometry.proto, mesh_3d.proto). */
const CANONICAL_MESH_TAG = 0x0a;
const VERTEX_TAG = 0x1d;
const INDEX_TAG = 0x20;
const ENUM_TAGS = new Set([0x08, 0x10]);

let loaded: FaceGeometry | undefined;

/** @throws Error when the package's assets do not hold the mesh this code was written for. */
export function loadFaceGeometry(): FaceGeometry {
  loaded ??= parseMesh(readAsset());
  return loaded;
}

function readAsset(): Buffer {
  const require = createRequire(import.meta.url);
  const folder = path.dirname(require.resolve('@mediapipe/face_mesh/package.json'));
  const loader = readFileSync(
    path.join(folder, 'face_mesh_solution_packed_assets_loader.js'),
    'utf8',
  );
  const entry = new RegExp(`${ASSET}", "start": (\\d+), "end": (\\d+)`).exec(loader);
  if (!entry) throw new Error(`@mediapipe/face_mesh no longer packs ${ASSET}`);
  const packed = readFileSync(path.join(folder, 'face_mesh_solution_packed_assets.data'));
  return packed.subarray(Number(entry[1]), Number(entry[2]));
}

function parseMesh(bytes: Buffer): FaceGeometry {
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++]!;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  while (bytes[at] !== CANONICAL_MESH_TAG) {
    if (!ENUM_TAGS.has(bytes[at++]!)) throw new Error('unknown face geometry message');
    varint();
  }
  at += 1;
  const length = varint();
  const end = at + length;
  const floats: number[] = [];
  const indices: number[] = [];
  while (at < end) {
    const tag = bytes[at++]!;
    if (tag === VERTEX_TAG) {
      floats.push(bytes.readFloatLE(at));
      at += 4;
    } else if (tag === INDEX_TAG) indices.push(varint());
    else if (ENUM_TAGS.has(tag)) varint();
    else throw new Error('unknown field in the canonical face mesh');
  }
  if (floats.length !== FACE_POINTS * FLOATS_A_VERTEX || indices.length % 3 !== 0)
    throw new Error('the canonical face mesh has another size than expected');
  return unpack(floats, indices);
}

function unpack(floats: number[], indices: number[]): FaceGeometry {
  const positions = new Float64Array(FACE_POINTS * 3);
  const textureCoordinates = new Float64Array(FACE_POINTS * 2);
  for (let i = 0; i < FACE_POINTS; i++) {
    const vertex = floats.slice(i * FLOATS_A_VERTEX, (i + 1) * FLOATS_A_VERTEX);
    positions.set(vertex.slice(0, 3), i * 3);
    textureCoordinates.set(vertex.slice(3), i * 2);
  }
  return { positions, textureCoordinates, triangles: Uint16Array.from(indices) };
}
