/** Nothing out of order, nothing twice, nothing after the end (A3). */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openCaseForAccount } from '../../src/app/open-case-for-account.ts';
import type { CaseView } from '../../src/core/wire.ts';
import { HttpClient } from '../fixtures/http-client.ts';
import {
  answerQuestions,
  logInReviewer,
  reactivate,
  requiredTicks,
  see,
} from '../fixtures/person.ts';
import { startTestWorld, type TestWorld } from '../fixtures/world.ts';
import {
  api,
  approveNext,
  count,
  enterCase,
  entryToken,
  freeze,
  freshCase,
  ivo,
  mailedToken,
  mara,
  statementText,
  statusesOf,
  toDocument,
  toReview,
  until,
} from './road.ts';
import { jpeg, unknownId } from './routes.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await startTestWorld();
});
afterAll(async () => {
  await world?.stop();
});

const at50 = <T>(ask: () => Promise<T>) => Promise.all(Array.from({ length: 50 }, ask));
const eventsOf = (caseId: string, type: string, step = '') =>
  count(
    world,
    `select count(*) as n from thaw.events where case_id = $1 and type = $2
       and ($3 = '' or payload ->> 'step' = $3)`,
    [caseId, type, step],
  );

/** Whatever a person can ask for that moves a case; a refusal changes nothing. */
const moves: readonly (readonly [string, (p: HttpClient) => Promise<{ status: number }>])[] = [
  ['notify', (p) => p.post('/u/case/notify-when-ready')],
  ['questions', (p) => p.post('/u/questions/start')],
  ['answer', (p) => p.post('/u/questions/answer', { question: 0, option: 0 })],
  ['mail', (p) => p.post('/u/email/send')],
  ['choose', (p) => p.post('/u/document/choose', { country: 'UTO', type: 'passport' })],
  ['picture', (p) => p.put('/u/document/front', jpeg)],
  ['document', (p) => p.post('/u/document/submit')],
  ['selfie picture', (p) => p.put('/u/selfie?source=file', jpeg)],
  ['selfie', (p) => p.post('/u/selfie/submit')],
  ['hand-off', (p) => p.post('/u/face/handoff')],
  ['number', (p) => p.post('/u/face/handoff/match', { number: '123' })],
  ['face', (p) => p.post('/u/face/begin')],
  ['film', (p) => p.post('/u/face/finish', { session: unknownId })],
  ['lane', (p) => p.post('/u/case/other-lane', { step: 'id_document' })],
  ['statement', (p) => p.post('/u/statement', { text: statementText })],
  ['got it', (p) => p.post('/u/got-it')],
];

async function refusedExcept(person: HttpClient, allowed: readonly string[]): Promise<void> {
  const { caseId } = await see(person);
  const before = await eventsOf(caseId, 'step.submitted');
  for (const [name, ask] of moves) {
    if (allowed.includes(name)) continue;
    expect([name, (await ask(person)).status]).toEqual([name, expect.toBeOneOf([404, 409])]);
  }
  expect(await eventsOf(caseId, 'step.submitted')).toBe(before);
}

