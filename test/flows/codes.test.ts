/** Codes from what is bound: counted, used once, never kept (S4; security standard A6 #44, #46). */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Authenticators } from '../../src/core/ports.ts';
import { appCode, askCode, deliveredCode, passCodes, submitCode } from '../fixtures/codes.ts';
import type { HttpClient } from '../fixtures/http-client.ts';
import { reactivate, requiredTicks, see } from '../fixtures/person.ts';
import { advance, nextNoon, startTestWorld, type TestWorld } from '../fixtures/world.ts';
import {
  api,
  count,
  enterCase,
  freshCase,
  mara,
  rows,
  sana,
  statusesOf,
  thawAtHost,
  until,
} from './road.ts';

const host = { down: false };
let world: TestWorld;
const authenticators: Authenticators = {
  async totp(accountId) {
    if (host.down) throw new Error('the host does not answer');
    const { createEmbeddedAuthenticators } = await import(
      '../../src/adapters/directory-embedded/authenticators.ts'
    );
    const { app, pool } = world.context;
    return createEmbeddedAuthenticators(pool, app.keys).totp(accountId);
  },
  passkeys: async () => [],
};

const triesMax = 6;

beforeAll(async () => {
  const policyFile = new URL('../fixtures/policies/codes.yaml', import.meta.url).pathname;
  world = await startTestWorld({ authenticators }, { policyFile });
});
afterAll(async () => {
  await world?.stop();
});

/** A case that waits for codes, on another day: tries are counted by the day. */
async function waiting(accountId = mara): Promise<HttpClient> {
  await nextNoon(world);
  const person = await freshCase(world, accountId);
  const planned = await reactivate(person, requiredTicks);
  expect(planned.body.current).toBe('codes');
  return person;
}

const stepStatus = async (person: HttpClient) => {
  const { caseId } = await see(person);
  const { body } = await api(world, 'GET', `/api/v1/cases/${caseId}`);
  const steps = body['steps'] as readonly { kind: string; status: string }[];
  return steps.find((s) => s.kind === 'codes')?.status;
};

const otherThan = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');
const triesOf = async (accountId: string) =>
  world.context.app.db.read.budgets.used(`codes:${accountId}`, 86_400);

describe('the step of codes', () => {
  test('asks for every channel that is bound, shows masked addresses, and is done when all are shown', async () => {
    const person = await waiting();
    const { codes } = await see(person);
    expect(codes?.channels.map(({ channel, to }) => [channel, to])).toEqual([
      ['email', 'm•••a@people.example'],
      ['sms', '•••• 01'],
      ['totp', null],
    ]);
    const done = await passCodes(world, person);
    expect([done.current, await stepStatus(person)]).toEqual(['id_document', 'passed']);
    const audited = await rows<{ action: string }>(
      world,
      `select action from thaw.audit where case_id = $1 and action like 'code.%' order by seq`,
      [done.caseId],
    );
    expect(audited.map(({ action }) => action)).toEqual([
      'code.asked',
      'code.right',
      'code.asked',
      'code.right',
      'code.right',
    ]);
  });

  test('keeps no code: not in the tables, the jobs or the outbox', async () => {
    const person = await waiting();
    const code = await askCode(world, person, 'sms');
    const tables = await rows<{ name: string }>(
      world,
      `select table_name as name from information_schema.tables where table_schema = 'thaw'`,
    );
    const found: string[] = [];
    for (const { name } of tables) {
      const held = await count(
        world,
        `select count(*) as n from thaw.${name} t where t::text ~ ('(^|[^0-9a-f])' || $1 || '([^0-9a-f]|$)')`,
        [code],
      );
      if (held > 0) found.push(name);
    }
    expect(found).toEqual([]);
  });

  test('answers a wrong, an old, a used and a never sent code byte for byte alike', async () => {
    const person = await waiting();
    const answers: unknown[] = [];
    const note = async (channel: 'email' | 'sms', code: string) => {
      const { status, body } = await submitCode(person, channel, code);
      const error = (body as unknown as { error: { correlationId: string } }).error;
      answers.push([status, { ...error, correlationId: '' }]);
    };
    await note('sms', '123456');
    const first = await askCode(world, person, 'sms');
    await note('sms', otherThan(first));
    const second = await askCode(world, person, 'sms');
    await note('sms', first === second ? otherThan(second) : first);
    await advance(world, 601);
    await note('sms', second);
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject([422, { code: 'code_wrong' }]);
    expect(await triesOf(mara)).toBe(4);
  });

  test('ends a code when a newer one is asked for, ten minutes later, and when it was used', async () => {
    const person = await waiting();
    const old = await askCode(world, person, 'sms');
    const next = await askCode(world, person, 'sms');
    if (old !== next) expect((await submitCode(person, 'sms', old)).status).toBe(422);
    await advance(world, 590);
    expect((await submitCode(person, 'sms', next)).status).toBe(200);
    const again = await submitCode(person, 'sms', next);
    expect(again.status).toBe(409);
    const living = `select count(*) as n from thaw.codes where case_id = $1 and channel = 'sms'
      and used_at is null and ended_at is null`;
    expect(await count(world, living, [(await see(person)).caseId])).toBe(0);
  });
});

