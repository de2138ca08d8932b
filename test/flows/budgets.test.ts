/** Budgets of account and step: a new case, another browser and a new hour of the same day bring nothing back. */

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HttpClient } from '../fixtures/http-client.ts';
import { answerQuestions, reactivate, requiredTicks } from '../fixtures/person.ts';
import { advance, nextNoon, startTestWorld, type TestWorld } from '../fixtures/world.ts';
import { count, enterCase, freshCase, ivo } from './road.ts';

const setsADay = 10;
let world: TestWorld;
beforeAll(async () => {
  world = await startTestWorld();
  await nextNoon(world);
});
afterAll(async () => {
  await world?.stop();
});

async function atQuestions(): Promise<HttpClient> {
  const person = await freshCase(world, ivo);
  const view = (await reactivate(person, requiredTicks)).body;
  expect(view.current).toBe('questions');
  return person;
}

const start = async (person: HttpClient) => (await person.post('/u/questions/start')).status;

test('sets of questions are ten a day and account, over cases and devices', async () => {
  for (let set = 0; set < setsADay; set += 1) {
    const person = await atQuestions();
    // Started twice, and from two devices, is one set.
    const other = await enterCase(world, ivo);
    expect([await start(person), await start(other)]).toEqual([200, 200]);
    await person.post('/u/case/withdraw');
  }
  const eleventh = await atQuestions();
  expect(await start(eleventh)).toBe(429);
  await advance(world, 3601);
  expect(await start(await enterCase(world, ivo))).toBe(429);
  const used = `select sum(used) as n from thaw.budgets where scope = $1`;
  expect(await count(world, used, [`questions:${ivo}`])).toBe(setsADay);
  // The person is not stuck: what was done is kept, and tomorrow it goes on.
  await advance(world, 86_401);
  const next = await enterCase(world, ivo);
  expect(await start(next)).toBe(200);
  await next.post('/u/case/withdraw');
});

test('confirmation mails are five an hour and account, over cases', async () => {
  await nextNoon(world);
  const sent: number[] = [];
  for (let round = 0; round < 2; round += 1) {
    const person = await atQuestions();
    const view = await answerQuestions(person);
    expect(view.current).toBe('email_confirmation');
    for (let mail = 0; mail < 3; mail += 1) sent.push((await person.post('/u/email/send')).status);
    await person.post('/u/case/withdraw');
  }
  expect(sent).toEqual([200, 200, 200, 200, 200, 429]);
});
