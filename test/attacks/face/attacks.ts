/** The attacks, each as trials: what was sent to the judge, and what became of it. */
import sharp, { type Sharp } from 'sharp';
import { CAMERA_EXIF } from '../../../specimens/documents/faults.ts';
import {
  challengeCount,
  colourSequenceCount,
  newChallenge,
  newColours,
} from '../../../src/verifications/face/challenge.ts';
import type { JudgedFrame } from '../../../src/verifications/face/frames.ts';
import { cellsOf, type Remembered } from '../../../src/verifications/face/replay.ts';
import type { VisionEngine } from '../../../src/vision/engine.ts';
import type { MeasuringFaceEngine } from '../../../src/vision/face/create-face-engine.ts';
import type { RgbImage } from '../../../src/vision/image/decoded-image.ts';
import type { KeptSessions } from './kept-sessions.ts';
import type { DrawnVictim, Victim } from './people.ts';
import {
  type Asked,
  type Camera,
  compareFramesOf,
  type Judgement,
  judgePlayed,
  type Played,
  playSession,
  toJpeg,
} from './play-session.ts';
import {
  prepareWarp,
  type Tinted,
  type WarpKind,
  type WarpModel,
  warpFrame,
} from './warp-photo.ts';

export interface Bench {
  readonly engine: VisionEngine;
  readonly faces: MeasuringFaceEngine;
  readonly kept: KeptSessions;
}

/** What a seed stands for is asked for in every run. */
export function askedOf(seed: number): Asked {
  const spread = (bound: number, lane: number) => ((seed % 1_000_003) * 48_271 + lane) % bound;
  return {
    challenge: newChallenge([spread(challengeCount, 5)]),
    colours: newColours([spread(colourSequenceCount, 11)]),
  };
}

export interface Recording extends Played {
  readonly victim: DrawnVictim;
}

export async function recordLive(
  { engine, kept }: Bench,
  victim: DrawnVictim,
  seed: number,
): Promise<Recording> {
  const played = await kept.of(`live-${victim.name}-${seed}`, async () => {
    const camera = await victim.live(seed);
    return playSession({ engine, ...askedOf(seed), camera, seed });
  });
  return { ...played, victim };
}

export async function judgeWhole(bench: Bench, played: Played, victim: Victim): Promise<Judgement> {
  const sequence = await compareFramesOf(bench.engine, played);
  return judgePlayed(played, victim.identity, { sequence });
}

const cameraNoise = 2.4;

/** The photo on the screen of an injected camera, with fresh noise in each frame. */
export async function stillPhoto(bench: Bench, victim: Victim): Promise<Camera | null> {
  const model = await prepareWarp(bench.faces, victim.photo, { kind: 'flat' });
  return model === null
    ? null
    : (_pose, index) => toJpeg(warpFrame(model, { ...calm, seed: index + 1 }));
}

/** One single picture again and again, byte for byte. */
export async function frozenCamera(bench: Bench, victim: Victim): Promise<Camera | null> {
  const model = await prepareWarp(bench.faces, victim.photo, { kind: 'flat' });
  if (model === null) return null;
  const picture = await toJpeg(warpFrame(model, { ...calm, seed: 1 }));
  return async () => picture;
}

/** A print before the camera: shifted, tilted by up to 40 degrees and brought nearer as asked. */
export async function movedPhoto(bench: Bench, victim: Victim): Promise<Camera | null> {
  return follow(await prepareWarp(bench.faces, victim.photo, { kind: 'flat' }), 40 / 30, 2);
}

/** How an attacker's script answers the colours: not at all, or by tinting a part of the picture. */
export type ColourAnswer = 'none' | Tinted;

export async function warpedPhoto(
  bench: Bench,
  victim: Victim,
  kind: WarpKind,
  answer: ColourAnswer = 'none',
): Promise<Camera | null> {
  return follow(await prepareWarp(bench.faces, victim.photo, { kind }), 1, 0.2, answer);
}

/** What a screen adds to a face in a lit room. */
const scriptedShare = 0.08;

const calm = { yaw: 0, pitch: 0, roll: 0, scale: 1, dx: 0, dy: 0, noise: cameraNoise, gain: 1 };

function follow(
  model: WarpModel | null,
  yawFactor: number,
  shiftPerDegree: number,
  answer: ColourAnswer = 'none',
): Camera | null {
  if (model === null) return null;
  return (pose, index, [red, green, blue]) =>
    toJpeg(
      warpFrame(model, {
        yaw: pose.yaw * yawFactor,
        pitch: pose.pitch,
        roll: pose.roll,
        scale: pose.scale,
        dx: 3 * pose.swayX + shiftPerDegree * pose.yaw,
        dy: 3 * pose.swayY,
        noise: cameraNoise,
        gain: 1,
        seed: index + 1,
        ...(answer === 'none'
          ? {}
          : {
              tint: [red * scriptedShare, green * scriptedShare, blue * scriptedShare] as const,
              tinted: answer,
            }),
      }),
    );
}

/** The victim with a second person at the edge of the picture. */
export function withSecondFace(own: Camera, other: Camera): Camera {
  return async (pose, index, screen) => {
    const second = await sharp(await other(pose, index, screen))
      .extract({ left: 150, top: 45, width: 180, height: 240 })
      .resize(135, 180)
      .toBuffer();
    return sharp(await own(pose, index, screen))
      .composite([{ input: second, left: 342, top: 150 }])
      .jpeg({ quality: 85 })
      .toBuffer();
  };
}

