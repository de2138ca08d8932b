/** A question that was answered beforehand is typed, on a page as quiet as the others. */

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CaseView } from '../../src/core/wire.ts';
import { enter, reactivate } from '../fixtures/person.ts';
import { button, heading } from '../walk/browser.ts';
import { complaintsOf, openVisits, type Visits } from './visit.ts';

let visits: Visits;
beforeAll(async () => {
  visits = await openVisits();
});
afterAll(async () => {
  await visits?.stop();
});

test('the typed question asks for words, takes them once, and tells nothing', async () => {
  const person = await enter(visits.world, 'sana');
  await person.post('/u/case/unlock');
  await reactivate(person);
  // There before the questions begin: each has its seconds.
  const visit = await visits.comeFromHost('sana');
  const { page } = visit;
  await heading(page, 'What we need from you').waitFor();
  let view = (await person.post<CaseView>('/u/questions/start')).body;
  while (view.questions?.question != null && view.questions.question.options.length > 0) {
    const answer = { question: view.questions.question.index, option: 0 };
    view = (await person.post<CaseView>('/u/questions/answer', answer)).body;
  }
  const total = view.questions?.total ?? 0;
  await page.reload();
  await page.getByText(`Question ${total - 1} of ${total}`).waitFor();
  const words = page.getByLabel(/^Your answer/);
  await words.waitFor();
  expect(await button(page, 'Continue').isDisabled()).toBe(true);
  expect(await complaintsOf(visit)).toEqual([]);
  for (const size of [360, 1280]) {
    await page.setViewportSize({ width: size, height: 800 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(size);
  }
  await words.fill('Lindenhofschule am Wehr');
  await button(page, 'Continue').click();
  await page.getByText(`Question ${total} of ${total}`).waitFor();
  expect(await page.getByLabel(/^Your answer/).inputValue()).toBe('');
  await page.getByLabel(/^Your answer/).fill('something else');
  await button(page, 'Continue').click();
  await heading(page, 'Thank you').waitFor();
});
