/** Codes and links that have had their time, and a service that went away in between. */

import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Development, startDevelopment } from '../../src/dev/start-development.ts';
import {
  answerQuestions,
  confirmEmail,
  enter,
  reactivate,
  sendPassport,
  sendSelfie,
} from '../fixtures/person.ts';
import { advance, awaitMail, linkIn } from '../fixtures/world.ts';
import { button, heading } from '../walk/browser.ts';
import { logInAtHost } from '../walk/person-steps.ts';
import { scanQr } from '../walk/phone-steps.ts';
import { complaintsOf, openVisits, type Visit, type Visits } from './visit.ts';

const emailLinkMinutes = 10;
const qrSeconds = 60;
let visits: Visits;
let mara: Visit;

beforeAll(async () => {
  visits = await openVisits();
});
afterAll(async () => {
  await visits?.stop();
});

test('a mailed link that is too old confirms nothing, and the page sends a new one', async () => {
  const person = await enter(visits.world, 'mara');
  await person.post('/u/case/unlock');
  await reactivate(person);
  await answerQuestions(person);
  const mail = await awaitMail(visits.world, 'mara@people.example', (m) => m.text.includes('#c='));
  await advance(visits.world, (emailLinkMinutes + 1) * 60);
  mara = await visits.comeFromHost('mara');
  await mara.page.getByText('The link in the mail is too old now.').waitFor();
  expect(await complaintsOf(mara)).toEqual([]);
  const tab = await mara.context.newPage();
  await tab.goto(`${visits.world.urls.thaw}/link#c=${linkIn(mail, 'c')}`);
  await heading(tab, 'This link is too old').waitFor();
  await tab.close();
  await button(mara.page, 'Send it again').click();
  await mara.page.getByText('This page moves on by itself when you have confirmed.').waitFor();
  await awaitMail(
    visits.world,
    'mara@people.example',
    (m) => m.text.includes('#c=') && linkIn(m, 'c') !== linkIn(mail, 'c'),
  );
  await confirmEmail(visits.world, person, 'mara');
  await sendPassport(person, 'mara');
  await sendSelfie(person, 'mara');
  await heading(mara.page, 'A short check with the camera').waitFor();
});

test('an old QR code opens nothing, and the page shows a new one by itself', async () => {
  const old = await scanQr(mara.page);
  await advance(visits.world, qrSeconds + 5);
  const phone = await visits.visit('phone');
  await phone.page.goto(old);
  await heading(phone.page, 'This code is used or too old').waitFor();
  expect(await complaintsOf(phone)).toEqual([]);
  await expect.poll(() => scanQr(mara.page), { timeout: 30_000 }).not.toBe(old);
  await phone.context.close();
});

test('a code works once: a second phone that scanned it too is told so', async () => {
  const code = await scanQr(mara.page);
  const first = await visits.visit('phone');
  await first.page.goto(code);
  await heading(first.page, 'Did you start this on a computer in front of you?').waitFor();
  const second = await visits.visit('phone');
  await second.page.goto(code);
  await heading(second.page, 'This code is used or too old').waitFor();
  await second.context.close();
  await button(first.page, 'Report this').click();
  await heading(first.page, 'Thank you, this is stopped').waitFor();
  await mara.page.getByText('The phone reported this code as not its own.').waitFor();
  expect(await complaintsOf(first)).toEqual([]);
  expect(await complaintsOf(mara)).toEqual([]);
  await first.context.close();
});

test('a page outlives a restart of the service and goes on', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'thaw-restart-'));
  const port = await freeBase();
  let service: Development | null = await startDevelopment({ dataDir, port });
  try {
    const there = await visits.visit();
    await logInAtHost(there.page, service.urls.host, 'lin');
    await button(there.page, 'Unlock').click();
    await heading(there.page, 'Before we start').waitFor();
    await there.page.locator('input[name="own_account"]').check();
    await service.stop();
    service = null;
    await there.page.getByText('There is no connection right now.').first().waitFor();
    service = await startDevelopment({ dataDir, port });
    await there.page
      .getByText('There is no connection right now.')
      .first()
      .waitFor({ state: 'detached' });
    // What was ticked is still ticked, and the rest of the road is open.
    expect(await there.page.locator('input[name="own_account"]').isChecked()).toBe(true);
    for (const name of ['limits_48h', 'data_use', 'false_statements', 'biometric_consent']) {
      await there.page.locator(`input[name="${name}"]`).check();
    }
    await button(there.page, 'Reactivate Account').click();
    await heading(there.page, 'What we need from you').waitFor();
    await there.context.close();
  } finally {
    await service?.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
});

/** The first of three neighboring free ports: service, host and desk stand side by side. */
async function freeBase(): Promise<number> {
  for (let base = 20_000 + Math.floor(Math.random() * 9_000); ; base += 3) {
    const free = await Promise.all([0, 1, 2].map((more) => isFree(base + more)));
    if (free.every(Boolean)) return base;
  }
}

async function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