/** What is judged of a session that was put together from others. */
export type Composed = Pick<Played, 'challenge' | 'colours' | 'frames'>;

/** The recorded frames as the answer to what another session asks, in the times of a new session. */
export function replay(recording: Recording, asked: Asked): Composed {
  return { ...asked, frames: recording.frames };
}

/** What the service remembers of the recorded session when these frames come. */
export function rememberedFrom(recording: Recording, frames: readonly JudgedFrame[]): Remembered {
  const shown = new Set(recording.frames.map(({ sha256 }) => sha256));
  const cells = new Set(recording.frames.map(cellsOf));
  const isKnown = (frame: JudgedFrame) => {
    const own = cellsOf(frame);
    return own !== null && cells.has(own);
  };
  return {
    exact: frames.filter(({ sha256 }) => shown.has(sha256)).length,
    rough: frames.filter(isKnown).length,
  };
}

/** The recorded pictures compressed and lit anew, so that no byte of them is the same. */
export async function touchedUp({ engine }: Bench, recording: Recording): Promise<Composed> {
  const { challenge, colours } = recording;
  const frames: JudgedFrame[] = [];
  for (const [at, frame] of recording.frames.entries()) {
    const picture = await sharp(recording.pictures[at]!)
      .linear(1.04, 3)
      .jpeg({ quality: 72 })
      .toBuffer();
    const facts = await engine.run('frame', { picture, embed: true });
    frames.push({ ...frame, sha256: facts.picture.sha256, facts });
  }
  return { challenge, colours, frames };
}

/** The same frames, movement by movement in another order, numbered and timed anew. */
export function reordered(recording: Recording, seed: number): Composed {
  const { frames, challenge, colours } = recording;
  const lead = Math.min(8, frames.length);
  const rest = frames.slice(lead);
  const part = Math.max(1, Math.ceil(rest.length / 4));
  const parts = [0, 1, 2, 3].map((at) => rest.slice(at * part, (at + 1) * part));
  const orders = [
    [1, 0, 2, 3],
    [0, 2, 1, 3],
    [3, 2, 1, 0],
    [2, 3, 0, 1],
    [1, 2, 3, 0],
  ];
  const order = orders[seed % orders.length]!;
  const mixed = [...frames.slice(0, lead), ...order.flatMap((at) => parts[at]!)];
  const renumbered = mixed.map((frame, at): JudgedFrame => {
    const place = frames[at]!;
    return { ...frame, index: place.index, t: place.t };
  });
  return { challenge, colours, frames: renumbered };
}

/** Straight frames of one person, the turned and near ones of another who met the same challenge. */
export function spliced(own: Recording, other: Recording): Composed {
  const frames = own.frames.map((frame, at): JudgedFrame => {
    const pose = own.poses[at]!;
    if (Math.abs(pose.yaw) < 12 && pose.scale < 1.2) return frame;
    const nearest = other.poses
      .map((one, index) => ({
        index,
        cost: Math.abs(one.yaw - pose.yaw) + 50 * Math.abs(one.scale - pose.scale),
      }))
      .reduce((a, b) => (b.cost < a.cost ? b : a));
    const from = other.frames[nearest.index]!;
    return { ...from, index: frame.index, t: frame.t, sha256: `${from.sha256}-${at}` };
  });
  return { challenge: own.challenge, colours: own.colours, frames };
}

/** A print: pale, soft, with the border of the paper. Drawn, no real recapture. */
export async function asPrint(photo: RgbImage): Promise<Buffer> {
  return spoof(photo, (image) => image.linear(0.7, 40).blur(1).modulate({ saturation: 0.8 }), {
    background: '#f4f2ec',
    border: 46,
  });
}

/** A screen: bright, bluish, a bezel, rows of pixels that beat with the sensor's. Drawn. */
export async function asScreen(photo: RgbImage): Promise<Buffer> {
  const { width, height } = photo;
  const rows = Buffer.alloc(width * height * 4);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    const beat = Math.sin(x * 2.1) * Math.sin(y * 2.3);
    rows[pixel * 4 + 3] = Math.round(28 * Math.max(0, beat));
  }
  return spoof(
    photo,
    (image) =>
      image
        .tint({ r: 235, g: 240, b: 255 })
        .composite([{ input: rows, raw: { width, height, channels: 4 } }]),
    { background: '#08080a', border: 30 },
  );
}

async function spoof(
  photo: RgbImage,
  change: (image: Sharp) => Sharp,
  frame: { readonly background: string; readonly border: number },
): Promise<Buffer> {
  const raw = { width: photo.width, height: photo.height, channels: 3 as const };
  const changed = await change(sharp(Buffer.from(photo.data), { raw }))
    .png()
    .toBuffer();
  const side = { top: frame.border, bottom: frame.border, left: frame.border, right: frame.border };
  return sharp(changed)
    .extend({ ...side, background: frame.background })
    .extend({ top: 60, bottom: 60, left: 80, right: 80, background: '#9a8f80' })
    .jpeg({ quality: 88 })
    .withExif(CAMERA_EXIF)
    .toBuffer();
}