describe('the order of the road', () => {
  test('only the step whose turn it is can be taken, from the first page to the queue', async () => {
    await freeze(world, ivo);
    const person = await enterCase(world, ivo);
    await refusedExcept(person, []);
    expect((await reactivate(person, requiredTicks)).status).toBe(409);
    expect((await person.post('/u/case/unlock')).status).toBe(200);
    expect((await person.post('/u/case/unlock')).status).toBe(409);
    await refusedExcept(person, []);
    expect((await reactivate(person, requiredTicks)).status).toBe(200);
    await refusedExcept(person, ['questions']);
    await answerQuestions(person);
    await refusedExcept(person, ['mail']);
    const { caseId } = await see(person);
    await person.post('/m/confirm', { token: await mailedToken(world, caseId, 'confirm') });
    await refusedExcept(person, ['choose', 'picture', 'document', 'lane']);
    await person.post('/u/case/other-lane', { step: 'id_document' });
    await refusedExcept(person, ['statement']);
    await person.post('/u/statement', { text: statementText });
    await refusedExcept(person, ['got it']);
    expect((await person.post<CaseView>('/u/got-it')).body.acknowledged).toBe(true);
  });

  test('every box must be ticked, and the reminder be the one that was shown', async () => {
    const person = await freshCase(world);
    for (const left of requiredTicks) {
      const answer = await reactivate(
        person,
        requiredTicks.filter((t) => t !== left),
      );
      expect([left, answer.status]).toEqual([left, 400]);
    }
    expect((await reactivate(person, [...requiredTicks, 'verified'])).status).toBe(400);
    const old = { ticked: requiredTicks, locale: 'en', textHash: '0'.repeat(64), version: 'old' };
    expect((await person.post('/u/case/reactivate', old)).status).toBe(409);
    expect((await see(person)).status).toBe('open');
  });

  test('the page is never told more than that a step is in', async () => {
    const person = await freshCase(world);
    const view = await toDocument(world, person);
    expect(view.steps.find((s) => s.kind === 'questions')?.status).toBe('submitted');
    expect(JSON.stringify(view)).not.toMatch(/needs_review|questions_failed/);
  });
});

describe('the same thing at once', () => {
  test('the reminder says what the policy in force promises, and nobody agrees to what it said before', async () => {
    const person = await freshCase(world);
    const shown = (await see(person)).reminder;
    expect(shown).toMatchObject({ retentionDays: 30, limitHours: 72 });
    const { policy } = world.context.app;
    const { terms } = policy;
    const press = (version: string | undefined) =>
      person.post('/u/case/reactivate', {
        ...{ ticked: requiredTicks, locale: 'en', textHash: 'a'.repeat(64), version },
      });
    Object.assign(policy, { terms: { ...terms, retentionDays: 365 } });
    expect((await press(shown?.version)).status).toBe(409);
    const anew = (await see(person)).reminder;
    expect(anew?.retentionDays).toBe(365);
    Object.assign(policy, { terms });
    expect((await press(anew?.version)).status).toBe(409);
    expect((await press(shown?.version)).status).toBe(200);
  });

  test('[Reactivate] fifty times is one reminder and one plan', async () => {
    const person = await freshCase(world);
    const { caseId } = await see(person);
    const version = (await see(person)).reminder?.version ?? '';
    const body = { ticked: requiredTicks, locale: 'en', textHash: '0'.repeat(64), version };
    const answers = await at50(() => person.post('/u/case/reactivate', body));
    expect(statusesOf(answers)).toEqual([200, ...Array(49).fill(409)]);
    expect(await eventsOf(caseId, 'reminder.accepted')).toBe(1);
  });

  test('submitting a step fifty times is one submission', async () => {
    const person = await freshCase(world);
    const { caseId } = await toDocument(world, person);
    await person.post('/u/case/other-lane', { step: 'id_document' });
    const answers = await at50(() => person.post('/u/statement', { text: statementText }));
    expect(statusesOf(answers)).toEqual([200, ...Array(49).fill(409)]);
    expect(await eventsOf(caseId, 'step.submitted', 'statement')).toBe(1);
    expect(await eventsOf(caseId, 'case.in_review')).toBe(1);
  });

  test('confirming one link fifty times is one confirmation', async () => {
    const person = await freshCase(world);
    const { caseId } = (await reactivate(person, requiredTicks)).body;
    await answerQuestions(person);
    const token = await mailedToken(world, caseId, 'confirm');
    const answers = await at50(() => person.post<{ state?: string }>('/m/confirm', { token }));
    expect(answers.filter((a) => a.body.state === 'done')).toHaveLength(1);
    expect(answers.every((a) => a.status < 500)).toBe(true);
    expect(await eventsOf(caseId, 'step.passed', 'email_confirmation')).toBe(1);
  });

  test('answering a question fifty times is one answer', async () => {
    const person = await freshCase(world);
    await reactivate(person, requiredTicks);
    await person.post('/u/questions/start');
    const answers = await at50(() =>
      person.post<CaseView>('/u/questions/answer', { question: 0, option: 0 }),
    );
    expect(answers.every((a) => a.status === 200)).toBe(true);
    expect((await see(person)).questions?.question?.index).toBe(1);
  });

  test('opening a case fifty times is one case', async () => {
    await freeze(world, mara);
    const answers = await at50(() =>
      api(world, 'POST', '/api/v1/cases', { account_id: mara, kind: 'unlock' }),
    );
    expect(statusesOf(answers)).toEqual(Array(50).fill(201));
    expect(new Set(answers.map((a) => a.body['case_id'])).size).toBe(1);
  });
});

