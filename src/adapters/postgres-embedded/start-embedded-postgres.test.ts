import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { processStart, sleep } from './processes.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './start-embedded-postgres.ts';

const OWNER = fileURLToPath(new URL('./owner-process.fixture.ts', import.meta.url));

let root = '';
let folder = '';
const open: EmbeddedPostgres[] = [];
const owners: ChildProcess[] = [];

// initdb takes seconds of CPU: once for all, and each test gets a copy with owners and rights kept.
let template = '';
beforeAll(async () => {
  template = mkdtempSync(join(tmpdir(), 'thaw-pg-template-'));
  chmodSync(template, 0o755);
  const database = await startEmbeddedPostgres({ dataDir: join(template, 'postgres') });
  await database.stop();
});
afterAll(() => rmSync(template, { recursive: true, force: true }));

const useTemplate = () => {
  mkdirSync(folder, { recursive: true });
  execFileSync('cp', ['-a', join(template, 'postgres'), dataDir()]);
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'thaw-pg-test-'));
  folder = root;
  // As root the server runs as another user, who must be able to enter the parents.
  chmodSync(folder, 0o755);
});

afterEach(async () => {
  for (const owner of owners.splice(0)) owner.kill('SIGKILL');
  for (const database of open.splice(0)) await database.stop();
  // What a killed owner left is adopted and stopped, so that no test leaves a server behind.
  if (existsSync(join(dataDir(), 'cluster'))) {
    const last = await startEmbeddedPostgres({ dataDir: dataDir() });
    await last.stop();
  }
  rmSync(root, { recursive: true, force: true });
});

const dataDir = () => join(folder, 'postgres');

async function start(from: 'template' | 'nothing' = 'template'): Promise<EmbeddedPostgres> {
  if (from === 'template' && !existsSync(dataDir())) useTemplate();
  const database = await startEmbeddedPostgres({ dataDir: dataDir() });
  open.push(database);
  return database;
}

async function query(database: EmbeddedPostgres, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: database.connectionString });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

type Owner = {
  process: ChildProcess;
  lines: Record<string, unknown>[];
  pid: number;
  adopted: boolean;
};

async function startOwner(mode = 'idle'): Promise<Owner> {
  if (!existsSync(dataDir())) useTemplate();
  const child = spawn(process.execPath, [OWNER, dataDir(), mode], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '', NODE_NO_WARNINGS: '1' },
  });
  owners.push(child);
  const lines: Record<string, unknown>[] = [];
  createInterface({ input: child.stdout! }).on('line', (line) => {
    lines.push(JSON.parse(line) as Record<string, unknown>);
  });
  await until(() => lines.length > 0, 30_000);
  return {
    process: child,
    lines,
    pid: Number(lines[0]?.['pid']),
    adopted: lines[0]?.['adopted'] === true,
  };
}

async function until(condition: () => boolean, timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('The awaited condition did not come.');
    await sleep(20);
  }
}

async function kill(owner: Owner): Promise<void> {
  owner.process.kill('SIGKILL');
  await new Promise((resolve) => owner.process.once('exit', resolve));
}

