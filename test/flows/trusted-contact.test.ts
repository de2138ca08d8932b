/** A contact named before the lock speaks for the person: evidence for people, never a step passed. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CaseView, MailLinkView } from '../../src/core/wire.ts';
import type { ReviewView } from '../../src/core/wire-staff.ts';
import { HttpClient } from '../fixtures/http-client.ts';
import { logInReviewer, see } from '../fixtures/person.ts';
import { advance, awaitMail, startTestWorld, type TestWorld } from '../fixtures/world.ts';
import {
  count,
  enterCase,
  freshCase,
  ivo,
  mailedToken,
  rows,
  statementText,
  toDocument,
  until,
} from './road.ts';

let world: TestWorld;
const friend = `${ivo}-friend`;
const address = 'friend-of-ivo@friends.example';

beforeAll(async () => {
  world = await startTestWorld();
});
afterAll(async () => {
  await world?.stop();
});

const elsewhere = () => new HttpClient(world.urls.thaw);
async function atStatement(): Promise<HttpClient> {
  const person = await freshCase(world);
  await toDocument(world, person);
  await person.post('/u/case/other-lane', { step: 'id_document' });
  return person;
}
const ask = (person: HttpClient, contact = friend) =>
  person.post<CaseView>('/u/statement/contact', { contact });
const vouch = async (token: string, code: string) =>
  (await elsewhere().post<MailLinkView>('/m/vouch', { token, code })).body;
const codeOf = (view: CaseView) => view.statement?.contact?.asked?.code ?? '';

/** Asked, and the mailed token. */
async function asked(person: HttpClient): Promise<{ token: string; code: string; caseId: string }> {
  const view = (await ask(person)).body;
  const token = await mailedToken(world, view.caseId, 'vouch');
  return { token, code: codeOf(view), caseId: view.caseId };
}

