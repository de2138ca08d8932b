/** The defences against a warped photo, measured on live and on warped sessions. */
import { chooseFrames } from '../../../src/verifications/face/sequence-signs.ts';
import type { MeasuringFaceEngine } from '../../../src/vision/face/create-face-engine.ts';
import { type FrameView, viewOf } from '../../../src/vision/face/sequence/frame-view.ts';
import { compareViews } from '../../../src/vision/face/sequence/inspect-sequence.ts';
import { decodePicture } from '../../../src/vision/image/decode.ts';
import type { Victim } from './people.ts';
import type { Played } from './play-session.ts';
import { grainCarried, rigidResidual, shadingChange, sideDetail } from './tried-defences.ts';
import type { WarpKind } from './warp-photo.ts';

/** `higher`: a warp is expected above a live head; `lower`: below. */
export const defences = {
  backgroundZoom: 'higher',
  backgroundDrag: 'higher',
  lightStaysInRoom: 'lower',
  solidBeyondMesh: 'lower',
  newDetailAtSide: 'higher',
  grainStaysOnFace: 'higher',
} as const satisfies Record<string, 'higher' | 'lower'>;

export type Defence = keyof typeof defences;

export interface DefenceSample {
  readonly kind: WarpKind | 'live';
  readonly material: Victim['material'];
  readonly values: Readonly<Record<Defence, number | null>>;
}

/** Null where a session shows no movement to compare. */
export async function sampleDefences(
  faces: MeasuringFaceEngine,
  played: Played,
  kind: DefenceSample['kind'],
  material: Victim['material'],
): Promise<DefenceSample | null> {
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
  return {
    kind,
    material,
    values: {
      ...compareViews(views),
      lightStaysInRoom: each((view) => shadingChange(center, view)),
      solidBeyondMesh: each((view) => rigidResidual(center, view)),
      newDetailAtSide: each((view) => sideDetail(center, view)),
      grainStaysOnFace: each((view) => grainCarried(center, view)),
    },
  };
}

function meanOf(values: readonly (number | null)[]): number | null {
  const seen = values.filter((value) => value !== null);
  return seen.length === 0 ? null : seen.reduce((sum, value) => sum + value, 0) / seen.length;
}

export interface DefenceRates {
  readonly defence: Defence;
  readonly against: string;
  /** Live sessions and attacks in which the defence could be measured. */
  readonly live: number;
  readonly attacks: number;
  /** Chance that an attack looks more suspicious than a live session; .5 is worth nothing. */
  readonly area: number;
  /** Attacks that are more suspicious than every live session. */
  readonly beyondAllLive: number;
  readonly liveAtBound: number;
  readonly attacksAtBound: number;
}

/** `bound`: the product's own, null for a defence that is not built in. */
export function ratesOf(
  defence: Defence,
  against: string,
  live: readonly DefenceSample[],
  attacks: readonly DefenceSample[],
  bound: number | null,
): DefenceRates {
  const sign = defences[defence] === 'higher' ? 1 : -1;
  const values = (samples: readonly DefenceSample[]) =>
    samples.flatMap(({ values: { [defence]: value } }) => (value === null ? [] : [sign * value]));
  const [own, theirs] = [values(live), values(attacks)];
  const wins = theirs.reduce(
    (sum, a) => sum + own.reduce((part, b) => part + (a > b ? 1 : a === b ? 0.5 : 0), 0),
    0,
  );
  const most = Math.max(...own);
  const over = (list: readonly number[]) =>
    bound === null ? 0 : list.filter((value) => value >= sign * bound).length;
  return {
    defence,
    against,
    live: own.length,
    attacks: theirs.length,
    area: wins / (own.length * theirs.length || 1),
    beyondAllLive: theirs.filter((value) => value > most).length,
    liveAtBound: over(own),
    attacksAtBound: over(theirs),
  };
}