describe('live updates', () => {
  test('are two streams a case and no more, and a closed one makes room', async () => {
    const person = await freshCase(world);
    const cookie = [...person.cookies].map(([n, v]) => `${n}=${v}`).join('; ');
    const open = async () => {
      const stop = new AbortController();
      const response = await fetch(`${world.urls.thaw}/u/case/events`, {
        headers: { cookie },
        signal: stop.signal,
      });
      return { status: response.status, body: response.body, close: () => stop.abort() };
    };
    const first = await open();
    const second = await open();
    const third = await open();
    expect([first.status, second.status, third.status]).toEqual([200, 200, 429]);
    const reader = second.body?.getReader();
    await person.post('/u/case/withdraw');
    let heard = '';
    while (!heard.includes('event: changed')) {
      const part = await reader?.read();
      if (part === undefined || part.done) break;
      heard += new TextDecoder().decode(part.value);
    }
    expect(heard).toContain('event: changed');
    expect(heard).not.toContain('cancelled');
    first.close();
    second.close();
    expect((await open()).status).toBe(401);
  });
});

describe('sessions are dead', () => {
  const isDead = async (person: HttpClient) => {
    expect((await person.get('/u/case')).status).toBe(401);
    expect((await person.post('/u/got-it')).status).toBe(401);
  };

  test('after an approval, for every browser of the case', async () => {
    const person = await toReview(world);
    const second = await enterCase(world, ivo);
    await approveNext(await logInReviewer(world));
    await isDead(person);
    await isDead(second);
  });

  test('after a decline', async () => {
    const person = await toReview(world);
    const reviewer = await logInReviewer(world);
    const { caseId } = (await reviewer.post<{ caseId: string }>('/c/claim-next')).body;
    const body = { final: true, reasons: ['name_mismatch'], note: 'not the same person' };
    expect((await reviewer.post(`/c/cases/${caseId}/decline`, body)).status).toBe(200);
    await isDead(person);
  });

  test('after giving up', async () => {
    const person = await freshCase(world);
    await person.post('/u/case/withdraw');
    await isDead(person);
  });

  test('after "this was not me"', async () => {
    const person = await freshCase(world);
    const { caseId } = await see(person);
    const token = await mailedToken(world, caseId, 'not_me');
    await new HttpClient(world.urls.thaw).post('/m/not-me', { token });
    await isDead(person);
  });

  test('after the account was frozen anew', async () => {
    const person = await freshCase(world);
    await freeze(world, ivo, 'risk');
    await until(async () => (await person.get('/u/case')).status === 401);
    await isDead(person);
    expect((await person.post('/u/session', { token: await entryToken(world, ivo) })).status).toBe(
      200,
    );
  });
});

test('an account that was read before a newer freeze ends no case about that freeze', async () => {
  const { app } = world.context;
  await freeze(world, mara);
  const before = await app.directory.account(mara);
  const person = await freshCase(world, mara);
  const { caseId } = await see(person);
  expect(before?.lock?.freezeId).not.toBe((await app.directory.account(mara))?.lock?.freezeId);
  const opened = await openCaseForAccount(app, {
    ...{ accountId: mara, kind: 'unlock', actor: { type: 'host', id: 'late' } },
    ...{ now: await app.db.read.now(), account: Promise.resolve(before) },
  });
  expect(opened.caseId).toBe(caseId);
  expect((await see(person)).status).toBe('open');
});
