import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startEmbeddedPostgres } from '../postgres-embedded/start-embedded-postgres.ts';
import { createPool } from './database.ts';
import { createLookUps, type LookUps } from './look-ups.ts';

let dataDir: string;
let server: Awaited<ReturnType<typeof startEmbeddedPostgres>>;
let lookUps: LookUps;
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'thaw-look-ups-'));
  server = await startEmbeddedPostgres({ dataDir });
  lookUps = createLookUps(server.connectionString);
});
afterAll(async () => {
  await lookUps?.end();
  await server?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const pid = async () => (await lookUps.query.row('select pg_backend_pid() as pid'))?.['pid'];

test('what is asked together goes by one connection, and each gets its own answer', async () => {
  const asked = Array.from({ length: 50 }, (_, n) => n);
  const rows = await Promise.all(
    asked.map((n) => lookUps.query.row('select $1::int as n, pg_backend_pid() as pid', [n])),
  );
  expect(rows.map((row) => row?.['n'])).toEqual(asked);
  expect(new Set(rows.map((row) => row?.['pid'])).size).toBe(1);
});

test('a question that fails takes no other with it', async () => {
  const results = await Promise.allSettled([
    lookUps.query.row('select 1 as n'),
    lookUps.query.row('select 1 / $1::int as n', [0]),
    lookUps.query.row('select 2 as n'),
    lookUps.query.row('select n from nowhere'),
    lookUps.query.row('select 3 as n'),
  ]);
  expect(results.map((one) => (one.status === 'fulfilled' ? one.value : 'failed'))).toEqual([
    { n: 1 },
    'failed',
    { n: 2 },
    'failed',
    { n: 3 },
  ]);
});

test('a connection that is cut fails what is on its way, and is made again', async () => {
  const before = await pid();
  const slow = lookUps.query.row('select pg_sleep(10)');
  const failed = expect(slow).rejects.toThrow();
  const pool = createPool(server.connectionString, 1);
  await vi.waitFor(async () => {
    const { rows } = await pool.query(
      `select pg_terminate_backend(pid) as cut from pg_stat_activity
        where pid = $1 and query like '%pg_sleep%'`,
      [before],
    );
    expect(rows).toEqual([{ cut: true }]);
  });
  await failed;
  await vi.waitFor(async () => expect(await pid()).not.toBe(before));
  await pool.end();
});

test('a connection that falls silent is given up in time, and the next one answers', async () => {
  const socket = new URL(server.connectionString.replace(/@[^/]*\//, '@host/'));
  const folder = decodeURIComponent(/@([^:/]*)/.exec(server.connectionString)?.[1] ?? '');
  let silent = false;
  const through: Socket[] = [];
  const proxy = createServer((client) => {
    const upstream = connect(`${folder}/.s.PGSQL.5432`);
    through.push(client, upstream);
    for (const one of [client, upstream]) one.on('error', () => {});
    client.on('data', (bytes) => silent || upstream.write(bytes));
    upstream.on('data', (bytes) => client.write(bytes));
    client.on('close', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const { port } = proxy.address() as AddressInfo;
  const url = `postgres://${socket.username}:${socket.password}@127.0.0.1:${port}${socket.pathname}`;
  const other = createLookUps(url, 300);
  expect(await other.query.row('select 1 as n')).toEqual({ n: 1 });
  silent = true;
  const asked = [other.query.row('select 2 as n'), other.query.row('select 3 as n')];
  for (const one of await Promise.allSettled(asked)) expect(one.status).toBe('rejected');
  silent = false;
  await vi.waitFor(async () => expect(await other.query.row('select 4 as n')).toEqual({ n: 4 }));
  await other.end();
  for (const one of through) one.destroy();
  await new Promise((resolve) => proxy.close(resolve));
});

test('a database that ends in the moment it greets fails what is asked, and nothing else', async () => {
  const message = (kind: string, body: Buffer) => {
    const head = Buffer.alloc(5, kind);
    head.writeInt32BE(body.length + 4, 1);
    return Buffer.concat([head, body]);
  };
  const fatal = Buffer.from('SFATAL\0C57P01\0Mterminating connection\0\0', 'latin1');
  const greeting = Buffer.concat([
    message('R', Buffer.alloc(4)),
    message('Z', Buffer.from('I')),
    message('E', fatal),
  ]);
  const ending = createServer((client) => {
    client.on('error', () => {});
    client.once('data', () => client.end(greeting));
  });
  await new Promise<void>((resolve) => ending.listen(0, '127.0.0.1', resolve));
  const { port } = ending.address() as AddressInfo;
  const other = createLookUps(`postgres://nobody:none@127.0.0.1:${port}/none`, 1000);
  for (let turn = 0; turn < 3; turn += 1) {
    await expect(other.query.row('select 1 as n')).rejects.toThrow();
  }
  await other.end();
  await new Promise((resolve) => ending.close(resolve));
});

test('without a database every question fails, and none is answered', async () => {
  const nowhere = createLookUps('postgres://nobody@127.0.0.1:9/none');
  await expect(nowhere.query.row('select 1 as n')).rejects.toThrow();
  await expect(nowhere.query.row('select 1 as n')).rejects.toThrow();
  await nowhere.end();
});

test('once ended it is not begun again', async () => {
  const other = createLookUps(server.connectionString);
  expect(await other.query.row('select 1 as n')).toEqual({ n: 1 });
  const last = other.query.row('select 2 as n');
  await other.end();
  expect(await last).toEqual({ n: 2 });
  await expect(other.query.row('select 3 as n')).rejects.toThrow();
});
