import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Stores } from '../../app/stores.ts';
import { lock, t0 as now } from '../../core/case/case.fixture.ts';
import { decide } from '../../core/case/decide.ts';
import { evolveAll } from '../../core/case/evolve.ts';
import type { CaseCommand, CaseState } from '../../core/case/types.ts';
import { startFreshDatabase } from '../../dev/fresh-database.fixture.ts';
import { createDatabase } from './database.ts';

let database: Awaited<ReturnType<typeof startFreshDatabase>>;
let stores: Stores;
beforeAll(async () => {
  database = await startFreshDatabase();
  stores = createDatabase(database.pool).read;
});
afterAll(async () => {
  await database?.stop();
});

const actor = { type: 'system' } as const;

const askedFor = { type: 'request_unlock', currentFreezeId: lock.freezeId } as const;

function happens(before: CaseState | null, command: CaseCommand, caseId: string) {
  const outcome = decide(before, command, now);
  const after = outcome.ok ? evolveAll(caseId, outcome.events, before) : null;
  if (!outcome.ok || after === null) throw new Error('the command was refused');
  return { events: outcome.events, after };
}

async function open(accountId: string, { beside = false } = {}) {
  const caseId = randomUUID();
  const expiresAt = '2026-12-20T12:00:00.000Z';
  const command = { type: 'open', accountId, kind: 'unlock', lock, lost: [], expiresAt } as const;
  const { events, after } = happens(null, command, caseId);
  const standing = await stores.cases.open({
    state: after,
    event: events[0]!,
    actor,
    beside,
    job: { key: `expire:${caseId}`, name: 'run-timer', payload: {}, dueAt: expiresAt },
    wrappedKey: new Uint8Array(randomBytes(61)),
    sealed: { name: 'account', bytes: new Uint8Array(randomBytes(40)) },
    token: {
      ...{ id: randomUUID(), purpose: 'enter', caseId, accountId, contactId: null },
      hash: new Uint8Array(randomBytes(32)),
      ttlSeconds: 600,
    },
  });
  return { caseId, state: after, standing };
}

/** How much was written, by table. */
async function written(): Promise<readonly number[]> {
  const tables = ['cases', 'events', 'audit', 'jobs', 'case_keys', 'sealed', 'tokens'];
  const counts = tables.map((table) => `(select count(*)::int from thaw.${table})`);
  const { rows } = await database.pool.query({
    text: `select ${counts.join(', ')}`,
    rowMode: 'array',
  });
  return rows[0] as number[];
}

test('a case begins with its event, audit record, timer, key, what is sealed and its token', async () => {
  const before = await written();
  const { caseId, standing } = await open('a-1');
  expect(standing).toBeNull();
  expect(await written()).toEqual(before.map((count) => count + 1));
  expect((await stores.cases.load(caseId))?.state.status).toBe('draft');
});

test('beside a case that stands nothing is written, and it is answered', async () => {
  const first = await open('a-2');
  const before = await written();
  const { standing } = await open('a-2');
  expect(standing).toEqual([
    {
      ...{ caseId: first.caseId, kind: 'unlock', freezeId: lock.freezeId, lost: [] },
      ...{ living: true, final: false, approved: false, redacted: false },
    },
  ]);
  expect(await written()).toEqual(before);
});

test('a second living case of one kind is a conflict, and nothing of it is written', async () => {
  await open('a-3');
  const before = await written();
  await expect(open('a-3', { beside: true })).rejects.toMatchObject({ code: 'conflict' });
  expect(await written()).toEqual(before);
});

test('of two commands at one version one is written whole, and of the other nothing', async () => {
  const { caseId, state } = await open('a-4');
  const before = await written();
  const { events, after } = happens(state, askedFor, caseId);
  const append = (at: number) =>
    stores.cases.append({
      before: state,
      after,
      events,
      actor,
      jobs: [{ key: `j-${at}:${caseId}`, name: 'tell-owner', payload: {} }],
    });
  const results = await Promise.allSettled([0, 1, 2, 3].map(append));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const result of results) {
    if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'conflict' });
  }
  const added = (await written()).map((count, index) => count - (before[index] ?? 0));
  expect(added).toEqual([0, events.length, events.length, 1, 0, 0, 0]);
  expect((await stores.cases.history(caseId)).map(({ version }) => version)).toEqual(
    Array.from({ length: after.version }, (_, index) => index + 1),
  );
});

