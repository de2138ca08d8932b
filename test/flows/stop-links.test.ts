/** Who may stop what with the links in mails, and that freezing is no weapon (product S0, A3). */

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { MailLinkView } from '../../src/core/wire.ts';
import { HttpClient } from '../fixtures/http-client.ts';
import { logInReviewer, reactivate, requiredTicks, see } from '../fixtures/person.ts';
import { advance, awaitMail, linkIn, startTestWorld, type TestWorld } from '../fixtures/world.ts';
import {
  api,
  approveNext,
  count,
  enterCase,
  freeze,
  freezeAtHost,
  freezesArrived,
  freshCase,
  ivo,
  mara,
  rows,
  thawAtHost,
  toReview,
  until,
} from './road.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await startTestWorld();
});
afterAll(async () => {
  await world?.stop();
});
/** Nothing of the test before is still on its way. */
beforeEach(() => freezesArrived(world));

const elsewhere = () => new HttpClient(world.urls.thaw);
const lockOf = async (accountId: string) =>
  (await world.context.app.directory.account(accountId))?.lock ?? null;
const statusOf = async (caseId: string) =>
  (
    await rows<{ status: string }>(world, 'select status from thaw.cases where case_id = $1', [
      caseId,
    ])
  )[0]?.status;
const inspect = async (token: string) =>
  (await elsewhere().post<MailLinkView>('/m/inspect', { token })).body.state;
const notMe = async (token: string) =>
  (await elsewhere().post<MailLinkView>('/m/not-me', { token })).body.state;
const disable = async (token: string) =>
  (await elsewhere().post<MailLinkView>('/m/disable-account', { token })).body.state;

/** Raw token of the newest link that went to this contact. */
async function tokenTo(contactId: string, purpose: 'not_me' | 'disable', caseId: string | null) {
  const found = await until(async () => {
    const [row] = await rows<{ id: string }>(
      world,
      `select id from thaw.tokens where contact_id = $1 and purpose = $2
          and case_id is not distinct from $3 order by created_at desc limit 1`,
      [contactId, purpose, caseId],
    );
    return row ?? null;
  });
  return world.context.app.secrets.tokenFor(purpose, found.id);
}

async function contactOf(accountId: string, address: RegExp): Promise<string> {
  const account = await world.context.app.directory.account(accountId);
  const found = account?.contacts.find((one) => address.test(one.address));
  if (found === undefined) throw new Error('no such contact');
  return found.id;
}

async function addContact(accountId: string, address: string, days: number) {
  const id = `c-${randomUUID()}`;
  await rows(
    world,
    `insert into directory.contacts (contact_id, account_id, channel, address, canonical, added_at, login)
     values ($1, $2, 'email', $3, $3, thaw_now() - make_interval(days => $4), false)`,
    [id, accountId, address, days],
  );
  return id;
}

describe('[This was not me] on a case that was stopped before', () => {
  test('stops what was opened since, and does nothing where the account is at rest', async () => {
    const person = await freshCase(world);
    const { caseId } = await see(person);
    const token = await tokenTo(await contactOf(ivo, /^ivo@/), 'not_me', caseId);
    expect(await notMe(token)).toBe('done');
    await freezesArrived(world);
    const held = await lockOf(ivo);
    expect(held?.cause).not.toBeNull();

    // At rest: it says so, and pressing it starts no new wait.
    expect(await inspect(token)).toBe('used');
    expect(await notMe(token)).toBe('done');
    await freezesArrived(world);
    expect((await lockOf(ivo))?.freezeId).toBe(held?.freezeId);

    await advance(world, 3 * 3600);
    const again = await enterCase(world, ivo);
    await again.post('/u/case/unlock');
    const second = (await see(again)).caseId;
    expect(second).not.toBe(caseId);
    expect(await inspect(token)).toBe('ready');
    const pressed = performance.now();
    expect(await notMe(token)).toBe('done');
    await until(async () => (await lockOf(ivo))?.freezeId !== held?.freezeId, 5_000);
    expect(performance.now() - pressed).toBeLessThan(5_000);
    await until(async () => (await statusOf(second)) === 'cancelled');
    expect((await again.get('/u/case')).status).toBe(401);
  });

  test('freezes an account that a later case thawed', async () => {
    const person = await freshCase(world);
    const { caseId } = await see(person);
    const token = await tokenTo(await contactOf(ivo, /^ivo@/), 'not_me', caseId);
    expect(await notMe(token)).toBe('done');
    await freezesArrived(world);
    await thawAtHost(world, ivo);
    expect(await inspect(token)).toBe('ready');
    expect(await notMe(token)).toBe('done');
    await until(async () => (await lockOf(ivo)) !== null, 5_000);
  });
});

