/** Budgets of account and step: a new case, another browser and a new hour of the same day bring nothing back. */

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CaseView } from '../../src/core/wire.ts';
import type { HttpClient } from '../fixtures/http-client.ts';
import { answerQuestions, reactivate, requiredTicks, see } from '../fixtures/person.ts';
import { advance, nextNoon, startTestWorld, type TestWorld } from '../fixtures/world.ts';
import { api, count, enterCase, freshCase, ivo, rows } from './road.ts';

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

test('sets of questions are ten a day and account, over cases and devices; then a person weighs the rest', async () => {
  for (let set = 0; set < setsADay; set += 1) {
    const person = await atQuestions();
    // Started twice, and from two devices, is one set.
    const other = await enterCase(world, ivo);
    expect([await start(person), await start(other)]).toEqual([200, 200]);
    await person.post('/u/case/withdraw');
  }
  // Nobody who has the password can keep the owner out by using them up.
  const eleventh = await atQuestions();
  const answer = await eleventh.post<CaseView>('/u/questions/start');
  expect([answer.status, answer.body.current, answer.body.questions]).toEqual([
    200,
    'email_confirmation',
    null,
  ]);
  const { body } = await api(world, 'GET', `/api/v1/cases/${answer.body.caseId}`);
  expect(body['steps']).toContainEqual({ kind: 'questions', status: 'needs_review' });
  await eleventh.post('/u/case/withdraw');
  const used = `select cardinality(hits) as n from thaw.budgets where scope = $1`;
  expect(await count(world, used, [`questions:${ivo}`])).toBe(setsADay);
  await advance(world, 86_401);
  const next = await atQuestions();
  expect((await next.post<CaseView>('/u/questions/start')).body.current).toBe('questions');
  await next.post('/u/case/withdraw');
});

test('a new case, on another device, asks the same with the same answers to choose from', async () => {
  await nextNoon(world);
  const asked: (readonly unknown[])[] = [];
  for (let round = 0; round < 3; round += 1) asked.push(await askedNow(await atQuestions()));
  expect(asked[0]?.length).toBeGreaterThan(3);
  expect(asked[1]).toEqual(asked[0]);
  expect(asked[2]).toEqual(asked[0]);
});

/** Reads the questions of a case with their options, and withdraws. */
async function askedNow(person: HttpClient): Promise<readonly unknown[]> {
  const shown: unknown[] = [];
  let view = (await person.post<CaseView>('/u/questions/start')).body;
  while (view.current === 'questions' && view.questions?.question != null) {
    const { index, options, textId } = view.questions.question;
    shown.push([textId, options]);
    view = (await person.post<CaseView>('/u/questions/answer', { question: index, option: 0 }))
      .body;
    if (view.questions?.question?.index === index) break;
  }
  await person.post('/u/case/withdraw');
  return shown;
}

test('the last set of the day, started from twenty tabs at once, is asked', async () => {
  await advance(world, 86_401);
  const person = await atQuestions();
  const { caseId } = await see(person);
  const { budgets } = world.context.app.db.read;
  for (let used = 1; used < setsADay; used += 1) {
    expect(await budgets.raise(`questions:${ivo}`, 86_400, setsADay)).toBe(true);
  }
  const answers = await Promise.all(Array.from({ length: 20 }, () => start(person)));
  expect(answers.filter((status) => status !== 200 && status !== 409)).toEqual([]);
  expect(answers).toContain(200);
  const view = await see(person);
  expect([view.current, view.questions?.question?.index]).toEqual(['questions', 0]);
  const { body } = await api(world, 'GET', `/api/v1/cases/${caseId}`);
  expect(body['steps']).toContainEqual({ kind: 'questions', status: 'in_progress' });
  await person.post('/u/case/withdraw');
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

test('a year later, and after log-ins from every city, a frozen account is asked the same', async () => {
  await nextNoon(world);
  const before = await askedNow(await atQuestions());
  await rows(
    world,
    `insert into directory.logins (account_id, at, city, device)
     select $1, thaw.thaw_now(), city, 'Opera on Windows'
       from (select distinct city from directory.logins) as cities, generate_series(1, 50)`,
    [ivo],
  );
  await advance(world, 365 * 86_400);
  // Not frozen anew: time is counted from the freeze.
  const person = await enterCase(world, ivo);
  expect((await person.post('/u/case/unlock')).status).toBe(200);
  expect((await reactivate(person, requiredTicks)).body.current).toBe('questions');
  expect(before.length).toBeGreaterThan(3);
  expect(await askedNow(person)).toEqual(before);
});
