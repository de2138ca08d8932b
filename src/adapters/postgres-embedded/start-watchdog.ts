import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Binaries } from './binaries.ts';
import type { Places } from './places.ts';
import { serverEnvironment } from './postmaster.ts';

const SCRIPT = fileURLToPath(new URL('./watchdog.ts', import.meta.url));

/**
 * Waits as a shell of about one megabyte and becomes node only after the owner is gone. Where node
 * itself is gone by then (node_modules removed), it stops the server without more questions.
 */
const WAIT = `cat >/dev/null
if [ -x "$1" ] && [ -f "$2" ]; then exec "$@"; fi
sleep 8
kill -INT "$(head -n 1 "$4/postmaster.pid")"`;

/** Starts the process that outlives this one and sees to it that the server does not. */
export function startWatchdog(places: Places, binaries: Binaries): ChildProcess {
  const command = [process.execPath, SCRIPT, places.home, places.data, binaries.pgCtl];
  const [file, args] =
    process.platform === 'win32'
      ? [process.execPath, command.slice(1)]
      : ['/bin/sh', ['-c', WAIT, 'thaw-postgres-watchdog', ...command]];
  const logFd = openSync(places.logFile, 'a', 0o600);
  try {
    const child = spawn(file, args, {
      detached: true,
      stdio: ['pipe', logFd, logFd],
      cwd: places.home,
      env: { ...serverEnvironment(), NODE_NO_WARNINGS: '1' },
    });
    child.on('error', () => undefined);
    child.unref();
    const input = child.stdin as (NodeJS.WritableStream & { unref?: () => void }) | null;
    input?.on('error', () => undefined);
    input?.unref?.();
    return child;
  } finally {
    closeSync(logFd);
  }
}

/** Ends the watchdog with what it started, before its input closes and wakes it. */
export function endWatchdog(watchdog: ChildProcess): void {
  if (watchdog.pid === undefined || process.platform === 'win32') watchdog.kill('SIGKILL');
  else {
    try {
      process.kill(-watchdog.pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
  watchdog.stdin?.destroy();
}
