/** The rules of selfie and facial verification over HTTP, with the real vision process. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CaseView, WireError } from '../../src/core/wire.ts';
import type { FaceGuidance, FaceSession } from '../../src/core/wire-face.ts';
import type { HttpClient } from '../fixtures/http-client.ts';
import {
  answerQuestions,
  captureSelfie,
  confirmEmail,
  enter,
  liveFrames,
  reactivate,
  requiredTicks,
  see,
  sendPassport,
  sendSelfie,
} from '../fixtures/person.ts';
import { filmFrames, specimenFile } from '../fixtures/specimens.ts';
import { advance, startTestWorld, type TestWorld } from '../fixtures/world.ts';
import { freshCase, mara, toDocument } from './road.ts';

let world: TestWorld;
let person: HttpClient;
let still: Buffer;

beforeAll(async () => {
  world = await startTestWorld();
  still = await specimenFile('mara', 'selfie.jpg');
  await filmFrames('mara');
  person = await enter(world, 'mara');
  await person.post('/u/case/unlock');
  await reactivate(person);
  await answerQuestions(person);
  await confirmEmail(world, person, 'mara');
  await sendPassport(person, 'mara');
});
afterAll(async () => {
  await world?.stop();
});

const codeOf = (answer: { readonly body: unknown }) => (answer.body as WireError).error?.code;

describe('the selfie', () => {
  test('from the camera needs the nonce of its capture, and a file needs a policy that allows it', async () => {
    expect((await person.put('/u/selfie?source=camera', still)).status).toBe(400);
    const strange = '/u/selfie?source=camera&nonce=00000000-0000-4000-8000-000000000000&index=0';
    expect(codeOf(await person.put(strange, still))).toBe('not_now');
    expect(codeOf(await person.put('/u/selfie?source=file', still))).toBe('file_type');
  });

  test('is there after the last frame, each number taken once, the nonce used up', async () => {
    const [first, second, third] = await liveFrames(still);
    const { nonce } = (await person.post<{ nonce: string }>('/u/selfie/begin')).body;
    const put = (index: number, frame: Buffer | undefined) =>
      person.put<CaseView>(
        `/u/selfie?source=camera&nonce=${nonce}&index=${index}`,
        frame ?? Buffer.alloc(0),
      );
    expect((await put(0, first)).body.selfie?.accepted).toBe(false);
    expect((await put(0, first)).status).toBe(200);
    expect(codeOf(await put(0, second))).toBe('already_done');
    expect(codeOf(await put(7, second))).toBe('not_now');
    await put(1, second);
    expect((await put(2, third)).body.selfie?.accepted).toBe(true);
    expect(codeOf(await put(2, third))).toBe('not_now');
  });

  test('with another face in one frame is taken, and a reviewer is told', async () => {
    const other = await specimenFile('mara', 'bad/someone-elses-selfie.jpg');
    const [own, again] = await liveFrames(still);
    const [strange] = await liveFrames(other);
    const frames = [own, again, strange].filter((frame) => frame !== undefined);
    expect((await captureSelfie(person, frames)).selfie?.accepted).toBe(true);
    const shown = (await person.post<CaseView>('/u/selfie/submit')).body;
    expect(shown.current).toBe('face');
    const { state } = (await world.context.app.db.read.cases.load(shown.caseId)) ?? {};
    const step = state?.steps.find((one) => one.plan.kind === 'selfie');
    expect(step?.status).toBe('needs_review');
    expect(step?.reasons.map((reason) => reason.code)).toContain('face_changed');
  });
});

async function failOnce(): Promise<{ readonly status: number; readonly code: string | undefined }> {
  const begun = await person.post<FaceSession>('/u/face/begin', { colours: false });
  if (begun.status !== 200) return { status: begun.status, code: codeOf(begun) };
  const frames = await filmFrames('mara');
  let prompt: FaceGuidance['prompt'] = 'centre';
  for (let index = 0; index < 14 && prompt === 'centre'; index += 1) {
    const path = `/u/face/frame?session=${begun.body.session}&index=${index}`;
    const frame = frames[index * 3];
    if (frame === undefined) throw new Error('the film is too short');
    prompt = (await person.put<FaceGuidance>(path, frame)).body.prompt;
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  expect(prompt).toBe('left');
  const done = await person.post('/u/face/finish', { session: begun.body.session });
  return { status: done.status, code: codeOf(done) };
}

describe('the facial verification', () => {
  test('that shows nobody costs no attempt', async () => {
    const before = (await see(person)).face?.attemptsLeft;
    const { session } = (await person.post<FaceSession>('/u/face/begin')).body;
    const view = (await person.post<CaseView>('/u/face/finish', { session })).body;
    expect(view.steps.find((step) => step.kind === 'face')?.status).toBe('failed_retry');
    expect(view.face?.attemptsLeft).toBe(before);
  });

  test('failed five times in a row waits half a minute', async () => {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      expect(await failOnce()).toEqual({ status: 200, code: undefined });
    }
    expect((await see(person)).face?.notBefore).not.toBeNull();
    expect(await failOnce()).toEqual({ status: 409, code: 'too_early' });
    await advance(world, 31);
    expect((await see(person)).face?.notBefore).toBeNull();
    expect(await failOnce()).toEqual({ status: 200, code: undefined });
  });
});

describe('withdrawn consent', () => {
  test('deletes templates and pictures of the face and opens the other lane', async () => {
    const { caseId } = await see(person);
    const { pool } = world.context;
    const rows = async (sql: string) => Number((await pool.query(sql, [caseId])).rows[0]?.n);
    const templates = `select count(*) as n from thaw.sealed
      where case_id = $1 and name ~ '^(facts:selfie|result:selfie|result:face)'`;
    const pictures = `select count(*) as n from thaw.media
      where case_id = $1 and removed_at is null and role in ('selfie', 'face_frame')`;
    const frames = `select count(*) as n from thaw.face_frames f
      join thaw.face_sessions s on s.id = f.session_id where s.case_id = $1`;
    for (const sql of [templates, pictures, frames]) expect(await rows(sql)).toBeGreaterThan(0);
    await advance(world, 31);
    const begun = await person.post<FaceSession>('/u/face/begin');
    const view = (await person.post<CaseView>('/u/case/withdraw-biometrics')).body;
    expect(view.current).toBe('statement');
    expect(view.steps.map((step) => step.kind)).not.toContain('selfie');
    for (const sql of [templates, pictures, frames]) expect(await rows(sql)).toBe(0);
    const [frame = Buffer.alloc(1)] = await filmFrames('mara');
    const late = `/u/face/frame?session=${begun.body.session}&index=0`;
    expect(codeOf(await person.put(late, frame))).toBe('not_now');
    expect(codeOf(await person.post('/u/case/withdraw-biometrics'))).toBe('already_done');
    const stored: string[] = [];
    for await (const key of world.context.app.objects.list(`${caseId}/`)) stored.push(key);
    const kept = await pool.query(
      'select object_key from thaw.media where case_id = $1 and removed_at is null',
      [caseId],
    );
    expect(stored.toSorted()).toEqual(kept.rows.map((row) => row.object_key).toSorted());
  });
});

describe('the last try', () => {
  test('that fails opens the other lane, and tries that showed nobody were free', async () => {
    person = await freshCase(world, mara);
    await toDocument(world, person, [...requiredTicks, 'biometric_consent']);
    await sendPassport(person, 'mara');
    await sendSelfie(person, 'mara');
    const most = (await see(person)).face?.attemptsLeft ?? 0;
    expect(most).toBeGreaterThan(5);
    for (let left = most; left > 0; left -= 1) {
      const { face } = await see(person);
      expect([face?.attemptsLeft, face?.notBefore === null]).toEqual([left, left > most - 5]);
      await advance(world, 31);
      const { session } = (await person.post<FaceSession>('/u/face/begin')).body;
      await person.post('/u/face/finish', { session });
      expect((await see(person)).face?.attemptsLeft).toBe(left);
      expect(await failOnce()).toEqual({ status: 200, code: undefined });
    }
    const view = await see(person);
    expect([view.current, view.face]).toEqual(['statement', null]);
    expect(codeOf(await person.post('/u/face/begin'))).toBe('not_now');
    const history = await world.context.app.db.read.cases.history(view.caseId);
    const replaced = history.map(({ event }) => event).find(({ type }) => type === 'step.replaced');
    expect(replaced).toMatchObject({ step: 'face', by: 'statement', reason: 'attempts_used' });
  });
});
