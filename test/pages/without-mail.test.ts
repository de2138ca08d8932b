/** The page of a person to whom no mail can prove anything: an honest way on, and no dead end. */

import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerQuestions, enter, reactivate } from '../fixtures/person.ts';
import { button, heading } from '../walk/browser.ts';
import { complaintsOf, openVisits, type Visits } from './visit.ts';

let visits: Visits;
beforeAll(async () => {
  visits = await openVisits();
});
afterAll(async () => {
  await visits?.stop();
});

test('says that it cannot be done by mail here, and leads to the statement', async () => {
  const person = await enter(visits.world, 'mara');
  await person.post('/u/case/unlock');
  await reactivate(person);
  const contacts = `update directory.contacts set added_at = thaw_now()
    where account_id = 'nw-100001' and channel = 'email'`;
  await visits.world.context.pool.query(contacts);
  await answerQuestions(person);
  const mara = await visits.comeFromHost('mara');
  await heading(mara.page, 'Not by e-mail here').waitFor();
  expect(await complaintsOf(mara)).toEqual([]);
  expect(await mara.page.getByText('@people.example').count()).toBe(0);
  await button(mara.page, 'Go on with a statement').click();
  await mara.page.getByLabel('Your statement').waitFor();
  expect(await complaintsOf(mara)).toEqual([]);
});
