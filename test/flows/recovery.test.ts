/** Cases about what a person lost: open, plan, steps, review, and what becomes of it at the host. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CaseView, MailLinkView, ProgressView } from '../../src/core/wire.ts';
import type { ReviewView } from '../../src/core/wire-staff.ts';
import { appCode, passCodes, submitCode } from '../fixtures/codes.ts';
import { HttpClient } from '../fixtures/http-client.ts';
import {
  answerQuestions,
  logInReviewer,
  reactivate,
  requiredTicks,
  see,
} from '../fixtures/person.ts';
import { advance, awaitMail, startTestWorld, type TestWorld } from '../fixtures/world.ts';
import {
  answerQuestionsThenConfirm,
  api,
  count,
  freeze,
  freshCase,
  mailedToken,
  mara,
  rows,
  sana,
  statementText,
  until,
} from './road.ts';

const noor = 'nw-100006';
let world: TestWorld;
beforeAll(async () => {
  world = await startTestWorld();
});
afterAll(async () => {
  await world?.stop();
});

const open = (account_id: string, kind: string, lost?: readonly string[]) =>
  api(world, 'POST', '/api/v1/cases', {
    account_id,
    kind,
    ...(lost === undefined ? {} : { lost }),
  });

async function enterBy(url: unknown): Promise<HttpClient> {
  const person = new HttpClient(world.urls.thaw);
  const entered = await person.post('/u/session', { token: String(url).split('#t=')[1] });
  expect(entered.status).toBe(200);
  return person;
}

/** Every step by the lane without camera, to the end of the wait. */
async function throughSteps(person: HttpClient): Promise<CaseView> {
  let view = (await reactivate(person, requiredTicks)).body;
  if (view.current === 'email_confirmation') {
    const token = await mailedToken(world, view.caseId, 'confirm');
    await person.post('/m/confirm', { token });
    view = await see(person);
  }
  if (view.current === 'codes') view = await passCodes(world, person);
  expect(view.current).toBe('id_document');
  await person.post('/u/case/other-lane', { step: 'id_document' });
  view = (await person.post<CaseView>('/u/statement', { text: statementText })).body;
  expect([view.status, view.current]).toEqual(['waiting_delay', 'delay']);
  return view;
}

/** Sessions of staff do not outlive the wait: each logs in anew. */
async function approveBy(which: 0 | 1, caseId: string): Promise<ReviewView> {
  const reviewer = await logInReviewer(world, which);
  const review = (await reviewer.post<ReviewView>('/c/claim-next')).body;
  expect(review.caseId).toBe(caseId);
  const accepted = review.steps.filter((s) => s.status === 'needs_review').map((s) => s.kind);
  const body = { accepted, note: 'Called back under the number of the contract.' };
  expect((await reviewer.post(`/c/cases/${caseId}/approve`, body)).status).toBe(200);
  return review;
}

const readCase = async (caseId: string) =>
  (await api(world, 'GET', `/api/v1/cases/${caseId}`)).body;
const inReview = (caseId: string) =>
  until(async () => (await readCase(caseId))['status'] === 'in_review');

