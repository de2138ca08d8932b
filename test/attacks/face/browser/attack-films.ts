/** What an attacker holds before the camera, or gives the browser instead of one. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { posesFor } from '../../../../specimens/camera/timeline.ts';
import { filmFrames } from '../../../fixtures/specimens.ts';
import { filmedMovements } from '../../../fixtures/world.ts';
import type { Bench } from '../attacks.ts';
import type { Victim } from '../people.ts';
import { toJpeg } from '../play-session.ts';
import { prepareWarp, type WarpKind, type WarpModel, warpFrame } from '../warp-photo.ts';

const size = { width: 640, height: 480 };
const cameraNoise = 2.4;
const stillFrames = 30;
/** The drawn film shows each picture three times; ten new ones a second. */
const drawnCopies = 3;
const filmFps = 10;

async function model(bench: Bench, victim: Victim, kind: WarpKind): Promise<WarpModel> {
  const made = await prepareWarp(bench.faces, victim.photo, { kind, ...size });
  if (made === null) throw new Error(`no face in the photo of ${victim.name}`);
  return made;
}

const calm = { yaw: 0, pitch: 0, roll: 0, scale: 1, dx: 0, dy: 0, gain: 1, noise: cameraNoise };

/** @returns path of a .mjpeg: the photo with a sensor's noise, other in each frame */
export async function photoFilm(bench: Bench, victim: Victim, folder: string): Promise<string> {
  const photo = await model(bench, victim, 'flat');
  const frames: Buffer[] = [];
  for (let seed = 1; seed <= stillFrames; seed += 1) {
    frames.push(await toJpeg(warpFrame(photo, { ...calm, seed })));
  }
  return write(join(folder, 'photo.mjpeg'), frames);
}

/** @returns path of a .mjpeg: one single picture */
export async function frozenFilm(bench: Bench, victim: Victim, folder: string): Promise<string> {
  const photo = await model(bench, victim, 'flat');
  return write(join(folder, 'frozen.mjpeg'), [
    await toJpeg(warpFrame(photo, { ...calm, seed: 1 })),
  ]);
}

/** @returns path of a .mjpeg: the person's own film with somebody else at its edge */
export async function twoFacesFilm(own: string, other: string, folder: string): Promise<string> {
  const drawn = await filmFrames(own);
  const second = (await filmFrames(other))[0]!;
  const beside = await sharp(second)
    .extract({ left: 200, top: 60, width: 240, height: 320 })
    .resize(165, 220)
    .toBuffer();
  const frames: Buffer[] = [];
  for (const frame of drawn.slice(0, stillFrames * drawnCopies)) {
    const both = sharp(frame).composite([{ input: beside, left: 470, top: 200 }]);
    frames.push(await both.jpeg({ quality: 88 }).toBuffer());
  }
  return write(join(folder, 'two.mjpeg'), frames);
}

/** Ten pictures a second of ONE photo that turns and comes closer as the drawn film does. */
export async function warpFrames(bench: Bench, victim: Victim): Promise<readonly Buffer[]> {
  const head = await model(bench, victim, 'cutout');
  const frames: Buffer[] = [];
  for (const [index, pose] of posesFor(filmedMovements, { fps: filmFps }).entries()) {
    const { yaw = 0, pitch = 0, roll = 0, scale = 1, dx = 0, dy = 0, gain = 1 } = pose;
    const moved = { dx: dx * size.width, dy: dy * size.height };
    const at = { yaw, pitch, roll, scale, gain, ...moved, noise: cameraNoise, seed: index + 1 };
    frames.push(await toJpeg(warpFrame(head, at)));
  }
  return frames;
}

/** The pictures of a person's drawn film, ten a second. */
export async function recordedFrames(person: string): Promise<readonly Buffer[]> {
  return (await filmFrames(person)).filter((_, index) => index % drawnCopies === 0);
}

async function write(file: string, frames: readonly Buffer[]): Promise<string> {
  await writeFile(file, Buffer.concat(frames));
  return file;
}
