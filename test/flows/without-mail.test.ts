/** A person whose mailbox proves nothing: no address from before the freeze, or one that refuses mail. */

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ThawError } from '../../src/core/errors.ts';
import type { CaseView, EmailView } from '../../src/core/wire.ts';
import type { HttpClient } from '../fixtures/http-client.ts';
import {
  answerQuestions,
  confirmEmail,
  logInReviewer,
  reactivate,
  requiredTicks,
  see,
} from '../fixtures/person.ts';
import { nextNoon, startTestWorld, type TestWorld } from '../fixtures/world.ts';
import { approveNext, count, freshCase, ivo, rows, statementText, until } from './road.ts';

const well = { refuses: false, full: false, hostDown: false };
/** `refuses`: every address, or the one that is named. */
const mail: Record<'full' | 'hostDown', boolean> & { refuses: boolean | string } = { ...well };
let world: TestWorld;

class Refused extends Error {
  readonly permanent = true;
}

class MailboxFull extends Error {
  readonly aboutMessage = true;
}

beforeAll(async () => {
  world = await startTestWorld();
  const { app } = world.context;
  const { mailer, directory } = app;
  Object.assign(app, {
    mailer: {
      async send(message: Parameters<typeof mailer.send>[0]) {
        if (mail.full) throw new MailboxFull('552 5.2.2 mailbox full');
        if (mail.refuses === true || mail.refuses === message.to) {
          throw new Refused('550 no such mailbox');
        }
        await mailer.send(message);
      },
    },
    directory: {
      ...directory,
      async account(accountId: string) {
        if (mail.hostDown) throw new ThawError('unavailable', 'the host does not answer');
        return directory.account(accountId);
      },
      async find(accountId: string) {
        if (mail.hostDown) throw new ThawError('unavailable', 'the host does not answer');
        return directory.find(accountId);
      },
    },
  });
});
afterAll(async () => {
  await world?.stop();
});
beforeEach(async () => {
  Object.assign(mail, well);
  await setMailboxes('known');
});

const set = (change: string) =>
  rows(
    world,
    `update directory.contacts set ${change} where account_id = $1 and channel = 'email'`,
    [ivo],
  );

type Mailboxes = 'known' | 'none' | 'only later ones' | 'changed shortly before' | 'removed since';

/** Ivo's e-mail addresses as the host has them now. */
async function setMailboxes(which: Mailboxes): Promise<void> {
  await rows(world, `delete from directory.contacts where contact_id in ('new-one', 'old-one')`);
  await set(
    `added_at = thaw_now() - interval '3 years', removed_at = null, login = true,
     address = 'ivo@people.example', canonical = 'ivo@people.example'`,
  );
  if (which === 'none') await set(`removed_at = 'epoch', added_at = 'epoch'`);
  if (which === 'only later ones') await set('added_at = thaw_now()');
  if (which === 'changed shortly before') {
    await set(`added_at = thaw_now() - interval '3 days', login = true`);
  }
  if (which === 'removed since') await set('removed_at = thaw_now()');
  if (which !== 'removed since') return;
  await rows(
    world,
    `insert into directory.contacts (contact_id, account_id, channel, address, canonical, added_at, login)
     values ('new-one', $1, 'email', 'thief@people.example', 'thief@people.example', thaw_now(), true)`,
    [ivo],
  );
}

/** The plan asks for one approval; the mailboxes change while the questions are answered. */
async function atTheMail(which: Mailboxes): Promise<HttpClient> {
  await nextNoon(world);
  const person = await freshCase(world);
  await reactivate(person, requiredTicks);
  await setMailboxes(which);
  const view = await answerQuestions(person);
  expect(view.current).toBe('email_confirmation');
  return person;
}

const whenImpossible = (person: HttpClient) =>
  until(async () => {
    const view = await see(person);
    return view.email?.byMail === false && view;
  });

const jobsDone = (name: string) =>
  until(
    async () =>
      (await count(world, 'select count(*) as n from thaw.jobs where name = $1', [name])) === 0,
  );

const byMailAgain = (person: HttpClient) =>
  until(async () => {
    const view = await see(person);
    return view.email?.byMail === true && view;
  });

const mailsOf = (caseId: string) =>
  count(
    world,
    `select count(*) as n from thaw.outbox where case_id = $1 and template = 'confirm_reactivation'`,
    [caseId],
  );