describe('a lost phone on an account that is not frozen', () => {
  test('is a case of its own: mailbox, document, a wait, two people; then the host resets it once', async () => {
    const opened = await open(noor, 'lost_channel', ['sms']);
    expect([opened.status, opened.body['status']]).toEqual([201, 'open']);
    const person = await enterBy(opened.body['url']);
    const start = await see(person);
    expect([start.kind, start.lost, start.actions.includes('reactivate')]).toEqual([
      'lost_channel',
      ['sms'],
      true,
    ]);
    // The same again is the same case; another loss is another one.
    expect((await open(noor, 'lost_channel', ['sms'])).body['case_id']).toBe(start.caseId);
    await awaitMail(world, 'noor@people.example', (m) =>
      m.text.includes('lost is the phone number'),
    );
    const { caseId, steps } = await throughSteps(person);
    expect(steps.map(({ kind }) => kind)).toEqual(['email_confirmation', 'statement', 'delay']);
    await advance(world, 24 * 3600 + 1);
    await inReview(caseId);
    const review = await approveBy(0, caseId);
    expect([review.kind, review.lost, review.plan.approvalsRequired]).toEqual([
      'lost_channel',
      ['sms'],
      2,
    ]);
    const before = await world.context.app.directory.find(noor);
    expect(before?.contacts.some((c) => c.channel === 'sms' && c.removedAt === null)).toBe(true);
    // Never changed since an earlier thaw: only the host knows that it asks for that too.
    const owes = 'update directory.accounts set must_change_password = true where account_id = $1';
    await rows(world, owes, [noor]);
    await approveBy(1, caseId);
    await until(async () => (await readCase(caseId))['recovered'] === true);
    const token = await mailedToken(world, caseId, 'progress');
    const told = await person.post<ProgressView>('/m/progress', { token });
    expect(told.body.result?.mustChange).toEqual(['password', 'second_factor']);
    const after = await world.context.app.directory.find(noor);
    expect(after?.contacts.some((c) => c.channel === 'sms' && c.removedAt === null)).toBe(false);
    expect([after?.factorsBound.includes('sms'), after?.lock]).toEqual([false, null]);
    const done = `select count(*) as n from directory.effects where effect = 'recover' and account_id = $1`;
    expect(await count(world, done, [noor])).toBe(1);
    expect(await readCase(caseId)).toMatchObject({ unlocked: false, lost: ['sms'] });
    const [host] = await rows<{ must_bind: string[] }>(
      world,
      'select must_bind from directory.accounts where account_id = $1',
      [noor],
    );
    expect(host?.must_bind).toEqual(['sms']);
    // Told on the address that stays, and on the number that is gone: the owner may still have it.
    const mail = await awaitMail(world, 'noor@people.example', (m) => /reset/.test(m.subject));
    expect(mail.text).toContain('the phone number');
    await until(
      async () =>
        (await count(world, `select count(*) as n from dev.sms where body like '%was reset%'`)) > 0,
    );
    const hooks = `select count(*) as n from thaw.outbox where case_id = $1 and template = 'factors.reset'`;
    expect(await count(world, hooks, [caseId])).toBe(1);
    // Two limits end at different hours: the first mail does not say that all is over.
    await advance(world, 24 * 3600 + 1);
    const first = await awaitMail(world, 'noor@people.example', (m) =>
      m.text.includes('UTC: changing your e-mail address or phone number.'),
    );
    expect(first.text).toMatch(/Still limited until .*UTC: withdrawals\./);
    expect(first.text).not.toContain('the last one');
    await advance(world, 48 * 3600);
    const last = await awaitMail(world, 'noor@people.example', (m) =>
      m.text.includes('It was the last one'),
    );
    expect(last.text).toContain('UTC: withdrawals.');
  });

  test('ends when the account is frozen meanwhile, and resets nothing', async () => {
    const opened = await open(noor, 'lost_channel', ['email']);
    const caseId = String(opened.body['case_id']);
    await freeze(world, noor, 'risk');
    await until(async () => (await readCase(caseId))['status'] === 'cancelled');
    const after = await world.context.app.directory.find(noor);
    expect(after?.lock?.cause).toBe('risk');
    const done = `select count(*) as n from directory.effects where effect = 'recover' and account_id = $1`;
    expect(await count(world, done, [noor])).toBe(1);
  });
});

