/** A policy that changes while a case runs: the case stays on its plan, unless its account was flagged. */

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CaseView } from '../../src/core/wire.ts';
import type { ReviewView } from '../../src/core/wire-staff.ts';
import { startDevelopment } from '../../src/dev/start-development.ts';
import { HttpClient } from '../fixtures/http-client.ts';
import { answerQuestions, logInReviewer, reactivate, see } from '../fixtures/person.ts';
import type { TestWorld } from '../fixtures/world.ts';
import { freshCase, ivo, mailedToken, mara, rows, statementText } from './road.ts';

let folder: string;
let world: TestWorld;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-versions-'));
  const shipped = await readFile('policies/default.yaml', 'utf8');
  const stricter = shipped.replace(/^version: .*$/m, 'version: "stricter"').replace(
    /^rules:\n/m,
    `rules:
  - name: guessed_passwords
    when: case_kind == "unlock" && lock.cause == "brute_force" && account_age_days > 30
    because: [because.full_check]
    steps:
      - { step: questions, reason: reason.questions.history, minutes: 2, attempts: 2 }
      - { step: email_confirmation, reason: reason.email.mailbox, minutes: 1, attempts: 5 }
      - { step: id_document, reason: reason.document.identity, minutes: 3, attempts: 4, alternative: statement, upload: true }
      - { step: selfie, reason: reason.selfie.document, minutes: 1, attempts: 4, alternative: statement }
      - { step: face, reason: reason.face.present, minutes: 2, attempts: 8, alternative: statement }
    approvals: 2
    restrictions:
      - { kind: withdrawals, hours: 72 }
      - { kind: contact_change, hours: 72 }

`,
  );
  await writeFile(join(folder, 'stricter.yaml'), stricter);
  await start('policies/default.yaml');
});
afterAll(async () => {
  await world?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function start(policyFile: string): Promise<void> {
  const dataDir = join(folder, 'data');
  world = { ...(await startDevelopment({ dataDir, port: 0, policyFile })), dataDir };
}

/** Stops the service and starts it again, on the same data, with another policy. */
async function restartWith(policyFile: string): Promise<void> {
  await world.stop();
  await start(policyFile);
}

/** The same browser at the address that the service has now. */
function again(person: HttpClient): HttpClient {
  const moved = new HttpClient(world.urls.thaw);
  for (const [name, value] of person.cookies) moved.setCookie(name, value);
  moved.csrf = person.csrf;
  return moved;
}

/** Questions, mail, and a statement in the place of the document. */
async function through(person: HttpClient, caseId: string): Promise<CaseView> {
  await answerQuestions(person);
  await person.post('/m/confirm', { token: await mailedToken(world, caseId, 'confirm') });
  await person.post('/u/case/other-lane', { step: 'id_document' });
  return (await person.post<CaseView>('/u/statement', { text: statementText })).body;
}

async function approve(which: 0 | 1, caseId: string): Promise<number> {
  const reviewer = await logInReviewer(world, which);
  const review = (await reviewer.post<ReviewView>('/c/claim-next')).body;
  expect(review.caseId).toBe(caseId);
  const accepted = review.steps.filter((s) => s.status === 'needs_review').map((s) => s.kind);
  const verdict = { accepted, note: 'The statement agrees with the record.' };
  return (await reviewer.post(`/c/cases/${caseId}/approve`, verdict)).status;
}

test('a running case ends on the version that it began with; one flagged since meets the newer one', async () => {
  await rows(world, 'update directory.accounts set value_eur = 500 where account_id = $1', [mara]);
  const people = [];
  for (const account of [ivo, mara]) {
    const person = await freshCase(world, account);
    const { caseId, steps } = (await reactivate(person)).body;
    expect(steps.map(({ kind }) => kind)).not.toContain('face');
    people.push({ account, person, caseId });
  }
  const [calm, flagged] = people as [(typeof people)[0], (typeof people)[0]];
  const stateOf = async (caseId: string) =>
    (await world.context.app.db.read.cases.load(caseId))?.state;
  const planned = await stateOf(calm.caseId);

  await restartWith(join(folder, 'stricter.yaml'));
  expect(world.context.app.policy.inForce.version).toBe('stricter');
  await rows(
    world,
    `update directory.accounts set risk_signals = '{new_country}' where account_id = $1`,
    [flagged.account],
  );

  expect((await through(again(calm.person), calm.caseId)).status).toBe('in_review');
  expect((await stateOf(calm.caseId))?.plan).toEqual(planned?.plan);
  expect(await approve(0, calm.caseId)).toBe(200);
  expect((await stateOf(calm.caseId))?.status).toBe('approved');

  const other = again(flagged.person);
  await through(other, flagged.caseId);
  await (await logInReviewer(world, 0)).post('/c/claim-next');
  const asked = await see(other);
  expect(asked.status).toBe('waiting_user');
  const kinds = asked.steps.map(({ kind }) => kind);
  expect(kinds).toEqual(expect.arrayContaining(['selfie', 'face']));

  // A case that begins now has the newer plan at once.
  const fresh = await freshCase(world, ivo);
  const begun = (await reactivate(fresh)).body;
  expect(begun.steps.map(({ kind }) => kind)).toContain('face');
  expect((await stateOf(begun.caseId))?.plan?.policyVersion).toBe('stricter');
});
