import type { FaceFacts, Quarter } from '../facts.ts';
import type { RgbImage } from '../image/decoded-image.ts';
import type { ModelRunner } from '../models/model-sessions.ts';
import { createEmbedder, EMBEDDER_DEFAULT, type EmbedderChoice } from './create-embedder.ts';
import {
  type DetectedFace,
  detectFaces,
  detectFacesInTiles,
  detectFacesWithMargin,
} from './detect-faces.ts';
import type { Embedder } from './embedder.ts';
import type { FaceEngine, FaceQuery } from './face-engine.ts';
import { type FivePoints, faceGeometryOf, fivePointsOf } from './face-geometry.ts';
import { measureFaceLight, measureNeck, measureSkin, measureSkinParts } from './face-light.ts';
import type { Box, Point } from './geometry.ts';
import { findLandmarks } from './landmarks.ts';
import { liveScore } from './live-score.ts';
import { Pyramid } from './pyramid.ts';

/** Detection score from which something counts as a face. */
export const DETECTION_SCORE_MIN = 0.6;
/** Mesh score under which a detection is no face: true ones have .97 and more, chance finds under .1. */
export const FACE_FLAG_MIN = 0.3;
/** More faces than this are not measured: a poster of a crowd must not cost seconds. */
export const FACES_MAX = 4;
/** Detections beyond that which are looked at because they may be parts of a face already seen. */
const PARTS_MAX = 2;

/** What the room itself may use beside the facts that leave it. */
export interface MeasuredFace {
  readonly facts: FaceFacts;
  readonly points: readonly Point[];
  /** Depth of the points in pixels, smaller towards the camera. */
  readonly depth: readonly number[];
  /** 0 to 1: how much the mesh believes in the face. */
  readonly flag: number;
  /** Share of the face's pixels that are burnt out, 0..1. */
  readonly glareShare: number;
  /** Mean R, G, B of the skin, 0..255. */
  readonly skin: readonly [number, number, number];
  /** The same below the chin; null where that is outside the picture. */
  readonly neck: readonly [number, number, number] | null;
  /** The same of places all over the face. */
  readonly skinParts: readonly (readonly [number, number, number])[];
}

export interface MeasuringFaceEngine extends FaceEngine {
  measure(image: RgbImage, query: FaceQuery): Promise<readonly MeasuredFace[]>;
  /** Loads every model, so that the first person does not wait. @throws VisionFailure */
  warm(): Promise<void>;
}

const FACE_MODELS = ['blazeface', 'facemesh', 'fr_liveness'] as const;

export function createFaceEngine(
  models: ModelRunner,
  choice: EmbedderChoice = EMBEDDER_DEFAULT,
): MeasuringFaceEngine {
  const embedder = createEmbedder(models, choice);
  const measureEach = async (
    picture: Pyramid,
    query: FaceQuery,
    faces: readonly DetectedFace[],
  ): Promise<readonly MeasuredFace[]> => {
    const measured: MeasuredFace[] = [];
    const facesMax = query.facesMax ?? FACES_MAX;
    for (const face of faces.slice(0, facesMax + PARTS_MAX)) {
      const next = await locate(models, picture, face);
      const isKnown = measured.some((other) => isSameMesh(other, next));
      if (isKnown) continue;
      measured.push(await measureFace({ models, embedder, picture, query }, next));
      if (measured.length >= facesMax) break;
    }
    return measured;
  };
  const measure = async (image: RgbImage, query: FaceQuery) => {
    const picture = new Pyramid(image);
    let doubted: readonly MeasuredFace[] = [];
    for await (const faces of detectedFaces(models, picture, query)) {
      const measured = await measureEach(picture, query, faces);
      if (measured.some(({ flag }) => flag >= FACE_FLAG_MIN)) return measured;
      // What has the outline of a face and no mesh says more than nothing: it may be covered.
      if (doubted.length === 0) doubted = measured;
    }
    return doubted;
  };
  return {
    measure,
    find: async (image, query) => visibleFaces(await measure(image, query)),
    warm: async () => {
      await Promise.all([...FACE_MODELS, ...embedder.models].map((id) => models.load(id)));
    },
  };
}

/** The faces that the mesh believes in, as facts. */
export function visibleFaces(faces: readonly MeasuredFace[]): FaceFacts[] {
  return faces.filter((face) => face.flag >= FACE_FLAG_MIN).map((face) => face.facts);
}

/**
 * Detections in the order in which they are to be believed. A face that lies on its side, or on its head, is often
 * found upright too, with its eyes where the mouth is: what is not found surely is looked at in every way, and the
 * way that finds it best comes first.
 */