test('a case that was waited for is read at the time from which it is held', async () => {
  const { caseId } = await open('a-5');
  const { transaction } = createDatabase(database.pool);
  let waiting: Promise<string | undefined> = Promise.resolve(undefined);
  const releasedAt = await transaction(async (first) => {
    await first.cases.load(caseId, { lock: true });
    waiting = transaction(async (second) => {
      return (await second.cases.load(caseId, { lock: true }))?.readAt;
    });
    await new Promise((resolve) => setTimeout(resolve, 200));
    return first.now();
  });
  expect(Date.parse((await waiting) ?? '')).toBeGreaterThanOrEqual(Date.parse(releasedAt));
});

test('a token is used by the one command that moves its case, and by none without it', async () => {
  const { caseId, state } = await open('a-6');
  const other = await open('a-7');
  const token = async (ttlSeconds: number, of = caseId) => {
    const hash = new Uint8Array(randomBytes(32));
    const row = { id: randomUUID(), purpose: 'confirm', caseId: of, accountId: 'a-6' } as const;
    await stores.tokens.create({ ...row, hash, contactId: null, ttlSeconds });
    return { hash, purpose: 'confirm' } as const;
  };
  const { events, after } = happens(state, askedFor, caseId);
  const press = (used: Awaited<ReturnType<typeof token>>) =>
    stores.cases.append({ before: state, after, events, actor, jobs: [], token: used });
  const living = await token(600);
  const spent = await token(600);
  await stores.tokens.consume(spent.hash, 'confirm');
  const before = await written();
  for (const refused of [
    spent,
    await token(0),
    await token(600, other.caseId),
    { ...living, purpose: 'vouch' } as const,
    { ...living, hash: new Uint8Array(32) },
  ]) {
    await expect(press(refused as typeof living)).rejects.toMatchObject({ code: 'conflict' });
  }
  expect((await written()).slice(0, 4)).toEqual(before.slice(0, 4));
  expect((await stores.tokens.find(living.hash))?.used).toBe(false);

  const results = await Promise.allSettled([living, living, living, await token(600)].map(press));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await stores.tokens.consume(spent.hash, 'confirm')).toBeNull();
  const { rows } = await database.pool.query(
    'select count(*)::int as n from thaw.tokens where case_id = $1 and used_at is not null',
    [caseId],
  );
  // The one that was spent before, and the one that moved the case.
  expect(rows).toEqual([{ n: 2 }]);
});

test('what is written is told, and what is not written or rolled back is told to nobody', async () => {
  const { caseId, state } = await open('a-8');
  const { events, after } = happens(state, askedFor, caseId);
  const told: string[] = [];
  const { read, transaction } = createDatabase(database.pool, {
    changed: (changed) => told.push(changed),
    due: () => told.push('due'),
  });
  const job = { key: `tell:${caseId}`, name: 'tell-owner', payload: {} };
  const later = { ...job, key: `later:${caseId}`, dueAt: '2026-12-20T12:00:00.000Z' };
  const append = { before: state, after, events, actor, jobs: [job] };
  await read.cases.append(append);
  await expect(read.cases.append(append)).rejects.toMatchObject({ code: 'conflict' });
  expect(told.splice(0)).toEqual([caseId, 'due']);

  const next = { ...happens(after, { type: 'withdraw' }, caseId), before: after, actor };
  const withdraw = (end: () => void) =>
    transaction(async (tx) => {
      await tx.cases.load(caseId, { lock: true });
      await tx.cases.append({ ...next, jobs: [later] });
      expect(told).toEqual([]);
      end();
    });
  const fail = () => {
    throw new Error('rolled back');
  };
  await expect(withdraw(fail)).rejects.toThrow('rolled back');
  expect(told).toEqual([]);
  await withdraw(() => {});
  expect(told).toEqual([caseId]);
});
