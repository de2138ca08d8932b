/** A final decline is final, and is read anew once, by somebody else (product S11, SP 800-63A-4 3.2.3). */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { redactCase } from '../../src/app/timers.ts';
import type { CaseView, ProgressView } from '../../src/core/wire.ts';
import type { ReviewView } from '../../src/core/wire-staff.ts';
import { HttpClient } from '../fixtures/http-client.ts';
import { logInReviewer, see } from '../fixtures/person.ts';
import { advance, awaitMail, startTestWorld, type TestWorld } from '../fixtures/world.ts';
import {
  api,
  count,
  enterCase,
  freeze,
  ivo,
  mailedToken,
  mara,
  rows,
  sana,
  thawAtHost,
  toReview,
  until,
} from './road.ts';

let world: TestWorld;
let staff: readonly HttpClient[];
const text = 'The name on my passport changed when I married; the register office can confirm it.';
const note = 'the surname is another one';

beforeAll(async () => {
  world = await startTestWorld();
  await logInStaff();
});
async function logInStaff() {
  staff = await Promise.all(([0, 1, 2, 3] as const).map((which) => logInReviewer(world, which)));
}
afterAll(async () => {
  await world?.stop();
});

const reviewer = (which: number): HttpClient => staff[which]!;
const claim = async (which: number) => reviewer(which).post<ReviewView>('/c/claim-next');
const decline = (which: number, caseId: string, final = true) =>
  reviewer(which).post(`/c/cases/${caseId}/decline`, { final, reasons: ['name_mismatch'], note });
const approve = async (which: number, review: ReviewView) =>
  reviewer(which).post(`/c/cases/${review.caseId}/approve`, {
    accepted: review.steps.filter((s) => s.status === 'needs_review').map((s) => s.kind),
    note: 'seen',
  });
const elsewhere = () => new HttpClient(world.urls.thaw);
const progress = async (token: string) =>
  (await elsewhere().post<ProgressView>('/m/progress', { token })).body;
const appeal = (token: string, words = text) =>
  elsewhere().post<ProgressView>('/m/appeal', { token, text: words });

/** Declined for good by the first reviewer; answers the token of the mailed progress link. */
async function declined(accountId = ivo): Promise<{ caseId: string; token: string }> {
  const person = await toReview(world, accountId);
  const { caseId } = await see(person);
  expect((await claim(0)).body.caseId).toBe(caseId);
  expect((await decline(0, caseId)).status).toBe(200);
  const told = `select params ->> 'progress' as id from thaw.outbox
    where case_id = $1 and template = 'decided_declined' and channel = 'email'`;
  const [mail] = await until(async () => {
    const found = await rows<{ id: string }>(world, told, [caseId]);
    return found.length > 0 && found;
  });
  const token = world.context.app.secrets.tokenFor('progress', String(mail?.id));
  return { caseId, token };
}