/** No document either: what is written is the other lane of both. */
async function toReviewWithoutMail(person: HttpClient): Promise<CaseView> {
  await whenImpossible(person);
  const after = (await person.post<CaseView>('/u/email/none')).body;
  expect(after.current).toBe('statement');
  const written = (await person.post<CaseView>('/u/statement', { text: statementText })).body;
  expect(written.current).toBe('id_document');
  return (await person.post<CaseView>('/u/case/other-lane', { step: 'id_document' })).body;
}

test.each<[Mailboxes, string]>([
  ['only later ones', 'every e-mail address was added after the freeze'],
  ['removed since', 'the e-mail address from before the freeze was removed'],
  ['changed shortly before', 'the e-mail address was added in the 14 days before the freeze'],
])(
  'with mailboxes %s no mail is sent, the other lane is open, and the reviewer sees why',
  async (which, why) => {
    const person = await atTheMail(which);
    const view = await whenImpossible(person);
    expect(view.actions).toContain('without_email');
    // Whoever asks for a mail all the same gets none, wherever it would go.
    expect((await person.post('/u/email/send')).status).toBe(200);
    await jobsDone('send-confirmation');
    expect(await mailsOf(view.caseId)).toBe(0);
    expect((await see(person)).email?.byMail).toBe(false);
    expect((await toReviewWithoutMail(person)).status).toBe('in_review');
    const reviewer = await logInReviewer(world);
    const first = await approveNext(reviewer);
    const step = first.review.steps.find(({ kind }) => kind === 'email_confirmation');
    expect([step?.status, step?.reasons.map(({ staffText }) => staffText)]).toEqual([
      'skipped_by_policy',
      [`not confirmed by mail: ${why}`],
    ]);
    expect(first.review.steps.find(({ kind }) => kind === 'statement')?.status).toBe(
      'needs_review',
    );
    // One approval was planned; with nothing proven by mail it takes two people.
    expect(first.review.plan.approvalsRequired).toBe(2);
    expect((await see(person)).status).toBe('in_review');
    const second = await approveNext(await logInReviewer(world, 1));
    expect(second.answer.status).toBe(200);
    await until(async () => (await world.context.app.directory.find(ivo))?.lock === null);
  },
);

test('the page is told the same, whichever the reason is', async () => {
  const told: (EmailView | null)[] = [];
  const without = ['none', 'only later ones', 'changed shortly before', 'removed since'] as const;
  for (const which of without) {
    const { actions, email, steps } = await whenImpossible(await atTheMail(which));
    told.push(email);
    expect(steps.find(({ kind }) => kind === 'email_confirmation')?.faults).toEqual([]);
    expect(actions).toContain('without_email');
  }
  mail.refuses = true;
  told.push((await whenImpossible(await atTheMail('known'))).email);
  expect(told.length).toBe(5);
  expect(new Set(told.map((one) => JSON.stringify(one))).size).toBe(1);
});

test('an address that refuses mail for good leaves nobody waiting', async () => {
  mail.refuses = true;
  const person = await atTheMail('known');
  expect((await toReviewWithoutMail(person)).status).toBe('in_review');
  const { review } = await approveNext(await logInReviewer(world));
  const step = review.steps.find(({ kind }) => kind === 'email_confirmation');
  expect(step?.reasons[0]?.staffText).toBe(
    'not confirmed by mail: the address refuses mail for good',
  );
});

test('a mailbox that took no mail for days leaves nobody waiting either', async () => {
  mail.full = true;
  const person = await atTheMail('known');
  const { caseId } = await see(person);
  await until(async () => {
    const [{ refusals } = { refusals: 0 }] = await rows<{ refusals: number }>(
      world,
      `select refusals from thaw.outbox where case_id = $1 and template = 'confirm_reactivation'`,
      [caseId],
    );
    return refusals > 0;
  });
  await rows(
    world,
    `update thaw.outbox set refused_since = thaw_now() - interval '6 days', refusals = 23
      where case_id = $1 and template = 'confirm_reactivation'`,
    [caseId],
  );
  await rows(world, `update thaw.jobs set due_at = thaw_now() where name = 'send-message'`);
  expect((await toReviewWithoutMail(person)).status).toBe('in_review');
  const { review } = await approveNext(await logInReviewer(world));
  const step = review.steps.find(({ kind }) => kind === 'email_confirmation');
  expect(step?.reasons[0]?.staffText).toBe(
    'not confirmed by mail: the address took no mail for days',
  );
});

