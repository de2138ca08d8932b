/**
 * The frames of one facial verification: sealed as they come, looked at again where the vision process
 * had no time for them, some laid beside each other, and gone with the verdict.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Seen } from '../verifications/contract.ts';
import type { JudgedFrame } from '../verifications/face/frames.ts';
import { type ChosenFrame, chooseFrames } from '../verifications/face/sequence-signs.ts';
import type { FrameFacts, SequenceFacts, VisionFailureCode, VisionTasks } from '../vision/facts.ts';
import type { App } from './app.ts';
import type { JsonObject, Stores } from './stores.ts';
import type { FaceSessionRow } from './stores-pictures.ts';
import { dataKeyOf, openRow, openRowBytes, sealRow, sealRowBytes } from './vault.ts';

/** Sealed with each frame. */
export type KeptFrame = Pick<JudgedFrame, 'sha256' | 'facts' | 'failure'>;

const nameOf = (session: string, index: number) => `frame:${session}:${index}`;

export async function addFrame(
  app: App,
  tx: Stores,
  session: FaceSessionRow,
  frame: {
    readonly index: number;
    readonly tMs: number;
    readonly kept: KeptFrame;
    readonly picture: Uint8Array | null;
  },
): Promise<void> {
  const { caseId, id } = session;
  const { index, kept, picture, tMs } = frame;
  const name = nameOf(id, index);
  await tx.face.addFrame(id, {
    index,
    tMs,
    facts: await sealRow(app, tx, caseId, name, kept),
    picture: picture === null ? null : await sealRowBytes(app, tx, caseId, name, picture),
  });
}

/** All frames as the judge wants them; what was not looked at in time is looked at now. */
export async function framesOf(app: App, row: FaceSessionRow): Promise<readonly JudgedFrame[]> {
  const dataKey = await dataKeyOf(app, app.db.read, row.caseId);
  const frames = (await app.db.read.face.frames(row.id)).map((frame): JudgedFrame => {
    const where = { caseId: row.caseId, name: nameOf(row.id, frame.index) };
    return {
      index: frame.index,
      t: frame.tMs,
      ...openRow<KeptFrame>(app, dataKey, where, frame.facts),
    };
  });
  return lookAgain(app, row, dataKey, frames);
}

const picturesOwnFault: readonly VisionFailureCode[] = ['bad_picture', 'too_many_pixels'];
/** Frames of one session that are looked at side by side: others want their turn. */
const lookAtOnce = 2;
const lookMsMax = 45_000;
const busyMs = 250;

async function lookAgain(
  app: App,
  row: FaceSessionRow,
  dataKey: Uint8Array,
  frames: readonly JudgedFrame[],
): Promise<readonly JudgedFrame[]> {
  const until = performance.now() + lookMsMax;
  const unseen = frames.filter(
    ({ facts, failure }) =>
      facts === null && failure !== undefined && !picturesOwnFault.includes(failure),
  );
  const seen = new Map<number, JudgedFrame>();
  const work = async (): Promise<void> => {
    for (let frame = unseen.shift(); frame !== undefined; frame = unseen.shift()) {
      const picture = await pictureOf(app, row, dataKey, frame.index);
      if (picture === null) continue;
      const found = await lookAt(app, picture, until);
      if (found.ok) {
        const { failure: _, ...rest } = frame;
        seen.set(frame.index, { ...rest, facts: found.facts });
      } else seen.set(frame.index, { ...frame, failure: found.failure });
    }
  };
  await Promise.all(Array.from({ length: lookAtOnce }, work));
  return frames.map((frame) => seen.get(frame.index) ?? frame);
}

async function lookAt(
  app: App,
  picture: Uint8Array,
  until: number,
): Promise<Seen<VisionTasks['frame']['output']>> {
  for (;;) {
    if (performance.now() > until) return { ok: false, failure: 'busy' };
    const found = await app.vision.run('frame', { picture, embed: true });
    if (found.ok || found.failure !== 'busy') return found;
    await sleep(busyMs);
  }
}

async function pictureOf(
  app: App,
  row: FaceSessionRow,
  dataKey: Uint8Array,
  index: number,
): Promise<Uint8Array | null> {
  const sealed = await app.db.read.face.picture(row.id, index);
  if (sealed === null) return null;
  return openRowBytes(app, dataKey, { caseId: row.caseId, name: nameOf(row.id, index) }, sealed);
}

/** The chosen frames laid beside each other. Frames that are gone are a failure like any other. */
export async function besideEachOther(
  app: App,
  row: FaceSessionRow,
  frames: readonly JudgedFrame[],
): Promise<Seen<SequenceFacts>> {
  const chosen = await chosenPictures(app, row, frames);
  const isWhole = chosen.length > 0 && chosen.length === chooseFrames(frames).length;
  return isWhole
    ? app.vision.run('sequence', {
        frames: chosen.map(({ picture, shows }) => ({ picture, shows })),
      })
    : { ok: false, failure: 'internal' };
}

interface ChosenPicture {
  readonly picture: Uint8Array;
  readonly shows: ChosenFrame['shows'];
  readonly facts: FrameFacts | null;
}

export async function chosenPictures(
  app: App,
  row: FaceSessionRow,
  frames: readonly JudgedFrame[],
): Promise<readonly ChosenPicture[]> {
  const dataKey = await dataKeyOf(app, app.db.read, row.caseId);
  const chosen: ChosenPicture[] = [];
  for (const { index, shows } of chooseFrames(frames)) {
    const picture = await pictureOf(app, row, dataKey, index);
    const facts = frames.find((frame) => frame.index === index)?.facts ?? null;
    if (picture !== null) chosen.push({ picture, shows, facts });
  }
  return chosen;
}

/** Of a session that nobody finished. */
export async function dropFrames(app: App, payload: JsonObject): Promise<void> {
  await app.db.read.face.dropPictures(String(payload['session']));
}
