/** The defences against a warped photo, measured on live and on warped sessions. */
import { chooseFrames } from '../../../src/verifications/face/sequence-signs.ts';
import type { MeasuringFaceEngine } from '../../../src/vision/face/create-face-engine.ts';
import { type FrameView, viewOf } from '../../../src/vision/face/sequence/frame-view.ts';
import { compareViews } from '../../../src/vision/face/sequence/inspect-sequence.ts';
import { decodePicture } from '../../../src/vision/image/decode.ts';
import type { Victim } from './people.ts';
import type { Played } from './play-session.ts';
import {
  grainCarried,
  rigidResidual,
  shadingChange,
  shouldersStay,
  sideDetail,
  sideLightChange,
} from './tried-defences.ts';
import type { WarpKind } from './warp-photo.ts';

/** `higher`: a warp is expected above a live head; `lower`: below. */
export const defences = {
  backgroundZoom: 'higher',
  backgroundDrag: 'higher',
  perspective: 'lower',
  neckAnswers: 'lower',
  lightOnShape: 'lower',
  shouldersStay: 'higher',
  lightStaysInRoom: 'lower',
  sideLightChanges: 'lower',
  solidBeyondMesh: 'lower',
  newDetailAtSide: 'higher',
  grainStaysOnFace: 'higher',
} as const satisfies Record<string, 'higher' | 'lower'>;

export type Defence = keyof typeof defences;

export interface DefenceSample {
  /**
   * `tinted`: cut out, and the face alone tinted as the screen told; `shaped`: knowing, and the colors painted by
   * the mesh's slopes; `foreign`: by another script.
   */
  readonly kind: WarpKind | 'live' | 'tinted' | 'shaped' | 'foreign';
  readonly material: Victim['material'];
  /** Nobody on whom a bound was chosen. */
  readonly heldOut: boolean;
  readonly values: Readonly<Record<Defence, number | null>>;
}

/** Null where a session shows no movement to compare. */
export async function sampleDefences(
  faces: MeasuringFaceEngine,
  played: Pick<Played, 'frames' | 'pictures'>,
): Promise<Omit<DefenceSample['values'], 'neckAnswers' | 'lightOnShape'> | null> {
  const views: { shows: string; view: FrameView }[] = [];
  for (const { index, shows } of chooseFrames(played.frames)) {
    const image = await decodePicture(played.pictures[index]!);
    const [face] = await faces.measure(image, { embed: false, live: false, facesMax: 1 });
    if (face !== undefined) views.push({ shows, view: viewOf(image, face) });
  }
  const center = views.find((one) => one.shows === 'centre')?.view;
  const turned = views.filter((one) => one.shows === 'left' || one.shows === 'right');
  if (center === undefined || turned.length === 0) return null;
  const each = (measure: (view: FrameView) => number | null) =>
    meanOf(turned.map(({ view }) => measure(view)));
  const { backgroundDrag, backgroundZoom, perspective = null } = compareViews(views);
  const of = (wanted: string) => views.find(({ shows }) => shows === wanted)?.view;
  const [closer, left, right] = [of('closer'), of('left'), of('right')];
  return {
    backgroundDrag,
    backgroundZoom,
    perspective,
    shouldersStay: closer === undefined ? null : shouldersStay(center, closer),
    lightStaysInRoom: each((view) => shadingChange(center, view)),
    sideLightChanges:
      left === undefined || right === undefined ? null : sideLightChange(left, right),
    solidBeyondMesh: each((view) => rigidResidual(center, view)),
    newDetailAtSide: each((view) => sideDetail(center, view)),
    grainStaysOnFace: each((view) => grainCarried(center, view)),
  };
}

function meanOf(values: readonly (number | null)[]): number | null {
  const seen = values.filter((value) => value !== null);
  return seen.length === 0 ? null : seen.reduce((sum, value) => sum + value, 0) / seen.length;
}

/** The defence's value, turned so that higher is more suspicious. */
function suspicion(defence: Defence, { values }: DefenceSample): readonly number[] {
  const value = values[defence];
  return value === null ? [] : [defences[defence] === 'higher' ? value : -value];
}

/** Chance that an attack looks more suspicious than a live session; .5 is worth nothing. */
export function areaOf(
  defence: Defence,
  live: readonly DefenceSample[],
  attacks: readonly DefenceSample[],
): number {
  const own = live.flatMap((one) => suspicion(defence, one));
  const theirs = attacks.flatMap((one) => suspicion(defence, one));
  const wins = theirs.reduce(
    (sum, a) => sum + own.reduce((part, b) => part + (a > b ? 1 : a === b ? 0.5 : 0), 0),
    0,
  );
  return wins / (own.length * theirs.length || 1);
}

/** `bound`: the product's own. */
export function isBeyond(defence: Defence, sample: DefenceSample, bound: number): boolean {
  const value = sample.values[defence];
  if (value === null) return false;
  return defences[defence] === 'higher' ? value >= bound : value < bound;
}
