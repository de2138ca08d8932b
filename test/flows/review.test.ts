/** What a reviewer can do, and what no reviewer can (A9). */

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CaseView, MailLinkView } from '../../src/core/wire.ts';
import type { QueueView, ReviewView } from '../../src/core/wire-staff.ts';
import { HttpClient } from '../fixtures/http-client.ts';
import { logInReviewer, see, sendPassport } from '../fixtures/person.ts';
import { specimenFile } from '../fixtures/specimens.ts';
import { advance, startTestWorld, type TestWorld } from '../fixtures/world.ts';
import {
  approveNext,
  count,
  entryToken,
  freeze,
  freshCase,
  ivo,
  mailedToken,
  mara,
  rows,
  sana,
  statementText,
  thawAtHost,
  toDocument,
  toReview,
  until,
} from './road.ts';
import { unknownId } from './routes.ts';

let world: TestWorld;
let robin: HttpClient;
let alex: HttpClient;

beforeAll(async () => {
  world = await startTestWorld();
  robin = await logInReviewer(world, 0);
  alex = await logInReviewer(world, 1);
});
afterAll(async () => {
  await world?.stop();
});
/** What an account was frozen for in one test makes the plan of the next one no longer. */
beforeEach(async () => {
  for (const accountId of [ivo, sana]) await thawAtHost(world, accountId);
});

const claim = async (reviewer: HttpClient) => reviewer.post<ReviewView>('/c/claim-next');
const release = (reviewer: HttpClient, caseId: string) =>
  reviewer.post(`/c/cases/${caseId}/release`);
const doubtsOf = (review: ReviewView) =>
  review.steps.filter((s) => s.status === 'needs_review').map((s) => s.kind);
const stateOf = async (caseId: string) => {
  const [row] = await rows<{ status: string }>(
    world,
    'select status from thaw.cases where case_id = $1',
    [caseId],
  );
  return row?.status;
};

/** Leaves the queue empty for the next test. */
async function decideRest(): Promise<void> {
  for (const reviewer of [robin, alex]) {
    for (;;) {
      const claimed = await claim(reviewer);
      if (claimed.status === 204) break;
      const body = { final: false, reasons: ['image_blurry'], note: 'the test is over' };
      await reviewer.post(`/c/cases/${claimed.body.caseId}/decline`, body);
    }
  }
}

