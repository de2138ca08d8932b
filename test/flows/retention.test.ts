/** What is over is taken away, and nothing that is not (A10). */

import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dropUnnamed, findUnnamed, startSweeping, sweepRows } from '../../src/app/sweep.ts';
import { limits } from '../../src/core/limits.ts';
import { sendPassport } from '../fixtures/person.ts';
import { advance, nextNoon, startTestWorld, type TestWorld } from '../fixtures/world.ts';
import {
  api,
  count,
  freeze,
  freshCase,
  mara,
  rows,
  thawAtHost,
  toDocument,
  until,
} from './road.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await startTestWorld();
});
afterAll(async () => {
  await world?.stop();
});

async function objectKeys(): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const key of world.context.app.objects.list('')) keys.push(key);
  return keys;
}

/** The application with a log that is listened to. */
function listening() {
  const logged: string[] = [];
  const log = {
    info: (what: string) => logged.push(what),
    error: (what: string) => logged.push(what),
  };
  return { logged, app: { ...world.context.app, log } };
}

describe('counters', () => {
  test('go when their window is over, and none that still runs', async () => {
    await nextNoon(world);
    const { app, logged } = listening();
    const { budgets } = app.db.read;
    const of = (table: string) =>
      count(world, `select count(*) as n from thaw.${table} where scope like 'sweep:%'`);
    for (let n = 0; n < 3; n += 1) {
      await budgets.arrive('sweep:address', 2);
      await budgets.raise('sweep:hour', 3600, 2);
      await budgets.raise('sweep:life', 10 * 365 * 86_400, 2);
    }
    await sweepRows(app);
    expect([await of('arrivals'), await of('budgets')]).toEqual([1, 2]);
    expect(await budgets.arrive('sweep:address', 3)).toBe(false);
    expect(await budgets.raise('sweep:hour', 3600, 2)).toBe(false);
    await advance(world, 61);
    logged.length = 0;
    await sweepRows(app);
    expect(logged).toEqual(['sweep.rows']);
    expect([await of('arrivals'), await of('budgets')]).toEqual([0, 2]);
    await advance(world, 3600);
    await sweepRows(app);
    expect([await of('arrivals'), await of('budgets')]).toEqual([0, 1]);
    expect(await budgets.used('sweep:life', 10 * 365 * 86_400)).toBe(2);
  });

  test('slide: midnight brings nothing back, each taken one comes back when its own time is over', async () => {
    const { budgets } = world.context.app.db.read;
    const take = () => budgets.count('sweep:slide', 86_400, 3);
    await nextNoon(world);
    await advance(world, 11 * 3600 + 3540);
    expect([await take(), await take()]).toEqual([1, 2]);
    // A minute after midnight, UTC.
    await advance(world, 120);
    expect([await take(), await take(), await take()]).toEqual([3, 4, 4]);
    expect(await budgets.used('sweep:slide', 86_400)).toBe(3);
    await advance(world, 86_400 - 180);
    expect(await take()).toBe(4);
    await advance(world, 120);
    // The two from before midnight are over, and what was refused since did not make it later.
    expect(await budgets.used('sweep:slide', 86_400)).toBe(1);
    expect([await take(), await take(), await take()]).toEqual([2, 3, 4]);
  });

  test('are exact while they are swept', async () => {
    const { app } = listening();
    const { budgets } = app.db.read;
    const results = await Promise.all(
      Array.from({ length: 100 }, async (_, n) => {
        if (n % 10 === 0) await sweepRows(app);
        return budgets.raise('sweep:exact', 86_400, 50);
      }),
    );
    expect(results.filter(Boolean)).toHaveLength(50);
  });
});

test('a repeated request is given the same answer for two days, and then is a new one', async () => {
  const { app } = listening();
  const body = { cause: 'risk' };
  const headers = { 'idempotency-key': 'kept' };
  const send = () => api(world, 'POST', `/api/v1/accounts/${mara}/freeze`, body, headers);
  const first = await send();
  await advance(world, limits.idempotencyKeptSeconds - 60);
  await sweepRows(app);
  const kept = 'select count(*) as n from thaw.idempotency';
  expect(await count(world, kept)).toBe(1);
  expect((await send()).body).toEqual(first.body);
  await advance(world, 120);
  await sweepRows(app);
  expect(await count(world, kept)).toBe(0);
  // New to the host as well: thawed in the meantime, the account is frozen again.
  await thawAtHost(world, mara);
  const later = await send();
  const { directory } = app;
  expect((await directory.account(mara))?.lock?.freezeId).toBe(later.body['freeze_id']);
  expect(later.body['freeze_id']).not.toBe(first.body['freeze_id']);
});

const anyCase = async () => {
  const [found] = await rows<{ case_id: string }>(world, 'select case_id from thaw.media limit 1');
  return String(found?.case_id);
};

