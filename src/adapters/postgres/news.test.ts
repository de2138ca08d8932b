import type { Writable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import type { QueryConfig } from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startFreshDatabase } from '../../dev/fresh-database.fixture.ts';
import { createPool } from './database.ts';
import { createNews } from './news.ts';

let database: Awaited<ReturnType<typeof startFreshDatabase>>;
let listener: pg.PoolClient;
const heard: string[] = [];
beforeAll(async () => {
  database = await startFreshDatabase();
  listener = await database.pool.connect();
  listener.on('notification', ({ channel, payload }) => heard.push(`${channel} ${payload}`));
  await listener.query('listen thaw_changed');
  await listener.query('listen thaw_jobs');
});
afterAll(async () => {
  listener?.release();
  await database?.stop();
});

test('every change and due work are heard, a change that happens again at once only once', async () => {
  const news = createNews(database.pool);
  news.changed('a');
  news.changed('b');
  news.changed('b');
  news.due();
  news.due();
  const all = ['thaw_changed a', 'thaw_changed b', 'thaw_jobs '];
  await vi.waitFor(() => expect(heard.toSorted()).toEqual(all));
  heard.length = 0;
  news.changed('a');
  await vi.waitFor(() => expect(heard).toEqual(['thaw_changed a']));
  heard.length = 0;
});

test('a thousand changes are a few statements, none of them lost', async () => {
  let statements = 0;
  const counting = {
    query: (asked: QueryConfig) => {
      statements += 1;
      return database.pool.query(asked);
    },
  };
  const news = createNews(counting as unknown as pg.Pool);
  for (let n = 0; n < 1000; n += 1) {
    news.changed(`case-${n}`);
    if (n % 100 === 0) await wait(1);
  }
  await vi.waitFor(() => expect(new Set(heard).size).toBe(1000));
  expect(heard).toHaveLength(1000);
  expect(statements).toBeLessThan(100);
  heard.length = 0;
});

test('a connection that falls silent is given up in time, and the next one tells', async () => {
  const held = await database.pool.connect();
  // Commands that are received and not answered, as by a network between that drops what it gets.
  const { stream } = (held as unknown as { connection: { stream: Writable } }).connection;
  const dropping = vi.spyOn(stream, 'write').mockReturnValue(true);
  held.release();
  const news = createNews(database.pool, 200);
  news.changed('lost');
  await wait(300);
  expect(dropping).toHaveBeenCalled();
  news.changed('told');
  await vi.waitFor(() => expect(heard).toEqual(['thaw_changed told']));
  heard.length = 0;
});

test('news nobody can be told fails nothing, and the next is told again', async () => {
  const gone = createPool('postgres://nobody@127.0.0.1:9/none', 1);
  createNews(gone).changed('a');
  await wait(100);
  await gone.end();
  let broken = true;
  const breaking = {
    query: async (asked: QueryConfig) => {
      if (broken) throw new Error('the connection broke');
      return database.pool.query(asked);
    },
  };
  const news = createNews(breaking as unknown as pg.Pool);
  news.changed('lost');
  await wait(50);
  broken = false;
  news.changed('told');
  await vi.waitFor(() => expect(heard).toEqual(['thaw_changed told']));
});
