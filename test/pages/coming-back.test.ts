/** Leaving, coming back, being in two places, pressing twice: nothing is lost and nothing is done twice. */

import { afterAll, beforeAll, expect, test } from 'vitest';
import { button, heading } from '../walk/browser.ts';
import { answerQuestions, openMailLink, pressUnlock, readPlan } from '../walk/person-steps.ts';
import { complaintsOf, openVisits, type Visit, type Visits } from './visit.ts';

let visits: Visits;
let mara: Visit;
const look = async () => {};

beforeAll(async () => {
  visits = await openVisits();
  mara = await visits.comeFromHost('mara');
});
afterAll(async () => {
  await visits?.stop();
});

const onThePlan = () => heading(mara.page, 'What we need from you').waitFor();

test('a button pressed twice sends once', async () => {
  const { page } = mara;
  await pressUnlock({ page });
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST') sent.push(new URL(request.url()).pathname);
  });
  for (const name of ['own_account', 'limits_48h', 'data_use', 'false_statements']) {
    await page.locator(`input[name="${name}"]`).check();
  }
  await page.locator('input[name="biometric_consent"]').check();
  await button(page, 'Reactivate Account').dblclick();
  await onThePlan();
  expect(sent.filter((path) => path === '/u/case/reactivate')).toHaveLength(1);
});

test('a reload stays on the same screen', async () => {
  await mara.page.reload();
  await onThePlan();
  expect(await complaintsOf(mara)).toEqual([]);
});

test('a second tab shows the same step, and the first follows what is done there', async () => {
  const second = await mara.context.newPage();
  await second.goto(`${visits.world.urls.thaw}/unlock`);
  await heading(second, 'What we need from you').waitFor();
  await readPlan({ page: second, look });
  await answerQuestions({ page: second, look });
  await heading(second, 'Look into your mailbox').waitFor();
  await heading(mara.page, 'Look into your mailbox').waitFor();
  await second.close();
});

test('the copied address of the entry works once, and not in another browser', async () => {
  const stranger = await visits.visit();
  await stranger.page.goto(`${visits.world.urls.thaw}/unlock#t=${'A'.repeat(43)}`);
  await stranger.page.getByText('This session has ended').waitFor();
  expect(stranger.page.url()).not.toContain('#t=');
  expect(await complaintsOf(stranger)).toEqual([]);
  await stranger.context.close();
});

test('another device logs in at the host and goes on at the same step', async () => {
  const other = await visits.comeFromHost('mara');
  await heading(other.page, 'Look into your mailbox').waitFor();
  await other.context.close();
});

test('a mailed link opened on another device needs the code of the first, and asks again after a wrong one', async () => {
  const code = await mara.page.locator('p.big').innerText();
  const link = await mailedLink();
  const other = await visits.visit('phone');
  await other.page.goto(link);
  const field = other.page.getByLabel('Type the code shown on the device where you started');
  await field.fill(code === '000000' ? '111111' : '000000');
  await button(other.page, 'Confirm Reactivate').click();
  await other.page.getByText('This is not the code on the other device.').waitFor();
  expect(await complaintsOf(other)).toEqual([]);
  await field.fill(code);
  await button(other.page, 'Confirm Reactivate').click();
  await heading(other.page, 'Confirmed').waitFor();
  await heading(mara.page, 'Your ID document').waitFor();
  await other.page.goto('about:blank');
  await other.page.goto(link);
  await heading(other.page, 'This link has been used already').waitFor();
  await other.context.close();
});

test('"This was not me" in the mail ends the session that asked', async () => {
  const page = await openMailLink(
    { desktop: mara.context, places: visits.world.urls, look },
    { to: 'mara@people.example', link: 'n' },
  );
  await heading(page, 'Was this not you?').waitFor();
  await button(page, 'This was not me').click();
  await heading(page, 'The request is stopped').waitFor();
  await mara.page.getByText('This session has ended').waitFor();
  expect(await complaintsOf(mara)).toEqual([]);
});

async function mailedLink(): Promise<string> {
  const { mails } = (await (
    await fetch(`${visits.world.urls.desk}/api/mails?to=mara@people.example`)
  ).json()) as { mails: { text: string }[] };
  const links = mails.map(({ text }) => /https?:\/\/\S+\/link#c=[\w-]+/.exec(text)?.[0]);
  return links.find((link) => link !== undefined) ?? '';
}