describe('[Security verification unavailable?]', () => {
  test('goes on in the same browser with a case about what was lost; approved, it resets and thaws', async () => {
    const unlock = await freshCase(world, mara);
    await answerQuestionsThenConfirm(world, unlock);
    const waiting = await see(unlock);
    expect([waiting.current, waiting.actions.includes('codes_unavailable')]).toEqual([
      'codes',
      true,
    ]);
    const gone = unlock.cookies.get('__Host-thaw') ?? '';
    const moved = await unlock.post<CaseView>('/u/codes/unavailable', { lost: ['sms'] });
    expect([moved.status, moved.body.kind, moved.body.lost]).toEqual([
      200,
      'lost_channel',
      ['sms'],
    ]);
    expect(moved.body.caseId).not.toBe(waiting.caseId);
    expect((await readCase(waiting.caseId))['status']).toBe('cancelled');
    const before = new HttpClient(world.urls.thaw);
    before.setCookie('__Host-thaw', gone);
    expect((await before.get('/u/case')).status).toBe(401);
    // The next log-in leads here too, not to a second request.
    expect((await open(mara, 'unlock')).body['case_id']).toBe(moved.body.caseId);
    // The factor that is left is asked for.
    await rows(world, `delete from thaw.budgets where scope ~ '^codes'`);
    const { caseId, steps } = await throughSteps(unlock);
    expect(steps.some(({ kind }) => kind === 'codes')).toBe(true);
    const sent = `select count(*) as n from thaw.outbox where case_id = $1 and template = 'code'`;
    expect(await count(world, sent, [caseId])).toBe(0);
    await advance(world, 24 * 3600 + 1);
    await inReview(caseId);
    await approveBy(0, caseId);
    await approveBy(1, caseId);
    await until(async () => (await readCase(caseId))['recovered'] === true);
    const after = await world.context.app.directory.find(mara);
    expect([after?.lock, after?.factorsBound.includes('sms')]).toEqual([null, false]);
    expect(await readCase(caseId)).toMatchObject({ unlocked: true, recovered: true });
    const unlocks = `select count(*) as n from directory.effects where account_id = $1 and effect in ('unlock', 'recover')`;
    expect(await count(world, unlocks, [mara])).toBe(1);
  });

  test('is stopped by the owner with one press, and the account is frozen anew', async () => {
    const unlock = await freshCase(world, sana);
    await answerQuestionsThenConfirm(world, unlock);
    const moved = (await unlock.post<CaseView>('/u/codes/unavailable', { lost: ['totp'] })).body;
    expect([moved.kind, moved.lost]).toEqual(['reset_factor', ['totp']]);
    const before = (await world.context.app.directory.find(sana))?.lock?.freezeId;
    const token = await mailedToken(world, moved.caseId, 'not_me');
    const stopped = await new HttpClient(world.urls.thaw).post<MailLinkView>('/m/not-me', {
      token,
    });
    expect(stopped.body.state).toBe('done');
    await until(
      async () => (await world.context.app.directory.find(sana))?.lock?.freezeId !== before,
    );
    expect((await unlock.get('/u/case')).status).toBe(401);
    expect((await readCase(moved.caseId))['status']).toBe('cancelled');
  });

  test('is there for a lost mailbox too: the case about it sends none, and asks for the rest', async () => {
    const unlock = await freshCase(world, sana);
    await rows(world, `delete from thaw.budgets where scope ~ '^(questions:|codes)'`);
    const before = (await reactivate(unlock, requiredTicks)).body;
    if (before.current === 'questions') await answerQuestions(unlock);
    const waiting = await until(async () => {
      const view = await see(unlock);
      return view.email?.sentAt !== null && view;
    });
    expect([waiting.current, waiting.actions.includes('codes_unavailable')]).toEqual([
      'email_confirmation',
      true,
    ]);
    expect(waiting.email?.mayBeLost.map(({ channel }) => channel)).toEqual([
      'email',
      'sms',
      'totp',
    ]);
    const token = await mailedToken(world, waiting.caseId, 'confirm');
    // The mailbox is what this step asks for; an app alone is lost at its own.
    for (const lost of [['totp'], ['email', 'passkey']]) {
      expect((await unlock.post('/u/codes/unavailable', { lost })).status).toBe(409);
    }
    const moved = await unlock.post<CaseView>('/u/codes/unavailable', { lost: ['email'] });
    expect([moved.status, moved.body.kind, moved.body.lost]).toEqual([
      200,
      'lost_channel',
      ['email'],
    ]);
    expect((await readCase(waiting.caseId))['status']).toBe('cancelled');
    // A link that is read after all, by whoever has the mailbox now, confirms nothing any more.
    await unlock.post('/m/confirm', { token, code: waiting.email?.code });
    await rows(world, `delete from thaw.budgets where scope ~ '^codes'`);
    const { caseId, steps } = await throughSteps(unlock);
    expect(steps.map(({ kind }) => kind)).toEqual(['codes', 'statement', 'delay']);
    const mails = `select count(*) as n from thaw.outbox where case_id = $1 and template = 'confirm_reactivation'`;
    expect(await count(world, mails, [caseId])).toBe(0);
    // The app's code was used: the next test has another one.
    await advance(world, 60);
  });

  test('is for what the step asks for alone', async () => {
    const unlock = await freshCase(world, sana);
    await answerQuestionsThenConfirm(world, unlock);
    for (const lost of [['email'], ['passkey']]) {
      expect((await unlock.post('/u/codes/unavailable', { lost })).status).toBe(409);
    }
    expect((await unlock.post('/u/codes/unavailable', { lost: [] })).status).toBe(400);
    expect((await submitCode(unlock, 'totp', await appCode(world, sana))).status).toBe(200);
  });
});

test('what was lost has to fit the kind of case and the account', async () => {
  for (const [kind, lost, status] of [
    ['unlock', ['sms'], 400],
    ['lost_channel', undefined, 400],
    ['lost_channel', ['totp'], 400],
    ['reset_factor', ['sms'], 400],
    ['reset_factor', ['passkey'], 400],
    ['lost_channel', ['fax'], 400],
    ['lost_channel', [], 400],
  ] as const) {
    expect([kind, lost, (await open(sana, kind, lost)).status]).toEqual([kind, lost, status]);
  }
  // A freeze that is not the person's to lift is not lifted by a loss either.
  expect((await open('nw-100004', 'lost_channel', ['sms'])).status).toBe(409);
});
