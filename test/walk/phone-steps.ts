/** Facial verification: the code on the desktop, the camera of a second browser. */

import type { Page } from 'playwright-core';
import { button, heading, patienceMs } from './browser.ts';
import { readQr } from './qr.ts';
import type { Step, Traveller } from './traveller.ts';

/** One session of the camera, its judgement, and the way there on a busy machine. */
const facePatienceMs = 90_000;

/** Decodes the code from a picture of the page: what a phone's camera would see. */
export async function scanQr(page: Page): Promise<string> {
  await page.getByRole('img', { name: 'QR code for your phone' }).waitFor();
  const end = Date.now() + patienceMs;
  while (Date.now() < end) {
    const text = await readQr(await page.screenshot());
    if (text !== null) return text;
  }
  throw new Error('no QR code could be read from the page');
}

async function scan(traveller: Traveller): Promise<void> {
  const { page, look, notes } = traveller;
  await heading(page, 'A short check with the camera').waitFor();
  await page.getByRole('img', { name: 'QR code for your phone' }).waitFor();
  await look('face-qr', page);
  const phone = await traveller.openPhone();
  await phone.goto(await scanQr(page));
  await heading(phone, 'Did you start this on a computer in front of you?').waitFor();
  await look('phone', phone);
  notes.phone = phone;
}

async function acceptAndMatch({ page, look, notes }: Traveller): Promise<void> {
  const phone = notes.phone!;
  await button(phone, 'Yes, continue').click();
  await heading(phone, 'Type this number on the computer').waitFor();
  await look('phone-number', phone);
  const number = await phone.locator('p.number span').first().innerText();
  await page.getByLabel('Type the number that your phone shows').fill(number);
  await look('number', page);
  await button(page, 'Continue').click();
  await heading(phone, 'Facial verification').waitFor();
}

/** On a busy machine a film can run ahead of its prompts; then the page offers another try. */
const triesMax = 3;

async function verifyFace({ page, look, notes }: Traveller): Promise<void> {
  const phone = notes.phone!;
  await look('phone-face', phone);
  const follows = page
    .getByText('The check runs on the phone')
    .waitFor({ timeout: facePatienceMs });
  // Looked at later; until then a failure of it is no unhandled one.
  follows.catch(() => {});
  for (let tries = 1; !(await tryFace(phone, look)); tries += 1) {
    if (tries === triesMax) throw new Error(`${triesMax} tries before the camera were not enough`);
  }
  await follows;
  await phone.context().browser()?.close();
}

/** One session of the camera. False when the page asks for another one. */
async function tryFace(phone: Page, look: Traveller['look']): Promise<boolean> {
  await button(phone, 'Begin Verification').click();
  await phone.getByRole('button', { name: 'Stop the camera' }).waitFor();
  const done = heading(phone, 'Done: look at your computer');
  const again = button(phone, 'Begin Verification');
  await phone
    .getByLabel(/^[1-4] of 4 done$/)
    .or(again)
    .or(done)
    .first()
    .waitFor({ timeout: facePatienceMs })
    .then(() => look('phone-camera', phone));
  await done.or(again).first().waitFor({ timeout: facePatienceMs });
  return done.isVisible();
}

async function gotIt({ page, look }: Traveller): Promise<void> {
  // Nobody touched the desktop since the number: it came here by itself.
  await heading(page, 'Everything has arrived').waitFor();
  await look('submitted', page);
  await button(page, 'Got it!').click();
  await heading(page, 'Under review').waitFor();
  await look('under-review', page);
}

export const phoneSteps: readonly Step[] = [
  { name: 'scan the QR code of the page with a second browser', go: scan },
  { name: 'say on the phone that it was me, type its number on the desktop', go: acceptAndMatch },
  { name: 'facial verification on the phone, followed by the desktop', go: verifyFace },
  { name: 'press Got it!, see that it is under review', go: gotIt },
];
