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
import { freshCase, ivo, mailedToken, rows, statementText } from './road.ts';

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

test('an account flagged after a lighter plan meets the checks it would meet today before anybody approves', async () => {
  const { app, pool } = world.context;
  const person = await freshCase(world, ivo);
  const begun = (await reactivate(person)).body;
  const planned = begun.steps.map((step) => step.kind);
  expect(planned).not.toContain('face');
  await answerQuestions(person);
  await person.post('/m/confirm', { token: await mailedToken(world, begun.caseId, 'confirm') });
  await person.post('/u/case/other-lane', { step: 'id_document' });
  const submitted = (await person.post<CaseView>('/u/statement', { text: statementText })).body;
  expect(submitted.status).toBe('in_review');
  const robin = await logInReviewer(world, 0);
  const claimed = (await robin.post<ReviewView>('/c/claim-next')).body;
  await pool.query(
    `update directory.accounts set risk_signals = '{new_country}' where account_id = $1`,
    [ivo],
  );

  // Claimed before the flag: the verdict is refused, and the person has the turn again.
  const accepted = claimed.steps.filter((s) => s.status === 'needs_review').map((s) => s.kind);
  const verdict = { accepted, note: 'The statement agrees with the record.' };
  expect((await robin.post(`/c/cases/${begun.caseId}/approve`, verdict)).status).toBe(409);
  let view = await see(person);
  expect(view.status).toBe('waiting_user');
  const added = view.steps.map((step) => step.kind).filter((kind) => !planned.includes(kind));
  expect(added).toEqual(expect.arrayContaining(['selfie', 'face']));
  expect((await robin.post('/c/claim-next')).status).toBe(204);

  while (view.status === 'waiting_user') {
    view = (await person.post<CaseView>('/u/case/other-lane', { step: view.current })).body;
  }
  expect(view.status).toBe('in_review');
  await approveNext(robin);
  expect((await app.db.read.cases.load(begun.caseId))?.state.status).toBe('in_review');
  await approveNext(await logInReviewer(world, 1));
  expect((await app.db.read.cases.load(begun.caseId))?.state.status).toBe('approved');
  const told = await rows<{ n: number }>(
    world,
    `select count(*)::int as n from thaw.jobs where key like 'tell-owner:more_needed:%' union all
     select count(*)::int from thaw.outbox where template = 'more_needed' and case_id = $1`,
    [begun.caseId],
  );
  expect(told.reduce((sum, row) => sum + row.n, 0)).toBeGreaterThan(0);
});
