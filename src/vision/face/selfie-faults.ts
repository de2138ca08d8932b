import type { PictureFault, Signal } from '../facts.ts';
import type { PictureTone } from '../image/measures.ts';
import { FACE_FLAG_MIN, type MeasuredFace } from './create-face-engine.ts';

/**
 * Bounds of a usable selfie. Measured on 48 photos and their spoiled copies (development set): no
 * photo is called blurry (lowest 8) or dark, all blurs of sigma 5 px are.
 */
/** Below 30 px the embedder's crop is mostly invented: similarity to the full picture falls to .7. */
export const EYE_DISTANCE_PX_MIN = 30;
export const FACE_SHARPNESS_MIN = 5;
export const FACE_BRIGHTNESS_MIN = 45;
export const FACE_GLARE_SHARE_MAX = 0.25;
/** Grey photos have 0 to 1; the palest colour photo had 8. */
export const COLOURFULNESS_MIN = 3;
/** A second face counts from this part of the first one's width: a poster in the room does not. */
export const SECOND_FACE_SHARE_MIN = 0.4;
export const LIVE_SCORE_MIN = 0.5;

/** What the person can mend at once; faults of a face carry its region. */
export function selfieFaults(faces: readonly MeasuredFace[], picture: PictureTone): PictureFault[] {
  const [first, second] = faces.filter((face) => face.flag >= FACE_FLAG_MIN);
  if (first === undefined) return faultsWithoutFace(faces, picture);
  const { region, eyeDistancePx, sharpness, brightness } = first.facts;
  const faults: PictureFault[] = [];
  if (second !== undefined) {
    const share = second.facts.region.width / region.width;
    if (share >= SECOND_FACE_SHARE_MIN) {
      faults.push({ code: 'multiple_faces', region: second.facts.region, measure: share });
    }
  }
  if (eyeDistancePx < EYE_DISTANCE_PX_MIN) {
    faults.push({ code: 'image_too_small', region, measure: eyeDistancePx });
  }
  // A dark picture is also flat and pale: one advice at a time, and light comes first.
  if (brightness < FACE_BRIGHTNESS_MIN) {
    return [...faults, { code: 'image_dark', region, measure: brightness }];
  }
  if (sharpness < FACE_SHARPNESS_MIN) {
    faults.push({ code: 'image_blurry', region, measure: sharpness });
  }
  if (first.glareShare > FACE_GLARE_SHARE_MAX) {
    faults.push({ code: 'image_glare', region, measure: first.glareShare });
  }
  if (picture.colourfulness < COLOURFULNESS_MIN) {
    faults.push({ code: 'image_greyscale', region: null, measure: picture.colourfulness });
  }
  return faults;
}

/** Something with the outline of a face whose mesh does not fit is taken to be covered. */
function faultsWithoutFace(
  [covered]: readonly MeasuredFace[],
  { brightness }: PictureTone,
): PictureFault[] {
  const faults: PictureFault[] = [{ code: 'face_not_visible', region: null, measure: 0 }];
  if (covered !== undefined) {
    const { region } = covered.facts;
    faults.push({ code: 'face_covered', region, measure: covered.flag });
  }
  if (brightness < FACE_BRIGHTNESS_MIN) {
    faults.push({ code: 'image_dark', region: null, measure: brightness });
  }
  return faults;
}

/** The passive spoof score as a sign for the reviewer, where it is low. */
export function spoofSignals(faces: readonly MeasuredFace[]): Signal[] {
  const face = faces.find(({ flag }) => flag >= FACE_FLAG_MIN)?.facts;
  if (face === undefined || face.liveScore === null || face.liveScore >= LIVE_SCORE_MIN) return [];
  const detail = `passive live score ${face.liveScore.toFixed(2)}`;
  return [{ code: 'spoof_suspected', strength: 1 - face.liveScore, detail, region: face.region }];
}