describe('objects', () => {
  test('that no picture names are removed a round later; one that got its name stays', async () => {
    const person = await freshCase(world, mara);
    await toDocument(world, person);
    await sendPassport(person, 'mara');
    const kept = await objectKeys();
    expect(kept.length).toBeGreaterThan(0);
    const { app, logged } = listening();
    expect(await findUnnamed(app)).toEqual([]);

    const caseId = await anyCase();
    const [lost, late] = [`${caseId}/${randomUUID()}`, `${caseId}/${randomUUID()}`];
    await app.objects.put(lost, new Uint8Array([1]));
    await app.objects.put(late, new Uint8Array([2]));
    const doubtful = await findUnnamed(app);
    expect(doubtful.toSorted()).toEqual([lost, late].toSorted());
    await app.db.read.media.add({
      ...{ mediaId: randomUUID(), caseId, role: 'selfie', objectKey: late, bytes: 1 },
      ...{ live: false, at: '', shaKeyed: 'sha', phashKeyed: 'phash' },
    });
    logged.length = 0;
    await dropUnnamed(app, doubtful);
    expect((await objectKeys()).toSorted()).toEqual([...kept, late].toSorted());
    expect(logged).toEqual(['sweep.objects']);

    // Its row was ended, and the object's end failed then.
    await rows(world, 'update thaw.media set removed_at = thaw_now() where object_key = $1', [
      late,
    ]);
    await dropUnnamed(app, await findUnnamed(app));
    expect((await objectKeys()).toSorted()).toEqual(kept.toSorted());
  });

  test('of cases that are not here are left alone, however few, and the operator is told', async () => {
    const { app, logged } = listening();
    const others = [`${randomUUID()}/1`, 'no-case/1', `${randomUUID()}-0/1`];
    for (const key of others) await app.objects.put(key, new Uint8Array([1]));
    expect(await findUnnamed(app)).toEqual([]);
    expect(logged).toEqual(['sweep.foreign_objects']);
    await dropUnnamed(app, others);
    expect(await objectKeys()).toEqual(expect.arrayContaining(others));
    for (const key of others) await app.objects.delete(key);
  });

  test('of an earlier day of the database are left alone, and the operator is told', async () => {
    const { app, logged } = listening();
    const stray = `${await anyCase()}/`;
    const others = Array.from({ length: limits.unnamedObjectsMax + 1 }, (_, n) => `${stray}${n}`);
    for (const key of others) await app.objects.put(key, new Uint8Array([1]));
    expect(await findUnnamed(app)).toEqual([]);
    expect(logged).toEqual(['sweep.too_many_unnamed']);
    await app.objects.delete(others[0] ?? '');
    expect(await findUnnamed(app)).toHaveLength(limits.unnamedObjectsMax);
    for (const key of others) await app.objects.delete(key);
  });

  test('are looked for by the service itself, and a round that fails is followed by another', async () => {
    const { app, logged } = listening();
    const lost = `${await anyCase()}/lost`;
    await app.objects.put(lost, new Uint8Array([1]));
    let fail = 1;
    const objects = {
      ...app.objects,
      delete: async (key: string) => {
        fail -= 1;
        if (fail >= 0) throw new Error('the disk is away');
        return app.objects.delete(key);
      },
    };
    const first = startSweeping({ ...app, objects }, 20);
    await until(async () => logged.includes('sweep.failed'));
    await first.stop();
    expect(await objectKeys()).toContain(lost);
    const second = startSweeping({ ...app, objects }, 20);
    await until(async () => !(await objectKeys()).includes(lost));
    await second.stop();
    const rounds = logged.length;
    await wait(100);
    expect(logged).toHaveLength(rounds);
  });
});

test('with the case goes what was known of its browsers, and of no other case', async () => {
  const clients = `
    select (select count(*) from thaw.sessions where case_id = $1 and client::text ~ 'network')
         + (select count(*) from thaw.tokens where case_id = $1 and context::text ~ 'network|sentTo')
         + (select count(*) from thaw.outbox where case_id = $1 and params::text ~ 'network')
         + (select count(*) from thaw.handoffs
             where case_id = $1 and (desktop_client::text ~ 'network' or phone_client is not null)) as n`;
  await freeze(world, mara);
  const person = await freshCase(world, mara);
  const view = await toDocument(world, person);
  const other = await freshCase(world, 'nw-100003');
  const otherId = (await toDocument(world, other)).caseId;
  await rows(
    world,
    `insert into thaw.handoffs (id, case_id, state, desktop_session, desktop_client, phone_client, expires_at)
     select gen_random_uuid(), case_id, 'done', gen_random_uuid(), client, client, thaw_now()
       from thaw.sessions where case_id = $1`,
    [view.caseId],
  );
  expect(await count(world, clients, [view.caseId])).toBeGreaterThan(3);
  await person.post('/u/case/withdraw');
  const told = `select count(*) as n from thaw.outbox where case_id = $1 and template = 'case_ended'
                   and sent_at is not null`;
  await until(async () => (await count(world, told, [view.caseId])) > 0);
  const busy = `select count(*) as n from thaw.jobs where due_at <= thaw_now()`;
  await until(async () => (await count(world, busy)) === 0);
  await rows(world, `update thaw.jobs set due_at = thaw_now() where key like $1`, [
    `redact:${view.caseId}:%`,
  ]);
  const redacted = `select count(*) as n from thaw.audit where case_id = $1 and action = 'case.redacted'`;
  await until(async () => (await count(world, redacted, [view.caseId])) === 1);
  expect(await count(world, clients, [view.caseId])).toBe(0);
  // A message that comes late names no browser, rather than one without a name.
  expect(await world.context.app.db.read.sessions.latestClient(view.caseId)).toBeNull();
  expect(await count(world, clients, [otherId])).toBeGreaterThan(1);
});
