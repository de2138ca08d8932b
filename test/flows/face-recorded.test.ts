/** More facial verifications than can be guided: prompts by the clock, frames judged after the last one. */

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FaceGuidance, FaceSession } from '../../src/core/wire-face.ts';
import type { HttpClient } from '../fixtures/http-client.ts';
import { playFilm, requiredTicks, see, sendPassport, sendSelfie } from '../fixtures/person.ts';
import { filmFrames } from '../fixtures/specimens.ts';
import { startTestWorld, type TestWorld } from '../fixtures/world.ts';
import { count, freshCase, mara, toDocument } from './road.ts';

let world: TestWorld;
let person: HttpClient;

beforeAll(async () => {
  world = await startTestWorld({ guidedSessions: 0 });
  await filmFrames('mara');
  person = await freshCase(world, mara);
  await toDocument(world, person, [...requiredTicks, 'biometric_consent']);
  await sendPassport(person, 'mara');
  expect((await sendSelfie(person, 'mara')).current).toBe('face');
});
afterAll(async () => {
  await world?.stop();
});

async function faceStep() {
  const { caseId } = await see(person);
  const stored = await world.context.app.db.read.cases.load(caseId);
  return stored?.state.steps.find((one) => one.plan.kind === 'face');
}

test('a session that is not guided says so, and one that shows no movement is tried again', async () => {
  const begun = (await person.post<FaceSession>('/u/face/begin')).body;
  expect(begun.guided).toBe(false);
  const film = await filmFrames('mara');
  let guidance: FaceGuidance | null = null;
  for (let index = 0; index < 24; index += 1) {
    const path = `/u/face/frame?session=${begun.session}&index=${index}`;
    guidance = (await person.put<FaceGuidance>(path, film[index * 3] ?? Buffer.alloc(0))).body;
    await new Promise((resolve) => setTimeout(resolve, 170));
  }
  // Not a word on how it goes: the time has come, whatever the face did.
  expect(guidance).toEqual({ prompt: 'left', hint: null, done: 0, total: 4 });
  // All frames are looked at now: once, however often that is asked for.
  const finish = () => person.post('/u/face/finish', { session: begun.session });
  const answers = await Promise.all(Array.from({ length: 5 }, finish));
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409, 409, 409]);
  const step = await faceStep();
  expect([step?.status, step?.attemptsCounted]).toEqual(['failed_retry', 1]);
  expect(step?.reasons.map((reason) => reason.code)).toEqual(['challenge_not_followed']);
});

test('one in which the movements come when the clock asks for them passes, and shows a reviewer its moments', async () => {
  const { caseId } = await see(person);
  const film = await playFilm(person, 'mara', '/u', 'unsteady');
  expect([film.guidance.prompt, film.status]).toEqual(['done', 200]);
  const step = await faceStep();
  expect(step?.reasons.map((reason) => reason.code)).toEqual(['no_colour_response']);
  expect(step?.status).toBe('passed');
  const shown = `select count(*) as n from thaw.media where case_id = $1 and role = 'face_frame'`;
  expect(await count(world, shown, [caseId])).toBe(4);
  const kept = `select count(*) as n from thaw.face_frames f join thaw.face_sessions s
    on s.id = f.session_id where s.case_id = $1 and f.picture is not null`;
  expect(await count(world, kept, [caseId])).toBe(0);
});
