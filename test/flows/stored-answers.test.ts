/** Security questions that were answered beforehand at the host (A4 #31 to #34). */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CaseView } from '../../src/core/wire.ts';
import { registered } from '../../src/dev/seed/registered-answers.ts';
import type { HttpClient } from '../fixtures/http-client.ts';
import { reactivate } from '../fixtures/person.ts';
import { startTestWorld, type TestWorld } from '../fixtures/world.ts';
import { freshCase, mara, rows, sana } from './road.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await startTestWorld();
});
afterAll(async () => {
  await world?.stop();
});

async function register(accountId: string, answers: unknown, key = world.apiKey) {
  const response = await fetch(`${world.urls.thaw}/api/v1/accounts/${accountId}/answers`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ answers }),
  });
  return response.status;
}

/** Through the whole set; the typed questions get `text`. */
async function answer(person: HttpClient, text: (textId: string) => string) {
  let view = (await person.post<CaseView>('/u/questions/start')).body;
  const typed: string[] = [];
  while (view.questions?.question != null) {
    const { index, options, textId } = view.questions.question;
    const given =
      options.length > 0 ? { option: await rightOption(view, index) } : { text: text(textId) };
    if (options.length === 0) typed.push(textId);
    const answered = await person.post<CaseView>('/u/questions/answer', {
      question: index,
      ...given,
    });
    expect(answered.status).toBe(200);
    view = answered.body;
  }
  return { view, typed };
}

/** As the owner knows it: read from what is sealed, which only this test can. */
async function rightOption(view: CaseView, index: number): Promise<number> {
  const { app } = world.context;
  const sealed = await app.db.read.vault.sealed(view.caseId, 'questions');
  if (sealed?.wrapped == null) throw new Error('no questions are sealed');
  const key = app.keys.unwrap(view.caseId, sealed.wrapped);
  const clear = app.keys.open(key, `thaw:1:${view.caseId}:json:questions`, sealed.bytes);
  return JSON.parse(Buffer.from(clear).toString('utf8')).set.questions[index].right;
}

const right = (textId: string) =>
  registered.answers.find(({ question }) => textId === `question.stored.${question}`)?.answer ?? '';

async function outcome(caseId: string): Promise<string | undefined> {
  const stored = await world.context.app.db.read.cases.load(caseId);
  return stored?.state.steps.find((step) => step.plan.kind === 'questions')?.status;
}

describe('answers registered beforehand', () => {
  test('are asked after the questions from history, typed in whatever way, and all must be right', async () => {
    const person = await freshCase(world, sana);
    await reactivate(person);
    const { typed, view } = await answer(person, (id) => `  ${right(id).toUpperCase()}! `);
    expect(typed).toHaveLength(2);
    expect(await outcome(view.caseId)).toBe('passed');
  });

  test('one that is wrong fails the set, and the person is told the same', async () => {
    await rows(world, `delete from thaw.budgets where scope like 'questions:%'`);
    const person = await freshCase(world, sana);
    await reactivate(person);
    let first = true;
    const { view } = await answer(person, (id) => {
      const text = first ? 'something else' : right(id);
      first = false;
      return text;
    });
    expect(await outcome(view.caseId)).toBe('needs_review');
    expect(view.steps.find((step) => step.kind === 'questions')?.status).toBe('submitted');
  });

  test('an option where text is asked, or text where options are, is refused and answers nothing', async () => {
    await rows(world, `delete from thaw.budgets where scope like 'questions:%'`);
    const person = await freshCase(world, sana);
    await reactivate(person);
    await person.post('/u/questions/start');
    const answered = await person.post('/u/questions/answer', { question: 0, text: 'x' });
    expect(answered.status).toBe(400);
    const view = (await person.get<CaseView>('/u/case')).body;
    expect(view.questions?.question?.index).toBe(0);
  });

  test('stand in the database as argon2id hashes that fit no other account, never as words', async () => {
    const stored = await rows<{ question: string; hash: string }>(
      world,
      'select question, hash from thaw.stored_answers where account_id = $1',
      [sana],
    );
    expect(stored).toHaveLength(2);
    for (const { hash } of stored) expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    await rows(
      world,
      `insert into thaw.stored_answers (account_id, question, hash)
       select $2, question, hash from thaw.stored_answers where account_id = $1`,
      [sana, mara],
    );
    const { isRightAnswer } = await import('../../src/app/stored-answers.ts');
    const typed = {
      question: 'first_school',
      answer: right('question.stored.first_school'),
    } as const;
    const { app } = world.context;
    expect(await isRightAnswer(app, { ...typed, accountId: sana })).toBe(true);
    expect(await isRightAnswer(app, { ...typed, accountId: mara })).toBe(false);
    const elsewhere = { ...app, secrets: { ...app.secrets, keyed: (_p: string, v: string) => v } };
    expect(await isRightAnswer(elsewhere, { ...typed, accountId: sana })).toBe(false);
  });
});

describe('registering', () => {
  test.each([
    ['the answer that most people give', [{ question: 'first_concert', answer: 'Pizza' }], 422],
    ['the name of the account', [{ question: 'childhood_friend', answer: 'Mara' }], 422],
    ['one question twice', Array(2).fill({ question: 'first_school', answer: 'Am Wehr 4' }), 400],
    ['a question that is not there', [{ question: 'mothers_maiden_name', answer: 'Am Wehr' }], 400],
  ])('%s is refused', async (_name, answers, status) => {
    expect(await register(mara, answers)).toBe(status);
  });

  test('is the host\u2019s alone, for accounts it has, and an empty list takes all back', async () => {
    const good = [{ question: 'first_school', answer: 'Schule am Hafenbecken' }];
    expect(await register(mara, good, 'not a key')).toBe(401);
    expect(await register('nobody', good)).toBe(404);
    expect(await register(mara, good)).toBe(204);
    const { answers } = world.context.app.db.read;
    expect((await answers.list(mara)).map(({ question }) => question)).toEqual(['first_school']);
    expect(await register(mara, [])).toBe(204);
    expect(await answers.list(mara)).toEqual([]);
  });
});

describe('sets of questions', () => {
  test.each([
    [
      'ten an account and day',
      (person: { accountId: string }) => `questions:${person.accountId}`,
      86_400,
      10,
    ],
    [
      'five a case',
      (person: { caseId: string }) => `questions-case:${person.caseId}`,
      34_560_000,
      5,
    ],
  ])(
    'are at most %s; with none left a person weighs the rest',
    async (_name, scopeOf, windowSeconds, max) => {
      const startAfter = async (sets: number) => {
        await rows(world, `delete from thaw.budgets where scope like 'questions%'`);
        const person = await freshCase(world, sana);
        const { caseId } = (await reactivate(person)).body;
        const scope = scopeOf({ accountId: sana, caseId });
        const { budgets } = world.context.app.db.read;
        for (let set = 0; set < sets; set += 1) await budgets.count(scope, windowSeconds, max);
        const { status, body } = await person.post<CaseView>('/u/questions/start');
        const step = body.steps.find(({ kind }) => kind === 'questions');
        await person.post('/u/case/withdraw');
        return [status, body.questions === null, step?.status];
      };
      expect(await startAfter(max - 1)).toEqual([200, false, 'in_progress']);
      const [status, isNone, step] = await startAfter(max);
      expect([status, isNone]).toEqual([200, true]);
      expect(step).toBe('submitted');
    },
  );
});
