/** A case in the console that came by the other lane: no picture, and all of it within reach of the keys. */

import { afterAll, beforeAll, expect, test } from 'vitest';
import { enterCase, ivo, toReview } from '../flows/road.ts';
import { heading } from '../walk/browser.ts';
import { logInToConsole } from '../walk/reviewer-steps.ts';
import { complaintsOf, openVisits, type Visits } from './visit.ts';

let visits: Visits;
beforeAll(async () => {
  visits = await openVisits();
});
afterAll(async () => {
  await visits?.stop();
});

test('shows from where it was done, and is read to its end by keyboard', async () => {
  const { world } = visits;
  await toReview(world, ivo);
  await enterCase(world, ivo);
  const reviewer = await visits.visit();
  const { page } = reviewer;
  await page.setViewportSize({ width: 1280, height: 480 });
  await logInToConsole(page, world.urls.thaw, world.reviewers[0]);
  await page.getByRole('button', { name: 'Claim next' }).click();
  await heading(page, /^Case/).waitFor();
  expect(await complaintsOf(reviewer)).toEqual([]);

  const devices = page.getByRole('region', { name: 'Devices' });
  await devices.getByText('one network').waitFor();
  expect(await devices.getByRole('listitem').allInnerTexts()).toEqual([
    expect.stringMatching(/^page Firefox on Linux, 127\.0\.0\.\*\n.* to .*, 2 sessions$/),
  ]);

  const last = page.getByRole('region', { name: 'Timeline' }).getByRole('listitem').last();
  await last.waitFor();
  const isSeen = () =>
    last.evaluate((entry) => entry.getBoundingClientRect().bottom <= window.innerHeight);
  expect(await isSeen()).toBe(false);
  for (let tabs = 0; tabs < 8 && !(await isSeen()); tabs += 1) {
    await page.keyboard.press('Tab');
    await page.keyboard.press('End');
    await page.waitForTimeout(200);
  }
  expect(await isSeen()).toBe(true);
});
