/** From the computer to the phone: one code, one phone, one number (A6). */

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CaseView } from '../../src/core/wire.ts';
import type { FaceSession, HandoffView, PhoneView } from '../../src/core/wire-face.ts';
import { passCodes } from '../fixtures/codes.ts';
import { HttpClient } from '../fixtures/http-client.ts';
import {
  answerQuestions,
  playFilm,
  reactivate,
  see,
  sendPassport,
  sendSelfie,
} from '../fixtures/person.ts';
import { advance, startTestWorld, type TestWorld } from '../fixtures/world.ts';
import { count, enterCase, freshCase, mailedToken, mara, rows, until } from './road.ts';
import { addressOf, allRoutes, changes, requestFor } from './routes.ts';

let world: TestWorld;
let person: HttpClient;

beforeAll(async () => {
  world = await startTestWorld();
  person = await freshCase(world, mara);
  const { caseId } = (await reactivate(person)).body;
  await answerQuestions(person);
  await person.post('/m/confirm', { token: await mailedToken(world, caseId, 'confirm') });
  await passCodes(world, person);
  await sendPassport(person, 'mara');
  expect((await sendSelfie(person, 'mara')).current).toBe('face');
});
afterAll(async () => {
  await world?.stop();
});
beforeEach(async () => {
  // A new hour: hand-offs are counted. Sessions live longer than that.
  await advance(world, 3601);
  const fresh = await person.get('/u/case');
  if (fresh.status === 401) person = await enterCase(world, mara);
});

const create = async () => (await person.post<HandoffView>('/u/face/handoff')).body;
const look = async () => (await person.get<HandoffView>('/u/face/handoff')).body;
const tokenOf = (view: HandoffView) => view.qrUrl?.split('#h=')[1] ?? '';
const scan = async (token: string) => {
  const phone = new HttpClient(world.urls.thaw);
  const answer = await phone.post<PhoneView>('/p/bind', { token });
  return { phone, answer };
};

/** Scanned and accepted: the phone shows its number. */
async function accepted(): Promise<{ phone: HttpClient; number: string }> {
  const { phone, answer } = await scan(tokenOf(await create()));
  expect([answer.status, answer.body.number]).toEqual([200, null]);
  const { body } = await phone.post<PhoneView>('/p/accept');
  return { phone, number: body.number ?? '' };
}

const submitted = `select count(*) as n from thaw.events where payload ->> 'step' = 'face'
  and type = 'step.submitted'`;
const match = (number: string) => person.post('/u/face/handoff/match', { number });
const wrongOf = (number: string) => String(100 + ((Number(number) - 99) % 900));

describe('the code on the screen', () => {
  test('is an address of ours with a token in its fragment, and nothing personal', async () => {
    const { qrUrl } = await create();
    expect(qrUrl).toMatch(new RegExp(`^${world.urls.thaw}/phone#h=[\\w-]{43}$`));
  });

  test('works once, however many phones race for it', async () => {
    const token = tokenOf(await create());
    const scans = await Promise.all(Array.from({ length: 20 }, () => scan(token)));
    expect(scans.filter((s) => s.answer.status === 200)).toHaveLength(1);
    expect(scans.filter((s) => s.answer.status === 410)).toHaveLength(19);
    expect((await look()).state).toBe('bound');
    const shown = `select count(*) as n from thaw.audit where action = 'handoff.code_shown_again'`;
    expect(await count(world, shown)).toBe(19);
    await advance(world, 61);
    expect((await scan(token)).answer.status).toBe(410);
  });

  test('is replaced before it dies, and the one before is dead then', async () => {
    const first = tokenOf(await create());
    expect(tokenOf(await look())).toBe(first);
    await advance(world, 45);
    const second = tokenOf(await look());
    expect(second).not.toBe(first);
    expect((await scan(first)).answer.status).toBe(410);
    expect((await scan(second)).answer.status).toBe(200);
  });

  test('dies after a minute when nobody looks at the page', async () => {
    const token = tokenOf(await create());
    await advance(world, 61);
    expect((await scan(token)).answer.status).toBe(410);
  });

  test('of a hand-off that was cancelled or replaced is dead', async () => {
    const first = tokenOf(await create());
    const second = tokenOf(await create());
    expect((await scan(first)).answer.status).toBe(410);
    await person.post('/u/face/handoff/cancel');
    expect((await scan(second)).answer.status).toBe(410);
  });
});

