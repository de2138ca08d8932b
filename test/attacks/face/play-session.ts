/** One facial verification with a camera that answers prompts, through the real engine and judge. */
import sharp from 'sharp';
import { smoothNoise } from '../../../specimens/people/noise.ts';
import { limits } from '../../../src/core/limits.ts';
import type { FaceMovement } from '../../../src/core/wire-face.ts';
import type { JudgedFrame } from '../../../src/verifications/face/frames.ts';
import { judgeFace } from '../../../src/verifications/face/judge-face.ts';
import { chooseFrames } from '../../../src/verifications/face/sequence-signs.ts';
import { guidance, startTracker, track } from '../../../src/verifications/face/tracker.ts';
import type { VisionEngine } from '../../../src/vision/engine.ts';
import type { SequenceFacts } from '../../../src/vision/facts.ts';
import type { RgbImage } from '../../../src/vision/image/decoded-image.ts';

/** What the head in front of the camera does now; the small unrest of a living hand is in it. */
export interface HeadPose {
  readonly yaw: number;
  readonly pitch: number;
  readonly roll: number;
  readonly scale: number;
  /** -1..1, a slow sway. */
  readonly swayX: number;
  readonly swayY: number;
}

/** JPEG of one frame. */
export type Camera = (pose: HeadPose, index: number) => Promise<Uint8Array>;

export interface Played {
  readonly challenge: readonly FaceMovement[];
  readonly frames: readonly JudgedFrame[];
  readonly pictures: readonly Uint8Array[];
  readonly poses: readonly HeadPose[];
}

const frameMs = 1000 / limits.faceFramesPerSecond;
/** A person sees, understands and moves: 400 ms. */
const reactionFrames = 2;
const degreesPerFrame = 10;
const scalePerFrame = 0.2;
const turnDegrees = 30;
const closerScale = 1.55;

export interface Playing {
  readonly engine: VisionEngine;
  readonly challenge: readonly FaceMovement[];
  readonly camera: Camera;
  readonly seed: number;
  /** Where the attacker gives up; default: the end of the session's time. */
  readonly framesMax?: number;
}

export async function playSession(playing: Playing): Promise<Played> {
  const { engine, challenge, camera, seed } = playing;
  const frames: JudgedFrame[] = [];
  const pictures: Uint8Array[] = [];
  const poses: HeadPose[] = [];
  const prompts: (FaceMovement | 'centre')[] = [];
  let tracker = startTracker(challenge);
  let held = { yaw: 0, scale: 1 };
  const framesMax = playing.framesMax ?? limits.faceFramesPerSecond * limits.faceSessionSeconds;
  for (let index = 0; index < framesMax; index += 1) {
    held = toward(held, prompts.at(-reactionFrames) ?? 'centre');
    const pose = unrest(held, index, seed);
    const picture = await camera(pose, index);
    const again = picture === pictures.at(-1) ? frames.at(-1)?.facts : null;
    const facts = again ?? (await engine.run('frame', { picture, embed: true }));
    const t = Math.round(index * frameMs + ((index * 13) % 17));
    frames.push({ index, t, sha256: facts.picture.sha256, facts });
    pictures.push(picture);
    poses.push(pose);
    tracker = track(tracker, facts, t);
    const { prompt } = guidance(tracker);
    if (prompt === 'done' || prompt === 'failed') break;
    // Colours are no movement: the head stays where it is.
    prompts.push(prompt === 'colours' ? 'centre' : prompt);
  }
  return { challenge, frames, pictures, poses };
}

function toward(from: { yaw: number; scale: number }, prompt: FaceMovement | 'centre') {
  const yaw = prompt === 'left' ? turnDegrees : prompt === 'right' ? -turnDegrees : 0;
  const scale = prompt === 'closer' ? closerScale : 1;
  const step = (a: number, b: number, most: number) => a + Math.max(-most, Math.min(most, b - a));
  return {
    yaw: step(from.yaw, yaw, degreesPerFrame),
    scale: step(from.scale, scale, scalePerFrame),
  };
}

function unrest(held: { yaw: number; scale: number }, index: number, seed: number): HeadPose {
  const sway = (lane: number, rate = 0.25) => 2 * smoothNoise(index * rate, lane, seed) - 1;
  return {
    yaw: held.yaw + sway(1),
    pitch: sway(2),
    roll: sway(3),
    scale: held.scale * (1 + 0.01 * sway(4)),
    swayX: sway(5),
    swayY: sway(6),
  };
}

export function toJpeg(image: RgbImage, quality = 85): Promise<Buffer> {
  const raw = { width: image.width, height: image.height, channels: 3 as const };
  return sharp(Buffer.from(image.data), { raw }).jpeg({ quality }).toBuffer();
}

export type Outcome = 'accepted' | 'flagged' | 'refused';

export interface Judgement {
  readonly outcome: Outcome;
  /** Codes and sentences for staff, as the reviewer reads them. */
  readonly reasons: readonly string[];
}

export interface Identity {
  readonly selfie: readonly number[] | null;
  readonly portrait: readonly number[] | null;
}

/**
 * `accepted`: passed without a note; `flagged`: passed with a note or sent to a person for a doubt;
 * `refused`: has to be tried again. Whatever it is, a person decides the case.
 */
export function judgePlayed(
  played: Pick<Played, 'challenge' | 'frames'>,
  identity: Identity,
  sequence: SequenceFacts | null = null,
): Judgement {
  const { verdict } = judgeFace({
    challenge: played.challenge,
    frames: played.frames,
    sequence,
    selfieEmbedding: identity.selfie,
    portraitEmbedding: identity.portrait,
    limits,
  });
  const reasons = verdict.reasons
    // The suite plays sessions without colours; that they were left out is no sign of the attack.
    .filter((reason) => reason.code !== 'no_colour_response')
    .map((reason) => `${reason.code}: ${reason.staffText}`);
  if (verdict.outcome === 'retry') return { outcome: 'refused', reasons };
  return { outcome: reasons.length === 0 ? 'accepted' : 'flagged', reasons };
}

/** The chosen frames of a session side by side; null where no frame looked straight. */
export async function compareFramesOf(
  engine: VisionEngine,
  played: Played,
): Promise<SequenceFacts | null> {
  const chosen = chooseFrames(played.frames);
  if (chosen.length < 2) return null;
  const frames = chosen.map(({ index, shows }) => ({ picture: played.pictures[index]!, shows }));
  return engine.run('sequence', { frames });
}