test('the reviewer sees from which browsers and networks a case was done, and of no other case', async () => {
  const { caseId } = await see(await toReview(world, ivo));
  await toReview(world, mara);
  const second = new HttpClient(world.urls.thaw);
  const windows = { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Edg/140.0' };
  for (let times = 0; times < 2; times += 1) {
    const token = await entryToken(world, ivo);
    const entered = await second.send('POST', '/u/session', { json: { token } }, windows);
    expect(entered.status).toBe(200);
  }
  await rows(
    world,
    `insert into thaw.sessions (id, kind, hash, case_id, client, expires_at, ended_at, seen_at)
     values (gen_random_uuid(), 'phone', 'abc', $1, $2, thaw_now(), thaw_now(), thaw_now() - interval '1 hour')`,
    [caseId, JSON.stringify({ browser: 'Safari on iPhone', network: '203.0.113.*' })],
  );
  const review = (await claim(robin)).body;
  expect(review.caseId).toBe(caseId);
  const seen = review.devices.map(({ since, until: last, ...rest }) => {
    expect(since <= last || rest.on === 'phone').toBe(true);
    return rest;
  });
  expect(seen).toEqual([
    { on: 'page', browser: 'Edge on Windows', network: '127.0.0.*', sessions: 2 },
    { on: 'page', browser: 'Firefox on Linux', network: '127.0.0.*', sessions: 1 },
    { on: 'phone', browser: 'Safari on iPhone', network: '203.0.113.*', sessions: 1 },
  ]);
  await decideRest();
});

describe('the claim', () => {
  test('of two reviewers at once is of two cases, or of one by one of them', async () => {
    await toReview(world, ivo);
    await toReview(world, mara);
    const both = await Promise.all([claim(robin), claim(alex)]);
    expect(both.map((a) => a.status)).toEqual([200, 200]);
    expect(new Set(both.map((a) => a.body.caseId)).size).toBe(2);
    for (const [reviewer, a] of [
      [robin, both[0]],
      [alex, both[1]],
    ] as const) {
      await release(reviewer, a?.body.caseId ?? '');
    }
    await decideRest();
    await toReview(world, ivo);
    const one = await Promise.all([claim(robin), claim(alex)]);
    expect(one.map((a) => a.status).toSorted()).toEqual([200, 204]);
    await decideRest();
  });

  test('is needed to see a case, a picture, or to decide; it ends with the lease', async () => {
    const person = await toReview(world);
    const { caseId } = await see(person);
    expect((await robin.get(`/c/cases/${caseId}`)).status).toBe(404);
    const first = await claim(robin);
    expect(first.body.caseId).toBe(caseId);
    expect((await robin.get(`/c/cases/${caseId}`)).status).toBe(200);
    expect((await alex.get(`/c/cases/${caseId}`)).status).toBe(404);
    const approval = { accepted: doubtsOf(first.body), note: 'seen' };
    expect((await alex.post(`/c/cases/${caseId}/approve`, approval)).status).toBe(409);
    for (let i = 0; i < 3; i += 1) {
      await advance(world, 7 * 60);
      await Promise.all([robin.get('/c/me'), alex.get('/c/me')]);
    }
    expect((await robin.get(`/c/cases/${caseId}`)).status).toBe(404);
    expect((await robin.post(`/c/cases/${caseId}/approve`, approval)).status).toBe(409);
    expect((await claim(alex)).body.caseId).toBe(caseId);
    await decideRest();
  });

  test('given back is free for the next, and shows nothing any more', async () => {
    await toReview(world);
    const { caseId } = (await claim(robin)).body;
    await release(robin, caseId);
    expect((await robin.get(`/c/cases/${caseId}`)).status).toBe(404);
    expect((await robin.get<QueueView>('/c/queue')).body.mine).toEqual([]);
    expect((await claim(alex)).body.caseId).toBe(caseId);
    await decideRest();
  });
});

describe('a verdict', () => {
  test('approves nothing doubtful that was not accepted, and nothing doubtful without a note', async () => {
    await toReview(world);
    const review = (await claim(robin)).body;
    const doubts = doubtsOf(review);
    expect(doubts.length).toBeGreaterThan(1);
    const approve = (body: object) => robin.post(`/c/cases/${review.caseId}/approve`, body);
    expect((await approve({ accepted: [], note: 'seen' })).status).toBe(400);
    expect((await approve({ accepted: doubts.slice(1), note: 'seen' })).status).toBe(400);
    expect((await approve({ accepted: doubts, note: '   ' })).status).toBe(400);
    expect(await stateOf(review.caseId)).toBe('in_review');
    expect((await approve({ accepted: doubts, note: 'seen' })).status).toBe(200);
    expect((await approve({ accepted: doubts, note: 'seen' })).status).toBe(409);
    await until(async () => (await world.context.app.directory.find(ivo))?.lock === null);
  });

  test('declines only for reasons that exist', async () => {
    await toReview(world);
    const { caseId } = (await claim(robin)).body;
    const decline = (body: object) => robin.post(`/c/cases/${caseId}/decline`, body);
    expect((await decline({ final: true, reasons: [], note: 'no' })).status).toBe(400);
    expect((await decline({ final: true, reasons: ['because'], note: 'no' })).status).toBe(400);
    expect((await decline({ final: true, reasons: ['toString'], note: 'no' })).status).toBe(400);
    expect(await stateOf(caseId)).toBe('in_review');
    expect((await decline({ final: true, reasons: ['name_mismatch'], note: 'no' })).status).toBe(
      200,
    );
    expect((await world.context.app.directory.find(ivo))?.lock).not.toBeNull();
  });

  test('on an account that was frozen anew is refused, and the case is over', async () => {
    await toReview(world);
    const review = (await claim(robin)).body;
    // Frozen at the host itself: nobody has told the case yet.
    await world.context.app.directory.freeze({
      accountId: ivo,
      cause: 'risk',
      by: 'host',
      key: `test:${review.caseId}`,
    });
    const approval = { accepted: doubtsOf(review), note: 'seen' };
    expect((await robin.post(`/c/cases/${review.caseId}/approve`, approval)).status).toBe(409);
    expect(await stateOf(review.caseId)).toBe('cancelled');
    expect((await world.context.app.directory.find(ivo))?.lock).not.toBeNull();
  });

  test('is overtaken by the person giving up, and by a freeze through the API', async () => {
    const person = await toReview(world);
    const review = (await claim(robin)).body;
    await person.post('/u/case/withdraw');
    const approval = { accepted: doubtsOf(review), note: 'seen' };
    expect((await robin.post(`/c/cases/${review.caseId}/approve`, approval)).status).toBe(409);
    await toReview(world);
    const second = (await claim(robin)).body;
    await freeze(world, ivo, 'risk');
    await until(async () => (await stateOf(second.caseId)) === 'cancelled');
    expect((await robin.post(`/c/cases/${second.caseId}/approve`, approval)).status).toBe(409);
  });
});

describe('four eyes', () => {
  test('two approvals are two people, and the second sees nothing of the first', async () => {
    await toReview(world, sana);
    const first = await approveNext(robin);
    expect(first.answer.status).toBe(200);
    const { caseId } = first.review;
    expect(await stateOf(caseId)).toBe('in_review');
    expect((await claim(robin)).status).toBe(204);
    expect((await robin.get(`/c/cases/${caseId}`)).status).toBe(404);
    const second = (await claim(alex)).body;
    expect(second.caseId).toBe(caseId);
    expect(doubtsOf(second)).toEqual(doubtsOf(first.review));
    const text = JSON.stringify(second);
    expect(text).not.toContain('called back');
    expect(text).not.toContain('review.approved');
    expect((await world.context.app.directory.find(sana))?.lock).not.toBeNull();
    const body = { accepted: doubtsOf(second), note: 'agreed' };
    expect((await alex.post(`/c/cases/${caseId}/approve`, body)).status).toBe(200);
    expect(await stateOf(caseId)).toBe('approved');
    await until(async () => (await world.context.app.directory.find(sana))?.lock === null);
  });

  test('one person pressing twice at once is one approval', async () => {
    await toReview(world, sana);
    const review = (await claim(robin)).body;
    const body = { accepted: doubtsOf(review), note: 'seen' };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => robin.post(`/c/cases/${review.caseId}/approve`, body)),
    );
    expect(answers.filter((a) => a.status === 200)).toHaveLength(1);
    expect(await stateOf(review.caseId)).toBe('in_review');
    await decideRest();
  });
});

