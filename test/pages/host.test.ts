/** The demo host's own pages: what comes first after an unlock, waits at the log-in, a passkey of one's own. */

import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shownByApp } from '../../src/dev/host/app-code.fixture.ts';
import { advance } from '../fixtures/world.ts';
import { button, heading } from '../walk/browser.ts';
import {
  answerQuestions,
  logInAtHost,
  openMailLink,
  pressUnlock,
  readPlan,
  tickAndReactivate,
} from '../walk/person-steps.ts';
import { complaintsOf, openVisits, type Visit, type Visits } from './visit.ts';

const look = async () => {};
const noor = 'nw-100006';
const oldPassword = 'thaw-demo-noor';
const newPassword = 'entirely different words';
let visits: Visits;
/** Of the app that the first test sets up. */
let appSecret = '';

beforeAll(async () => {
  visits = await openVisits();
});
afterAll(async () => {
  await visits?.stop();
});

/** Both widths of the design; what axe and the console say of either. */
async function complaintsAtBothWidths(visit: Visit): Promise<readonly string[]> {
  const found: string[] = [];
  for (const width of [360, 1280]) {
    await visit.page.setViewportSize({ width, height: 800 });
    found.push(...(await complaintsOf(visit)));
  }
  return found;
}

async function withAuthenticator(page: Page): Promise<void> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
    },
  });
}

const appCode = async () => shownByApp(appSecret, await visits.world.context.app.db.read.now());

/** Frozen, and given back with its phone number and app reset. */
async function recovered(): Promise<void> {
  const { directory } = visits.world.context.app;
  const by = { accountId: noor, key: randomUUID() };
  const { freezeId } = await directory.freeze({ ...by, cause: 'self', by: 'person' });
  const factors = ['sms', 'totp'] as const;
  const key = randomUUID();
  await directory.recover({ accountId: noor, freezeId, factors, restrictions: [], key });
}

test('a new password and a new factor come before the account, from the keyboard alone', async () => {
  await recovered();
  const visit = await visits.visit();
  const { page } = visit;
  await page.addInitScript(() => {
    navigator.credentials.create = async () => {
      throw new DOMException('closed', 'NotAllowedError');
    };
  });
  await logInAtHost(page, visits.world.urls.host, 'noor');
  await heading(page, 'Choose a new password').waitFor();
  expect(await complaintsAtBothWidths(visit)).toEqual([]);
  expect(await page.getByText('Holdings').count()).toBe(0);
  const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
  expect(await focused()).toBe('Choose a new password');

  const { keyboard } = page;
  await keyboard.press('Tab');
  await keyboard.type(oldPassword);
  await keyboard.press('Tab');
  await keyboard.type('noor@people.example');
  await keyboard.press('Enter');
  await page.getByRole('alert').filter({ hasText: 'easy to guess' }).waitFor();
  expect(await complaintsAtBothWidths(visit)).toEqual([]);
  await keyboard.press('ControlOrMeta+a');
  await keyboard.type(newPassword);
  await keyboard.press('Enter');

  await heading(page, 'Set up a new second factor').waitFor();
  expect(await focused()).toBe('Set up a new second factor');
  expect(await complaintsAtBothWidths(visit)).toEqual([]);
  // The browser's dialog is closed: the page says so, and the other way is open.
  await keyboard.press('Tab');
  await keyboard.press('Enter');
  await page.getByRole('alert').filter({ hasText: 'use an authenticator app' }).waitFor();
  await keyboard.press('Tab');
  await keyboard.press('Enter');
  await page.getByLabel(/^Code that the app shows/).waitFor();
  expect(await complaintsAtBothWidths(visit)).toEqual([]);
  appSecret = (await page.locator('.key').innerText()).replaceAll(' ', '');
  await page.getByLabel(/^Code that the app shows/).focus();
  await keyboard.type(await appCode());
  await keyboard.press('Enter');

  await heading(page, 'Hello, Noor').waitFor();
  expect(await focused()).toBe('Hello, Noor');
  await page.getByText('Holdings').waitFor();
  expect(await complaintsAtBothWidths(visit)).toEqual([]);
  await visit.context.close();
});

