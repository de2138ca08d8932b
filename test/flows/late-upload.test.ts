/** An upload takes a second to look at; a submission in that second must not be undermined by it. */

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CaseView } from '../../src/core/wire.ts';
import { answerQuestions, confirmEmail, enter, reactivate, see } from '../fixtures/person.ts';
import { specimenFile } from '../fixtures/specimens.ts';
import { startTestWorld, type TestWorld } from '../fixtures/world.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await startTestWorld();
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

  const late = person.put(front, other);
  const submitted = await person.post<CaseView>('/u/document/submit');
  expect(submitted.body.current).toBe('selfie');
  expect((await late).status).toBe(409);
  expect((await vault.sealed(caseId, 'facts:document-front'))?.bytes).toEqual(before?.bytes);
  expect((await media.current(caseId)).length).toBe(1);
});