describe('an appeal', () => {
  test('from the mailed progress link goes to another reviewer, who may overturn', async () => {
    const { caseId, token } = await declined();
    const mail = await awaitMail(world, 'ivo@people.example', (m) => m.text.includes(token));
    expect(mail.text).toContain('Einspruch');
    const before = await progress(token);
    expect(before.result?.outcome).toBe('declined_final');
    expect(before.result?.appealUntil).not.toBeNull();
    expect((await appeal(token, 'please')).status).toBe(400);
    const sent = await appeal(token);
    expect([sent.status, sent.body.status, sent.body.appealed]).toEqual([200, 'in_review', true]);
    // Whoever declined it is not given it, and cannot open it.
    expect((await claim(0)).status).toBe(204);
    expect((await reviewer(0).get(`/c/cases/${caseId}`)).status).toBe(404);
    const review = (await claim(1)).body;
    expect(review.caseId).toBe(caseId);
    expect(review.appeal).toEqual({ text, declinedFor: ['name_mismatch'] });
    const [robin] = await rows<{ id: string }>(
      world,
      'select id from thaw.staff where email = $1',
      [world.reviewers[0].email],
    );
    const seen = JSON.stringify(review);
    expect(seen).not.toContain(note);
    expect(seen).not.toContain(robin?.id);
    expect((await approve(1, review)).status).toBe(200);
    await until(async () => (await world.context.app.directory.find(ivo))?.lock === null);
    const audited = `select count(*) as n from thaw.audit where case_id = $1 and action = $2`;
    expect(await count(world, audited, [caseId, 'case.appealed'])).toBe(1);
    expect(await count(world, audited, [caseId, 'case.decided'])).toBe(2);
    // The host hears of both decisions and of the appeal between them.
    const heard = `select body::jsonb ->> 'type' as type from dev.webhooks
      where body::jsonb #>> '{data,case_id}' = $1`;
    await until(async () => {
      const types = (await rows<{ type: string }>(world, heard, [caseId])).map((r) => r.type);
      return (
        types.filter((t) => t === 'case.decided').length === 2 && types.includes('case.appealed')
      );
    });
  });

  test('that needed two approvals needs two new people', async () => {
    const person = await toReview(world, sana);
    await logInStaff();
    const { caseId } = await see(person);
    await approve(0, (await claim(0)).body);
    expect((await claim(1)).body.caseId).toBe(caseId);
    await decline(1, caseId);
    const told = `select 1 from thaw.outbox where case_id = $1 and template = 'decided_declined'`;
    await until(async () => (await rows(world, told, [caseId])).length > 0);
    await appeal(await mailedToken(world, caseId, 'progress'));
    expect([(await claim(0)).status, (await claim(1)).status]).toEqual([204, 204]);
    await approve(2, (await claim(2)).body);
    expect((await world.context.app.directory.find(sana))?.lock).not.toBeNull();
    await approve(3, (await claim(3)).body);
    await until(async () => (await world.context.app.directory.find(sana))?.lock === null);
  });

  test('that is upheld is the last word: no second appeal, and no second first try', async () => {
    const { caseId, token } = await declined();
    await appeal(token);
    expect((await claim(1)).body.caseId).toBe(caseId);
    await decline(1, caseId);
    const after = await progress(token);
    expect([after.result?.outcome, after.result?.appealUntil]).toEqual(['declined_final', null]);
    expect((await appeal(token)).status).toBe(409);
    const again = await see(await enterCase(world, ivo));
    expect([again.caseId, again.status]).toEqual([caseId, 'declined']);
    expect(again.actions).toEqual([]);
  });

  test('pressed twenty times at once is one', async () => {
    const { caseId, token } = await declined();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => appeal(token, `${text} (${i})`)),
    );
    expect(answers.filter((a) => a.status === 200)).toHaveLength(1);
    const events = `select count(*) as n from thaw.events where case_id = $1 and type = 'case.appealed'`;
    expect(await count(world, events, [caseId])).toBe(1);
    expect((await claim(1)).body.caseId).toBe(caseId);
    await decline(1, caseId, false);
  });

  test('that nobody reads for months waits, and the freeze does not begin anew', async () => {
    const { caseId, token } = await declined();
    await appeal(token);
    await advance(world, 40 * 86_400);
    const due = `select count(*) as n from thaw.jobs where name = 'run-timer' and due_at <= thaw_now()`;
    await until(async () => (await count(world, due)) === 0);
    const met = await see(await enterCase(world, ivo));
    expect([met.caseId, met.status]).toEqual([caseId, 'in_review']);
    // Sessions of staff did not last so long.
    staff = await Promise.all(([0, 1, 2, 3] as const).map((which) => logInReviewer(world, which)));
    expect((await claim(1)).body.caseId).toBe(caseId);
    const asked = { step: 'statement', reasons: ['image_blurry'], note };
    expect((await reviewer(1).post(`/c/cases/${caseId}/ask-again`, asked)).status).toBe(200);
    await advance(world, 13 * 86_400);
    expect((await see(await enterCase(world, ivo))).status).toBe('waiting_resubmission');
    await advance(world, 86_400 + 1);
    await until(async () => (await progress(token)).status === 'expired');
    staff = await Promise.all(([0, 1, 2, 3] as const).map((which) => logInReviewer(world, which)));
  });

  test('is nothing for an owner who said "this was not me"', async () => {
    const { caseId, token } = await declined();
    const notMe = await mailedToken(world, caseId, 'not_me');
    await elsewhere().post('/m/not-me', { token: notMe });
    expect((await appeal(token)).status).toBe(409);
    expect((await progress(token)).result?.appealUntil).toBeNull();
    // For a month after that the plan has a delay; what follows is about the ordinary one.
    await advance(world, 31 * 86_400);
    await logInStaff();
  });
});

