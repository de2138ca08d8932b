/** The host's side: keys, idempotency, refusals, webhooks (A11). */

import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { describeApi } from '../../src/http/api/describe-api.ts';
import { logInReviewer } from '../fixtures/person.ts';
import { startTestWorld, type TestWorld } from '../fixtures/world.ts';
import {
  api,
  approveNext,
  count,
  entryToken,
  freeze,
  ivo,
  mara,
  rows,
  statusesOf,
  toReview,
  until,
} from './road.ts';
import { unknownId } from './routes.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await startTestWorld();
});
afterAll(async () => {
  await world?.stop();
});

const open = (accountId: string, headers: Record<string, string | null> = {}) =>
  api(world, 'POST', '/api/v1/cases', { account_id: accountId, kind: 'unlock' }, headers);
const freezeBy = (accountId: string, key: string, body: object = { cause: 'risk' }) =>
  api(world, 'POST', `/api/v1/accounts/${accountId}/freeze`, body, { 'idempotency-key': key });

describe('the key', () => {
  test.each([
    ['none', null],
    ['a wrong one', 'Bearer thaw_dev_wrong'],
    ['an empty one', 'Bearer '],
    ['the right one in another scheme', 'Basic'],
  ])('%s opens nothing', async (_name, given) => {
    const authorization = given === 'Basic' ? `Basic ${world.apiKey}` : given;
    expect((await open(ivo, { authorization })).status).toBe(401);
    const read = await api(world, 'GET', `/api/v1/cases/${unknownId}`, undefined, {
      authorization,
    });
    expect(read.status).toBe(401);
    const frozen = await api(
      world,
      'POST',
      `/api/v1/accounts/${ivo}/freeze`,
      { cause: 'risk' },
      { authorization },
    );
    expect(frozen.status).toBe(401);
  });

  test('that was taken back opens nothing', async () => {
    await rows(world, 'update thaw.api_keys set revoked_at = thaw_now()');
    expect((await open(ivo)).status).toBe(401);
    await rows(world, 'update thaw.api_keys set revoked_at = null');
    expect((await open(ivo)).status).toBe(201);
  });

  test('decides whether the host is asked about an account at all', async () => {
    const asked = vi.spyOn(world.context.app.directory, 'account');
    expect((await open(ivo, { authorization: 'Bearer thaw_dev_wrong' })).status).toBe(401);
    expect(asked).not.toHaveBeenCalled();
    // One that was good before is asked for beside its key; taken back, that is known from then on.
    expect((await open(ivo)).status).toBe(201);
    expect(asked).toHaveBeenCalledTimes(1);
    await rows(world, 'update thaw.api_keys set revoked_at = thaw_now()');
    for (const id of ['nobody', ivo, ivo]) expect((await open(id)).status).toBe(401);
    expect(asked).toHaveBeenCalledTimes(2);
    await rows(world, 'update thaw.api_keys set revoked_at = null');
    asked.mockRejectedValueOnce(new Error('the host is gone'));
    expect((await open(ivo)).status).toBe(500);
    expect((await open(ivo)).status).toBe(201);
    asked.mockRestore();
  });
});

describe('what cannot be', () => {
  test('no case for an account that is not frozen, and none for one that nobody knows', async () => {
    expect((await open('nw-100006')).status).toBe(409);
    expect((await open('nobody')).status).toBe(404);
  });

  test('no freeze of an account that nobody knows', async () => {
    const answer = await api(world, 'POST', '/api/v1/accounts/nobody/freeze', { cause: 'risk' });
    expect([answer.status, answer.body['error']]).toEqual([
      404,
      expect.objectContaining({ code: 'not_found' }),
    ]);
  });

  test.each([
    ['a cause of nobody', { cause: 'because' }],
    ['a cause only owners have', { cause: 'owner_email_link' }],
    ['no cause', {}],
  ])('no freeze for %s', async (_name, body) => {
    expect((await freezeBy(mara, `bad-${JSON.stringify(body)}`, body)).status).toBe(400);
  });

  test('an account id is a word, not a path', async () => {
    for (const id of ['a b', '../x', "x'--", 'x'.repeat(129), '']) {
      expect([id, (await open(id)).status]).toEqual([id, 400]);
    }
  });
});