describe('asking again', () => {
  test('opens one item, which the person sends anew, and the case is back in the queue', async () => {
    const person = await freshCase(world);
    await toDocument(world, person);
    await person.post('/u/case/other-lane', { step: 'id_document' });
    await person.post('/u/statement', { text: statementText });
    const review = (await claim(robin)).body;
    const again = { step: 'statement', reasons: ['abandoned'], note: 'which computer?' };
    expect((await robin.post(`/c/cases/${review.caseId}/ask-again`, again)).status).toBe(200);
    expect((await robin.get(`/c/cases/${review.caseId}`)).status).toBe(404);
    const asked = await see(person);
    expect([asked.status, asked.current]).toEqual(['waiting_resubmission', 'statement']);
    expect(JSON.stringify(asked)).not.toContain('which computer');
    const text = `It was the new computer of my sister. ${statementText}`;
    const back = (await person.post<CaseView>('/u/statement', { text })).body;
    expect(back.status).toBe('in_review');
    const second = (await claim(alex)).body;
    expect([second.caseId, second.statement]).toEqual([review.caseId, text]);
    await decideRest();
  });

  test('names the place on the picture, and nothing else of what the reviewer wrote', async () => {
    const person = await freshCase(world, mara);
    await toDocument(world, person);
    await sendPassport(person, 'mara');
    if ((await see(person)).status !== 'in_review') {
      await person.post('/u/statement', { text: statementText });
    }
    const review = (await claim(robin)).body;
    const ask = (body: object) => robin.post(`/c/cases/${review.caseId}/ask-again`, body);
    const region = { x: 0.5, y: 0.25, width: 0.25, height: 0.5 };
    const mark = { media: 'document_front', region };
    const again = { step: 'id_document', reasons: ['image_glare'], note: 'over the number' };
    expect((await ask({ ...again, mark: { media: 'selfie', region } })).status).toBe(400);
    const outside = { ...mark, region: { ...region, x: 1.5 } };
    expect((await ask({ ...again, mark: outside })).status).toBe(400);
    expect((await ask({ ...again, mark })).status).toBe(200);
    const asked = await see(person);
    expect(asked.steps.find((s) => s.kind === 'id_document')?.faults).toEqual([
      { code: 'image_glare', media: 'document_front', region },
    ]);
    expect(JSON.stringify(asked)).not.toContain('over the number');
    await person.post('/u/case/withdraw');
  });

  test('for a mark on one side asks for that side alone, and the other stands', async () => {
    const person = await freshCase(world, mara);
    await toDocument(world, person);
    await person.post('/u/document/choose', { country: 'UTO', type: 'id_card' });
    const send = async (side: 'front' | 'back') => {
      const picture = await specimenFile('mara', `id-${side}.jpg`);
      return (await person.put<CaseView>(`/u/document/${side}`, picture)).body;
    };
    const sides = ({ document }: CaseView) => [document?.front.accepted, document?.back?.accepted];
    await send('front');
    expect(sides(await send('back'))).toEqual([true, true]);
    await person.post('/u/document/submit');
    if ((await see(person)).status !== 'in_review') {
      await person.post('/u/statement', { text: statementText });
    }
    const { caseId } = (await claim(robin)).body;
    const region = { x: 0.5, y: 0.25, width: 0.25, height: 0.5 };
    const mark = { media: 'document_back', region };
    const again = { step: 'id_document', reasons: ['image_glare'], note: '', mark };
    expect((await robin.post(`/c/cases/${caseId}/ask-again`, again)).status).toBe(200);
    expect(sides(await see(person))).toEqual([true, false]);
    expect((await person.post('/u/document/submit')).status).toBe(409);
    expect(sides(await send('back'))).toEqual([true, true]);
    expect((await person.post('/u/document/submit')).status).toBe(200);
    await person.post('/u/case/withdraw');
  });

  test('for the confirmation by mail sends a new one, and the link of before is nothing', async () => {
    const person = await toReview(world);
    const { caseId } = (await claim(robin)).body;
    const before = await mailedToken(world, caseId, 'confirm');
    const mails = `select count(*) as n from thaw.outbox where case_id = $1 and template = 'confirm_reactivation'`;
    expect(await count(world, mails, [caseId])).toBe(1);
    const again = {
      step: 'email_confirmation',
      reasons: ['abandoned'],
      note: 'from a new network',
    };
    expect((await robin.post(`/c/cases/${caseId}/ask-again`, again)).status).toBe(200);
    await until(async () => (await count(world, mails, [caseId])) === 2);
    const asked = await see(person);
    expect([asked.status, asked.current]).toEqual(['waiting_resubmission', 'email_confirmation']);
    expect(asked.email?.code).toMatch(/^\d{6}$/);
    const old = await person.post<MailLinkView>('/m/confirm', { token: before });
    expect([old.body.state, (await see(person)).status]).toEqual(['used', 'waiting_resubmission']);
    const token = await mailedToken(world, caseId, 'confirm');
    const done = await person.post<MailLinkView>('/m/confirm', { token });
    expect([done.body.state, (await see(person)).status]).toEqual(['done', 'in_review']);
    await decideRest();
  });

  test('needs a reason that exists and a step that is there', async () => {
    await toReview(world);
    const { caseId } = (await claim(robin)).body;
    const ask = (body: object) => robin.post(`/c/cases/${caseId}/ask-again`, body);
    expect((await ask({ step: 'statement', reasons: ['because'], note: '' })).status).toBe(400);
    expect((await ask({ step: 'face', reasons: ['image_blurry'], note: '' })).status).toBe(409);
    expect((await ask({ step: 'delay', reasons: ['image_blurry'], note: '' })).status).toBe(409);
    await decideRest();
  });
});

