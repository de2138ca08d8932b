import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Binaries } from './binaries.ts';
import {
  fastShutdownMs,
  immediateShutdownMs,
  sharedMemoryWaitMs,
  startTimeoutMs,
} from './limits.ts';
import { giveTo, type Places } from './places.ts';
import { mayWorkIn, processStart, programName, sleep } from './processes.ts';

const run = promisify(execFile);

/** What postmaster.pid says (PostgreSQL's src/include/utils/pidfile.h). */
export type Postmaster = {
  readonly pid: number;
  readonly port: number;
  readonly socketDir: string;
  readonly status: string;
};

/** The server's environment: nothing of ours, so that no PG* or LC_* variable changes it. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  const { PATH, SystemRoot, TEMP } = process.env;
  return {
    LC_ALL: 'C',
    TZ: 'UTC',
    ...(PATH === undefined ? {} : { PATH }),
    ...(SystemRoot === undefined ? {} : { SystemRoot }),
    ...(TEMP === undefined ? {} : { TEMP }),
  };
}

function readPidFile(data: string): Postmaster | null {
  let text: string;
  try {
    text = readFileSync(join(data, 'postmaster.pid'), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const lines = text.split('\n');
  return {
    pid: Number(lines[0]),
    port: Number(lines[3]),
    socketDir: lines[4] ?? '',
    status: (lines[7] ?? '').trim(),
  };
}

/** The server that runs on the data folder; a file left by a dead one is removed. Hold the lock. */
export function findPostmaster(data: string): Postmaster | null {
  const found = readPidFile(data);
  if (found === null) return null;
  if (processStart(found.pid) !== null) {
    const program = programName(found.pid);
    const isServer = program === null || program === 'postgres';
    // A postmaster works in its data folder. Where the pid went to another process, PostgreSQL
    // itself would refuse to start.
    if (isServer && mayWorkIn(found.pid, data)) return found;
  }
  rmSync(join(data, 'postmaster.pid'), { force: true });
  return null;
}

function settings(socketDir: string, port: number): string[] {
  const onWindows = process.platform === 'win32';
  const values: Record<string, string | number> = {
    listen_addresses: onWindows ? '127.0.0.1' : '',
    unix_socket_directories: onWindows ? '' : socketDir,
    unix_socket_permissions: '0700',
    port,
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Nothing of a person may reach the log: no statement, no parameters, no "Key (email)=(...)".
    log_error_verbosity: 'terse',
    log_min_error_statement: 'panic',
    log_parameter_max_length: 0,
    log_parameter_max_length_on_error: 0,
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

export function logTail(logFile: string): string {
  try {
    return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-8).join('\n');
  } catch {
    return '';
  }
}

export type LaunchOptions = {
  readonly places: Places;
  readonly binaries: Binaries;
  readonly socketDir: string;
  readonly port: number;
};

function spawnServer({ places, binaries, socketDir, port }: LaunchOptions): ChildProcess {
  // A file, not a pipe: a pipe's reader dies with this process, the server must not.
  const logFd = openSync(places.logFile, 'a', 0o600);
  giveTo(places.logFile, places.fileOwner);
  const inWindows = process.platform === 'win32';
  const own = ['-D', places.data, ...settings(socketDir, port)];
  // On Windows only pg_ctl can drop an administrator's rights, which PostgreSQL demands.
  const words = settings(socketDir, port).map((word) => (word.endsWith('=') ? `${word}""` : word));
  const [file, args] = inWindows
    ? [binaries.pgCtl, ['start', '-W', '-D', places.data, '-o', words.join(' ')]]
    : [binaries.postgres, own];
  try {
    const child = spawn(file, args, {
      // Its own session: Ctrl-C in the terminal reaches us, and we stop the server in order.
      detached: true,
      stdio: ['ignore', logFd, logFd],
      cwd: dirname(binaries.postgres),
      env: serverEnvironment(),
      ...(places.user ?? {}),
    });
    child.unref();
    return child;
  } finally {
    closeSync(logFd);
  }
}

type Attempt = Postmaster | 'gone';

async function untilReady(data: string, hasExited: () => boolean): Promise<Attempt> {
  const deadline = Date.now() + startTimeoutMs;
  while (Date.now() < deadline) {
    const exited = hasExited();
    const found = readPidFile(data);
    if (found?.status === 'ready' && processStart(found.pid) !== null) return found;
    if (exited) return 'gone';
    await sleep(4);
  }
  throw new Error(`PostgreSQL was not ready within ${startTimeoutMs / 1000} s.`);
}

/** Waits for a server that someone else started. Returns null when it ends instead. */
export async function awaitPostmaster(data: string, pid: number): Promise<Postmaster | null> {
  const outcome = await untilReady(data, () => processStart(pid) === null);
  return outcome === 'gone' ? null : outcome;
}

/** Starts the server and waits until it takes connections. Hold the lock. */
export async function launchPostmaster(options: LaunchOptions): Promise<Postmaster> {
  const deadline = Date.now() + sharedMemoryWaitMs;
  for (;;) {
    const child = spawnServer(options);
    let failure: Error | undefined;
    child.once('error', (error) => {
      failure = error;
    });
    const hasExited = () => {
      if (failure !== undefined) return true;
      return process.platform === 'win32'
        ? child.exitCode !== null && child.exitCode !== 0
        : child.exitCode !== null || child.signalCode !== null;
    };
    const outcome = await untilReady(options.places.data, hasExited);
    if (outcome !== 'gone') return outcome;
    const tail = logTail(options.places.logFile);
    // After kill -9 of a postmaster its children take a moment to notice.
    const isHeld = /pre-existing shared memory block|lock file .* already exists/.test(tail);
    if (!isHeld || Date.now() > deadline) {
      throw new Error(
        `PostgreSQL did not start. Its log (${options.places.logFile}) ends with:\n${tail}`,
        {
          cause: failure,
        },
      );
    }
    await sleep(200);
  }
}

async function untilGone(pid: number, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (processStart(pid) !== null) {
    if (Date.now() > deadline) return false;
    await sleep(5);
  }
  return true;
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Stops the server on the folder, if one runs: fast, then immediate. Hold the lock. */
export async function stopPostmaster(data: string, binaries?: Binaries): Promise<void> {
  const found = findPostmaster(data);
  if (found === null) return;
  if (process.platform === 'win32') {
    if (binaries === undefined) throw new Error('pg_ctl is needed to stop PostgreSQL.');
    await run(binaries.pgCtl, ['stop', '-w', '-m', 'fast', '-D', data]);
    return;
  }
  // SIGINT is PostgreSQL's fast shutdown, SIGQUIT the immediate one: no commit is lost by either.
  signal(found.pid, 'SIGINT');
  if (await untilGone(found.pid, fastShutdownMs)) return;
  signal(found.pid, 'SIGQUIT');
  if (await untilGone(found.pid, immediateShutdownMs)) return;
  throw new Error(`PostgreSQL (pid ${found.pid}) does not stop.`);
}