describe('tries', () => {
  test('two hundred wrong codes at once are at most six compared; then the right one counts no more and a person decides', async () => {
    const person = await waiting();
    const right = await askCode(world, person, 'sms');
    const answers = await Promise.all(
      Array.from({ length: 200 }, () => submitCode(person, 'sms', otherThan(right))),
    );
    // The last try moves the step on, as a passed one would; the others are refused.
    expect(statusesOf(answers).filter((status) => status === 200)).toHaveLength(1);
    const { caseId } = await see(person);
    const failed = `select count(*) as n from thaw.events where case_id = $1 and type = $2`;
    const refused = await count(world, failed, [caseId, 'step.failed']);
    expect(refused).toBeLessThan(triesMax);
    expect(await count(world, failed, [caseId, 'step.needs_review'])).toBe(1);
    expect(await stepStatus(person)).toBe('needs_review');
    expect((await submitCode(person, 'sms', right)).status).toBe(409);
    expect(await count(world, failed, [caseId, 'step.passed'])).toBe(0);
  });

  test('two hundred times the right code at once is one success', async () => {
    const person = await waiting();
    await submitCode(person, 'totp', await appCode(world, mara));
    await submitCode(person, 'email', await askCode(world, person, 'email'));
    const right = await askCode(world, person, 'sms');
    const answers = await Promise.all(
      Array.from({ length: 200 }, () => submitCode(person, 'sms', right)),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const { caseId } = await see(person);
    const used = `select count(*) as n from thaw.codes where case_id = $1 and channel = 'sms' and used_at is not null`;
    expect(await count(world, used, [caseId])).toBe(1);
    expect(await stepStatus(person)).toBe('passed');
  });

  test('are of the account and the day: a new code, another device and a new case bring no new ones', async () => {
    const first = await waiting();
    for (let i = 0; i < 3; i += 1) {
      const code = await askCode(world, first, 'sms');
      expect((await submitCode(first, 'sms', otherThan(code))).status).toBe(422);
    }
    const second = await enterCase(world, mara);
    expect((await see(second)).codes?.triesLeft).toBe(triesMax - 3);
    await second.post('/u/case/withdraw');
    const third = await freshCase(world, mara);
    await reactivate(third, requiredTicks);
    expect((await see(third)).codes?.triesLeft).toBe(triesMax - 3);
    for (let i = 0; i < 2; i += 1) await submitCode(third, 'sms', '000000');
    await third.post('/u/case/withdraw');
    const fourth = await freshCase(world, mara);
    await reactivate(fourth, requiredTicks);
    expect((await submitCode(fourth, 'sms', '000000')).status).toBe(200);
    await fourth.post('/u/case/withdraw');
    // All used: the right one is as wrong as any, and the person is not stuck.
    const fifth = await freshCase(world, mara);
    await reactivate(fifth, requiredTicks);
    expect((await submitCode(fifth, 'totp', await appCode(world, mara))).status).toBe(422);
    expect((await see(fifth)).codes?.triesLeft).toBe(0);
    expect((await fifth.post('/u/codes/none')).status).toBe(200);
    expect(await stepStatus(fifth)).toBe('needs_review');
    await fifth.post('/u/case/withdraw');
    await advance(world, 86_401);
    const next = await freshCase(world, mara);
    await reactivate(next, requiredTicks);
    expect((await see(next)).codes?.triesLeft).toBe(triesMax);
    await next.post('/u/case/withdraw');
  });

  test('going on without codes is not to be had while they can be tried', async () => {
    const person = await waiting();
    expect((await person.post('/u/codes/none')).status).toBe(409);
  });
});

describe('[Get code]', () => {
  test('sends three that nobody tries, and five an hour; after an hour again', async () => {
    const person = await waiting();
    const send = async () => (await person.post('/u/codes/send', { channel: 'sms' })).status;
    expect([await send(), await send(), await send(), await send()]).toEqual([200, 200, 200, 429]);
    const { caseId } = await see(person);
    await submitCode(person, 'sms', otherThan(await deliveredCode(world, caseId, 'sms')));
    expect([await send(), await send(), await send()]).toEqual([200, 200, 429]);
    expect((await see(person)).codes?.sendsLeft).toBe(0);
    await advance(world, 3601);
    expect(await send()).toBe(200);
  });

  test('sends none that was replaced before it left', async () => {
    const person = await waiting();
    const { caseId } = (await person.post<{ caseId: string }>('/u/codes/send', { channel: 'sms' }))
      .body;
    const [dead] = await rows<{ id: string }>(
      world,
      `select id from thaw.outbox where case_id = $1 and template = 'code'`,
      [caseId],
    );
    await until(async () => (await world.context.app.db.read.outbox.find(dead?.id ?? ''))?.sent);
    await askCode(world, person, 'sms');
    await rows(world, 'delete from dev.sms where message_id = $1', [dead?.id]);
    await rows(world, 'update thaw.outbox set sent_at = null where id = $1', [dead?.id]);
    await rows(
      world,
      `insert into thaw.jobs (key, name, payload) values ($1, 'send-message', $2)`,
      [`late:${dead?.id}`, JSON.stringify({ outboxId: dead?.id })],
    );
    await until(async () => (await world.context.app.db.read.outbox.find(dead?.id ?? ''))?.sent);
    const arrived = 'select count(*) as n from dev.sms where message_id = $1';
    expect(await count(world, arrived, [dead?.id])).toBe(0);
  });

  test('is for channels of the plan alone', async () => {
    const person = await waiting();
    expect((await person.post('/u/codes/send', { channel: 'totp' })).status).toBe(400);
    expect((await submitCode(person, 'passkey', '123456')).status).toBe(400);
  });
});

describe('an authenticator app', () => {
  test('counts one step to each side, and each step once in the account', async () => {
    const person = await waiting();
    for (const far of [-2, 2]) {
      expect((await submitCode(person, 'totp', await appCode(world, mara, far))).status).toBe(422);
    }
    const code = await appCode(world, mara, 1);
    expect((await submitCode(person, 'totp', code)).status).toBe(200);
    await person.post('/u/case/withdraw');
    const again = await freshCase(world, mara);
    await reactivate(again, requiredTicks);
    expect((await submitCode(again, 'totp', code)).status).toBe(422);
    await again.post('/u/case/withdraw');
  });

  test('of a host that does not answer passes nothing and costs no try', async () => {
    const person = await waiting();
    host.down = true;
    const answer = await submitCode(person, 'totp', await appCode(world, mara));
    host.down = false;
    expect(answer.status).toBeGreaterThanOrEqual(500);
    expect(await triesOf(mara)).toBe(0);
    expect((await submitCode(person, 'totp', await appCode(world, mara))).status).toBe(200);
  });

  test.each(["interval '0'", "interval '13 days'"])(
    'that is bound anew while the case waits (as if %s before) counts for nothing',
    async (before) => {
      const person = await waiting();
      await rows(
        world,
        `update directory.totp set added_at = thaw_now() - ${before} where account_id = $1`,
        [mara],
      );
      const code = await appCode(world, mara);
      expect((await submitCode(person, 'totp', code)).status).toBe(422);
      expect(await triesOf(mara)).toBe(1);
      await rows(
        world,
        `update directory.totp set added_at = thaw_now() - interval '400 days' where account_id = $1`,
        [mara],
      );
      // It is the app that is not trusted, not the code that was wrong or is used up.
      expect((await submitCode(person, 'totp', code)).status).toBe(200);
      await person.post('/u/case/withdraw');
    },
  );

  test('that was just set up is not shown by the code that it was set up with', async () => {
    await thawAtHost(world, mara);
    const person = await waiting();
    const { lock } = await see(person);
    const known = await rows<{ joined_at: Date; added_at: Date }>(
      world,
      `select joined_at, added_at from directory.accounts join directory.totp using (account_id)
        where account_id = $1`,
      [mara],
    );
    const set = async (joined: unknown, added: unknown) => {
      await rows(world, 'update directory.accounts set joined_at = $2 where account_id = $1', [
        mara,
        joined,
      ]);
      await rows(world, 'update directory.totp set added_at = $2 where account_id = $1', [
        mara,
        added,
      ]);
    };
    // On the first day of an account all that is bound counts; the account was frozen at once.
    await set(lock.since, lock.since);
    try {
      for (const steps of [0, 1]) {
        const code = await appCode(world, mara, steps);
        expect((await submitCode(person, 'totp', code)).status).toBe(422);
      }
      await advance(world, 90);
      expect((await submitCode(person, 'totp', await appCode(world, mara))).status).toBe(200);
    } finally {
      await set(known[0]?.joined_at, known[0]?.added_at);
    }
    await person.post('/u/case/withdraw');
  });

  test('lies sealed in the directory of the development world', async () => {
    const { PEOPLE, totpSecretOf } = await import('../../src/dev/seed/people.ts');
    const clear = PEOPLE.map((one) => Buffer.from(totpSecretOf(one).secret).toString('hex'));
    const kept = await rows<{ text: string }>(
      world,
      'select t::text as text from directory.totp t',
    );
    expect(kept.length).toBeGreaterThan(1);
    for (const { text } of kept) for (const secret of clear) expect(text).not.toContain(secret);
  });
});

describe('a contact that was changed lately', () => {
  test('gets no code, and the owner is told on the old one', async () => {
    await rows(
      world,
      `update directory.contacts set added_at = thaw_now() - interval '400 days' where account_id = $1`,
      [sana],
    );
    await rows(
      world,
      `update directory.contacts set added_at = thaw_now() + interval '1 day' - interval '5 days',
         removed_at = null where contact_id = $1`,
      [`${sana}-email`],
    );
    const person = await waiting(sana);
    const { codes, caseId } = await see(person);
    expect(codes?.channels.map(({ channel }) => channel)).toEqual(['sms', 'totp']);
    expect((await person.post('/u/codes/send', { channel: 'email' })).status).toBe(409);
    const told = `select count(*) as n from thaw.outbox where case_id = $1 and contact_id = $2`;
    await until(async () => (await count(world, told, [caseId, `${sana}-email-old`])) > 0);
  });

  test('and nothing else to ask: the step stays, and a person decides', async () => {
    await rows(
      world,
      `update directory.accounts set factors_lost = '{totp}' where account_id = $1`,
      [sana],
    );
    await rows(
      world,
      `update directory.contacts set added_at = thaw_now() - interval '2 days'
        where account_id = $1 and removed_at is null`,
      [sana],
    );
    const person = await waiting(sana);
    expect((await see(person)).codes?.channels).toEqual([]);
    expect((await person.post('/u/codes/none')).status).toBe(200);
    expect(await stepStatus(person)).toBe('needs_review');
  });
});