async function* detectedFaces(
  models: ModelRunner,
  picture: Pyramid,
  query: FaceQuery,
): AsyncGenerator<readonly DetectedFace[]> {
  const { x, y, width, height } = query.within ?? { x: 0, y: 0, width: 1, height: 1 };
  const area = {
    left: x * picture.width,
    top: y * picture.height,
    right: (x + width) * picture.width,
    bottom: (y + height) * picture.height,
  };
  const scoreMin = query.scoreMin ?? DETECTION_SCORE_MIN;
  const look = async (turned: Quarter) => {
    const looking = { area, scoreMin, turned };
    const faces = await detectFaces(models, picture, looking);
    return faces.length > 0 ? faces : detectFacesWithMargin(models, picture, looking);
  };
  const [first = 0, ...others] = query.turned ?? [];
  const found = [await look(first)];
  if (bestScore(found[0]!) < SURE_SCORE_MIN) {
    for (const turned of others) found.push(await look(turned));
  }
  const worth = (faces: readonly DetectedFace[]) =>
    bestScore(faces) + (faces === found[0] ? CLEARLY_BETTER : 0);
  yield* found.toSorted((a, b) => worth(b) - worth(a));
  if (query.tiles === true) {
    yield detectFacesInTiles(models, picture, { area, scoreMin, turned: first });
  }
}

/**
 * From this score on a face stands as it was looked at: of faces that stood on their head none had more than .78
 * (8 photos of the development set, each turned three times), of upright ones none less than .85.
 */
const SURE_SCORE_MIN = 0.85;
/**
 * By so much another way must find a face better: of upright ones photos were found better on a side by up to .03,
 * faint frames of drawn films better on their head by up to .1. Some photos that stand on their head win by less:
 * the mesh does not believe in those upright, so that the next way comes all the same.
 */
const CLEARLY_BETTER = 0.08;

const bestScore = (faces: readonly DetectedFace[]) =>
  Math.max(0, ...faces.map(({ score }) => score));

function quarterOf(rollDegrees: number): Quarter {
  const quarter = ((Math.round(rollDegrees / 90) % 4) + 4) % 4;
  return ([0, 90, 180, 270] as const)[quarter as 0 | 1 | 2 | 3];
}

interface Measuring {
  readonly models: ModelRunner;
  readonly embedder: Embedder;
  readonly picture: Pyramid;
  readonly query: FaceQuery;
}

/** A face with its mesh, before the costly measures. */
interface LocatedFace {
  readonly detected: DetectedFace;
  readonly points: readonly Point[];
  readonly depth: readonly number[];
  readonly flag: number;
  readonly five: FivePoints;
}

async function locate(
  models: ModelRunner,
  picture: Pyramid,
  detected: DetectedFace,
): Promise<LocatedFace> {
  const { points, depth, flag } = await findLandmarks(models, picture, detected);
  return { detected, points, depth, flag, five: fivePointsOf(points) };
}

/**
 * Two boxes on one face lead to one mesh: the detector finds a large face twice, once in part. Boxes
 * alone cannot tell that from two heads close together.
 */
function isSameMesh(known: MeasuredFace, next: LocatedFace): boolean {
  const nose = fivePointsOf(known.points).nose;
  const distance = Math.hypot(nose[0] - next.five.nose[0], nose[1] - next.five.nose[1]);
  return distance < known.facts.eyeDistancePx / 2;
}

async function measureFace(
  { models, embedder, picture, query }: Measuring,
  { detected, points, depth, flag, five }: LocatedFace,
): Promise<MeasuredFace> {
  const light = measureFaceLight(picture, detected.box);
  const geometry = faceGeometryOf(five);
  const embedding = query.embed ? await embedder.embed(picture, points) : [];
  return {
    points,
    depth,
    flag,
    glareShare: light.glareShare,
    skin: measureSkin(picture, points, geometry.eyeDistancePx),
    neck: measureNeck(picture, points, geometry.eyeDistancePx),
    skinParts: measureSkinParts(picture, points, geometry.eyeDistancePx),
    facts: {
      region: regionOf(detected.box, picture),
      score: detected.score,
      ...geometry,
      sharpness: light.sharpness,
      brightness: light.brightness,
      embedding: Array.from(embedding),
      liveScore: query.live
        ? await liveScore(models, picture, detected.box, quarterOf(geometry.rollDegrees))
        : null,
    },
  };
}

function regionOf(box: Box, picture: Pyramid) {
  const left = Math.max(0, box.left / picture.width);
  const top = Math.max(0, box.top / picture.height);
  return {
    x: left,
    y: top,
    width: Math.min(1, box.right / picture.width) - left,
    height: Math.min(1, box.bottom / picture.height) - top,
  };
}
