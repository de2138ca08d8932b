/** No frame before consent; none, and no template, after it was withdrawn or the case ended, whatever was on its way. */

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import type { VisionPool } from '../../src/adapters/vision-process/create-vision-pool.ts';
import { openJson } from '../../src/app/vault.ts';
import type { Vision } from '../../src/core/ports.ts';
import type { WireError } from '../../src/core/wire.ts';
import type { FaceSession, SelfieCapture } from '../../src/core/wire-face.ts';
import type { DocumentSideFacts, VisionTask } from '../../src/vision/facts.ts';
import { Held } from '../fixtures/held.ts';
import type { HttpClient } from '../fixtures/http-client.ts';
import { startPatientVision } from '../fixtures/patient-vision.ts';
import { liveFrames, requiredTicks, see, sendPassport, sendSelfie } from '../fixtures/person.ts';
import { filmFrames, specimenFile } from '../fixtures/specimens.ts';
import { startTestWorld, type TestWorld } from '../fixtures/world.ts';
import { count, freshCase, mara, toDocument, toFace, toSelfie } from './road.ts';

let pool: VisionPool;
let world: TestWorld;

let held: { readonly what: VisionTask | 'object'; readonly at: Held } | null = null;

function hold(what: VisionTask | 'object'): Held {
  const at = new Held();
  held = { what, at };
  return at;
}

async function passHeld(what: VisionTask | 'object'): Promise<void> {
  if (held?.what !== what) return;
  const { at } = held;
  held = null;
  await at.pass();
}

const vision: Vision & { close(): Promise<void> } = {
  async run(task, input, options) {
    const seen = await pool.run(task, input, options);
    await passHeld(task);
    return seen;
  },
  close: () => pool.close(),
};

beforeAll(async () => {
  pool = await startPatientVision();
  world = await startTestWorld({ vision });
  const { objects } = world.context.app;
  const put = objects.put.bind(objects);
  objects.put = async (key, bytes) => {
    await put(key, bytes);
    await passHeld('object');
  };
});
afterAll(async () => {
  await world?.stop();
});
beforeEach(() => {
  held = null;
});

async function atDocument(ticks: readonly string[]): Promise<HttpClient> {
  const person = await freshCase(world, mara);
  await toDocument(world, person, [...requiredTicks, ...ticks]);
  return person;
}

const withdraw = async (person: HttpClient) =>
  expect((await person.post('/u/case/withdraw-biometrics')).status).toBe(200);

/** Frames, pictures and objects of the face that are there, and sealed rows that hold its template. */
async function leftOfFace(caseId: string) {
  const { app, pool: db } = world.context;
  const frames = await count(
    world,
    `select count(*) as n from thaw.face_frames f join thaw.face_sessions s on s.id = f.session_id
      where s.case_id = $1`,
    [caseId],
  );
  const courses = await count(
    world,
    `select count(*) as n from thaw.face_sessions where case_id = $1 and tracker <> '{}'`,
    [caseId],
  );
  const sealed = await count(
    world,
    `select count(*) as n from thaw.sealed where case_id = $1 and name ~ 'selfie|face'`,
    [caseId],
  );
  const { rows: named } = await db.query(
    'select object_key, role from thaw.media where case_id = $1 and removed_at is null',
    [caseId],
  );
  const known = named.map(({ object_key: key }) => String(key));
  const stored: string[] = [];
  for await (const key of app.objects.list(`${caseId}/`)) stored.push(key);
  const pictures = named.filter(({ role }) => role === 'selfie' || role === 'face_frame').length;
  const objects = stored.filter((key) => !known.includes(key)).length;
  return { frames, courses, sealed, pictures, objects };
}

const codeOf = (answer: { readonly body: unknown }) => (answer.body as WireError).error?.code;

const nothing = { frames: 0, courses: 0, sealed: 0, pictures: 0, objects: 0 };

