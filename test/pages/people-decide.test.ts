/** Where people decide: the recorded statement, from the page to the reviewer's screen, and the appeal. */

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CaseView } from '../../src/core/wire.ts';
import type { ReviewView } from '../../src/core/wire-staff.ts';
import type { HttpClient } from '../fixtures/http-client.ts';
import { logInReviewer, requiredTicks, see, sendPassport, sendSelfie } from '../fixtures/person.ts';
import {
  count,
  enterCase,
  entryToken,
  freshCase,
  ivo,
  mailedToken,
  mara,
  rows,
  toDocument,
  toReview,
  until,
} from '../flows/road.ts';
import { button, heading } from '../walk/browser.ts';
import { logInToConsole } from '../walk/reviewer-steps.ts';
import { complaintsOf, openVisits, type Visits } from './visit.ts';

let visits: Visits;

beforeAll(async () => {
  visits = await openVisits('ivo');
});
afterAll(async () => {
  await visits?.stop();
});

test('a statement is recorded, watched, sent, and played by the reviewer who holds the case', async () => {
  const { world } = visits;
  const person = await freshCase(world);
  await toDocument(world, person);
  await person.post('/u/case/other-lane', { step: 'id_document' });
  const visit = await visits.visit('phone');
  const { page } = visit;
  await page.goto(`${world.urls.thaw}/unlock#t=${await entryToken(world, ivo)}`);
  await heading(page, 'What happened, in your words').waitFor();
  await button(page, 'Record it with the camera instead').click();
  await heading(page, 'A recorded statement').waitFor();
  expect(await complaintsOf(visit)).toEqual([]);
  await button(page, 'Open camera and microphone').click();
  await button(page, 'Start recording').waitFor();
  expect(await complaintsOf(visit)).toEqual([]);
  // Who changes their mind before the open camera writes instead, and may come back.
  await button(page, 'Write instead').click();
  await page.getByLabel('Your statement').waitFor();
  await button(page, 'Record it with the camera instead').click();
  await button(page, 'Open camera and microphone').click();
  await button(page, 'Start recording').waitFor();
  const sentence = await page.locator('.prompt').innerText();
  expect(sentence).toMatch(/^\p{Lu}.*\.$/u);
  await button(page, 'Start recording').click();
  await page.getByText('It stops by itself').waitFor();
  await button(page, 'Stop recording').click();
  await button(page, 'Send this recording').waitFor();
  await button(page, 'Write instead').waitFor();
  expect(await complaintsOf(visit)).toEqual([]);
  await button(page, 'Send this recording').click();
  await page.getByText('Your recording has arrived').waitFor();
  await button(page, 'Submit').click();
  await heading(page, 'Everything has arrived').waitFor();
  expect(visit.heard.said).toEqual([]);
  await visit.context.close();

  const reviewer = await visits.visit();
  await logInToConsole(reviewer.page, world.urls.thaw, world.reviewers[0]);
  await reviewer.page.getByRole('button', { name: 'Claim next' }).click();
  await reviewer.page.getByText(sentence).waitFor();
  const viewed = `select count(*) as n from thaw.audit where action = 'evidence.viewed'`;
  const before = await count(world, viewed);
  await button(reviewer.page, 'Play the recording').click();
  const film = reviewer.page.locator('video');
  await film.waitFor();
  // What the page recorded is a film that a browser can play.
  const width = await film.evaluate(async (video: HTMLVideoElement) => {
    video.muted = true;
    await video.play();
    return video.videoWidth;
  });
  expect(width).toBeGreaterThan(0);
  expect(await count(world, viewed)).toBe(before + 1);
  expect(await complaintsOf(reviewer)).toEqual([]);
  await reviewer.context.close();
  await rows(world, 'delete from thaw.review_queue');
});

