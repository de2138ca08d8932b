/** kill -9 of the service between and in the middle of requests: what was answered stays (A12). */

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CaseView } from '../../src/core/wire.ts';
import { HttpClient } from '../fixtures/http-client.ts';
import { reactivate, requiredTicks, see } from '../fixtures/person.ts';
import { advance, awaitMail, type CaughtMail, linkIn, type TestWorld } from '../fixtures/world.ts';
import { api, approveNext, enterCase, ivo, statementText, until } from './road.ts';

const root = join(import.meta.dirname, '../..');
let dataDir: string;
let port: number;
let child: ChildProcess | null = null;
/** As far as a running process shows itself: its addresses and its API key. */
let world: TestWorld;

async function freePorts(): Promise<number> {
  for (;;) {
    const base = 20_000 + Math.floor(Math.random() * 20_000);
    const free = await Promise.all([0, 1, 2].map((more) => isFree(base + more)));
    if (free.every(Boolean)) return base;
  }
}

const isFree = (candidate: number) =>
  new Promise<boolean>((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(candidate, '127.0.0.1', () => probe.close(() => resolve(true)));
  });

async function start(): Promise<void> {
  child = spawn(process.execPath, [join(root, 'src/bin/dev.ts')], {
    cwd: root,
    env: { ...process.env, THAW_DATA_DIR: dataDir, THAW_PORT: String(port) },
    stdio: 'ignore',
  });
  const health = () =>
    fetch(`http://localhost:${port}/health`).then(
      (r) => r.ok,
      () => false,
    );
  await until(health, 60_000);
}

async function ended(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  const running = child;
  child = null;
  if (running === null || running.exitCode !== null) return;
  const exit = new Promise<void>((resolve) => running.once('exit', () => resolve()));
  running.kill(signal);
  await exit;
}

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'thaw-restart-'));
  port = await freePorts();
  await start();
  const secrets = JSON.parse(await readFile(join(dataDir, 'development-secrets.json'), 'utf8'));
  world = {
    apiKey: secrets.apiKey,
    urls: {
      thaw: `http://localhost:${port}`,
      host: `http://localhost:${port + 1}`,
      desk: `http://localhost:${port + 2}`,
    },
  } as TestWorld;
});
afterAll(async () => {
  await ended('SIGTERM');
  await rm(dataDir, { recursive: true, force: true });
});

async function killAndRestart(): Promise<void> {
  await ended('SIGKILL');
  await start();
}

test('a case goes on where it was, whatever was killed in between, and is thawed once', async () => {
  // Two hours after he froze it himself.
  await advance(world, 2 * 3600);
  const person = await enterCase(world, ivo);
  expect((await person.post('/u/case/unlock')).status).toBe(200);
  const { caseId } = (await reactivate(person, requiredTicks)).body;
  await killAndRestart();
  const resumed = await see(person);
  expect([resumed.caseId, resumed.current]).toEqual([caseId, 'email_confirmation']);

  // A job that was taken before the kill comes back when its lock of a minute ends.
  const isIt = (mail: CaughtMail) => mail.text.includes('#c=');
  const mail = await awaitMail(world, 'ivo@people.example', isIt, 90_000);
  const confirmed = await person.post<{ state: string }>('/m/confirm', {
    token: linkIn(mail, 'c'),
  });
  expect(confirmed.body.state).toBe('done');
  await person.post('/u/case/other-lane', { step: 'id_document' });
  // In the middle of twenty submissions: the one that was answered is there, and it is one.
  const submissions = Array.from({ length: 20 }, () =>
    person.post<CaseView>('/u/statement', { text: statementText }).then(
      (answer) => answer.status,
      () => 0,
    ),
  );
  await Promise.race(submissions);
  await ended('SIGKILL');
  const statuses = await Promise.all(submissions);
  expect(statuses.filter((s) => s === 200).length).toBeLessThanOrEqual(1);
  await start();
  let now = await see(person);
  if (statuses.includes(200)) expect(now.status).toBe('in_review');
  if (now.status !== 'in_review') {
    expect(now.current).toBe('statement');
    now = (await person.post<CaseView>('/u/statement', { text: statementText })).body;
  }
  expect(now.status).toBe('in_review');

  const reviewer = new HttpClient(world.urls.thaw);
  const login = { email: 'robin@northwind.example', password: 'thaw-demo-robin' };
  expect((await reviewer.post('/c/login', login)).status).toBe(200);
  expect((await approveNext(reviewer)).answer.status).toBe(200);
  await killAndRestart();
  const read = async () => (await api(world, 'GET', `/api/v1/cases/${caseId}`)).body;
  await until(async () => (await read())['unlocked'] === true, 90_000);
  expect((await read())['status']).toBe('approved');
  expect((await person.get('/u/case')).status).toBe(401);

  const desk = async <T>(path: string) =>
    (await (await fetch(`${world.urls.desk}/api/${path}`)).json()) as T;
  const { people } = await desk<{ people: { accountId: string; lock: unknown }[] }>('people');
  expect(people.find((p) => p.accountId === ivo)?.lock).toBeNull();
  const types = async () => {
    const { webhooks } = await desk<{ webhooks: { body: string }[] }>('webhooks');
    const mine = webhooks.filter((w) => w.body.includes(caseId));
    return mine.map((w) => String(JSON.parse(w.body).type)).toSorted();
  };
  await until(async () => (await types()).length >= 2, 90_000);
  expect(await types()).toEqual(['account.unlocked', 'case.decided']);
  // The limits were set once: the host would refuse nothing twice.
  const restrictions = (await read())['restrictions'] as unknown[];
  expect(restrictions).toHaveLength(1);
}, 300_000);
