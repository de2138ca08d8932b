/** The face that the host knew before the lock, beside the selfie. */

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CaseView } from '../../src/core/wire.ts';
import type { ReviewView } from '../../src/core/wire-staff.ts';
import type { HttpClient } from '../fixtures/http-client.ts';
import { logInReviewer, requiredTicks, sendPassport, sendSelfie } from '../fixtures/person.ts';
import { specimenFile } from '../fixtures/specimens.ts';
import { startTestWorld, type TestWorld } from '../fixtures/world.ts';
import { freshCase, mara, rows, sana, statementText, thawAtHost, toDocument } from './road.ts';

let world: TestWorld;

beforeAll(async () => {
  world = await startTestWorld();
});
afterAll(async () => {
  await world?.stop();
});

async function selfieOf(name: 'mara' | 'sana', accountId: string): Promise<HttpClient> {
  await thawAtHost(world, accountId);
  const person = await freshCase(world, accountId);
  await toDocument(world, person, [...requiredTicks, 'biometric_consent']);
  await sendPassport(person, name);
  const view: CaseView = await sendSelfie(person, name);
  expect(view.current).toBe('face');
  await person.post('/u/case/other-lane', { step: 'face' });
  const handedIn = await person.post<CaseView>('/u/statement', { text: statementText });
  expect([handedIn.status, handedIn.body.status]).toEqual([200, 'in_review']);
  return person;
}

/** What a reviewer gets to see of the newest case. */
async function reviewed(): Promise<ReviewView> {
  const reviewer = await logInReviewer(world);
  const claimed = await reviewer.post<ReviewView>('/c/claim-next');
  expect(claimed.status).toBe(200);
  const review = claimed.body;
  await reviewer.post(`/c/cases/${review.caseId}/decline`, {
    final: true,
    reasons: ['name_mismatch'],
    note: 'Seen.',
  });
  return review;
}

const enroll = (accountId: string, picture: Buffer, at: string) =>
  rows(
    world,
    `insert into directory.enrolled_faces values ($1, $2, ${at})
     on conflict (account_id) do update set picture = $2, enrolled_at = ${at}`,
    [accountId, picture],
  );

const likenessOf = (review: ReviewView) =>
  review.comparisons.find((one) => one.label === 'Selfie and enrolled face') ?? null;
const codesOf = (review: ReviewView) =>
  review.steps.find((step) => step.kind === 'selfie')?.reasons.map((reason) => reason.code);

test('the selfie of the person whom the host knows is like the enrolled face, and the reviewer sees how much', async () => {
  await selfieOf('sana', sana);
  const review = await reviewed();
  expect(likenessOf(review)?.band).toBe('match');
  expect(codesOf(review)).toEqual([]);
});

test('another face than the enrolled one is a warning for the reviewer, and no decline', async () => {
  await enroll(mara, await specimenFile('ivo', 'selfie.jpg'), `'2024-01-01Z'`);
  await selfieOf('mara', mara);
  const review = await reviewed();
  expect(likenessOf(review)?.band).toBe('no_match');
  expect(codesOf(review)).toEqual(['face_mismatch_enrolled']);
});

test('a face that was enrolled after the lock is whoever’s and not compared', async () => {
  await enroll(mara, await specimenFile('ivo', 'selfie.jpg'), `thaw_now() + interval '1 day'`);
  await selfieOf('mara', mara);
  const review = await reviewed();
  expect(likenessOf(review)).toBeNull();
  expect(codesOf(review)).toEqual([]);
});
