import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { lockTimeoutMs } from './limits.ts';
import { isAlive, type ProcessIdentity, sleep, thisProcess } from './processes.ts';

const UNREADABLE_LOCK_AGE_MS = 5_000;

function holderOf(path: string): ProcessIdentity | 'unreadable' | 'none' {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    const holder = value as Partial<ProcessIdentity> | null;
    if (typeof holder?.pid === 'number' && typeof holder.startedAt === 'string') {
      return { pid: holder.pid, startedAt: holder.startedAt };
    }
    return 'unreadable';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'none' : 'unreadable';
  }
}

function isStale(path: string): boolean {
  const holder = holderOf(path);
  if (holder === 'none') return false;
  if (holder !== 'unreadable') return !isAlive(holder);
  try {
    return Date.now() - statSync(path).mtimeMs > UNREADABLE_LOCK_AGE_MS;
  } catch {
    return false;
  }
}

function tryTake(path: string, token: string): boolean {
  const draft = `${path}.${token}`;
  writeFileSync(draft, JSON.stringify({ ...thisProcess(), token }), { mode: 0o644 });
  try {
    // A hard link appears whole or not at all, so no other process reads half a lock.
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function breakStale(path: string, token: string): void {
  try {
    renameSync(path, `${path}.stale-${token}`);
    rmSync(`${path}.stale-${token}`, { force: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

/**
 * Runs `work` while no other process does so on the same lock file. A lock whose holder died is
 * broken. The lock keeps order; safety does not hang on it: PostgreSQL refuses a second server on
 * one data folder, and a new cluster appears by one rename.
 */
export async function withFolderLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const token = randomUUID();
  const deadline = Date.now() + lockTimeoutMs;
  while (!tryTake(path, token)) {
    if (isStale(path)) breakStale(path, token);
    else if (Date.now() > deadline) {
      throw new Error(
        `Another process has been starting or stopping the database for too long (${path}).`,
      );
    } else await sleep(10);
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}
