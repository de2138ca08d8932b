/** Links in mails: read by scanners, guessed at, shown again, opened elsewhere (A5, A11). */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CaseView, MailLinkView } from '../../src/core/wire.ts';
import { HttpClient } from '../fixtures/http-client.ts';
import {
  answerQuestions,
  logInReviewer,
  reactivate,
  requiredTicks,
  see,
} from '../fixtures/person.ts';
import { advance, awaitMail, nextNoon, startTestWorld, type TestWorld } from '../fixtures/world.ts';
import {
  approveNext,
  count,
  freshCase,
  ivo,
  mailedToken,
  rows,
  statusesOf,
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

const elsewhere = () => new HttpClient(world.urls.thaw);

/** A case that waits for its confirmation, and the newest link to it. */
async function waiting(): Promise<{ person: HttpClient; caseId: string; token: string }> {
  // A new day: mails, questions and tries are counted.
  await nextNoon(world);
  const person = await freshCase(world);
  await reactivate(person, requiredTicks);
  const { caseId } = await answerQuestions(person);
  return { person, caseId, token: await mailedToken(world, caseId, 'confirm') };
}

const freezeIdOf = async () =>
  (await world.context.app.directory.find('nw-100002'))?.lock?.freezeId ?? null;

describe('the confirmation link', () => {
  test('is not used by reading it a hundred times, with every method and without cookies', async () => {
    const { person, token } = await waiting();
    for (let i = 0; i < 50; i += 1) {
      const page = await elsewhere().send('GET', `/link`, {}, { 'user-agent': 'Scanner/1.0' });
      expect(page.status).toBeLessThan(500);
      const view = await elsewhere().post<MailLinkView>('/m/inspect', { token });
      expect(view.body.state).toBe('needs_code');
    }
    for (const method of ['HEAD', 'OPTIONS', 'GET']) await elsewhere().send(method, '/m/confirm');
    expect((await person.post<MailLinkView>('/m/inspect', { token })).body.state).toBe('ready');
    expect((await person.post<MailLinkView>('/m/confirm', { token })).body.state).toBe('done');
  });

  test('pressed by a machine in another browser confirms nothing; the code shown to the person does', async () => {
    const { person, token } = await waiting();
    for (const code of [undefined, '', '000']) {
      const answer = await elsewhere().post<MailLinkView>('/m/confirm', {
        token,
        ...(code === undefined ? {} : { code }),
      });
      expect(answer.body.state).toBeOneOf(['needs_code', 'code_wrong']);
    }
    const { email } = await see(person);
    expect(email?.code).toMatch(/^\d{6}$/);
    const spaced = `${email?.code?.slice(0, 3)} ${email?.code?.slice(3)}`;
    const done = await elsewhere().post<MailLinkView>('/m/confirm', { token, code: spaced });
    expect(done.body.state).toBe('done');
    expect((await see(person)).current).toBe('id_document');
    const again = await elsewhere().post<MailLinkView>('/m/confirm', { token, code: spaced });
    expect(again.body.state).toBe('used');
  });

  test('in another case\u2019s browser asks for the code as well', async () => {
    const { token } = await waiting();
    const stranger = await freshCase(world, 'nw-100001');
    const answer = await stranger.post<MailLinkView>('/m/confirm', { token });
    expect(answer.body.state).toBe('needs_code');
  });

  test('takes five wrong codes, two hundred at once or not, and then not the right one', async () => {
    const { person, caseId, token } = await waiting();
    const right = (await see(person)).email?.code ?? '';
    const wrong = String((Number(right) + 1) % 1_000_000).padStart(6, '0');
    const answers = await Promise.all(
      Array.from({ length: 200 }, () =>
        elsewhere().post<MailLinkView>('/m/confirm', { token, code: wrong }),
      ),
    );
    expect(answers.filter((a) => a.body.state === 'code_wrong')).toHaveLength(5);
    expect(answers.filter((a) => a.body.state === 'done')).toHaveLength(0);
    await advance(world, 61);
    const late = await elsewhere().post<MailLinkView>('/m/confirm', { token, code: right });
    expect(late.body.state).toBe('expired');
    // A new link is not five new tries: the count is the account's (SP 800-63B 3.1.3.2-R5).
    await person.post('/u/email/send');
    const next = await until(async () => {
      const found = await mailedToken(world, caseId, 'confirm');
      return found === token ? null : found;
    });
    const second = (await see(person)).email?.code ?? '';
    const other = await elsewhere().post<MailLinkView>('/m/confirm', { token: next, code: second });
    expect(other.body.state).toBe('expired');
    // Nor is a new case.
    await person.post('/u/case/withdraw');
    const again = await freshCase(world);
    await reactivate(again, requiredTicks);
    const third = await mailedToken(world, (await answerQuestions(again)).caseId, 'confirm');
    const code = (await see(again)).email?.code ?? '';
    const fresh = await elsewhere().post<MailLinkView>('/m/confirm', { token: third, code });
    expect(fresh.body.state).toBe('expired');
    // Whoever sits where it was asked for still can.
    const here = await again.post<MailLinkView>('/m/confirm', { token: third });
    expect(here.body.state).toBe('done');
  });

  test('over the limit of an address does nothing, whichever button is pressed, and works a minute later', async () => {
    const { person, token } = await waiting();
    const inspect = () => elsewhere().post<MailLinkView>('/m/inspect', { token });
    const pressed = await Promise.all(Array.from({ length: 125 }, inspect));
    const within = pressed.filter(({ status }) => status === 200).length;
    expect(within).toBeLessThanOrEqual(120);
    expect(within).toBeGreaterThan(110);
    expect(statusesOf(pressed)).toContain(429);
    expect((await person.post('/m/confirm', { token })).status).toBe(429);
    expect((await elsewhere().post('/m/not-me', { token })).status).toBe(429);
    expect((await see(person)).current).toBe('email_confirmation');
    await advance(world, 61);
    expect((await person.post<MailLinkView>('/m/confirm', { token })).body.state).toBe('done');
  });

  test('dies after ten minutes', async () => {
    const { person, token } = await waiting();
    await advance(world, 601);
    expect((await person.post<MailLinkView>('/m/inspect', { token })).body.state).toBe('expired');
    expect((await person.post<MailLinkView>('/m/confirm', { token })).body.state).toBe('expired');
    expect((await see(person)).current).toBe('email_confirmation');
  });

  test('dies when a new one is sent, and five an hour are sent', async () => {
    const { person, caseId, token } = await waiting();
    const sent: number[] = [];
    for (let i = 0; i < 7; i += 1) sent.push((await person.post('/u/email/send')).status);
    expect(sent).toEqual([200, 200, 200, 200, 200, 429, 429]);
    await until(async () => (await mailedToken(world, caseId, 'confirm')) !== token);
    expect((await person.post<MailLinkView>('/m/confirm', { token })).body.state).toBe('expired');
    const living = `select count(*) as n from thaw.tokens where case_id = $1
      and purpose = 'confirm' and used_at is null and expires_at > thaw_now()`;
    await until(
      async () =>
        (await rows(world, `select 1 from thaw.jobs where name = 'send-confirmation'`)).length ===
        0,
    );
    expect(await count(world, living, [caseId])).toBe(1);
  });

  test('comes to the address known before the freeze, from our own host, whatever the request said', async () => {
    const { caseId } = await waiting();
    const token = await mailedToken(world, caseId, 'confirm');
    const mail = await awaitMail(world, 'ivo@people.example', (m) => m.text.includes(token));
    expect(mail.text).toContain(`${world.urls.thaw}/link#c=`);
    const hosts = new Set([...mail.text.matchAll(/https?:\/\/[^/\s]+/g)].map((m) => m[0]));
    expect([...hosts].toSorted()).toEqual(
      [world.urls.thaw, world.urls.host].toSorted().filter((h) => hosts.has(h)),
    );
    expect(mail.subject).not.toContain(token);
  });

  test('of another kind, or of nobody, does nothing', async () => {
    const { person, caseId } = await waiting();
    const notMe = await mailedToken(world, caseId, 'not_me');
    for (const path of ['/m/confirm', '/m/disable-account']) {
      expect((await person.post<MailLinkView>(path, { token: notMe })).body.state).toBe('unknown');
    }
    expect((await person.post('/m/progress', { token: notMe })).status).toBe(404);
    expect((await person.post('/u/session', { token: notMe })).status).toBe(410);
    const nobody = await person.post<MailLinkView>('/m/not-me', { token: 'C'.repeat(43) });
    expect(nobody.body.state).toBe('unknown');
    expect((await see(person)).status).toBe('waiting_user');
  });
});

describe('"this was not me"', () => {
  test('ends the case, its sessions and the queue, and freezes anew within five seconds', async () => {
    const person = await toReview(world);
    const { caseId } = await see(person);
    const before = await freezeIdOf();
    const token = await mailedToken(world, caseId, 'not_me');
    const view = await elsewhere().post<MailLinkView>('/m/inspect', { token });
    expect([view.body.kind, view.body.state]).toEqual(['not_me', 'ready']);
    expect(await freezeIdOf()).toBe(before);
    const pressed = performance.now();
    expect((await elsewhere().post<MailLinkView>('/m/not-me', { token })).body.state).toBe('done');
    expect((await person.get('/u/case')).status).toBe(401);
    await until(async () => (await freezeIdOf()) !== before, 5_000);
    console.log(`frozen anew after ${Math.round(performance.now() - pressed)} ms`);
    const queued = `select count(*) as n from thaw.review_queue where case_id = $1`;
    expect(await count(world, queued, [caseId])).toBe(0);
    expect((await elsewhere().post<MailLinkView>('/m/not-me', { token })).body.state).toBe('done');
    const frozen = `select count(*) as n from thaw.events where case_id = $1 and type = 'owner.stopped'`;
    expect(await count(world, frozen, [caseId])).toBe(1);
  });

  test('works after the account was thawed: it is frozen again', async () => {
    // A month later the request that was stopped before counts no more.
    await advance(world, 31 * 86_400);
    const person = await toReview(world);
    const { caseId } = await see(person);
    await approveNext(await logInReviewer(world));
    await until(async () => (await freezeIdOf()) === null);
    const token = await mailedToken(world, caseId, 'not_me');
    const pressed = performance.now();
    await elsewhere().post('/m/not-me', { token });
    await until(async () => (await freezeIdOf()) !== null, 5_000);
    console.log(`frozen anew after ${Math.round(performance.now() - pressed)} ms`);
  });

  test('of another day still works, of another month no more', async () => {
    const person = await freshCase(world);
    const { caseId } = await see(person);
    const token = await mailedToken(world, caseId, 'not_me');
    await advance(world, 29 * 86_400);
    expect((await elsewhere().post<MailLinkView>('/m/inspect', { token })).body.state).toBe(
      'ready',
    );
    await advance(world, 86_401);
    expect((await elsewhere().post<MailLinkView>('/m/not-me', { token })).body.state).toBe(
      'expired',
    );
  });
});

describe('[Disable your account]', () => {
  test('freezes once, ends the case about the freeze before, and tells the owner', async () => {
    const person = await freshCase(world);
    const { caseId } = await see(person);
    const before = await freezeIdOf();
    const token = await mailedToken(world, caseId, 'disable');
    expect((await elsewhere().post<MailLinkView>('/m/disable-account', { token })).body.state).toBe(
      'done',
    );
    const frozen = await until(async () => {
      const now = await freezeIdOf();
      return now === before ? null : now;
    });
    await until(async () => (await person.get('/u/case')).status === 401);
    expect((await elsewhere().post<MailLinkView>('/m/disable-account', { token })).body.state).toBe(
      'used',
    );
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await freezeIdOf()).toBe(frozen);
    const [row] = await rows<{ status: string }>(
      world,
      'select status from thaw.cases where case_id = $1',
      [caseId],
    );
    expect(row?.status).toBe('cancelled');
  });
});

