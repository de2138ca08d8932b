/** Ways around the road that somebody with the password, or a broken part, might open. */

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CaseView, MailLinkView, StatementSentence } from '../../src/core/wire.ts';
import type { ReviewView } from '../../src/core/wire-staff.ts';
import { HttpClient } from '../fixtures/http-client.ts';
import { logInReviewer, see } from '../fixtures/person.ts';
import { startTestWorld, type TestWorld } from '../fixtures/world.ts';
import {
  answerQuestionsThenConfirm,
  api,
  count,
  freshCase,
  ivo,
  mailedToken,
  sana,
  statementText,
  statusesOf,
  toDocument,
  toReview,
  until,
} from './road.ts';

const broken = { store: false, closed: '', mail: Promise.resolve() };
let world: TestWorld;

beforeAll(async () => {
  world = await startTestWorld();
  const { app } = world.context;
  const { directory, mailer, objects } = app;
  const refuse = async () => {
    throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
  };
  Object.assign(app, {
    mailer: {
      async send(message: Parameters<typeof mailer.send>[0]) {
        await broken.mail;
        await mailer.send(message);
      },
    },
    objects: new Proxy(objects, {
      get: (store, name) => (broken.store ? refuse : Reflect.get(store, name).bind(store)),
    }),
    directory: {
      ...directory,
      find: async (accountId: string) =>
        accountId === broken.closed ? null : directory.find(accountId),
      account: async (accountId: string) =>
        accountId === broken.closed ? null : directory.account(accountId),
    },
  });
});
afterAll(async () => {
  await world?.stop();
});

/** A recording by its first bytes. */
const film = Buffer.concat([Buffer.from([0x1a, 0x45, 0xdf, 0xa3]), Buffer.alloc(4096, 7)]);

test('[This was not me] for the unlock that was given up stops the case about the loss, within five seconds', async () => {
  const thief = await freshCase(world, sana);
  await answerQuestionsThenConfirm(world, thief);
  const { caseId: unlock } = await see(thief);
  const token = await mailedToken(world, unlock, 'not_me');
  const moved = (await thief.post<CaseView>('/u/codes/unavailable', { lost: ['totp'] })).body;
  expect(moved.kind).toBe('reset_factor');
  const frozen = async () => (await world.context.app.directory.find(sana))?.lock?.freezeId;
  const before = await frozen();
  const begunMs = Date.now();
  await new HttpClient(world.urls.thaw).post<MailLinkView>('/m/not-me', { token });
  await until(async () => (await thief.get('/u/case')).status === 401);
  expect(await frozen()).not.toBe(before);
  expect(Date.now() - begunMs).toBeLessThan(5000);
  const after = (await api(world, 'GET', `/api/v1/cases/${moved.caseId}`)).body;
  expect(after['status']).toBe('cancelled');
});

test('[Security verification unavailable?] fifty times at once is one case about one loss', async () => {
  const person = await freshCase(world, sana);
  await answerQuestionsThenConfirm(world, person);
  const { caseId } = await see(person);
  const cookie = person.cookies.get('__Host-thaw') ?? '';
  const presses = Array.from({ length: 50 }, async () => {
    const tab = new HttpClient(world.urls.thaw);
    tab.setCookie('__Host-thaw', cookie);
    await tab.get('/u/case');
    return tab.post<CaseView>('/u/codes/unavailable', { lost: ['totp'] });
  });
  const answers = await Promise.all(presses);
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(statusesOf(answers).every((status) => [200, 401, 403, 409].includes(status))).toBe(true);
  const living = `select count(*) as n from thaw.cases where account_id = $1
    and status not in ('approved', 'declined', 'cancelled', 'expired')`;
  expect(await count(world, living, [sana])).toBe(1);
  expect((await api(world, 'GET', `/api/v1/cases/${caseId}`)).body['status']).toBe('cancelled');
});

