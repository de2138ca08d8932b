import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** The user the server runs as; null: the user of this process. */
export type ServerUser = { readonly uid: number; readonly gid: number } | null;

function numberFrom(command: string, args: string[]): number | null {
  try {
    const text = execFileSync(command, args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const value = Number(text.trim());
    return Number.isInteger(value) ? value : null;
  } catch {
    return null;
  }
}

const NOBODY_UID = 65_534;

function nobody(): { uid: number; gid: number } {
  return {
    uid: numberFrom('id', ['-u', 'nobody']) ?? NOBODY_UID,
    gid: numberFrom('id', ['-g', 'nobody']) ?? NOBODY_UID,
  };
}

function ownerOf(path: string): { uid: number; gid: number } | null {
  try {
    const { uid, gid } = statSync(path);
    return { uid, gid };
  } catch {
    return null;
  }
}

/** initdb looks its own user up; a uid without a name, as containers like to have, cannot run it. */
export function hasName(uid: number): boolean {
  if (process.platform === 'win32') return true;
  try {
    execFileSync('id', ['-un', String(uid)], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** The owner of the folder, or of its nearest parent that exists. */
export function ownerOfNearest(folder: string): { uid: number; gid: number } | null {
  let current = resolve(folder);
  for (;;) {
    const owner = ownerOf(current);
    const parent = dirname(current);
    if (owner !== null || parent === current) return owner;
    current = parent;
  }
}

/**
 * PostgreSQL refuses to run as root. As root the server gets the uid that owns the data already,
 * else that of the folder's nearest existing parent if it has a name, else `nobody`.
 */
export function chooseServerUser(dataPath: string, folder: string): ServerUser {
  if (process.platform === 'win32' || process.getuid?.() !== 0) return null;
  const existing = ownerOf(dataPath);
  if (existing !== null && existing.uid !== 0) return existing;
  const owner = ownerOfNearest(folder);
  return owner !== null && owner.uid !== 0 && hasName(owner.uid) ? owner : nobody();
}

function maySearch(path: string, user: { uid: number; gid: number }): boolean {
  const { uid, gid, mode } = statSync(path);
  if (uid === user.uid) return (mode & 0o100) !== 0;
  if (gid === user.gid) return (mode & 0o010) !== 0;
  return (mode & 0o001) !== 0;
}

/** True where the server's user may walk down to `path`, which exists. */
export function isReachable(path: string, user: ServerUser): boolean {
  if (user === null) return true;
  let current = resolve(path);
  for (;;) {
    if (!maySearch(current, user)) return false;
    const parent = dirname(current);
    if (parent === current) return true;
    current = parent;
  }
}