test('without a camera the recording gives way to words in one press', async () => {
  const { world } = visits;
  const person = await freshCase(world);
  await toDocument(world, person);
  await person.post('/u/case/other-lane', { step: 'id_document' });
  const visit = await visits.visit();
  await visit.page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = async () => {
      throw new DOMException('none', 'NotFoundError');
    };
  });
  await visit.page.goto(`${world.urls.thaw}/unlock#t=${await entryToken(world, ivo)}`);
  await button(visit.page, 'Record it with the camera instead').click();
  await button(visit.page, 'Open camera and microphone').click();
  await visit.page.getByRole('alert').waitFor();
  expect(await complaintsOf(visit)).toEqual([]);
  await button(visit.page, 'Write instead').click();
  await visit.page.getByLabel('Your statement').waitFor();
  await visit.context.close();
});

/** Brings a case with consent to one of its camera steps, the way the pages would. */
async function atCameraStep(kind: 'id_document' | 'selfie' | 'face'): Promise<HttpClient> {
  const { world } = visits;
  const person = await freshCase(world, mara);
  await toDocument(world, person, [...requiredTicks, 'biometric_consent']);
  if (kind !== 'id_document') await sendPassport(person, 'mara');
  if (kind === 'face') await sendSelfie(person, 'mara');
  expect((await see(person)).current).toBe(kind);
  return person;
}

test.each(['id_document', 'selfie', 'face'] as const)(
  'the camera step %s leads to words and people in two presses',
  async (kind) => {
    const { world } = visits;
    const person = await atCameraStep(kind);
    const visit = await visits.visit('phone');
    const { page } = visit;
    await page.goto(`${world.urls.thaw}/unlock#t=${await entryToken(world, mara)}`);
    const other = button(page, 'No camera, no document, or you prefer another way?');
    await other.waitFor();
    expect(await complaintsOf(visit)).toEqual([]);
    await other.click();
    await button(page, 'Choose the other way').click();
    await heading(page, 'What happened, in your words').waitFor();
    expect(await complaintsOf(visit)).toEqual([]);
    expect((await see(person)).current).toBe('statement');
    await visit.context.close();
    await person.post('/u/case/withdraw');
  },
);

test('a final decline is appealed from the progress link on another device', async () => {
  const { world } = visits;
  const person = await toReview(world);
  const { caseId } = await see(person);
  const robin = await logInReviewer(world);
  expect((await robin.post<ReviewView>('/c/claim-next')).body.caseId).toBe(caseId);
  const verdict = { final: true, reasons: ['name_mismatch'], note: 'another name' };
  await robin.post(`/c/cases/${caseId}/decline`, verdict);
  const told = `select 1 from thaw.outbox where case_id = $1 and template = 'decided_declined'`;
  await until(async () => (await rows(world, told, [caseId])).length > 0);

  const again = await visits.visit('phone');
  await again.page.goto(`${world.urls.thaw}/unlock#t=${await entryToken(world, ivo)}`);
  await heading(again.page, 'Your account stays locked').waitFor();
  expect(await complaintsOf(again)).toEqual([]);
  await again.page.getByRole('link', { name: 'Appeal' }).click();
  await heading(again.page, 'The request was declined').waitFor();
  await again.context.close();

  const visit = await visits.visit('phone');
  const token = await mailedToken(world, caseId, 'progress');
  await visit.page.goto(`${world.urls.thaw}/link#p=${token}`);
  await heading(visit.page, 'The request was declined').waitFor();
  expect(await complaintsOf(visit)).toEqual([]);
  const press = button(visit.page, 'Appeal');
  expect(await press.isDisabled()).toBe(true);
  await visit.page
    .getByLabel('What should they know?')
    .fill('The name on my passport changed when I married. The register can confirm it.');
  await press.click();
  await heading(visit.page, 'Your appeal is being read').waitFor();
  expect(await complaintsOf(visit)).toEqual([]);
  await visit.context.close();
  const now: CaseView = await see(await enterCase(world, ivo));
  expect([now.caseId, now.status]).toEqual([caseId, 'in_review']);
});