test('an address that was mended takes the mail once more', async () => {
  mail.refuses = true;
  const person = await atTheMail('known');
  const { actions, email } = await whenImpossible(person);
  expect(actions).toEqual(expect.arrayContaining(['without_email', 'send_email']));
  expect(email?.sendsLeft).toBeGreaterThan(0);
  mail.refuses = false;
  expect((await person.post('/u/email/send')).status).toBe(200);
  await byMailAgain(person);
  // It is known to take mail now: there is nothing to be left out.
  expect((await person.post('/u/email/none')).status).toBe(409);
  await confirmEmail(world, person, 'ivo');
  expect((await see(person)).current).toBe('id_document');
});

test('an address that refuses the mail once more leaves nobody waiting either', async () => {
  mail.refuses = true;
  const person = await atTheMail('known');
  const { caseId } = await whenImpossible(person);
  expect((await person.post('/u/email/send')).status).toBe(200);
  await until(async () => (await mailsOf(caseId)) === 2);
  await whenImpossible(person);
  expect((await toReviewWithoutMail(person)).status).toBe('in_review');
});

test.each([
  ['corrected', `address = 'ivo2@people.example', canonical = 'ivo2@people.example'`],
  ['followed by another one from before the freeze', 'login = false'],
])('an address that was refused and then %s takes the mail', async (how, change) => {
  mail.refuses = 'ivo@people.example';
  const person = await atTheMail('known');
  const { caseId } = await whenImpossible(person);
  await set(change);
  if (how !== 'corrected') {
    await rows(
      world,
      `insert into directory.contacts (contact_id, account_id, channel, address, canonical, added_at, login)
       values ('old-one', $1, 'email', 'ivo2@people.example', 'ivo2@people.example',
               thaw_now() - interval '2 years', true)`,
      [ivo],
    );
  }
  // What was refused is not what would be written to now: nothing is left out, and it is sent.
  expect((await person.post('/u/email/none')).status).toBe(409);
  const view = await byMailAgain(person);
  expect([view.current, await mailsOf(caseId)]).toEqual(['email_confirmation', 2]);
  await until(
    async () =>
      (await count(
        world,
        `select count(*) as n from thaw.outbox where case_id = $1 and sent_at is not null
            and template = 'confirm_reactivation'`,
        [caseId],
      )) === 1,
  );
});

test('whoever can confirm by mail cannot leave it out', async () => {
  const person = await atTheMail('known');
  await until(async () => (await mailsOf((await see(person)).caseId)) === 1);
  const asked = await person.post<CaseView>('/u/email/none');
  expect([asked.status, (await see(person)).current]).toEqual([409, 'email_confirmation']);
  expect((await see(person)).actions).toContain('send_email');
  await confirmEmail(world, person, 'ivo');
  // Nor afterwards, nor before its turn.
  expect((await person.post('/u/email/none')).status).toBe(409);
});

test('an address that is there again takes the mail', async () => {
  const person = await atTheMail('removed since');
  const { caseId } = await whenImpossible(person);
  await setMailboxes('known');
  expect((await person.post('/u/email/none')).status).toBe(409);
  const view = await byMailAgain(person);
  expect([view.current, await mailsOf(caseId)]).toEqual(['email_confirmation', 1]);
});

test('a host that does not answer leaves nothing out', async () => {
  const person = await atTheMail('only later ones');
  await whenImpossible(person);
  mail.hostDown = true;
  expect((await person.post('/u/email/none')).status).toBe(503);
  mail.hostDown = false;
  expect((await see(person)).current).toBe('email_confirmation');
});

test('pressed many times at once it happens once', async () => {
  const person = await atTheMail('none');
  await whenImpossible(person);
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => person.post<CaseView>('/u/email/none')),
  );
  expect(answers.filter(({ status }) => status === 200).length).toBe(1);
  const { caseId } = await see(person);
  const events = await rows<{ n: string }>(
    world,
    `select count(*) as n from thaw.events where case_id = $1 and type = 'step.replaced'`,
    [caseId],
  );
  expect(Number(events[0]?.n)).toBe(1);
});
