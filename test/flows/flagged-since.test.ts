/** A running case keeps its plan, but never fewer eyes than a flag raised since then asks for. */

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CaseView } from '../../src/core/wire.ts';
import type { ReviewView } from '../../src/core/wire-staff.ts';
import type { HttpClient } from '../fixtures/http-client.ts';
import {
  answerQuestions,
  confirmEmail,
  enter,
  logInReviewer,
  reactivate,
  requiredTicks,
  see,
} from '../fixtures/person.ts';
import { startTestWorld, type TestWorld } from '../fixtures/world.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await startTestWorld();
});
afterAll(async () => {
  await world?.stop();
});

/** By the lane without camera and document, which a person judges. */
async function submitStatement(): Promise<string> {
  const person = await enter(world, 'mara');
  await person.post('/u/case/unlock');
  await reactivate(person, requiredTicks);
  await answerQuestions(person);
  await confirmEmail(world, person, 'mara');
  expect((await see(person)).current).toBe('id_document');
  await person.post('/u/case/other-lane', { step: 'id_document' });
  const text = 'I am the owner of this account and I have lost my passport on a journey.';
  const view = (await person.post<CaseView>('/u/statement', { text })).body;
  expect(view.status).toBe('in_review');
  return view.caseId;
}

async function approveNext(reviewer: HttpClient): Promise<ReviewView> {
  const review = (await reviewer.post<ReviewView>('/c/claim-next')).body;
  const doubtful = review.steps.filter((step) => step.status === 'needs_review');
  const answer = await reviewer.post(`/c/cases/${review.caseId}/approve`, {
    accepted: doubtful.map((step) => step.kind),
    note: 'The statement agrees with the record.',
  });
  expect(answer.status).toBe(200);
  return review;
}

test('an account flagged after its plan was pinned is unlocked by two reviewers, not by one', async () => {
  const { app, pool } = world.context;
  const caseId = await submitStatement();
  const before = (await app.db.read.cases.load(caseId))?.state;
  expect(before?.plan?.approvalsRequired).toBe(1);
  await pool.query(
    `update directory.accounts set risk_signals = '{new_country}' where account_id = $1`,
    [before?.accountId],
  );

  const first = await approveNext(await logInReviewer(world, 0));
  expect(first.plan).toMatchObject({ approvalsRequired: 2, approvalsGiven: 0 });
  expect((await app.db.read.cases.load(caseId))?.state.status).toBe('in_review');

  await approveNext(await logInReviewer(world, 1));
  const decided = (await app.db.read.cases.load(caseId))?.state;
  expect(decided).toMatchObject({ status: 'approved', decidedBy: 'two_reviewers' });
  expect(decided?.plan).toEqual(before?.plan);
});
