/** The policy page of the console, as a lead uses it: from the keyboard. */

import { afterAll, beforeAll, expect, test } from 'vitest';
import { complaintsOf, openVisits, type Visits } from './visit.ts';

let visits: Visits;
beforeAll(async () => {
  visits = await openVisits();
});
afterAll(async () => {
  await visits?.stop();
});

async function signIn(staff: { readonly email: string; readonly password: string }) {
  const visit = await visits.visit();
  const { page } = visit;
  await page.goto(`${visits.world.urls.thaw}/console`);
  await page.getByLabel('Email').fill(staff.email);
  await page.getByLabel('Password').fill(staff.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Queue' }).waitFor();
  return visit;
}

test('a lead reads the policy and what a version changes with four keys', async () => {
  const visit = await signIn(visits.world.lead);
  const { page } = visit;
  await page.keyboard.press('p');
  await page.getByRole('table', { name: /^Rules/ }).waitFor();
  await page.getByText('no rule above holds').waitFor();
  await page.keyboard.press('d');
  await page.getByText(/^Diff: 0 of/).waitFor();
  await page.keyboard.press('r');
  await page.getByText(/^Replay: 0 of/).waitFor();
  expect(await complaintsOf(visit)).toEqual([]);
  await page.keyboard.press('q');
  await page.getByRole('heading', { name: 'Queue' }).waitFor();
});

test('a reviewer is not offered the policy', async () => {
  const { page } = await signIn(visits.world.reviewers[0]);
  await page.getByRole('button', { name: /^Keys/ }).waitFor();
  expect(await page.getByRole('button', { name: /^Policy/ }).count()).toBe(0);
  await page.keyboard.press('p');
  expect(await page.getByRole('heading', { name: 'Queue' }).isVisible()).toBe(true);
});
