import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync, realpathSync } from 'node:fs';

/** A process named so that a later process with the same pid is not taken for it. */
export type ProcessIdentity = { readonly pid: number; readonly startedAt: string };

const ZOMBIE_OR_DEAD = new Set(['Z', 'X', 'x']);

let bootIdOnce: string | undefined;

function bootId(): string {
  bootIdOnce ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return bootIdOnce;
}

function startOnLinux(pid: number): string | null {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return null;
  }
  // proc(5): the command name may hold spaces and brackets, so count fields after the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (ZOMBIE_OR_DEAD.has(fields[0] ?? 'X')) return null;
  return `${bootId()}:${fields[19] ?? ''}`;
}

function startByPs(pid: number): string | null {
  try {
    const line = execFileSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { PATH: '/bin:/usr/bin', LC_ALL: 'C' },
    }).trim();
    if (line === '' || line.startsWith('Z')) return null;
    return line.replace(/^\S+\s+/, '');
  } catch {
    return null;
  }
}

function startUnknown(pid: number): string | null {
  try {
    process.kill(pid, 0);
    return 'alive';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? 'alive' : null;
  }
}

/** When the process began, as an opaque text; null where it is gone or only waits to be reaped. */
export function processStart(pid: number): string | null {
  if (!Number.isInteger(pid) || pid <= 0) return null;
  if (process.platform === 'linux') return startOnLinux(pid);
  if (process.platform === 'win32') return startUnknown(pid);
  return startByPs(pid);
}

export function isAlive(identity: ProcessIdentity): boolean {
  return processStart(identity.pid) === identity.startedAt;
}

export function thisProcess(): ProcessIdentity {
  return { pid: process.pid, startedAt: processStart(process.pid) ?? 'alive' };
}

/** The program a process runs ("postgres"), or null where this cannot be known. */
export function programName(pid: number): string | null {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
    if (process.platform === 'win32') return null;
    const path = execFileSync('ps', ['-o', 'comm=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
    return path.split('/').at(-1) ?? null;
  } catch {
    return null;
  }
}

/** False where the process certainly does not have `folder` as its working directory. */
export function mayWorkIn(pid: number, folder: string): boolean {
  if (process.platform !== 'linux') return true;
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(folder);
  } catch {
    return true;
  }
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