test('a dead object store takes no recording and says so; the sentence, the words and the contact are left', async () => {
  const person = await freshCase(world, ivo);
  await toDocument(world, person);
  await person.post('/u/case/other-lane', { step: 'id_document' });
  const drawn = await person.post<StatementSentence>('/u/statement/sentence', { locale: 'en' });
  const send = () =>
    person.put<CaseView>(`/u/statement/video?nonce=${drawn.body.nonce}`, film, 'video/webm');
  broken.store = true;
  const refused = await send();
  expect([refused.status, (await see(person)).statement?.recorded]).toEqual([503, false]);
  const contact = (await see(person)).statement?.contact?.contacts[0]?.id ?? '';
  expect((await person.post('/u/statement/contact', { contact })).status).toBe(200);
  broken.store = false;
  // The sentence was not used up by a store that was away.
  expect((await send()).body.statement?.recorded).toBe(true);
  expect((await person.post<CaseView>('/u/statement', { text: '' })).body.status).toBe('in_review');
  const reviewer = await logInReviewer(world);
  const review = (await reviewer.post<ReviewView>('/c/claim-next')).body;
  const media = review.media.find(({ video }) => video === true);
  broken.store = true;
  expect((await reviewer.get(`/c/cases/${review.caseId}/media/${media?.id}`)).status).toBe(503);
  broken.store = false;
  // What was not seen is not gone: it is there again with the store.
  const seen = await reviewer.get(`/c/cases/${review.caseId}/media/${media?.id}`);
  expect([seen.status, seen.headers.get('content-type')]).toEqual([200, 'video/webm']);
  // Not seen is not approved by silence: the doubt has to be accepted by name, and nothing else was missing.
  const path = `/c/cases/${review.caseId}/approve`;
  const doubts = review.steps.filter((s) => s.status === 'needs_review').map((s) => s.kind);
  expect(doubts).toContain('statement');
  const silent = { accepted: doubts.filter((kind) => kind !== 'statement'), note: 'seen' };
  expect((await reviewer.post(path, silent)).status).toBe(400);
  const { body: waits } = await api(world, 'GET', `/api/v1/cases/${review.caseId}`);
  expect(waits['status']).toBe('in_review');
  expect((await reviewer.post(path, { accepted: doubts, note: 'seen' })).status).toBe(200);
});

test('an account that the host has closed meanwhile is approved by nobody', async () => {
  await toReview(world, ivo);
  const reviewer = await logInReviewer(world);
  const review = (await reviewer.post<ReviewView>('/c/claim-next')).body;
  broken.closed = ivo;
  const accepted = review.steps.filter((s) => s.status === 'needs_review').map((s) => s.kind);
  const body = { accepted, note: `${statementText} seen` };
  const answer = await reviewer.post(`/c/cases/${review.caseId}/approve`, body);
  broken.closed = '';
  expect(answer.status).toBeGreaterThanOrEqual(400);
  const { body: read } = await api(world, 'GET', `/api/v1/cases/${review.caseId}`);
  expect(read['status']).not.toBe('approved');
});

test('a mail server that never answers holds up no freeze: [This was not me] is done within five seconds', async () => {
  const thief = await freshCase(world, ivo);
  const { caseId } = await see(thief);
  const token = await mailedToken(world, caseId, 'not_me');
  const before = (await world.context.app.directory.find(ivo))?.lock?.freezeId;
  let answer = () => {};
  broken.mail = new Promise((resolve) => {
    answer = resolve;
  });
  // More mails than the worker takes at once, all of them waiting for the server.
  for (let round = 0; round < 3; round += 1) await freshCase(world, sana);
  const waiting = `select count(*) as n from thaw.jobs
    where name = 'send-message' and locked_until > thaw_now()`;
  await until(async () => (await count(world, waiting)) >= 4);
  const begunMs = Date.now();
  await new HttpClient(world.urls.thaw).post<MailLinkView>('/m/not-me', { token });
  expect((await thief.get('/u/case')).status).toBe(401);
  await until(
    async () => (await world.context.app.directory.find(ivo))?.lock?.freezeId !== before,
    20_000,
  ).finally(() => answer());
  expect(Date.now() - begunMs).toBeLessThan(5000);
});
