import type { FaceFacts, Quarter, Region } from '../facts.ts';
import type { RgbImage } from '../image/decoded-image.ts';

export interface FaceQuery {
  /** Fill `embedding` of every face. Costs about 15 ms CPU a face. */
  readonly embed: boolean;
  /** Fill `liveScore` of every face. Costs about 10 ms CPU a face. */
  readonly live: boolean;
  /** At most this many faces, largest first. Default FACES_MAX. */
  readonly facesMax?: number;
  /** Look again in overlapping tiles when the whole picture shows no face. Default false. */
  readonly tiles?: boolean;
  /**
   * How the picture may lie, the likeliest first: degrees clockwise by which it is turned. The others are tried where
   * the first shows no face, or none surely. Default upright alone.
   */
  readonly turned?: readonly Quarter[];
  /** Detection score from 0 to 1 that a face must reach. Default DETECTION_SCORE_MIN. */
  readonly scoreMin?: number;
  /** Look only inside this part; answers stay fractions and pixels of the whole picture. */
  readonly within?: Region;
}

/** Finds and measures faces. Failures are VisionFailure (`model_missing`, `model_changed`, `internal`). */
export interface FaceEngine {
  /** Faces of the picture, largest first; an empty list when there is none. */
  find(image: RgbImage, query: FaceQuery): Promise<readonly FaceFacts[]>;
}
