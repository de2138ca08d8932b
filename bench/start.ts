import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BenchResult, median } from './row.ts';

const REPEATS = 5;
const BAR_S = 4;
const FIRST_START_TIMEOUT_MS = 300_000;
const STOP_TIMEOUT_MS = 30_000;
const POLL_MS = 10;

const root = fileURLToPath(new URL('..', import.meta.url));
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        resolve(typeof address === 'object' && address !== null ? address.port : 0),
      );
    });
  });
}

async function isHealthy(port: number): Promise<boolean> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/health`, {
      signal: AbortSignal.timeout(2_000),
    });
    await answer.arrayBuffer();
    return answer.status === 200;
  } catch {
    return false;
  }
}

/** Ctrl-C for the whole group of `npm start`, and a kill where that is not heard. */
async function stop(child: ChildProcess): Promise<void> {
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  const send = (signal: NodeJS.Signals) => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  };
  if (!hasEnded()) send('SIGINT');
  const deadline = Date.now() + STOP_TIMEOUT_MS;
  while (!hasEnded() && Date.now() < deadline) await sleep(POLL_MS);
  // npm may end before the server it started: wait for the group, then make sure.
  while (groupLives(child.pid) && Date.now() < deadline) await sleep(POLL_MS);
  send('SIGKILL');
}

function groupLives(pid: number | undefined): boolean {
  try {
    if (pid !== undefined) process.kill(-pid, 0);
    return pid !== undefined;
  } catch {
    return false;
  }
}

/** Runs `npm start` once; returns the seconds from the call to the first healthy answer. */
async function startOnce(dataDir: string): Promise<number> {
  const port = await freePort();
  const startedAt = performance.now();
  const child = spawn('npm', ['start'], {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, THAW_PORT: String(port), THAW_DATA_DIR: dataDir },
  });
  let output = '';
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString('utf8')).slice(-4_000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  try {
    while (!(await isHealthy(port))) {
      if (child.exitCode !== null)
        throw new Error(`npm start ended with ${child.exitCode}:\n${output}`);
      if (performance.now() - startedAt > FIRST_START_TIMEOUT_MS) {
        throw new Error(`npm start was not healthy in time:\n${output}`);
      }
      await sleep(POLL_MS);
    }
    return (performance.now() - startedAt) / 1_000;
  } finally {
    await stop(child);
  }
}

const rounded = (seconds: number) => Math.round(seconds * 1_000) / 1_000;

/**
 * Row 15: `npm start` again, installed, built and seeded, until GET /health answers 200. Wall time
 * in seconds, median; the first start, which makes the database, is not counted.
 */
export async function measure(): Promise<BenchResult> {
  const folder = mkdtempSync(join(tmpdir(), 'thaw-bench-start-'));
  // The server's user must be able to enter when this runs as root.
  chmodSync(folder, 0o755);
  const dataDir = join(folder, 'data');
  try {
    const firstS = await startOnce(dataDir);
    const seconds: number[] = [];
    for (let repeat = 0; repeat < REPEATS; repeat += 1) seconds.push(await startOnce(dataDir));
    return {
      value: rounded(median(seconds)),
      bar: BAR_S,
      unit: 's',
      raw: {
        seconds: seconds.map(rounded),
        firstStartSeconds: rounded(firstS),
        cores: availableParallelism(),
        node: process.version,
      },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
