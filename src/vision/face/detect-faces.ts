import type { Quarter } from '../facts.ts';
import type { ModelRunner } from '../models/model-sessions.ts';
import {
  type Affine,
  applyAffine,
  type Box,
  boxHeight,
  boxWidth,
  cropOf,
  nesting,
  overlap,
  type Point,
  turnedCropOf,
} from './geometry.ts';
import type { Pyramid } from './pyramid.ts';

export interface DetectedFace {
  /** 0 to 1. */
  readonly score: number;
  readonly box: Box;
  /** Eye at the left of the picture, eye at the right, nose tip, mouth, left ear, right ear. */
  readonly keypoints: readonly Point[];
}

/** Where to look, and for what. */
export interface Looking {
  readonly area: Box;
  readonly scoreMin: number;
  readonly turned: Quarter;
}

const INPUT_SIDE = 256;
const VALUES_PER_ANCHOR = 16;
const KEYPOINTS = 6;
const OVERLAP_MAX = 0.3;
/** Part of the smaller box inside the larger one from which both are the same face. */
const NESTING_MAX = 0.6;
/** The two grids of BlazeFace's back model: cells along a side and anchors in each cell. */
const GRIDS = [
  { scores: 'Identity:0', boxes: 'Identity_2:0', cells: 16, anchors: 2 },
  { scores: 'Identity_1:0', boxes: 'Identity_3:0', cells: 8, anchors: 6 },
] as const;

/** Part of a tile's side, and the starts of the tiles along a side, as fractions. */
const TILE_SIDE = 0.55;
const TILE_STARTS = [0, 0.225, 0.45] as const;

/** Faces inside `area`, largest first, overlapping boxes merged. */
export async function detectFaces(
  models: ModelRunner,
  picture: Pyramid,
  { area, scoreMin, turned }: Looking,
): Promise<DetectedFace[]> {
  const square = squareAround(area);
  const pixels = picture.crop(cropOfSquare(square, turned), INPUT_SIDE, INPUT_SIDE);
  const input = toInterleaved(pixels);
  const outputs = await models.run('blazeface', input, [1, INPUT_SIDE, INPUT_SIDE, 3]);
  const found: DetectedFace[] = [];
  for (const grid of GRIDS) {
    const scores = outputs[grid.scores]!;
    const boxes = outputs[grid.boxes]!;
    for (let anchor = 0; anchor < scores.length; anchor++) {
      const score = 1 / (1 + Math.exp(-scores[anchor]!));
      if (score < scoreMin) continue;
      const cell = Math.floor(anchor / grid.anchors);
      const anchorX = ((cell % grid.cells) + 0.5) / grid.cells;
      const anchorY = (Math.floor(cell / grid.cells) + 0.5) / grid.cells;
      const values = boxes.subarray(anchor * VALUES_PER_ANCHOR, (anchor + 1) * VALUES_PER_ANCHOR);
      found.push(decodeAnchor({ values, score, anchorX, anchorY, square, turned }));
    }
  }
  return largestFirst(mergeOverlapping(found));
}

/** Border added on each side when a face may fill the picture, as a fraction of its sides. */
const MARGIN = 0.25;

/** Looks again with a border around the picture: the net misses faces that fill it. */
export async function detectFacesWithMargin(
  models: ModelRunner,
  picture: Pyramid,
  { area, ...looking }: Looking,
): Promise<DetectedFace[]> {
  const marginX = boxWidth(area) * MARGIN;
  const marginY = boxHeight(area) * MARGIN;
  const wider = {
    left: area.left - marginX,
    top: area.top - marginY,
    right: area.right + marginX,
    bottom: area.bottom + marginY,
  };
  return detectFaces(models, picture, { ...looking, area: wider });
}

/** Looks in overlapping parts, for faces too small in the whole picture. Nine times the work. */
export async function detectFacesInTiles(
  models: ModelRunner,
  picture: Pyramid,
  { area, ...looking }: Looking,
): Promise<DetectedFace[]> {
  const found: DetectedFace[] = [];
  const width = boxWidth(area);
  const height = boxHeight(area);
  for (const startY of TILE_STARTS) {
    for (const startX of TILE_STARTS) {
      const left = area.left + startX * width;
      const top = area.top + startY * height;
      const tile = { left, top, right: left + TILE_SIDE * width, bottom: top + TILE_SIDE * height };
      found.push(...(await detectFaces(models, picture, { ...looking, area: tile })));
    }
  }
  return largestFirst(mergeOverlapping(found));
}

/** 0..255 -> -1..1; the net wants its channels beside each other, as they are. */
function toInterleaved(pixels: Float32Array): Float32Array {
  const input = new Float32Array(pixels.length);
  for (let i = 0; i < input.length; i++) input[i] = pixels[i]! / 127.5 - 1;
  return input;
}

interface AnchorValues {
  /** Center, size, then key points, in pixels of the input from the anchor. */
  readonly values: Float32Array;
  readonly score: number;
  readonly anchorX: number;
  readonly anchorY: number;
  readonly square: Box;
  readonly turned: Quarter;
}

function cropOfSquare(square: Box, turned: Quarter): Affine {
  if (turned === 0) return cropOf(square, INPUT_SIDE, INPUT_SIDE);
  const center: Point = [(square.left + square.right) / 2, (square.top + square.bottom) / 2];
  const angle = (turned * Math.PI) / 180;
  return turnedCropOf({ center, side: boxWidth(square), angle }, INPUT_SIDE);
}

function decodeAnchor(anchor: AnchorValues): DetectedFace {
  const { values, score, anchorX, anchorY, square, turned } = anchor;
  const side = boxWidth(square);
  const map = cropOfSquare(square, turned);
  const toPicture = (index: number): Point => {
    const x = values[index]! / INPUT_SIDE + anchorX;
    const y = values[index + 1]! / INPUT_SIDE + anchorY;
    if (turned === 0) return [square.left + x * side, square.top + y * side];
    return applyAffine(map, [x * INPUT_SIDE - 0.5, y * INPUT_SIDE - 0.5]);
  };
  const [x, y] = toPicture(0);
  const isOnSide = turned % 180 !== 0;
  const halfWidth = (values[isOnSide ? 3 : 2]! / INPUT_SIDE / 2) * side;
  const halfHeight = (values[isOnSide ? 2 : 3]! / INPUT_SIDE / 2) * side;
  return {
    score,
    box: { left: x - halfWidth, top: y - halfHeight, right: x + halfWidth, bottom: y + halfHeight },
    keypoints: Array.from({ length: KEYPOINTS }, (_, i) => toPicture(4 + i * 2)),
  };
}

/** The net wants a square: the shorter side is filled with black. */
function squareAround(area: Box): Box {
  const side = Math.max(boxWidth(area), boxHeight(area));
  const left = (area.left + area.right - side) / 2;
  const top = (area.top + area.bottom - side) / 2;
  return { left, top, right: left + side, bottom: top + side };
}

function mergeOverlapping(faces: readonly DetectedFace[]): DetectedFace[] {
  const kept: DetectedFace[] = [];
  for (const face of faces.toSorted((a, b) => b.score - a.score)) {
    if (!kept.some((other) => isSameFace(other.box, face.box))) kept.push(face);
  }
  return kept;
}

function isSameFace(a: Box, b: Box): boolean {
  return overlap(a, b) > OVERLAP_MAX || nesting(a, b) > NESTING_MAX;
}

/** By size, not score: on an identity card the ghost portrait often scores higher. */
function largestFirst(faces: DetectedFace[]): DetectedFace[] {
  return faces.toSorted((a, b) => boxWidth(b.box) - boxWidth(a.box));
}
