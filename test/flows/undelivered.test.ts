/** A message that is answered with a no is tried for days and then given up; one nobody answers is not. */

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { limits } from '../../src/core/limits.ts';
import { see } from '../fixtures/person.ts';
import { advance, startTestWorld, type TestWorld } from '../fixtures/world.ts';
import { count, freeze, freshCase, ivo, mara, rows, until } from './road.ts';

type Way = 'takes' | 'says no' | 'is away' | 'is refused by us';
const well = { mail: 'takes', webhooks: 'takes', hostKnows: true } as const;
const server: { mail: Way; webhooks: Way; hostKnows: boolean } = { ...well };
let world: TestWorld;

class MailboxFull extends Error {
  readonly permanent = false;
  readonly aboutMessage = true;
}

beforeAll(async () => {
  world = await startTestWorld();
  const { app } = world.context;
  const { mailer, webhooks, directory } = app;
  Object.assign(app, {
    directory: {
      ...directory,
      account: async (id: string) => (server.hostKnows ? directory.account(id) : null),
    },
    mailer: {
      async send(message: Parameters<typeof mailer.send>[0]) {
        if (server.mail === 'says no') throw new MailboxFull('452 full');
        if (server.mail === 'is away') throw new Error('no answer');
        await mailer.send(message);
      },
    },
    webhooks: {
      async send(message: Parameters<NonNullable<typeof webhooks>['send']>[0]) {
        const none = { ok: false, status: null };
        if (server.webhooks === 'says no') return { ok: false, status: 410, failure: 'status' };
        if (server.webhooks === 'is away') return { ...none, failure: 'timeout' };
        if (server.webhooks === 'is refused by us') return { ...none, failure: 'refused_address' };
        return webhooks?.send(message);
      },
    },
  });
});
afterAll(async () => {
  await world?.stop();
});
beforeEach(() => {
  Object.assign(server, well);
});

const day = 86_400;

interface Sent {
  readonly id: string;
  readonly sent: boolean;
  readonly given_up: boolean;
  readonly attempts: number | null;
}

/** The newest message to an account by a channel, and how often it was tried; null: no more. */
async function newest(accountId: string, channel: string, template: string): Promise<Sent | null> {
  const [found] = await rows<Sent>(
    world,
    `select o.id, sent_at is not null as sent, given_up_at is not null as given_up, attempts
       from thaw.outbox o left join thaw.jobs j on j.key = 'send:' || o.id
      where account_id = $1 and channel = $2 and template = $3 order by created_at desc limit 1`,
    [accountId, channel, template],
  );
  return found ?? null;
}

/** Waits, tries once more at that time, and says how it stands. */
async function after(seconds: number, look: () => Promise<Sent | null>): Promise<Sent> {
  const before = (await look())?.attempts ?? 0;
  if (seconds > 0) await advance(world, seconds);
  await rows(world, `update thaw.jobs set due_at = thaw_now() where name = 'send-message'`);
  return until(async () => {
    const now = await look();
    // Tried again and put back, or done with.
    const [job] = await rows<{ held: boolean }>(
      world,
      `select locked_until is not null as held from thaw.jobs where key = 'send:' || $1`,
      [now?.id ?? ''],
    );
    const tried = now?.attempts === null || ((now?.attempts ?? 0) > before && job?.held === false);
    return tried ? now : null;
  });
}

/** Answered with a no, and by the counter as often as it has to be before it is given up, but for one. */
async function nearlyOften(look: () => Promise<Sent | null>): Promise<void> {
  for (const _no of [1, 2]) {
    expect(await after(0, look)).toMatchObject({ sent: false, given_up: false });
  }
  const counted = await rows(
    world,
    'update thaw.outbox set refusals = $2 where id = $1 and refusals > 0 returning id',
    [(await look())?.id, limits.messageNoesMin - 1],
  );
  expect(counted).toHaveLength(1);
}

test('a mailbox that is full is tried for five days, and then given up and recorded', async () => {
  server.mail = 'says no';
  await freeze(world, ivo);
  const look = () => newest(ivo, 'email', 'frozen');
  await nearlyOften(look);
  const late = await after(limits.messageTriesDays * day - 3600, look);
  expect(late).toMatchObject({ sent: false, given_up: false });
  expect(late.attempts).toBeGreaterThan(1);
  const over = await after(7200, look);
  expect(over).toMatchObject({ sent: false, given_up: true, attempts: null });
  const records = `select count(*) as n from thaw.audit
     where account_id = $1 and action = 'message.given_up' and detail ->> 'message' = 'frozen'`;
  expect(await count(world, records, [ivo])).toBeGreaterThan(0);
  // Given up is over: what was mended later is told by the next message, not by this one.
  server.mail = 'takes';
  await rows(
    world,
    `insert into thaw.jobs (key, name, payload) values ('again', 'send-message', $1)`,
    [JSON.stringify({ outboxId: over.id })],
  );
  await until(
    async () =>
      (await count(world, `select count(*) as n from thaw.jobs where key = 'again'`)) === 0,
  );
  expect((await look())?.sent).toBe(false);
});

test('a mail server that is away is waited for, and what waited longest is sent too', async () => {
  server.mail = 'is away';
  await freeze(world, mara);
  const look = () => newest(mara, 'email', 'frozen');
  await after(0, look);
  const late = await after((limits.messageTriesDays + 5) * day, look);
  expect(late).toMatchObject({ sent: false, given_up: false });
  // It is back, and takes the many that waited one after the other.
  server.mail = 'says no';
  const slowed = await after(3600, look);
  expect(slowed).toMatchObject({ sent: false, given_up: false });
  server.mail = 'is away';
  await after((limits.messageTriesDays + 1) * day, look);
  server.mail = 'says no';
  expect(await after(3600, look)).toMatchObject({ sent: false, given_up: false });
  server.mail = 'takes';
  expect(await after(3600, look)).toMatchObject({ sent: true, given_up: false });
});

test('a message to an account that the host knows no more is given up in time', async () => {
  server.mail = 'is away';
  await freeze(world, mara);
  const look = () => newest(mara, 'email', 'frozen');
  await after(0, look);
  server.hostKnows = false;
  await nearlyOften(look);
  const over = await after((limits.messageTriesDays + 1) * day, look);
  expect(over).toMatchObject({ sent: false, given_up: true, attempts: null });
});

test.each([
  ['says no', true, '410'],
  ['is refused by us', true, 'refused_address'],
  ['is away', false, 'timeout'],
] as const)('a webhook whose receiver %s for days: given up %s', async (way, givenUp, code) => {
  server.webhooks = way;
  const { caseId } = await see(await freshCase(world, ivo));
  const id = randomUUID();
  await world.context.app.db.read.outbox.add({
    ...{ id, key: `hook:${id}`, caseId, accountId: ivo, channel: 'webhook', contactId: null },
    ...{ template: `test.${way}`, params: {} },
  });
  const look = () => newest(ivo, 'webhook', `test.${way}`);
  await after(0, look);
  const why = `select last_error from thaw.jobs where key = 'send:' || $1`;
  expect(await rows(world, why, [id])).toEqual([{ last_error: `unavailable: webhook ${code}` }]);
  if (givenUp) await nearlyOften(look);
  else for (const _try of [1, 2]) await after(0, look);
  const late = await after((limits.messageTriesDays + 1) * day, look);
  expect(late).toMatchObject({ sent: false, given_up: givenUp });
});