describe('a trusted contact', () => {
  test('gets a link, needs the code that the person tells, and is weighed by people', async () => {
    const person = await atStatement();
    const before = (await see(person)).statement?.contact;
    expect(before).toEqual({
      contacts: [{ id: friend, masked: 'f•••o@friends.example' }],
      asked: null,
    });
    const { token, code, caseId } = await asked(person);
    expect(code).toMatch(/^\d{6}$/);
    const mail = await awaitMail(world, address, (m) => m.text.includes(`#v=${token}`));
    expect(mail.text).not.toContain(code);
    // Nothing in it is the owner's: no way to stop, follow or disable.
    expect(mail.text).not.toMatch(/#[ncpd]=/);
    // A scanner reads and presses: without the code nothing happens.
    const seen = (await elsewhere().post<MailLinkView>('/m/inspect', { token })).body;
    expect([seen.kind, seen.state]).toEqual(['vouch', 'needs_code']);
    expect((await vouch(token, '')).state).toBe('needs_code');
    // Not even in the person's own browser: the code is the conversation.
    const here = await person.post<MailLinkView>('/m/vouch', { token });
    expect(here.body.state).toBe('needs_code');
    const wrong = await vouch(token, code === '000000' ? '000001' : '000000');
    expect([wrong.state, wrong.triesLeft]).toEqual(['code_wrong', 4]);
    expect((await vouch(token, code)).state).toBe('done');
    expect((await vouch(token, code)).state).toBe('used');
    const after = await see(person);
    expect(after.statement?.contact?.asked).toMatchObject({ confirmed: true, code: null });
    expect([after.current, after.status]).toEqual(['statement', 'waiting_user']);
    await person.post('/u/statement', { text: statementText });
    const review = (await (await logInReviewer(world)).post<ReviewView>('/c/claim-next')).body;
    expect(review.steps.find((s) => s.kind === 'statement')?.status).toBe('needs_review');
    expect(review.contact?.masked).toBe('f•••o@friends.example');
    expect(review.contact?.confirmedAt).not.toBeNull();
    for (const action of ['contact.asked', 'contact.confirmed']) {
      const audit = 'select count(*) as n from thaw.audit where case_id = $1 and action = $2';
      expect(await count(world, audit, [caseId, action])).toBe(1);
    }
    await rows(world, 'delete from thaw.review_queue');
  });

  test('may be called after the statement: the code stays until the word is given', async () => {
    const person = await atStatement();
    const { token, code, caseId } = await asked(person);
    expect((await see(person)).contactAsked).toBeNull();
    await person.post('/u/statement', { text: statementText });
    const waiting = await see(person);
    expect(waiting.status).toBe('in_review');
    expect(waiting.contactAsked).toMatchObject({ masked: 'f•••o@friends.example', code });
    // Nothing but the person's own session shows it: the mailed progress link does not.
    const progress = await mailedToken(world, caseId, 'progress');
    const told = await elsewhere().post('/m/progress', { token: progress });
    expect(JSON.stringify(told.body)).not.toContain(code);
    expect((await vouch(token, code)).state).toBe('done');
    expect((await see(person)).contactAsked).toMatchObject({ confirmed: true, code: null });
    await person.post('/u/case/withdraw');
    const ended = await see(await enterCase(world, ivo));
    expect(ended.contactAsked ?? null).toBeNull();
  });

  test('says it once, however often it is pressed at once', async () => {
    const { token, code, caseId } = await asked(await atStatement());
    const answers = await Promise.all(Array.from({ length: 5 }, () => vouch(token, code)));
    expect(answers.filter((a) => a.state === 'done')).toHaveLength(1);
    const audit = `select count(*) as n from thaw.audit where case_id = $1 and action = 'contact.confirmed'`;
    expect(await count(world, audit, [caseId])).toBe(1);
  });

  test('has five tries at the code, shared over all links of the case', async () => {
    const person = await atStatement();
    const { token, code } = await asked(person);
    const bad = code === '000000' ? '000001' : '000000';
    const answers = await Promise.all(Array.from({ length: 40 }, () => vouch(token, bad)));
    expect(answers.filter((a) => a.state === 'code_wrong')).toHaveLength(5);
    expect((await vouch(token, code)).state).toBe('expired');
    const next = (await ask(person)).body;
    const second = await until(async () => {
      const made = await mailedToken(world, next.caseId, 'vouch');
      return made === token ? null : made;
    });
    expect((await vouch(second, codeOf(next))).state).toBe('expired');
    expect((await see(person)).statement?.contact?.asked?.confirmed).toBe(false);
    // No dead end: words are enough.
    const done = (await person.post<CaseView>('/u/statement', { text: statementText })).body;
    expect(done.status).toBe('in_review');
    await rows(world, 'delete from thaw.review_queue');
  });

  test('comes too late after three days, after a newer request, and when the case is over', async () => {
    const person = await atStatement();
    const first = await asked(person);
    const second = await asked(person);
    expect((await vouch(first.token, first.code)).state).toBe('expired');
    await person.post('/u/case/withdraw');
    expect((await vouch(second.token, second.code)).state).toBe('expired');
    const again = await asked(await atStatement());
    await advance(world, 3 * 86_400 + 1);
    expect((await vouch(again.token, again.code)).state).toBe('expired');
  });

  test('is one the owner named two weeks before the lock, and is asked three times a case at most', async () => {
    const late = `${ivo}-late`;
    await rows(
      world,
      `insert into directory.trusted_contacts values ($1, $2, 'late@friends.example', thaw_now() - interval '13 days')`,
      [late, ivo],
    );
    const person = await atStatement();
    const { contacts } = (await see(person)).statement?.contact ?? { contacts: [] };
    expect(contacts.map((c) => c.id)).toEqual([friend]);
    expect((await ask(person, late)).status).toBe(404);
    expect((await ask(person, 'nw-100001-friend')).status).toBe(404);
    const statuses = [];
    for (let n = 0; n < 4; n += 1) statuses.push((await ask(person)).status);
    expect(statuses).toEqual([200, 200, 200, 429]);
  });
});
