/** What becomes of the frames of a facial verification between the camera and the verdict. */

import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { VisionPool } from '../../src/adapters/vision-process/create-vision-pool.ts';
import type { Vision } from '../../src/core/ports.ts';
import type { FaceSession } from '../../src/core/wire-face.ts';
import type { VisionTask } from '../../src/vision/facts.ts';
import { startPatientVision } from '../fixtures/patient-vision.ts';
import { playFilm, see } from '../fixtures/person.ts';
import { filmFrames } from '../fixtures/specimens.ts';
import { advance, startTestWorld, type TestWorld } from '../fixtures/world.ts';
import { count, rows, toFace, until } from './road.ts';

let pool: VisionPool;
let world: TestWorld;
/** Asks the real vision processes, and fails as it is told. */
const eyes = {
  asked: [] as { readonly task: VisionTask; readonly pictures: number }[],
  fails: (_task: VisionTask, _nth: number): 'busy' | 'crashed' | null => null,
};
const vision: Vision & { close(): Promise<void> } = {
  async run(task, input, options) {
    const nth = eyes.asked.filter((one) => one.task === task).length;
    eyes.asked.push({ task, pictures: 'frames' in input ? input.frames.length : 1 });
    const failure = eyes.fails(task, nth);
    return failure === null ? pool.run(task, input, options) : { ok: false, failure };
  },
  close: () => pool.close(),
};

beforeAll(async () => {
  pool = await startPatientVision();
  await filmFrames('mara');
  world = await startTestWorld({ vision });
});
afterAll(async () => {
  await world?.stop();
});
beforeEach(() => {
  eyes.asked = [];
  eyes.fails = () => null;
});

const framesOfCase =
  'from thaw.face_frames f join thaw.face_sessions s on s.id = f.session_id where s.case_id = $1';
const pictures = (caseId: string) =>
  count(world, `select count(*) as n ${framesOfCase} and f.picture is not null`, [caseId]);

async function faceStep(caseId: string) {
  const stored = await world.context.app.db.read.cases.load(caseId);
  const step = stored?.state.steps.find((one) => one.plan.kind === 'face');
  return { status: step?.status, codes: step?.reasons.map((reason) => reason.code) ?? [] };
}

test('frames are kept encrypted until the verdict, laid beside each other for it, and then gone', async () => {
  const person = await toFace(world);
  const { caseId } = await see(person);
  // The process had no time for a few of them: they are looked at again before the verdict.
  eyes.fails = (task, nth) =>
    task === 'frame' && nth > 20 && nth % 9 === 0 && nth < 60 ? 'busy' : null;
  const playing = playFilm(person, 'mara');
  await until(async () => (await pictures(caseId)) > 5);
  for (const { picture } of await rows<{ picture: Buffer }>(
    world,
    `select f.picture ${framesOfCase} and f.picture is not null`,
    [caseId],
  )) {
    expect(picture.length).toBeGreaterThan(5000);
    expect(picture.includes('JFIF') || picture.readUInt16BE(0) === 0xffd8).toBe(false);
  }
  const film = await playing;
  expect([film.guidance.prompt, film.status]).toEqual(['done', 200]);
  expect(await pictures(caseId)).toBe(0);
  const beside = eyes.asked.filter(({ task }) => task === 'sequence');
  expect(beside).toHaveLength(1);
  expect(beside[0]?.pictures).toBeGreaterThanOrEqual(3);
  // Looked at in the end: more often asked for than there are frames.
  const frames = await count(world, `select count(*) as n ${framesOfCase}`, [caseId]);
  expect(eyes.asked.filter(({ task }) => task === 'frame').length).toBeGreaterThan(frames);
  expect((await faceStep(caseId)).status).toBe('passed');
});

test('frames that could not be laid beside each other are a doubt for a person, and no pass', async () => {
  const person = await toFace(world);
  const { caseId } = await see(person);
  eyes.fails = (task) => (task === 'sequence' ? 'crashed' : null);
  expect((await playFilm(person, 'mara')).status).toBe(200);
  const step = await faceStep(caseId);
  expect(step.status).toBe('needs_review');
  expect(step.codes).toContain('dependency_unavailable');
  expect(await pictures(caseId)).toBe(0);
});

test('a session played again, compressed anew, is a sign for the reviewer, and one with the same bytes too', async () => {
  const person = await toFace(world);
  const { caseId } = await see(person);
  const film = await filmFrames('mara');
  const again = await Promise.all(
    film.map((frame) => sharp(frame).jpeg({ quality: 70 }).toBuffer()),
  );
  for (const [frame, what] of [
    [again, 'are like those of one earlier session'],
    [film, 'were shown in an earlier session'],
  ] as const) {
    // A movement that was not followed: the sign is in the reasons of a try that does not count as done.
    const { session } = (await person.post<FaceSession>('/u/face/begin', { colours: false })).body;
    for (let index = 0; index < 16; index += 1) {
      const path = `/u/face/frame?session=${session}&index=${index}`;
      await person.put(path, frame[index * 6] ?? Buffer.alloc(0));
      await new Promise((resolve) => setTimeout(resolve, 70));
    }
    await person.post('/u/face/finish', { session });
    const stored = await world.context.app.db.read.cases.load(caseId);
    const step = stored?.state.steps.find((one) => one.plan.kind === 'face');
    const signs = step?.reasons.filter((one) => one.code === 'injection_suspected') ?? [];
    expect(signs.map((one) => one.staffText).join()).toContain(what);
  }
  const marks = 'select count(*) as n from thaw.frame_marks where case_id = $1';
  expect(await count(world, marks, [caseId])).toBeGreaterThan(20);
  const film0 = createHash('sha256')
    .update(film[0] ?? '')
    .digest('hex');
  expect(
    await count(world, 'select count(*) as n from thaw.frame_marks where mark = $1', [film0]),
  ).toBe(0);
  expect((await person.post('/u/case/withdraw-biometrics')).status).toBe(200);
  expect(await count(world, marks, [caseId])).toBe(0);
});

test('frames of a session that nobody finished go by themselves', async () => {
  const person = await toFace(world);
  const { caseId } = await see(person);
  const begun = (await person.post<FaceSession>('/u/face/begin')).body;
  for (const [index, frame] of (await filmFrames('mara')).slice(0, 2).entries()) {
    await person.put(`/u/face/frame?session=${begun.session}&index=${index}`, frame);
  }
  expect(await pictures(caseId)).toBe(2);
  await advance(world, 30 + 170);
  expect(await pictures(caseId)).toBe(2);
  await advance(world, 11);
  await until(async () => (await pictures(caseId)) === 0);
  expect((await see(person)).current).toBe('face');
});
