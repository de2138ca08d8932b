/** A few frames of one session side by side: what no single frame can tell. */
import type { SequenceFacts, VisionTasks } from '../../facts.ts';
import { decodePicture } from '../../image/decode.ts';
import { FACE_FLAG_MIN, type MeasuringFaceEngine } from '../create-face-engine.ts';
import { backgroundDrag, backgroundZoom } from './background.ts';
import { type FrameView, viewOf } from './frame-view.ts';
import { perspectiveOf } from './perspective.ts';

/** A frame more costs 50 ms; a challenge has few movements. */
export const SEQUENCE_FRAMES_MAX = 8;

/** @throws VisionFailure as a single frame does */
export async function inspectSequence(
  faces: MeasuringFaceEngine,
  input: VisionTasks['sequence']['input'],
): Promise<SequenceFacts> {
  const views: { readonly shows: string; readonly view: FrameView }[] = [];
  for (const { picture, shows } of input.frames.slice(0, SEQUENCE_FRAMES_MAX)) {
    const image = await decodePicture(picture);
    const [face] = await faces.measure(image, { embed: false, live: false, facesMax: 1 });
    if (face !== undefined && face.flag >= FACE_FLAG_MIN)
      views.push({ shows, view: viewOf(image, face) });
  }
  return compareViews(views);
}

/** The first frame that looks straight is what the others are compared with. */
export function compareViews(
  views: readonly { readonly shows: string; readonly view: FrameView }[],
): SequenceFacts {
  const center = views.find(({ shows }) => shows === 'centre')?.view;
  if (center === undefined)
    return { backgroundDrag: null, backgroundZoom: null, perspective: null };
  const of = (...wanted: readonly string[]) =>
    views.filter(({ shows }) => wanted.includes(shows)).map(({ view }) => view);
  return {
    backgroundDrag: mean(of('left', 'right').map((view) => backgroundDrag(center, view))),
    backgroundZoom: mean(of('closer').map((view) => backgroundZoom(center, view))),
    perspective: mean(of('closer').map((view) => perspectiveOf(center, view))),
  };
}

function mean(values: readonly (number | null)[]): number | null {
  const seen = values.filter((value) => value !== null);
  return seen.length === 0 ? null : seen.reduce((sum, value) => sum + value, 0) / seen.length;
}
