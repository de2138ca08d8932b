/** Films for the fake camera, cut from the drawn one so that they meet the prompts of the page. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cameraFrames } from '../../specimens/camera/camera-file.ts';
import { castMember } from '../../specimens/people/cast.ts';
import { buildPerson } from '../../specimens/people/person.ts';
import { filmFrames } from '../fixtures/specimens.ts';

/** The drawn film shows each picture three times at Chromium's 30 frames a second. */
const drawnCopies = 3;
/**
 * Each picture four times: a calm person, who leaves a busy service time to follow, has moved after 18
 * of the 30 seconds, and holds still for the colours. 7.5 new pictures a second, more than the 5 that
 * the page takes.
 */
const calmCopies = 4;
const stillSeconds = 1.5;

async function pictures(person: string): Promise<readonly Buffer[]> {
  return (await filmFrames(person)).filter((_, index) => index % drawnCopies === 0);
}

async function write(file: string, drawn: readonly Buffer[]): Promise<string> {
  const repeated = drawn.flatMap((picture) => Array.from({ length: calmCopies }, () => picture));
  await writeFile(file, Buffer.concat(repeated));
  return file;
}

/** The filmed movements. @returns path of the .mjpeg */
export async function faceFilm(person: string, folder: string): Promise<string> {
  return write(join(folder, `${person}-face.mjpeg`), await pictures(person));
}

/** The person looks at the camera and stays there: for a selfie. @returns path of the .mjpeg */
export async function stillFilm(person: string, folder: string): Promise<string> {
  const drawn: Buffer[] = [];
  const film = { movements: [], fps: 10, leadInSeconds: stillSeconds, tailSeconds: 0 };
  const who = await buildPerson(castMember(person).id);
  for await (const frame of cameraFrames({ person: who, ...film })) drawn.push(frame);
  return write(join(folder, `${person}-still.mjpeg`), drawn);
}
