/** Films for Chromium's fake camera, and selfies. */
import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { CAMERA_EXIF } from '../documents/faults.ts';
import { type Person, type Picture, renderPerson } from '../people/person.ts';
import { type Movement, posesFor, type TimelineOptions } from './timeline.ts';

/** Chromium plays every .mjpeg at this rate, whatever it holds (file_video_capture_device.cc). */
export const CHROMIUM_MJPEG_FPS = 30;

export interface CameraFileRequest extends TimelineOptions {
  readonly person: Person;
  readonly movements: readonly Movement[];
  /** Path of the .mjpeg; its folder is made. */
  readonly out: string;
  readonly width?: number;
  readonly height?: number;
}

function jpeg(picture: Picture, quality: number) {
  const raw = { width: picture.width, height: picture.height, channels: 3 as const };
  return sharp(picture.data, { raw }).jpeg({ quality });
}

/** The film's frames as JPEGs, `fps` of them a second. */
export async function* cameraFrames(
  request: Omit<CameraFileRequest, 'out'>,
): AsyncGenerator<Buffer> {
  const { person, movements, width = 640, height = 480 } = request;
  for (const pose of posesFor(movements, request)) {
    const picture = renderPerson(person, { ...pose, width, height });
    yield await jpeg(picture, 88).toBuffer();
  }
}

/**
 * Writes concatenated JPEGs for `--use-file-for-fake-video-capture`; each drawn frame is repeated so
 * that Chromium's 30 frames a second play it at life speed.
 * @throws RangeError when fps does not divide 30.
 */
export async function writeCameraFile(
  request: CameraFileRequest,
): Promise<{ readonly frames: number; readonly seconds: number }> {
  const copies = CHROMIUM_MJPEG_FPS / request.fps;
  if (!Number.isInteger(copies)) throw new RangeError('fps must divide 30');
  const film: Buffer[] = [];
  for await (const frame of cameraFrames(request))
    for (let copy = 0; copy < copies; copy++) film.push(frame);
  await mkdir(path.dirname(request.out), { recursive: true });
  // Written beside and renamed, so that a reader never meets half a film.
  const draft = `${request.out}.${process.pid}.part`;
  await writeFile(draft, Buffer.concat(film));
  await rename(draft, request.out);
  return { frames: film.length, seconds: film.length / CHROMIUM_MJPEG_FPS };
}

/** A frontal, sharp still of 960 x 1280 with a camera's EXIF. */
export async function drawSelfie(person: Person): Promise<Buffer> {
  const picture = renderPerson(person, {
    width: 960,
    height: 1280,
    scale: 1.15,
    zoom: 1.45,
    yaw: 2,
    pitch: 1.5,
    roll: -1.5,
    light: [0.3, 0.45, 0.85],
    ambient: 0.56,
    noise: 1.8,
    noiseSeed: person.traits.seed,
  });
  return jpeg(picture, 92).withExif(CAMERA_EXIF).toBuffer();
}
