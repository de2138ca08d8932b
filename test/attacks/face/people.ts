/** Whom the attacks are tried on: drawn people always, photographs where a data folder is given. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCsv } from '../../../bench/read-csv.ts';
import { drawSelfie } from '../../../specimens/camera/camera-file.ts';
import {
  buildPerson,
  type Person,
  type Pose,
  renderPerson,
} from '../../../specimens/people/person.ts';
import type { PersonName } from '../../../specimens/people/persons.ts';
import { buildStranger } from '../../../specimens/people/strangers.ts';
import type { VisionEngine } from '../../../src/vision/engine.ts';
import { decodePicture } from '../../../src/vision/image/decode.ts';
import type { RgbImage } from '../../../src/vision/image/decoded-image.ts';
import { type Camera, type Identity, toJpeg } from './play-session.ts';
import { drawRoom, renderInRoom } from './room.ts';
import { frameHeight, frameWidth } from './warp-photo.ts';

export interface Victim {
  readonly name: string;
  readonly material: 'drawn' | 'photographed';
  /** What an attacker found: one picture of the person. */
  readonly photo: RgbImage;
  readonly identity: Identity;
  /** Nobody on whom a bound was chosen. */
  readonly heldOut: boolean;
}

export interface DrawnVictim extends Victim {
  readonly material: 'drawn';
  /** The person in person, in a room and light of the seed. */
  live(seed: number): Promise<Camera>;
}

export const drawnNames: readonly PersonName[] = ['mara', 'ivo', 'sana', 'teo', 'lin', 'noor'];

const lights: readonly Pose[] = [
  {},
  { ambient: 0.9, key: 0.25 },
  { light: [0, 0.8, 0.5] },
  { light: [0.8, 0.2, 0.5], ambient: 0.4 },
];
/** Light of the screen on the face, as shares of the key light: in the sun of a window, by a lamp. */
const screenShares = [0.04, 0.08, 0.12] as const;
const sensorNoise = 2.4;
const size = { width: frameWidth, height: frameHeight };

export async function drawnVictim(engine: VisionEngine, name: PersonName): Promise<DrawnVictim> {
  return victimOf(engine, await buildPerson(name), false);
}

/** Nobody on whom a bound was chosen. */
export async function drawnStranger(engine: VisionEngine, seed: number): Promise<DrawnVictim> {
  return victimOf(engine, await buildStranger(seed), true);
}

async function victimOf(
  engine: VisionEngine,
  person: Person,
  heldOut: boolean,
): Promise<DrawnVictim> {
  const live = async (seed: number): Promise<Camera> => {
    const room = drawRoom(seed);
    const light = lights[seed % lights.length]!;
    const share = screenShares[seed % screenShares.length]!;
    return (pose, index, screen) => {
      const image = renderInRoom(
        person,
        {
          ...size,
          ...pose,
          ...light,
          dx: 0.01 * pose.swayX,
          dy: 0.01 * pose.swayY,
          screen: [screen[0] * share, screen[1] * share, screen[2] * share],
        },
        {
          room,
          // A phone held in the hand: the room sways otherwise than the head, and hardly grows.
          view: {
            dx: 7 * pose.swayY,
            dy: 5 * pose.swayX,
            scale: 1 + 0.1 * (pose.scale - 1),
          },
          noise: sensorNoise,
          seed: seed * 1000 + index,
        },
      );
      return toJpeg(image);
    };
  };
  const posted = renderInRoom(
    person,
    { scale: 1.1, yaw: 3, light: [0.5, 0.4, 0.8] },
    {
      room: drawRoom(person.traits.seed),
      view: { dx: 0, dy: 0, scale: 1 },
      noise: 1,
      seed: 3,
    },
  );
  const portrait = renderPerson(person, { scale: 1.5, ambient: 0.8, key: 0.5, noise: 1 });
  return {
    name: person.name,
    material: 'drawn',
    heldOut,
    photo: posted,
    identity: {
      selfie: await embeddingOf(engine, await drawSelfie(person)),
      portrait: await embeddingOf(engine, await toJpeg(portrait, 92)),
    },
    live,
  };
}

/** Persons of the development set on whose photos bounds were chosen. */
const tunedOn: readonly string[] = ['p01', 'p02', 'p03', 'p04', 'p05'];

/** Two photos of each person of `large.csv`: the attacker's own and, as the portrait, another one. */
export async function photographedVictims(
  engine: VisionEngine,
  dir: string,
  photosPerPerson = 2,
): Promise<readonly Victim[]> {
  const rows = readCsv(join(dir, 'large.csv'));
  const persons = [...new Set(rows.map((row) => row['person'] ?? ''))];
  const victims: Victim[] = [];
  for (const person of persons) {
    const files = rows.filter((row) => row['person'] === person).map((row) => row['file'] ?? '');
    for (let at = 0; at < Math.min(photosPerPerson, files.length); at += 1) {
      const bytes = readFileSync(join(dir, files[at]!));
      const other = readFileSync(join(dir, files[(at + 1) % files.length]!));
      victims.push({
        name: `${person}-${at + 1}`,
        material: 'photographed',
        heldOut: !tunedOn.includes(person),
        photo: await decodePicture(bytes),
        // The attacker passes the selfie step with the same photo.
        identity: {
          selfie: await embeddingOf(engine, bytes),
          portrait: await embeddingOf(engine, other),
        },
      });
    }
  }
  return victims;
}

export function hasPhotographs(dir: string): boolean {
  return existsSync(join(dir, 'large.csv'));
}

async function embeddingOf(
  engine: VisionEngine,
  picture: Uint8Array,
): Promise<readonly number[] | null> {
  const { faces } = await engine.run('frame', { picture, embed: true });
  return faces[0]?.embedding ?? null;
}