describe('the progress link', () => {
  test('shows how it stands on any device, and opens nothing', async () => {
    const person = await toReview(world);
    const url = (await see(person)).progressUrl ?? '';
    const token = url.split('#p=')[1] ?? '';
    const phone = elsewhere();
    const answer = await phone.post<{ status: string; accountMasked: string }>('/m/progress', {
      token,
    });
    expect([answer.body.status, answer.body.accountMasked]).toEqual([
      'in_review',
      'i•••o@people.example',
    ]);
    expect(phone.cookies.size).toBe(0);
    const { caseId } = await see(person);
    const mine = `select id from thaw.tokens where case_id = $1 and purpose = 'progress' and contact_id is not null`;
    const [row] = await until(async () => {
      const found = await rows<{ id: string }>(world, mine, [caseId]);
      return found.length > 0 ? found : null;
    });
    const inMail = world.context.app.secrets.tokenFor('progress', row?.id ?? '');
    await awaitMail(world, 'ivo@people.example', (m) => m.text.includes(`#p=${inMail}`));
    const mailed = await phone.post<CaseView>('/m/progress', { token: inMail });
    expect(mailed.body.status).toBe('in_review');
    await person.post('/u/case/withdraw');
    expect((await phone.post<CaseView>('/m/progress', { token })).body.status).toBe('cancelled');
  });
});

test('a mail or a token of Ivo never went to anybody else', async () => {
  const others = await rows<{ envelope_to: string }>(
    world,
    `select distinct envelope_to from dev.mails where text_body like '%i•••o@%'`,
  );
  expect(others.map((o) => o.envelope_to)).toEqual(['ivo@people.example']);
  expect(ivo).toBe('nw-100002');
});