test('a withdrawal that has to wait for a new password or factor says so', async () => {
  const visit = await visits.visit();
  const { page } = visit;
  await logInAtHost(page, visits.world.urls.host, 'noor', newPassword);
  await heading(page, 'Hello, Noor').waitFor();
  for (const answer of [{ outcome: 'not_yet' }, { error: { code: 'new_factor' } }]) {
    await page.route('**/api/withdraw', (route) => route.fulfill({ status: 403, json: answer }));
    await page.getByLabel('Amount in euros').fill('1');
    await button(page, 'Withdraw').click();
    const said = page
      .getByRole('alert')
      .filter({ hasText: 'a new password or a new factor first' });
    await said.waitFor({ timeout: 5_000 });
    await page.unroute('**/api/withdraw');
    await page.reload();
  }
  await visit.context.close();
});

test('a log-in that has to wait says how long, and the hint holds: a known device gets in', async () => {
  const known = await visits.visit();
  await logInAtHost(known.page, visits.world.urls.host, 'noor', newPassword);
  await heading(known.page, 'Hello, Noor').waitFor();
  await button(known.page, 'Log out').click();
  const stranger = await visits.visit();
  const { page } = stranger;
  for (let tries = 0; tries < 6; tries += 1) {
    await logInAtHost(page, visits.world.urls.host, 'noor', 'a wrong one');
    await page.getByRole('alert').waitFor();
  }
  const said = await page.getByRole('alert').innerText();
  expect(said).toMatch(/You can try again in \d\d seconds, at \d\d:\d\d:\d\d UTC\./);
  expect(await complaintsAtBothWidths(stranger)).toEqual([]);
  await logInAtHost(known.page, visits.world.urls.host, 'noor', newPassword);
  await heading(known.page, 'Hello, Noor').waitFor();
  await stranger.context.close();
  await known.context.close();
});

test('a passkey made at the host is what an unlock asks for weeks later, and it is shown there', async () => {
  const { world } = visits;
  const visit = await visits.visit();
  const { page, context } = visit;
  await withAuthenticator(page);
  await logInAtHost(page, world.urls.host, 'noor', newPassword);
  await heading(page, 'Hello, Noor').waitFor();
  await button(page, 'Set up a passkey').click();
  await page.getByRole('status').filter({ hasText: 'The passkey is set up.' }).waitFor();
  await button(page, 'Set up a passkey').click();
  await page.getByRole('alert').filter({ hasText: 'has a passkey of your account' }).waitFor();
  expect(await complaintsAtBothWidths(visit)).toEqual([]);

  await advance(world, 30 * 86_400);
  const freeze = await fetch(`${world.urls.thaw}/api/v1/accounts/${noor}/freeze`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${world.apiKey}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    body: JSON.stringify({ cause: 'risk' }),
  });
  expect(freeze.ok).toBe(true);
  await logInAtHost(page, world.urls.host, 'noor', newPassword);
  await heading(page, 'Your account is locked').waitFor();
  await pressUnlock({ page });
  await tickAndReactivate(page);
  await readPlan({ page, look });
  await answerQuestions({ page, look });
  const traveller = { desktop: context, places: world.urls, look };
  const mailed = await openMailLink(traveller, { to: 'noor@people.example', link: 'c' });
  await button(mailed, 'Confirm Reactivate').click();
  await heading(mailed, 'Confirmed').waitFor();
  await mailed.close();
  await heading(page, 'Codes').waitFor();
  await button(page, 'Use the passkey').click();
  await page.locator('section', { hasText: 'passkey' }).getByText('Done').waitFor();
  const app = page.locator('section', { hasText: 'Your authenticator app' });
  await app.getByRole('textbox').fill(await appCode());
  await app.getByRole('button', { name: 'Submit' }).click();
  await heading(page, 'Your ID document').waitFor();
  expect(visit.heard.said).toEqual([]);
  await context.close();
});
