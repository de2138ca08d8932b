/** How a person moves before the camera: one pose a frame, for a list of asked movements. */
import { smoothNoise } from '../people/noise.ts';
import type { Pose } from '../people/person.ts';

/** `left` and `right` are the subject's own; pictures are not mirrored. */
export type Movement = 'left' | 'right' | 'closer' | 'centre';

const MOVEMENTS: readonly Movement[] = ['left', 'right', 'closer', 'centre'];

/** @throws RangeError for a word that is no movement. */
export function parseMovement(word: string): Movement {
  const movement = MOVEMENTS.find((known) => known === word);
  if (!movement) throw new RangeError(`movements are ${MOVEMENTS.join(', ')}`);
  return movement;
}

export interface TimelineOptions {
  /** Frames a second. */
  readonly fps: number;
  /** Straight into the camera before the first movement. Default 1.5 s. */
  readonly leadInSeconds?: number;
  /** Out, hold, back and a rest at the centre, together. Default 3.4 s. */
  readonly secondsPerMovement?: number;
  /** Straight into the camera after the last movement, while the screen shows colours. Default 6.5 s. */
  readonly tailSeconds?: number;
  /** How far the head turns, degrees. Default 29. */
  readonly turnDegrees?: number;
  /** How much larger the face becomes. Default 1.6. */
  readonly closerScale?: number;
  readonly seed?: number;
}

/** Shares of a movement's time: start moving, arrived, leave again, back at the centre. */
const OUT_FROM = 0.04;
const OUT_TO = 0.24;
const BACK_FROM = 0.58;
const BACK_TO = 0.78;

/** Blinks: every few seconds for a sixth of a second. */
const BLINK_EVERY_SECONDS = 3.7;
const BLINK_SECONDS = 0.17;

function ease(from: number, to: number, t: number): number {
  const x = Math.min(1, Math.max(0, (t - from) / (to - from)));
  return x * x * x * (x * (6 * x - 15) + 10);
}

/** 0 at the centre, 1 fully there. */
function reach(share: number): number {
  return ease(OUT_FROM, OUT_TO, share) * (1 - ease(BACK_FROM, BACK_TO, share));
}

export function posesFor(movements: readonly Movement[], options: TimelineOptions): Pose[] {
  const { fps, leadInSeconds = 1.5, secondsPerMovement = 3.4, tailSeconds = 6.5 } = options;
  const { turnDegrees = 29, closerScale = 1.6, seed = 1 } = options;
  const total = leadInSeconds + movements.length * secondsPerMovement + tailSeconds;
  const frames = Math.round(total * fps);
  return Array.from({ length: frames }, (_, frame) => {
    const seconds = frame / fps;
    const position = (seconds - leadInSeconds) / secondsPerMovement;
    const movement = position >= 0 ? movements[Math.floor(position)] : undefined;
    const amount = movement ? reach(position % 1) : 0;
    const side = movement === 'left' ? 1 : movement === 'right' ? -1 : 0;
    const nearer = movement === 'closer' ? amount : 0;
    const sway = (rate: number, lane: number) => smoothNoise(seconds * rate, lane, seed) - 0.5;
    return {
      yaw: side * turnDegrees * amount + 1.6 * sway(0.9, 1),
      pitch: 1.6 * sway(0.8, 2) - 1.5 * Math.abs(side) * amount,
      roll: 1.4 * sway(0.7, 3) + side * amount,
      scale: (1 + (closerScale - 1) * nearer) * (1 + 0.012 * sway(0.6, 4)),
      dx: 0.008 * sway(0.8, 5),
      dy: 0.008 * sway(0.8, 6) + 0.03 * nearer,
      gain: 1 + 0.015 * sway(2.5, 7),
      noise: 2.4,
      noiseSeed: seed * 100_003 + frame,
      eyesShut: amount === 0 && seconds % BLINK_EVERY_SECONDS > BLINK_EVERY_SECONDS - BLINK_SECONDS,
    };
  });
}