test('whoever asks after the owner stopped a request meets every check, a delay and two people', async () => {
  const { caseId } = await see(await freshCase(world));
  expect(await notMe(await tokenTo(await contactOf(ivo, /^ivo@/), 'not_me', caseId))).toBe('done');
  await freezesArrived(world);
  // Thawed by the host itself, say, and frozen for the mildest of reasons.
  await thawAtHost(world, ivo);
  const rule = async () => {
    await reactivate(await freshCase(world), requiredTicks);
    const [row] = await rows<{ rule: string }>(
      world,
      `select state -> 'plan' ->> 'rule' as rule from thaw.cases order by opened_at desc limit 1`,
    );
    return row?.rule;
  };
  expect(await rule()).toBe('owner_said_no');
  await advance(world, 30 * 86_400 + 60);
  expect(await rule()).toBe('wrong_passwords_small_value');
});

describe('an address that came shortly before the freeze', () => {
  test('stops one thing in two weeks, and then cannot keep the owner out', async () => {
    await advance(world, 86_400);
    await thawAtHost(world, ivo);
    const newcomer = await addContact(ivo, 'thief@elsewhere.example', 3);
    const first = (await see(await freshCase(world))).caseId;
    const link = await tokenTo(newcomer, 'not_me', first);
    expect(await notMe(link)).toBe('done');
    expect(await notMe(link)).toBe('used');
    await freezesArrived(world);
    await advance(world, 3 * 3600);

    const second = (await see(await freshCase(world))).caseId;
    const before = await lockOf(ivo);
    expect(await notMe(await tokenTo(newcomer, 'not_me', second))).toBe('spent');
    expect(await disable(await tokenTo(newcomer, 'disable', second))).toBe('spent');
    await freezesArrived(world);
    expect((await lockOf(ivo))?.freezeId).toBe(before?.freezeId);
    expect(await statusOf(second)).not.toBe('cancelled');
    // The owner's own address stops it.
    const own = await tokenTo(await contactOf(ivo, /^ivo@/), 'disable', second);
    expect(await disable(own)).toBe('done');
    await until(async () => (await statusOf(second)) === 'cancelled');
    await rows(world, 'delete from directory.contacts where contact_id = $1', [newcomer]);
  });

  test('is one of few: many new ones together stop three things in two weeks', async () => {
    await advance(world, 15 * 86_400);
    await thawAtHost(world, ivo);
    const added = ['a', 'b', 'c', 'd'].map((name) =>
      addContact(ivo, `${name}@elsewhere.example`, 3),
    );
    const answers: string[] = [];
    for (const newcomer of await Promise.all(added)) {
      await advance(world, 3 * 3600);
      const { caseId } = await see(await freshCase(world));
      answers.push(await notMe(await tokenTo(newcomer, 'not_me', caseId)));
      await rows(world, 'delete from directory.contacts where contact_id = $1', [newcomer]);
    }
    expect(answers).toEqual(['done', 'done', 'done', 'spent']);
  });

  test('does not come of age because the account is frozen again', async () => {
    await thawAtHost(world, mara);
    const newcomer = await addContact(mara, 'thief@elsewhere.example', 3);
    await freezeAtHost(world, mara, 'risk');
    await advance(world, 20 * 86_400);
    await freezeAtHost(world, mara, 'risk');
    const { caseId } = await see(await freshCase(world, mara));
    const [row] = await rows<{ context: { power: string } }>(
      world,
      `select context from thaw.tokens where contact_id = $1 and case_id = $2 and purpose = 'not_me'`,
      [
        newcomer,
        await until(async () => ((await tokenTo(newcomer, 'not_me', caseId)) ? caseId : null)),
      ],
    );
    expect(row?.context.power).toBe('once');
    await rows(world, 'delete from directory.contacts where contact_id = $1', [newcomer]);
  });
});