describe('the same key', () => {
  test('with the same body answers the same, once done and fifty times at once', async () => {
    const first = await freezeBy(mara, 'same-1');
    const again = await freezeBy(mara, 'same-1');
    expect([again.status, again.body]).toEqual([first.status, first.body]);
    const answers = await Promise.all(Array.from({ length: 50 }, () => freezeBy(mara, 'same-2')));
    for (const { status } of answers) expect(status).toBeOneOf([201, 409]);
    const done = answers.filter((a) => a.status === 201);
    expect(done.length).toBeGreaterThan(0);
    expect(new Set(done.map((a) => a.body['freeze_id'])).size).toBe(1);
    const made = `select count(*) as n from directory.freezes where account_id = $1 and frozen_by like 'api:%'`;
    expect(await count(world, made, [mara])).toBe(2);
  });

  test('for a case gives the same one-time address, and one token', async () => {
    await freeze(world, mara);
    const key = { 'idempotency-key': 'case-1' };
    const [first, again] = [await open(mara, key), await open(mara, key)];
    expect(again.body).toEqual(first.body);
    const tokens = `select count(*) as n from thaw.tokens where purpose = 'enter' and case_id = $1`;
    expect(await count(world, tokens, [first.body['case_id']])).toBe(1);
  });

  test('with another body is refused, and nothing of it happens', async () => {
    await freezeBy(mara, 'other-1');
    const before = await count(world, 'select count(*) as n from directory.freezes');
    expect((await freezeBy(mara, 'other-1', { cause: 'legal' })).status).toBe(422);
    expect((await freezeBy(ivo, 'other-1')).status).toBe(422);
    expect(await count(world, 'select count(*) as n from directory.freezes')).toBe(before);
  });

  test('while it runs is told to wait, and is free again after a crash', async () => {
    const running = `insert into thaw.idempotency (caller, key, request_hash)
      select id::text, 'running', 'x' from thaw.api_keys`;
    await rows(world, running);
    expect((await freezeBy(mara, 'running')).status).toBe(422);
    await freezeBy(mara, 'crashed');
    await rows(
      world,
      `update thaw.idempotency set status = null, response = null where key = 'crashed'`,
    );
    expect((await freezeBy(mara, 'crashed')).status).toBe(409);
    await rows(
      world,
      `update thaw.idempotency set created_at = created_at - interval '2 minutes' where key = 'crashed'`,
    );
    const before = await count(world, 'select count(*) as n from directory.freezes');
    expect((await freezeBy(mara, 'crashed')).status).toBe(201);
    // Done before the crash and asked for again: the host did it once.
    expect(await count(world, 'select count(*) as n from directory.freezes')).toBe(before);
  });

  test('belongs to its caller: another caller may use it for something else', async () => {
    const { access } = world.context.app.db.read;
    const raw = 'thaw_dev_second_caller_key';
    const { secrets } = world.context.app;
    await access.putApiKey({
      id: secrets.randomId(),
      name: 'second',
      hash: secrets.hashToken(raw),
    });
    await freezeBy(mara, 'mine');
    const other = await api(
      world,
      'POST',
      `/api/v1/accounts/${ivo}/freeze`,
      { cause: 'risk' },
      {
        'idempotency-key': 'mine',
        authorization: `Bearer ${raw}`,
      },
    );
    expect(other.status).toBe(201);
  });

  test('of a refused request may be used again', async () => {
    expect((await open('nw-100006', { 'idempotency-key': 'early' })).status).toBe(409);
    await freeze(world, 'nw-100006');
    expect((await open('nw-100006', { 'idempotency-key': 'early' })).status).toBe(201);
  });
});

test('the schema of the policy file is served to editors as it is committed', async () => {
  const { status, body } = await api(world, 'GET', '/policy.schema.json');
  expect(status).toBe(200);
  const committed = new URL('../../policies/policy.schema.json', import.meta.url);
  expect(body).toEqual(JSON.parse(await readFile(committed, 'utf8')));
});

test('the description of the API is served and lists its routes', async () => {
  const { status, body } = await api(world, 'GET', '/openapi.json');
  expect(status).toBe(200);
  // What the reference is printed from.
  expect(body).toEqual(JSON.parse(JSON.stringify(await describeApi())));
  expect(body['openapi']).toBe('3.1.0');
  expect(Object.keys(body['paths'] as object).toSorted()).toEqual([
    '/api/v1/accounts/{id}/answers',
    '/api/v1/accounts/{id}/freeze',
    '/api/v1/cases',
    '/api/v1/cases/{id}',
  ]);
});

test('a case reads as it stands, without evidence, answers or addresses', async () => {
  await freeze(world, ivo);
  const opened = await open(ivo);
  const { status, body } = await api(world, 'GET', `/api/v1/cases/${opened.body['case_id']}`);
  expect([status, body['status'], body['unlocked']]).toEqual([200, 'draft', false]);
  expect(JSON.stringify(body)).not.toMatch(/people\.example|token|embedding|note/);
  expect((await api(world, 'GET', `/api/v1/cases/${unknownId}`)).status).toBe(404);
  expect(statusesOf([await open(ivo)])).toEqual([201]);
  expect(await entryToken(world, ivo)).toMatch(/^[\w-]{43}$/);
});

test('the decision and the thaw arrive at the host signed, each once', async () => {
  await toReview(world);
  const { review } = await approveNext(await logInReviewer(world));
  // The account was frozen by the risk engine before: a milder freeze since then lightens nothing.
  expect(review.plan.approvalsRequired).toBe(2);
  await approveNext(await logInReviewer(world, 1));
  const of = async () => {
    const all = await rows<{ webhook_id: string; body: string }>(
      world,
      'select * from dev.webhooks',
    );
    return all.filter((w) => w.body.includes(review.caseId));
  };
  await until(async () => (await of()).length === 2);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const received = await of();
  const types = received.map((w) => JSON.parse(w.body).type).toSorted();
  expect(types).toEqual(['account.unlocked', 'case.decided']);
  expect(new Set(received.map((w) => w.webhook_id)).size).toBe(2);
  for (const { body } of received) expect(body).not.toMatch(/people\.example|note|called back/);
  const unsigned = await fetch(world.world.urls.webhooks, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'webhook-id': 'msg_forged' },
    body: received[0]?.body ?? '',
  });
  expect(unsigned.status).toBe(401);
});
