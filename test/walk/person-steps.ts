/** From the login at the host to the selfie, on the desktop. */

import type { Page } from 'playwright-core';
import { requiredTicks } from '../fixtures/person.ts';
import { button, heading, patienceMs } from './browser.ts';
import type { DocumentPick, Step, Traveller } from './traveller.ts';

export async function logInAtHost(
  page: Page,
  host: string,
  person: string,
  password = `thaw-demo-${person}`,
): Promise<void> {
  await page.goto(host);
  await page.getByLabel('E-mail').fill(`${person}@people.example`);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await button(page, 'Log in').click();
}

/** Logs in at the host, which sends a locked account's owner on to the dialog. */
export async function comeToDialog({ page, places, person, look }: Traveller): Promise<void> {
  await logInAtHost(page, places.host, person);
  await page.waitForURL(`${places.thaw}/**`);
  await heading(page, 'Your account is locked').waitFor();
  await look('dialog', page);
}

export async function pressUnlock({ page }: Pick<Traveller, 'page'>): Promise<void> {
  await button(page, 'Unlock').click();
  await heading(page, 'Before we start').waitFor();
}

export async function tickAndReactivate(
  page: Page,
  ticks: readonly string[] = [...requiredTicks, 'biometric_consent'],
): Promise<void> {
  for (const name of ticks) await page.locator(`input[name="${name}"]`).check();
  await button(page, 'Reactivate Account').click();
}

async function reactivate({ page, look }: Traveller): Promise<void> {
  const press = button(page, 'Reactivate Account');
  if (await press.isEnabled()) throw new Error('the button works before a box is ticked');
  await look('reminder', page);
  await tickAndReactivate(page);
  await heading(page, 'What we need from you').waitFor();
}

export async function readPlan({ page, look }: Pick<Traveller, 'page' | 'look'>): Promise<void> {
  await look('plan', page);
  await button(page, 'Continue').click();
}

/** One answer after the other, whatever is asked: the set alone decides nothing. */
export async function answerQuestions({
  page,
  look,
}: Pick<Traveller, 'page' | 'look'>): Promise<void> {
  await button(page, 'Start answering questions').click();
  const thanks = heading(page, 'Thank you');
  for (let question = 1; ; question += 1) {
    const asked = page.getByText(`Question ${question} of`);
    await asked.or(thanks).first().waitFor();
    if (await thanks.isVisible()) break;
    if (question === 1) await look('questions', page);
    await page.locator('input[name="option"]').first().check();
    await button(page, 'Continue').click();
  }
  await button(page, 'Continue').click();
}

/** Waits for the newest mail with such a link in the desk's inbox and opens it as a new tab. */
export async function openMailLink(
  traveller: Pick<Traveller, 'desktop' | 'places' | 'look'>,
  wanted: { readonly to: string; readonly link: 'c' | 'n' | 'p' },
): Promise<Page> {
  const desk = await traveller.desktop.newPage();
  await desk.goto(traveller.places.desk);
  const mail = desk
    .locator('section[aria-labelledby="mail"] li')
    .filter({ hasText: `to ${wanted.to}` })
    .filter({ has: desk.locator(`a[href*="#${wanted.link}="]`) })
    .first();
  await mail.waitFor({ state: 'attached' });
  const isOpen = await mail.locator('details').first().getAttribute('open');
  if (isOpen === null) await mail.locator('summary').first().click();
  await traveller.look('desk', desk);
  const opened = traveller.desktop.waitForEvent('page');
  await mail.locator(`a[href*="#${wanted.link}="]`).first().click();
  const page = await opened;
  await desk.close();
  return page;
}

async function confirmByMail(traveller: Traveller): Promise<void> {
  const { page, look, person } = traveller;
  await heading(page, /Look into your mailbox|Confirm by e-mail/).waitFor();
  await look('email', page);
  const to = `${person}@people.example`;
  const mailed = await openMailLink(traveller, { to, link: 'c' });
  await heading(mailed, 'Did you ask to have your account back?').waitFor();
  await look('confirm', mailed);
  await button(mailed, 'Confirm Reactivate').click();
  await heading(mailed, 'Confirmed').waitFor();
  await mailed.close();
  // The first page moves on by itself.
  await heading(page, 'Your ID document').waitFor();
}

const typeNames = { passport: 'Passport', id_card: 'ID card' } as const;

export async function chooseDocument(page: Page, type: DocumentPick['type']): Promise<void> {
  await page.getByLabel('Country that issued it').selectOption({ label: 'Utopia (specimen)' });
  await page.getByLabel('Kind of document').selectOption({ label: typeNames[type] });
  await button(page, 'Continue').click();
}

/** Chooses a file as a person does. It is looked at on the page before anything is sent. */
export async function chooseFile(
  page: Page,
  file: string | { name: string; mimeType: string; buffer: Buffer },
): Promise<void> {
  await page.locator('input[type="file"]').setInputFiles(file);
}

export async function sendFile(page: Page, file: string): Promise<void> {
  await chooseFile(page, file);
  await button(page, 'Use this picture').click();
}

async function handInDocument({ page, document, look }: Traveller): Promise<void> {
  await look('document', page);
  await button(page, 'Next Step').click();
  await chooseDocument(page, document.type);
  await page.locator('input[type="file"]').waitFor({ state: 'attached' });
  await chooseFile(page, document.front);
  await button(page, 'Use this picture').waitFor();
  await look('document-picture', page);
  await button(page, 'Use this picture').click();
  if (document.type === 'id_card') {
    await heading(page, 'ID card: back').waitFor();
    await sendFile(page, document.back);
  }
  await heading(page, 'The document can be read').waitFor();
  await button(page, 'Submit').click();
  await heading(page, 'A picture of your face').waitFor();
}

export async function takeSelfie({ page, look }: Pick<Traveller, 'page' | 'look'>): Promise<void> {
  await look('selfie', page);
  await button(page, 'Open the camera').click();
  await page.locator('button:enabled', { hasText: 'Take selfie' }).click();
  await button(page, 'Use this picture').click();
  await heading(page, 'The picture is good').waitFor({ timeout: patienceMs });
  await button(page, 'Submit').click();
}

export const personSteps: readonly Step[] = [
  { name: 'log in at the host, see why the account is locked', go: comeToDialog },
  { name: 'press Unlock', go: pressUnlock },
  { name: 'read the reminder, tick the boxes, press Reactivate Account', go: reactivate },
  { name: 'read the plan', go: readPlan },
  { name: 'answer the security questions', go: answerQuestions },
  { name: 'open the mailed link, press Confirm Reactivate', go: confirmByMail },
  { name: 'hand in the ID document', go: handInDocument },
  { name: 'take a selfie with the camera', go: takeSelfie },
];