test('an address that was removed long ago hears that it began and how it ended, without a link', async () => {
  const person = await freshCase(world, mara);
  const { caseId } = await see(person);
  const former = 'mara.l@oldmail.example';
  const began = await awaitMail(world, former, (mail) => /asked to unlock it/.test(mail.text));
  expect(began.text).not.toMatch(/link#/);
  const contactId = await contactOf(mara, /^mara\.l@/);
  const links = 'select count(*) as n from thaw.tokens where contact_id = $1 and case_id = $2';
  expect(await count(world, links, [contactId, caseId])).toBe(0);
  await person.post('/u/case/withdraw');
  const ended = await awaitMail(world, former, (mail) =>
    /a request to unlock it ended/.test(mail.text),
  );
  expect(ended.text).not.toMatch(/link#/);
  const own = await awaitMail(world, 'mara@people.example', (mail) => /has ended/.test(mail.text));
  expect(linkIn(own, 'd')).toBeTruthy();
});

describe('freezing', () => {
  test('by wrong passwords ends no case of an account that is frozen, and tells nobody twice', async () => {
    const person = await freshCase(world);
    const { caseId } = await see(person);
    const held = await lockOf(ivo);
    await until(async () => (await frozenMails()) > 0);
    const before = await frozenMails();
    for (let n = 0; n < 5; n += 1) {
      const answer = await api(world, 'POST', `/api/v1/accounts/${ivo}/freeze`, {
        cause: 'brute_force',
      });
      expect(answer.body['freeze_id']).toBe(held?.freezeId);
    }
    expect((await see(person)).caseId).toBe(caseId);
    expect((await reactivate(person, requiredTicks)).status).toBe(200);
    expect(await frozenMails()).toBe(before);
    const written = `select count(*) as n from thaw.audit
      where action = 'account.frozen' and detail ->> 'freezeId' = $1`;
    expect(await count(world, written, [held?.freezeId])).toBe(1);
    await person.post('/u/case/withdraw');
  });

  test('by [Disable account] in the mail about a freeze starts nothing anew where nothing lives', async () => {
    const freezeId = await freeze(world, ivo, 'risk');
    const contactId = await contactOf(ivo, /^ivo@/);
    const token = await tokenTo(contactId, 'disable', null);
    const before = await frozenMails();
    expect(await disable(token)).toBe('done');
    await freezesArrived(world);
    expect((await lockOf(ivo))?.freezeId).toBe(freezeId);
    expect(await frozenMails()).toBe(before);
  });

  test('by that link stops a case that was approved and is not thawed yet', async () => {
    // The plan after a stopped request has a delay; a month later it is the ordinary one.
    await advance(world, 31 * 86_400);
    await thawAtHost(world, ivo);
    await rows(world, `delete from thaw.budgets where scope like 'questions:%'`);
    const person = await toReview(world);
    const { caseId } = await see(person);
    const token = await tokenTo(await contactOf(ivo, /^ivo@/), 'disable', caseId);
    // The thaw waits behind its job; the link comes first.
    await rows(
      world,
      `create or replace function dev.hold_unlock() returns trigger language plpgsql as
       $$ begin if new.name = 'host-unlock' then new.due_at := new.due_at + interval '1 hour'; end if;
          return new; end $$`,
    );
    await rows(
      world,
      `create trigger hold_unlock before insert on thaw.jobs for each row execute function dev.hold_unlock()`,
    );
    await approveNext(await logInReviewer(world));
    expect(await statusOf(caseId)).toBe('approved');
    expect(await disable(token)).toBe('done');
    await freezesArrived(world);
    await rows(world, 'drop trigger hold_unlock on thaw.jobs');
    await rows(world, `update thaw.jobs set due_at = thaw_now() where name = 'host-unlock'`);
    await until(async () => (await statusOf(caseId)) === 'cancelled');
    expect(await lockOf(ivo)).not.toBeNull();
  });
});

const frozenMails = () =>
  count(
    world,
    `select count(*) as n from thaw.outbox where template = 'frozen' and account_id = $1`,
    [ivo],
  );