describe('[Send link]', () => {
  const sendLink = () => person.post<HandoffView>('/u/face/handoff/send-link');
  /** The newest link that came by SMS, other than `before`. */
  const sentLink = (before = '') =>
    until(async () => {
      const answer = await fetch(`${world.urls.desk}/api/sms`);
      const { sms } = (await answer.json()) as { sms: readonly { readonly text: string }[] };
      const found = sms.flatMap(({ text }) => /\/phone#h=([\w-]+)/.exec(text)?.[1] ?? []);
      return found[0] === before ? null : found[0];
    });
  const links = `select count(*) as n from thaw.tokens where purpose = 'phone_link'
    and used_at is null and expires_at > thaw_now()`;

  test('goes to a contact known before the freeze, binds one phone, and the number is asked for all the same', async () => {
    await create();
    const sent = await sendLink();
    expect([sent.status, sent.body.linkSentTo]).toEqual([200, '•••• 01']);
    const token = await sentLink();
    const scans = await Promise.all(Array.from({ length: 10 }, () => scan(token)));
    const bound = scans.filter((s) => s.answer.status === 200);
    expect(bound).toHaveLength(1);
    const phone = bound[0]?.phone as HttpClient;
    expect((await phone.post('/p/face/begin')).status).toBe(409);
    const { body } = await phone.post<PhoneView>('/p/accept');
    expect((await match(wrongOf(body.number ?? ''))).status).toBe(422);
    expect((await match(body.number ?? '')).status).toBe(200);
  });

  test('goes by mail where no SMS gateway is configured', async () => {
    const { app } = world.context;
    const { sms } = app;
    await create();
    Object.assign(app, { sms: null });
    const sent = await sendLink();
    Object.assign(app, { sms });
    expect([sent.status, sent.body.linkSentTo]).toEqual([200, 'm•••a@people.example']);
    await person.post('/u/face/handoff/cancel');
  });

  test('is refused in words where no contact was known before the freeze; the code still works', async () => {
    await create();
    const since = `select max(since) from directory.freezes where account_id = $1`;
    const before = await rows<{ contact_id: string; added_at: Date }>(
      world,
      'select contact_id, added_at from directory.contacts where account_id = $1',
      [mara],
    );
    await rows(
      world,
      `update directory.contacts set added_at = (${since}) + interval '1 second'
        where account_id = $1`,
      [mara],
    );
    const refused = await person.post('/u/face/handoff/send-link');
    expect([refused.status, refused.body]).toMatchObject([409, { error: { code: 'no_contact' } }]);
    expect((await scan(tokenOf(await look()))).answer.status).toBe(200);
    for (const { contact_id, added_at } of before) {
      await rows(world, 'update directory.contacts set added_at = $2 where contact_id = $1', [
        contact_id,
        added_at,
      ]);
    }
    await person.post('/u/face/handoff/cancel');
  });

  test('is dead when a new one is sent, when the code was scanned first, and when the hand-off ends', async () => {
    await create();
    const earlier = await sentLink();
    await sendLink();
    const first = await sentLink(earlier);
    await sendLink();
    expect(await count(world, links)).toBe(1);
    expect((await scan(first)).answer.status).toBe(410);
    const scanned = await scan(tokenOf(await look()));
    expect(scanned.answer.status).toBe(200);
    expect((await sendLink()).status).toBe(409);
    await person.post('/u/face/handoff/cancel');
    expect(await count(world, links)).toBe(0);
  });

  test('is sent five times an hour and no more, over hand-offs', async () => {
    const statuses: number[] = [];
    for (let at = 0; at < 6; at += 1) {
      await create();
      statuses.push((await sendLink()).status);
    }
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
  });
});

describe('the phone', () => {
  test('sees who asks before anything, and has no number until it accepts', async () => {
    const { answer } = await scan(tokenOf(await create()));
    expect(answer.body).toMatchObject({
      state: 'bound',
      service: 'Northwind Exchange',
      accountMasked: 'm•••a@people.example',
      number: null,
      computer: { browser: 'Firefox on Linux' },
    });
    expect(JSON.stringify(answer.body)).not.toContain('mara@');
  });

  test('cannot begin before the computer knows its number', async () => {
    const { phone, number } = await accepted();
    expect((await phone.post('/p/face/begin')).status).toBe(409);
    expect((await match(number)).status).toBe(200);
    expect((await phone.post('/p/face/begin')).status).toBe(200);
  });

  test('opens nothing else, also after the match', async () => {
    const { phone, number } = await accepted();
    await match(number);
    const raw = phone.cookies.get('__Host-thaw-phone') ?? '';
    phone.setCookie('__Host-thaw', raw);
    phone.setCookie('__Host-thaw-staff', raw);
    for (const route of await allRoutes(world)) {
      if (!/^\/[uc]\//.test(route.url) || ['/u/session', '/c/login'].includes(route.url)) continue;
      const body = changes(route) ? requestFor(route) : {};
      const answer = await phone.send(route.method, addressOf(route.url), body);
      expect([route.url, answer.status]).toEqual([route.url, 401]);
    }
  });

  test('that reports the code ends the hand-off for good', async () => {
    const { phone, number } = await accepted();
    await match(number);
    const session = (await phone.post<FaceSession>('/p/face/begin')).body.session;
    expect((await phone.post<PhoneView>('/p/report')).body.state).toBe('reported');
    expect((await look()).state).toBe('reported');
    for (const path of ['/p/accept', '/p/face/begin']) {
      expect([path, (await phone.post(path)).status]).toEqual([path, expect.toBeOneOf([401, 409])]);
    }
    const frame = `/p/face/frame?session=${session}&index=0`;
    expect((await phone.put(frame, new Uint8Array([1]))).status).toBe(410);
    expect((await phone.post('/p/face/finish', { session })).status).toBe(410);
    expect(await count(world, submitted)).toBe(0);
    expect((await match(number)).status).toBe(409);
    expect((await see(person)).current).toBe('face');
  });

  test('is shut out when the computer cancels, in the middle of the film', async () => {
    const { phone, number } = await accepted();
    await match(number);
    const session = (await phone.post<FaceSession>('/p/face/begin')).body.session;
    await person.post('/u/face/handoff/cancel');
    const frame = `/p/face/frame?session=${session}&index=0`;
    expect((await phone.put(frame, new Uint8Array([1]))).status).toBe(401);
    expect((await phone.post('/p/face/finish', { session })).status).toBe(401);
  });

  test('cannot deliver after the ten minutes of the hand-off', async () => {
    const { phone, number } = await accepted();
    await advance(world, 590);
    await match(number);
    const session = (await phone.post<FaceSession>('/p/face/begin')).body.session;
    await advance(world, 11);
    expect((await phone.post('/p/face/finish', { session })).status).toBeOneOf([401, 409, 410]);
    expect((await look()).state).toBe('expired');
    expect(await count(world, submitted)).toBe(0);
  });

  test('cannot go on with another session\u2019s film', async () => {
    const { phone, number } = await accepted();
    await match(number);
    await phone.post('/p/face/begin');
    const own = (await person.post<FaceSession>('/u/face/begin')).body.session;
    expect((await phone.post('/p/face/finish', { session: own })).status).toBe(404);
    const frame = `/p/face/frame?session=${own}&index=0`;
    expect((await phone.put(frame, new Uint8Array([1]))).status).toBe(404);
  });
});

describe('the number', () => {
  test('wrong three times ends the hand-off, and the right one comes too late', async () => {
    const { phone, number } = await accepted();
    for (let i = 0; i < 3; i += 1) expect((await match(wrongOf(number))).status).toBe(422);
    expect((await look()).state).toBe('cancelled');
    expect((await match(number)).status).toBe(409);
    expect((await phone.get('/p/view')).status).toBe(401);
  });

  test('guessed a hundred times at once is three guesses', async () => {
    const { number } = await accepted();
    const guesses = Array.from({ length: 100 }, (_, i) => String(100 + i * 9)).filter(
      (g) => g !== number,
    );
    await Promise.all(guesses.map(match));
    expect((await look()).state).toBe('cancelled');
    expect((await match(number)).status).toBe(409);
  });

  test('is refused when no phone has accepted', async () => {
    await create();
    expect((await match('123')).status).toBe(409);
  });

  test('and everything else is over after ten minutes', async () => {
    const { number } = await accepted();
    await advance(world, 601);
    expect((await look()).state).toBe('expired');
    expect((await match(number)).status).toBe(409);
  });
});

test('the whole way: scanned, accepted, matched, filmed on the phone, seen on the computer', async () => {
  const { phone, number } = await accepted();
  await match(number);
  const film = await playFilm(phone, 'mara', '/p');
  expect([film.status, film.guidance.prompt]).toEqual([200, 'done']);
  const view: CaseView = await see(person);
  expect(view.status).toBe('in_review');
  expect(JSON.stringify(film.answer)).not.toMatch(/similarity|passed|match"/);
  expect((await phone.post('/p/face/begin')).status).toBeOneOf([401, 409]);
});

test('the phone takes the other lane once its number was typed, and not before', async () => {
  person = await freshCase(world, mara);
  const { caseId } = (await reactivate(person)).body;
  await answerQuestions(person);
  await person.post('/m/confirm', { token: await mailedToken(world, caseId, 'confirm') });
  await passCodes(world, person);
  await sendPassport(person, 'mara');
  expect((await sendSelfie(person, 'mara')).current).toBe('face');
  const { phone, number } = await accepted();
  expect((await phone.post('/p/other-lane')).status).toBe(409);
  expect((await see(person)).current).toBe('face');
  await match(number);
  const { session } = (await phone.post<FaceSession>('/p/face/begin')).body;
  expect((await phone.post('/p/other-lane')).status).toBe(200);
  expect((await see(person)).current).toBe('statement');
  // What the phone filmed counts for nothing any more.
  const frame = `/p/face/frame?session=${session}&index=0`;
  expect((await phone.put(frame, new Uint8Array([1]))).status).toBeOneOf([401, 409, 410]);
  expect((await phone.post('/p/other-lane')).status).toBeOneOf([401, 409]);
});
