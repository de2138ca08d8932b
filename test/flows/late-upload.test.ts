/** An upload takes a second to look at; a submission in that second must not be undermined by it. */

import { afterAll, beforeAll, expect, test } from 'vitest';
import { requireCurrent } from '../../src/app/present-case.ts';
import type { CaseView } from '../../src/core/wire.ts';
import { Held } from '../fixtures/held.ts';
import { answerQuestions, confirmEmail, enter, reactivate, see } from '../fixtures/person.ts';
import { specimenFile } from '../fixtures/specimens.ts';
import { startTestWorld, type TestWorld } from '../fixtures/world.ts';
import { freshCase, ivo, toDocument } from './road.ts';

let world: TestWorld;
/** Holds the next picture that is stored: its upload is under way until it is let go. */
let held: Held | null = null;
beforeAll(async () => {
  world = await startTestWorld();
  const { objects } = world.context.app;
  const put = objects.put.bind(objects);
  objects.put = async (key, bytes) => {
    await put(key, bytes);
    const at = held;
    held = null;
    await at?.pass();
  };
});
afterAll(async () => {
  await world?.stop();
});

test('a document that is still being looked at cannot replace the one that was submitted', async () => {
  const person = await enter(world, 'mara');
  await person.post('/u/case/unlock');
  await reactivate(person);
  await answerQuestions(person);
  await confirmEmail(world, person, 'mara');
  await person.post('/u/document/choose', { country: 'UTO', type: 'passport' });
  const front = '/u/document/front';
  await person.put<CaseView>(front, await specimenFile('mara', 'passport.jpg'));
  const { caseId } = await see(person);
  const other = await specimenFile('mara', 'passport-flat.jpg');
  const { vault, media } = world.context.app.db.read;
  const before = await vault.sealed(caseId, 'facts:document-front');

  const looked = new Held();
  held = looked;
  const late = person.put(front, other);
  await looked.isThere;
  const submitted = await person.post<CaseView>('/u/document/submit');
  expect(submitted.body.current).toBe('selfie');
  looked.letGo();
  expect((await late).status).toBe(409);
  expect((await vault.sealed(caseId, 'facts:document-front'))?.bytes).toEqual(before?.bytes);
  expect((await media.current(caseId)).length).toBe(1);
});

test('a document that is still being looked at when the case ends is not kept', async () => {
  const person = await freshCase(world, ivo);
  await toDocument(world, person);
  await person.post('/u/document/choose', { country: 'UTO', type: 'passport' });
  const { caseId } = await see(person);
  const looked = new Held();
  held = looked;
  const late = person.put('/u/document/front', await specimenFile('ivo', 'passport.jpg'));
  await looked.isThere;
  expect((await person.post('/u/case/withdraw')).status).toBe(200);
  looked.letGo();
  expect((await late).status).toBeOneOf([401, 409]);
  const { cases, media, vault } = world.context.app.db.read;
  expect((await cases.load(caseId))?.state.status).toBe('cancelled');
  expect(await media.current(caseId)).toEqual([]);
  expect(await vault.sealed(caseId, 'facts:document-front')).toBeNull();
});

test('after its end no step of a case is the turn of the person', async () => {
  const person = await enter(world, 'mara');
  const { caseId } = await see(person);
  const { app } = world.context;
  await person.post('/u/case/withdraw');
  const before = (await app.db.read.cases.load(caseId))?.state;
  expect(before?.status).toBe('cancelled');
  const open = before?.steps.find(({ status }) => status === 'ready' || status === 'in_progress');
  expect(open?.plan.kind).toBe('selfie');
  await expect(requireCurrent(app, caseId, 'selfie')).rejects.toMatchObject({ code: 'not_now' });
});