describe('without consent to biometrics', () => {
  test('no door takes a frame, in whatever order it is tried', async () => {
    const person = await atDocument([]);
    const { caseId } = await see(person);
    const picture = await specimenFile('mara', 'selfie.jpg');
    const tryAll = async () => {
      const answers = [
        await person.post('/u/selfie/begin'),
        await person.put('/u/selfie?source=camera&nonce=a&index=0', picture),
        await person.put('/u/selfie?source=file', picture),
        await person.post('/u/selfie/submit'),
        await person.post('/u/face/begin'),
        await person.put(`/u/face/frame?session=${caseId}&index=0`, picture),
        await person.post('/u/face/finish', { session: caseId }),
        await person.post('/u/handoff', {}),
      ];
      expect(answers.map(({ status }) => status).filter((status) => status < 400)).toEqual([]);
      const cookie = [...person.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const url = `${world.urls.thaw.replace(/^http/, 'ws')}/u/face/socket?session=${caseId}`;
      const socket = new WebSocket(url, { headers: { cookie }, origin: world.urls.thaw });
      const refused = await new Promise<boolean>((resolve) => {
        socket.on('open', () => resolve(false));
        socket.on('unexpected-response', () => resolve(true));
        socket.on('error', () => {});
      });
      expect(refused).toBe(true);
    };
    await tryAll();
    const { current } = await sendPassport(person, 'mara');
    expect(current).toBe('statement');
    await tryAll();
    expect(await leftOfFace(caseId)).toEqual(nothing);
  });
});

describe('consent that is withdrawn', () => {
  test('while the document is looked at keeps no template of its portrait', async () => {
    const person = await atDocument(['biometric_consent']);
    const { caseId } = await see(person);
    const looked = hold('document-side');
    const sending = sendPassport(person, 'mara');
    await looked.isThere;
    await withdraw(person);
    looked.letGo();
    expect((await sending).current).toBe('statement');
    const { app } = world.context;
    const kept = await openJson<{ seen: { facts: DocumentSideFacts } }>(
      app,
      app.db.read,
      caseId,
      'facts:document-front',
    );
    const { faces, portrait } = kept!.seen.facts;
    expect(faces.length).toBeGreaterThan(0);
    expect([...faces, portrait].map((face) => face?.embedding)).toEqual(
      [...faces, portrait].map(() => []),
    );
  });

  test.each(['selfie', 'object'] as const)(
    'while the last frame of the selfie is under way (%s) keeps nothing of it',
    async (what) => {
      const person = await toSelfie(world);
      const { caseId } = await see(person);
      const { nonce } = (await person.post<SelfieCapture>('/u/selfie/begin')).body;
      const frames = await liveFrames(await specimenFile('mara', 'selfie.jpg'));
      const send = (index: number) =>
        person.put(`/u/selfie?source=camera&nonce=${nonce}&index=${index}`, frames[index]!);
      for (const index of [0, 1]) expect((await send(index)).status).toBe(200);
      const looked = hold(what);
      const sending = send(2);
      await looked.isThere;
      await withdraw(person);
      looked.letGo();
      expect(codeOf(await sending)).toBe('not_now');
      expect(await leftOfFace(caseId)).toEqual(nothing);
    },
  );

  test.each(['frame', 'object'] as const)(
    'while a frame of the facial verification is under way (%s) keeps nothing of it',
    async (what) => {
      const person = await toFace(world);
      const { caseId } = await see(person);
      const { session } = (await person.post<FaceSession>('/u/face/begin')).body;
      const film = await filmFrames('mara');
      const looked = hold(what);
      let isHeld = false;
      void looked.isThere.then(() => {
        isHeld = true;
      });
      let sending: Promise<unknown> = Promise.resolve();
      for (let index = 0; index < 25 && !isHeld; index += 1) {
        sending = person.put(`/u/face/frame?session=${session}&index=${index}`, film[index * 3]!);
        await Promise.race([sending, looked.isThere]);
        await new Promise((resolve) => setTimeout(resolve, 120));
      }
      expect(isHeld).toBe(true);
      await withdraw(person);
      looked.letGo();
      await sending;
      expect(await leftOfFace(caseId)).toEqual(nothing);
    },
  );
});

test('a selfie is never judged before its picture is kept', async () => {
  const person = await toSelfie(world);
  const { caseId } = await see(person);
  const { nonce } = (await person.post<SelfieCapture>('/u/selfie/begin')).body;
  const frames = await liveFrames(await specimenFile('mara', 'selfie.jpg'));
  const send = (index: number) =>
    person.put(`/u/selfie?source=camera&nonce=${nonce}&index=${index}`, frames[index]!);
  for (const index of [0, 1]) expect((await send(index)).status).toBe(200);
  const kept = hold('object');
  const sending = send(2);
  await kept.isThere;
  expect((await person.post('/u/selfie/submit')).status).toBe(409);
  expect((await see(person)).current).toBe('selfie');
  kept.letGo();
  expect((await sending).status).toBe(200);
  expect(await leftOfFace(caseId)).toMatchObject({ pictures: 1, objects: 0 });
  expect((await person.post('/u/selfie/submit')).status).toBe(200);
  expect((await see(person)).current).toBe('face');
});

test('a picture that is kept out is told as that, though the store does not take it away', async () => {
  const person = await toSelfie(world);
  const { nonce } = (await person.post<SelfieCapture>('/u/selfie/begin')).body;
  const frames = await liveFrames(await specimenFile('mara', 'selfie.jpg'));
  const send = (index: number) =>
    person.put(`/u/selfie?source=camera&nonce=${nonce}&index=${index}`, frames[index]!);
  for (const index of [0, 1]) expect((await send(index)).status).toBe(200);
  const kept = hold('object');
  const sending = send(2);
  await kept.isThere;
  await withdraw(person);
  const { objects } = world.context.app;
  const remove = objects.delete;
  objects.delete = () => Promise.reject(new Error('read only'));
  kept.letGo();
  const answer = await sending;
  objects.delete = remove;
  expect([answer.status, codeOf(answer)]).toEqual([409, 'not_now']);
});

test('a selfie whose picture could not be kept is begun anew', async () => {
  const person = await toSelfie(world);
  const { caseId } = await see(person);
  const { nonce } = (await person.post<SelfieCapture>('/u/selfie/begin')).body;
  const frames = await liveFrames(await specimenFile('mara', 'selfie.jpg'));
  const send = (index: number) =>
    person.put(`/u/selfie?source=camera&nonce=${nonce}&index=${index}`, frames[index]!);
  for (const index of [0, 1]) expect((await send(index)).status).toBe(200);
  const { objects } = world.context.app;
  const { put } = objects;
  objects.put = () => Promise.reject(new Error('full'));
  expect((await send(2)).status).toBe(503);
  objects.put = put;
  expect(await leftOfFace(caseId)).toEqual(nothing);
  expect(codeOf(await send(2))).toBe('not_now');
  expect(codeOf(await person.post('/u/selfie/submit'))).toBe('not_now');
  expect((await sendSelfie(person, 'mara')).current).toBe('face');
});

describe('the end of the case', () => {
  test('while a frame is looked at leaves no template behind', async () => {
    const person = await toFace(world);
    const { caseId } = await see(person);
    const { session } = (await person.post<FaceSession>('/u/face/begin')).body;
    const [frame = Buffer.alloc(1)] = await filmFrames('mara');
    const looked = hold('frame');
    const sending = person.put(`/u/face/frame?session=${session}&index=0`, frame);
    await looked.isThere;
    expect((await person.post('/u/case/withdraw')).status).toBe(200);
    looked.letGo();
    await sending;
    const { frames } = await leftOfFace(caseId);
    expect(frames).toBe(0);
    expect(
      await count(
        world,
        `select count(*) as n from thaw.sealed where case_id = $1 and name like 'facts:%'`,
        [caseId],
      ),
    ).toBe(0);
  });
});