describe('a server on a folder', () => {
  test('syncs every commit and listens on no network port', async () => {
    const database = await start();
    expect(database.adopted).toBe(false);
    const [row] = await query(
      database,
      `SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit,
        current_setting('full_page_writes') AS pages, current_setting('listen_addresses') AS listen`,
    );
    expect(row).toEqual({ fsync: 'on', commit: 'on', pages: 'on', listen: '' });
  });

  test('refuses a wrong password, and its password file is closed to others', async () => {
    const database = await start();
    const wrong = database.connectionString.replace(/thaw:[^@]+@/, 'thaw:wrong@');
    const client = new pg.Client({ connectionString: wrong });
    await expect(client.connect()).rejects.toThrow('password authentication failed');
    expect(statSync(join(dataDir(), 'cluster', 'password')).mode & 0o777).toBe(0o600);
    expect(statSync(join(dataDir(), 'cluster', 'data')).mode & 0o777).toBe(0o700);
    expect(statSync(database.socketDir).mode & 0o777).toBe(0o700);
  });

  test('keeps values of people out of its log', async () => {
    const database = await start();
    await query(database, 'CREATE TABLE person (email text PRIMARY KEY)');
    await query(database, `INSERT INTO person VALUES ('ada@example.org')`);
    const again = query(database, `INSERT INTO person VALUES ('ada@example.org')`);
    await expect(again).rejects.toThrow('duplicate key');
    expect(readFileSync(join(dataDir(), 'postgres.log'), 'utf8')).not.toContain('ada@example.org');
  });

  test('stops with its owner and leaves neither process nor socket', async () => {
    const database = await start();
    await database.stop();
    await database.stop();
    expect(processStart(database.pid)).toBeNull();
    expect(existsSync(database.socketDir)).toBe(false);
  });

  test('started twice is one server, which the last one out stops', async () => {
    const [first, second] = await Promise.all([start('nothing'), start('nothing')]);
    expect(second.pid).toBe(first.pid);
    expect([first.adopted, second.adopted].sort()).toEqual([false, true]);
    await first.stop();
    expect(await query(second, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await second.stop();
    expect(processStart(second.pid)).toBeNull();
  });

  test('starts although the pid in a stale postmaster.pid belongs to another program', async () => {
    const database = await start();
    const pidFile = join(dataDir(), 'cluster', 'data', 'postmaster.pid');
    const text = readFileSync(pidFile, 'utf8');
    await database.stop();
    writeFileSync(pidFile, text.replace(/^\d+/, String(process.ppid)));
    const again = await start();
    expect(again.adopted).toBe(false);
    expect(await query(again, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('has a short socket folder where the data folder has a long name', async () => {
    folder = join(folder, 'a'.repeat(100));
    const database = await start();
    expect(Buffer.byteLength(database.socketDir)).toBeLessThan(86);
    expect(await query(database, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});

describe.skipIf(process.getuid?.() !== 0)('a folder below one that only root may enter', () => {
  test('holds a pointer to the place where the data went, and keeps the data', async () => {
    chmodSync(folder, 0o700);
    const database = await start('nothing');
    await query(database, 'CREATE TABLE kept (id integer)');
    await database.stop();
    const again = await start();
    expect(await query(again, 'SELECT count(*)::int AS n FROM kept')).toEqual([{ n: 0 }]);
    const place = readFileSync(join(dataDir(), 'moved-to'), 'utf8');
    expect(existsSync(join(place, 'cluster', 'data', 'PG_VERSION'))).toBe(true);
    await again.stop();
    rmSync(place, { recursive: true });
  });
});

describe('a server whose owner is another process', () => {
  test('survives kill -9 of its owner with every acknowledged row, and is adopted', async () => {
    const owner = await startOwner('insert');
    await until(() => owner.lines.length > 200, 20_000);
    await kill(owner);
    const acknowledged = Number(owner.lines.at(-1)?.['acknowledged']);
    const database = await start();
    expect(database.adopted).toBe(true);
    const [row] = await query(
      database,
      `SELECT count(*)::int AS n FROM row_of_test WHERE id <= ${acknowledged}`,
    );
    expect(row).toEqual({ n: acknowledged });
  });

  test('loses no acknowledged row when owner and postmaster are both killed', async () => {
    const owner = await startOwner('insert');
    await until(() => owner.lines.length > 200, 20_000);
    process.kill(owner.pid, 'SIGKILL');
    await kill(owner);
    // A busy machine takes its time to bury the dead.
    await until(() => processStart(owner.pid) === null, 20_000);
    const acknowledged = Number(owner.lines.at(-1)?.['acknowledged']);
    const database = await start();
    expect(database.adopted).toBe(false);
    const [row] = await query(
      database,
      `SELECT count(*)::int AS n FROM row_of_test WHERE id <= ${acknowledged}`,
    );
    expect(row).toEqual({ n: acknowledged });
  });

  test('is gone soon after kill -9 of its owner when nobody adopts it', async () => {
    const owner = await startOwner();
    await kill(owner);
    expect(processStart(owner.pid)).not.toBeNull();
    await until(() => processStart(owner.pid) === null, 20_000);
  });

  test('lives on past the watchdog of a killed owner when it was adopted', async () => {
    const owner = await startOwner();
    await kill(owner);
    const database = await start();
    expect(database.adopted).toBe(true);
    await sleep(10_000);
    expect(await query(database, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('leaves no process behind on Ctrl-C', async () => {
    const owner = await startOwner();
    owner.process.kill('SIGINT');
    await new Promise((resolve) => owner.process.once('exit', resolve));
    expect(processStart(owner.pid)).toBeNull();
  });
});
