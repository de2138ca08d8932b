/** The decision, and what it does to the account. */

import type { Page } from 'playwright-core';
import { button, heading, openContext } from './browser.ts';
import { logInAtHost, openMailLink } from './person-steps.ts';
import type { Step, Traveller } from './traveller.ts';

export async function logInToConsole(
  page: Page,
  thaw: string,
  reviewer: Traveller['reviewer'],
): Promise<void> {
  await page.goto(`${thaw}/console`);
  await page.getByLabel('Email').fill(reviewer.email);
  await page.getByLabel('Password').fill(reviewer.password);
  await button(page, 'Sign in').click();
  await heading(page, 'Queue').waitFor();
}

/** Claims the next case and opens its pictures; fails where one does not arrive. */
export async function claimAndLook(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Claim next' }).click();
  await heading(page, /^Case/).waitFor();
  await page.keyboard.press('b');
  await page.waitForFunction(() => {
    const pictures = [...document.querySelectorAll<HTMLImageElement>('.evidence img')];
    return pictures.length > 0 && pictures.every((one) => one.complete && one.naturalWidth > 0);
  });
}

export async function approve(page: Page): Promise<void> {
  await page.keyboard.press('a');
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  for (const box of await dialog.getByRole('checkbox').all()) await box.check();
  await dialog
    .getByRole('textbox')
    .first()
    .fill('Pictures, document and face agree; the rest was looked at by eye.');
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await dialog.getByLabel(/^Type approve/).fill('approve');
  await dialog.getByRole('button', { name: 'Approve', exact: true }).click();
  await page.getByText('Approved. The account is being thawed.').waitFor();
}

async function review({ browser, places, reviewer, look }: Traveller): Promise<void> {
  // Another person, another profile: no cookie of the account's owner is there.
  const office = await openContext(browser, 'desktop');
  const page = await office.newPage();
  await logInToConsole(page, places.thaw, reviewer);
  await look('console-queue', page);
  await claimAndLook(page);
  await look('console', page);
  await approve(page);
  await office.close();
}

async function seeResult(traveller: Traveller): Promise<void> {
  const to = `${traveller.person}@people.example`;
  const page = await openMailLink(traveller, { to, link: 'p' });
  await heading(page, 'Your account is thawed').waitFor();
  await page.getByText('Withdrawals: possible again from').waitFor();
  await traveller.look('result', page);
  await page.close();
}

async function withdraw(page: Page): Promise<void> {
  await page.getByLabel('Amount in euros').fill('10');
  await button(page, 'Withdraw').click();
}

const newPassword = (person: string) => `thaw-demo-${person}-2`;

/** Nothing of the account before the password is another one. */
async function changePassword(page: Page, person: string): Promise<void> {
  const current = page.getByLabel('Current password');
  await current.fill(`thaw-demo-${person}`);
  await page.getByLabel(/^New password/).fill(newPassword(person));
  await button(page, 'Change password').click();
  await current.waitFor({ state: 'detached' });
}

async function useAccount({ page, places, person, look }: Traveller): Promise<void> {
  await logInAtHost(page, places.host, person);
  await heading(page, 'Choose a new password').waitFor();
  await changePassword(page, person);
  await heading(page, /^Hello/).waitFor();
  await heading(page, 'After the unlock, for your safety').waitFor();
  await withdraw(page);
  await page.getByRole('alert').filter({ hasText: 'Withdrawals are off until' }).waitFor();
  await look('host', page);
}

async function waitTwoDays({ desktop, places, person, page }: Traveller): Promise<void> {
  const desk = await desktop.newPage();
  await desk.goto(places.desk);
  await button(desk, '+48 h').click();
  await desk
    .locator('section[aria-labelledby="mail"] li')
    .filter({ hasText: `to ${person}@people.example` })
    .filter({ hasText: 'A limit on your' })
    .first()
    .waitFor();
  await desk.close();
  await logInAtHost(page, places.host, person, newPassword(person));
  await heading(page, /^Hello/).waitFor();
  if (await heading(page, 'After the unlock, for your safety').isVisible()) {
    throw new Error('the limits are still on after 48 hours');
  }
}

async function withdrawAgain({ page }: Traveller): Promise<void> {
  await withdraw(page);
  await page.getByRole('status').filter({ hasText: 'are on their way' }).waitFor();
}

export const reviewerSteps: readonly Step[] = [
  { name: 'a reviewer claims the case, looks at the pictures, approves', go: review },
  { name: 'follow the mailed progress link: the account is thawed', go: seeResult },
  {
    name: 'log in at the host; a new password first, and no withdrawal for 48 hours',
    go: useAccount,
  },
  { name: 'two days later the limits have ended by themselves', go: waitTwoDays },
  { name: 'a withdrawal works again', go: withdrawAgain },
];
