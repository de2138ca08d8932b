/** One facial verification with a camera that answers prompts, through the real engine and judge. */
import sharp from 'sharp';
import { smoothNoise } from '../../../specimens/people/noise.ts';
import { limits } from '../../../src/core/limits.ts';
import type { FaceMovement, ScreenColour } from '../../../src/core/wire-face.ts';
import type { JudgedFrame } from '../../../src/verifications/face/frames.ts';
import { judgeFace } from '../../../src/verifications/face/judge-face.ts';
import type { Remembered } from '../../../src/verifications/face/replay.ts';
import { chooseFrames } from '../../../src/verifications/face/sequence-signs.ts';
import { guidance, startTracker, track } from '../../../src/verifications/face/tracker.ts';
import type { VisionEngine } from '../../../src/vision/engine.ts';
import type { FrameFacts, SequenceFacts } from '../../../src/vision/facts.ts';
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

/** What the screen before the face shows, 0..1 for red, green, blue; black before the colours. */
export type ScreenLight = readonly [number, number, number];

/** JPEG of one frame. */
export type Camera = (pose: HeadPose, index: number, screen: ScreenLight) => Promise<Uint8Array>;

export interface Asked {
  readonly challenge: readonly FaceMovement[];
  readonly colours: readonly ScreenColour[];
}

export interface Played extends Asked {
  readonly frames: readonly JudgedFrame[];
  readonly pictures: readonly Uint8Array[];
  readonly poses: readonly HeadPose[];
}

const frameMs = 1000 / limits.faceFramesPerSecond;
/** A person sees, understands and moves: 400 ms. */
const reactionFrames = 2;
/** The screen is redrawn, the sensor exposes, the frame travels: 200 or 400 ms. */
const screenFrames = [1, 2] as const;
const degreesPerFrame = 10;
const scalePerFrame = 0.2;
const turnDegrees = 30;
const closerScale = 1.55;

export interface Playing extends Asked {
  readonly engine: VisionEngine;
  readonly camera: Camera;
  readonly seed: number;
  /** Where the attacker gives up; default: the end of the session's time. */
  readonly framesMax?: number;
  /** Frames before the colours are the same for cameras that answer only the colours differently. */
  readonly before?: Map<number, SeenFrame>;
}

export interface SeenFrame {
  readonly picture: Uint8Array;
  readonly facts: FrameFacts;
}

const dark: ScreenLight = [0, 0, 0];
const lightOf: Readonly<Record<ScreenColour, ScreenLight>> = {
  red: [1, 0, 0],
  green: [0, 1, 0],
  blue: [0, 0, 1],
  white: [1, 1, 1],
};

export async function playSession(playing: Playing): Promise<Played> {
  const { challenge, colours, seed } = playing;
  const frames: JudgedFrame[] = [];
  const pictures: Uint8Array[] = [];
  const poses: HeadPose[] = [];
  const prompts: (FaceMovement | 'centre')[] = [];
  const screens: ScreenLight[] = [];
  let tracker = startTracker(challenge, colours);
  let held = { yaw: 0, scale: 1 };
  const framesMax = playing.framesMax ?? limits.faceFramesPerSecond * limits.faceSessionSeconds;
  for (let index = 0; index < framesMax; index += 1) {
    held = toward(held, prompts.at(-reactionFrames) ?? 'centre');
    const pose = unrest(held, index, seed);
    const screen = screens.at(-screenFrames[seed % 2]!) ?? dark;
    const { picture, facts } = await lookAt(playing, { pose, index, screen }, pictures, frames);
    const t = Math.round(index * frameMs + ((index * 13) % 17));
    frames.push({ index, t, sha256: facts.picture.sha256, facts });
    pictures.push(picture);
    poses.push(pose);
    tracker = track(tracker, facts, t);
    const guided = guidance(tracker);
    if (guided.prompt === 'done' || guided.prompt === 'failed') break;
    // Colours are no movement: the head stays where it is.
    prompts.push(guided.prompt === 'colours' ? 'centre' : guided.prompt);
    screens.push(guided.colour === undefined ? dark : lightOf[guided.colour]);
  }
  return { challenge, colours, frames, pictures, poses };
}

async function lookAt(
  { engine, camera, before }: Playing,
  at: { readonly pose: HeadPose; readonly index: number; readonly screen: ScreenLight },
  pictures: readonly Uint8Array[],
  frames: readonly JudgedFrame[],
): Promise<SeenFrame> {
  const known = at.screen === dark ? before?.get(at.index) : undefined;
  if (known !== undefined) return known;
  const picture = await camera(at.pose, at.index, at.screen);
  const again = picture === pictures.at(-1) ? frames.at(-1)?.facts : null;
  const facts = again ?? (await engine.run('frame', { picture, embed: true }));
  if (at.screen === dark) before?.set(at.index, { picture, facts });
  return { picture, facts };
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
  /** See ColourResponse. */
  readonly neckShare: number | null;
  readonly unevenness: number | null;
}

export interface Identity {
  readonly selfie: readonly number[] | null;
  readonly portrait: readonly number[] | null;
}

/** What the service knows beside the frames' own facts. */
export interface Beside {
  readonly sequence?: SequenceFacts | null;
  readonly remembered?: Remembered;
}

/**
 * `accepted`: passed without a note; `flagged`: passed with a note or sent to a person for a doubt;
 * `refused`: has to be tried again. Whatever it is, a person decides the case.
 */
export function judgePlayed(
  played: Pick<Played, 'challenge' | 'colours' | 'frames'>,
  identity: Identity,
  { sequence = null, remembered }: Beside = {},
): Judgement {
  const { verdict, colours } = judgeFace({
    challenge: played.challenge,
    colours: played.colours,
    frames: played.frames,
    sequence,
    ...(remembered === undefined ? {} : { remembered }),
    selfieEmbedding: identity.selfie,
    portraitEmbedding: identity.portrait,
    limits,
  });
  const reasons = verdict.reasons.map((reason) => `${reason.code}: ${reason.staffText}`);
  const { neckShare = null, unevenness = null } = colours ?? {};
  const told = { reasons, neckShare, unevenness };
  if (verdict.outcome === 'retry') return { outcome: 'refused', ...told };
  return { outcome: reasons.length === 0 ? 'accepted' : 'flagged', ...told };
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