test('a final decline is met again at the next log-in, with the way to appeal; a new freeze is a new case', async () => {
  const { caseId } = await declined();
  const again = await see(await enterCase(world, ivo));
  expect([again.caseId, again.result?.outcome]).toEqual([caseId, 'declined_final']);
  expect(again.progressUrl).toMatch(/\/link#p=/);
  await freeze(world, ivo);
  const fresh: CaseView = await see(await enterCase(world, ivo));
  expect(fresh.caseId).not.toBe(caseId);
});

const openFor = (account_id: string, kind: string, lost: readonly string[]) =>
  api(world, 'POST', '/api/v1/cases', { account_id, kind, lost });

test('a final decline is met whatever is asked for next: a reported loss is no second first try', async () => {
  await thawAtHost(world, mara);
  const { caseId } = await declined(mara);
  const other = await openFor(mara, 'lost_channel', ['sms']);
  expect([other.status, other.body['case_id']]).toEqual([201, caseId]);
  const factor = await openFor(mara, 'reset_factor', ['totp']);
  expect(factor.body['case_id']).toBe(caseId);
});

test('where nothing is frozen a final decline holds for as long as the case is kept', async () => {
  await thawAtHost(world, mara);
  const opened = await openFor(mara, 'lost_channel', ['sms']);
  const caseId = String(opened.body['case_id']);
  const { app } = world.context;
  await rows(
    world,
    `update thaw.cases set status = 'declined', decided_at = thaw_now(),
            state = state || '{"status": "declined", "decision": "declined_final"}' where case_id = $1`,
    [caseId],
  );
  const again = await openFor(mara, 'lost_channel', ['sms']);
  expect(again.body['case_id']).toBe(caseId);
  expect((await openFor(mara, 'reset_factor', ['totp'])).body['case_id']).toBe(caseId);
  await redactCase(app, caseId);
  const later = await openFor(mara, 'lost_channel', ['sms']);
  expect([later.status, later.body['case_id'] === caseId]).toEqual([201, false]);
});

test('a decline that may be tried again opens a whole new case: nothing proven is carried over', async () => {
  const person = await toReview(world);
  const { caseId } = await see(person);
  await claim(0);
  await decline(0, caseId, false);
  const again = await see(await enterCase(world, ivo));
  expect(again.caseId).not.toBe(caseId);
  expect([again.status, again.steps]).toEqual(['draft', []]);
});

// Last: the staff's sessions do not live through a month.
test('an appeal comes too late when the evidence is gone, and is none for somebody else’s link', async () => {
  const { caseId, token } = await declined();
  const other = await mailedToken(world, caseId, 'not_me');
  expect((await appeal(other)).status).toBe(404);
  await advance(world, 30 * 86_400 + 1);
  expect((await progress(token)).result?.appealUntil).toBeNull();
  expect((await appeal(token)).status).toBeGreaterThanOrEqual(404);
  expect((await progress(token)).status).toBe('declined');
});