describe('evidence', () => {
  test('is written down before a byte of it leaves, and leaves only to the holder of the claim', async () => {
    const person = await freshCase(world, mara);
    await toDocument(world, person);
    await sendPassport(person, 'mara');
    if ((await see(person)).status !== 'in_review') {
      await person.post('/u/statement', { text: statementText });
    }
    const review = (await claim(robin)).body;
    const [picture] = review.media;
    const path = `/c/cases/${review.caseId}/media/${picture?.id}`;
    expect((await alex.get(path)).status).toBe(404);
    const viewed = `select count(*) as n from thaw.audit where action = 'evidence.viewed'`;
    expect(await count(world, viewed)).toBe(0);
    const answer = await robin.get(path);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    expect(answer.headers.get('content-security-policy')).toMatch(/^sandbox/);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await count(world, viewed)).toBe(1);
    expect((await robin.get(`/c/cases/${unknownId}/media/${picture?.id}`)).status).toBe(404);
    // Refused to be written down is refused to be shown.
    await rows(world, 'alter table thaw.audit rename to audit_away');
    expect((await robin.get(path)).status).toBeGreaterThanOrEqual(500);
    await rows(world, 'alter table thaw.audit_away rename to audit');
    await release(robin, review.caseId);
    expect((await robin.get(path)).status).toBe(404);
    await decideRest();
  });
});

test('a reviewer who was shut out is out at the next request', async () => {
  await toReview(world);
  const { caseId } = (await claim(alex)).body;
  const { email } = world.reviewers[1];
  await rows(world, 'update thaw.staff set disabled_at = thaw_now() where email = $1', [email]);
  expect((await alex.get(`/c/cases/${caseId}`)).status).toBe(401);
  const approval = { accepted: [], note: '' };
  expect((await alex.post(`/c/cases/${caseId}/approve`, approval)).status).toBe(401);
  await rows(world, 'update thaw.staff set disabled_at = null where email = $1', [email]);
});
