/** Different people, different operations: too early, not to be unlocked here, another lane. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requiredTicks } from '../fixtures/person.ts';
import { specimenPath } from '../fixtures/specimens.ts';
import { advance } from '../fixtures/world.ts';
import { button, heading } from '../walk/browser.ts';
import {
  chooseDocument,
  logInAtHost,
  openMailLink,
  pressUnlock,
  readPlan,
  sendFile,
  takeSelfie,
  tickAndReactivate,
} from '../walk/person-steps.ts';
import { complaintsOf, openVisits, type Visit, type Visits } from './visit.ts';

let visits: Visits;
const look = async () => {};

beforeAll(async () => {
  visits = await openVisits('ivo');
});
afterAll(async () => {
  await visits?.stop();
});

async function confirmByMail({ context }: Visit, person: string): Promise<void> {
  const mailed = await openMailLink(
    { desktop: context, places: visits.world.urls, look },
    { to: `${person}@people.example`, link: 'c' },
  );
  await button(mailed, 'Confirm Reactivate').click();
  await heading(mailed, 'Confirmed').waitFor();
  await mailed.close();
}

test('an account that staff froze for legal reasons shows no way to unlock it here', async () => {
  const teo = await visits.visit();
  await logInAtHost(teo.page, visits.world.urls.host, 'teo');
  await heading(teo.page, 'Your account is locked').waitFor();
  await teo.page.getByText('cannot be un').first().waitFor();
  expect(await button(teo.page, 'Unlock').count()).toBe(0);
  expect(await complaintsOf(teo)).toEqual([]);
  await teo.context.close();
});

test('without consent to biometrics there is no camera step and people decide', async () => {
  const mara = await visits.comeFromHost('mara');
  const { page } = mara;
  await pressUnlock({ page });
  await tickAndReactivate(page, requiredTicks);
  await heading(page, 'What we need from you').waitFor();
  const plan = await page.locator('ol.plan').innerText();
  expect(plan).toContain('What happened, in your words');
  expect(plan).not.toContain('A picture of your face');
  expect(plan).not.toContain('A short check with the camera');
  expect(await complaintsOf(mara)).toEqual([]);
  await mara.context.close();
});

test('every camera step leads to the other lane in two presses, and its statement is handed in', async () => {
  const lin = await visits.comeFromHost('lin');
  const { page } = lin;
  await pressUnlock({ page });
  await tickAndReactivate(page);
  await readPlan({ page, look });
  await heading(page, 'Look into your mailbox').waitFor();
  await confirmByMail(lin, 'lin');
  await heading(page, 'Your ID document').waitFor();
  await button(page, 'No camera, no document, or you prefer another way?').click();
  await button(page, 'Choose the other way').click();
  await heading(page, 'What happened, in your words').waitFor();
  expect(await complaintsOf(lin)).toEqual([]);
  await page.getByLabel('Your statement').fill('My phone was lost on a train on Tuesday.');
  await button(page, 'Submit').click();
  await page.getByLabel('Your statement').waitFor({ state: 'detached' });
  expect(lin.heard.said).toEqual([]);
  await lin.context.close();
});

describe('somebody who disabled his account half an hour ago', () => {
  let ivo: Visit;
  beforeAll(async () => {
    ivo = await visits.comeFromHost('ivo');
  });

  test('sees from when he can unlock it, and can have a mail at that time', async () => {
    await button(ivo.page, 'Unlock').click();
    await ivo.page.getByText('You can unlock it from').waitFor();
    expect(await button(ivo.page, 'Unlock').count()).toBe(0);
    await button(ivo.page, 'Mail me at that time').click();
    await ivo.page.getByText('You can close this page.').waitFor();
    expect(await complaintsOf(ivo)).toEqual([]);
  });

  test('goes on by himself once the time has come', async () => {
    // Frozen half an hour ago, for two hours; a session that rests for two hours would have ended.
    await advance(visits.world, 91 * 60);
    await heading(ivo.page, 'Before we start').waitFor();
    expect(await complaintsOf(ivo)).toEqual([]);
  });

  test('has a shorter plan: mail, both sides of his ID card, selfie, then people look', async () => {
    const { page } = ivo;
    await tickAndReactivate(page);
    await heading(page, 'What we need from you').waitFor();
    expect(await page.locator('ol.plan li').count()).toBe(3);
    await readPlan({ page, look });
    await heading(page, 'Look into your mailbox').waitFor();
    await confirmByMail(ivo, 'ivo');
    await button(page, 'Next Step').click();
    await chooseDocument(page, 'id_card');
    await sendFile(page, await specimenPath('ivo', 'id-front.jpg'));
    await heading(page, 'ID card: back').waitFor();
    expect(await complaintsOf(ivo)).toEqual([]);
    await sendFile(page, await specimenPath('ivo', 'id-back.jpg'));
    await heading(page, 'The document can be read').waitFor();
    await button(page, 'Submit').click();
    await heading(page, 'A picture of your face').waitFor();
    await takeSelfie({ page, look });
    await heading(page, 'Everything has arrived').waitFor();
    expect(await complaintsOf(ivo)).toEqual([]);
  });
});
