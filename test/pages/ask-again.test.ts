/** A reviewer asks for one picture again and shows where: the console's grid, and what the person sees. */

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { specimenPath } from '../fixtures/specimens.ts';
import { entryToken, freshCase, ivo, toDocument } from '../flows/road.ts';
import { button, heading } from '../walk/browser.ts';
import { chooseDocument, sendFile } from '../walk/person-steps.ts';
import { claimAndLook, logInToConsole } from '../walk/reviewer-steps.ts';
import { complaintsOf, openVisits, type Visit, type Visits } from './visit.ts';

let visits: Visits;
/** Both stay open: the reviewer's console, and the page that still has the person's pictures. */
let person: Visit;
let reviewer: Visit;

beforeAll(async () => {
  visits = await openVisits('ivo');
  const { world } = visits;
  await toDocument(world, await freshCase(world));
  person = await openCase();
  const { page } = person;
  await button(page, 'Next Step').click();
  await chooseDocument(page, 'id_card');
  await sendFile(page, await specimenPath('ivo', 'id-front.jpg'));
  await heading(page, 'ID card: back').waitFor();
  await sendFile(page, await specimenPath('ivo', 'id-back.jpg'));
  await heading(page, 'The document can be read').waitFor();
  await button(page, 'Submit').click();
  await heading(page, 'Everything has arrived').waitFor();
  // A laptop with a touch screen.
  reviewer = await visits.visit('phone');
  await reviewer.page.setViewportSize({ width: 1280, height: 800 });
  await logInToConsole(reviewer.page, world.urls.thaw, world.reviewers[0]);
  await claimAndLook(reviewer.page);
});
afterAll(async () => {
  await visits?.stop();
});

async function openCase(): Promise<Visit> {
  const visit = await visits.visit('phone');
  const { world } = visits;
  await visit.page.goto(`${world.urls.thaw}/unlock#t=${await entryToken(world, ivo)}`);
  await heading(visit.page, 'Your ID document').waitFor();
  return visit;
}

const cell = (page: Page, row: number, column: number) =>
  page.getByRole('button', { name: `row ${row}, column ${column}` });
const marked = (page: Page) => page.getByRole('dialog').getByRole('status');

test('the place is marked with the keys, the mouse or a finger, and read again before it is sent', async () => {
  const { page } = reviewer;
  const { keyboard } = page;
  await keyboard.press('r');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: /^id document/ }).check();
  await dialog.getByRole('radio', { name: /front/i }).check();
  await marked(page).filter({ hasText: 'Nothing is marked.' }).waitFor();
  // A look at evidence carries the name of who looks, here too.
  await dialog.locator('.grid .watermark').waitFor();

  await keyboard.press('Tab');
  for (const key of ['ArrowDown', 'ArrowRight', 'ArrowRight', 'Space']) await keyboard.press(key);
  await marked(page).filter({ hasText: 'row 2 of 4, column 3 of 6' }).waitFor();
  await cell(page, 3, 5).click();
  await marked(page).filter({ hasText: 'rows 2–3 of 4, columns 3–5 of 6' }).waitFor();
  await cell(page, 2, 4).tap();
  await marked(page).filter({ hasText: 'row 2 of 4, column 4 of 6' }).waitFor();
  await cell(page, 3, 6).tap();
  await marked(page).filter({ hasText: 'rows 2–3 of 4, columns 4–6 of 6' }).waitFor();
  await page.getByText('The person sees it only with a reason that is “told”.').waitFor();
  await dialog.getByRole('checkbox', { name: /glare/ }).check();
  await dialog.locator('.grid').scrollIntoViewIfNeeded();
  expect(await complaintsOf(reviewer)).toEqual([]);

  await dialog.getByRole('button', { name: 'Continue' }).click();
  await dialog.getByText('document front, rows 2–3 of 4, columns 4–6 of 6').waitFor();
  expect(await complaintsOf(reviewer)).toEqual([]);
  await dialog.getByLabel(/^Type ask/).fill('ask');
  await dialog.getByRole('button', { name: 'Ask again', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
});

test('the person sees the place on the own picture until that side is taken again', async () => {
  const { page } = person;
  await heading(page, 'Your ID document').waitFor();
  await page.getByText('Light is reflected on the document.').waitFor();
  const box = page.locator('.preview-box');
  const drawn = box.locator('rect.mark');
  await drawn.waitFor();
  const at = await drawn.evaluate((rect) =>
    ['x', 'y', 'width', 'height'].map((name) => Number(rect.getAttribute(name))),
  );
  expect(at).toEqual([50, 25, 50, 50]);
  // The picture itself, not an empty canvas.
  const shades = await box.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
    const bytes = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
    return new Set(bytes).size;
  });
  expect(shades).toBeGreaterThan(50);
  expect(await complaintsOf(person)).toEqual([]);

  const other = await openCase();
  await other.page.getByRole('img', { name: 'The place is marked in red.' }).waitFor();
  expect(await complaintsOf(other)).toEqual([]);
  await other.context.close();

  await button(page, 'Next Step').click();
  await heading(page, 'ID card: front').waitFor();
  expect(await page.locator('rect.mark').count()).toBe(0);
  await sendFile(page, await specimenPath('ivo', 'id-front.jpg'));
  // One item: the back, which nobody marked, stands.
  await heading(page, 'The document can be read').waitFor();
  expect(person.heard.said).toEqual([]);
});
