import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { giveTo, type Places } from './places.ts';
import { isAlive, type ProcessIdentity, thisProcess } from './processes.ts';

function readOwner(path: string): ProcessIdentity | null {
  try {
    const value = JSON.parse(readFileSync(path, 'utf8')) as Partial<ProcessIdentity> | null;
    if (typeof value?.pid !== 'number' || typeof value.startedAt !== 'string') return null;
    return { pid: value.pid, startedAt: value.startedAt };
  } catch {
    return null;
  }
}

/** Records this process as a user of the server; returns the id of the record. Hold the lock. */
export function addOwner({ owners, fileOwner }: Places): string {
  mkdirSync(owners, { recursive: true, mode: 0o755 });
  giveTo(owners, fileOwner);
  const id = `${process.pid}-${randomUUID()}`;
  writeFileSync(join(owners, `${id}.json`), JSON.stringify(thisProcess()), { mode: 0o644 });
  return id;
}

export function removeOwner(ownersDir: string, id: string): void {
  rmSync(join(ownersDir, `${id}.json`), { force: true });
}

/** Counts the owners that still live and forgets the dead ones. Hold the lock. */
export function countLiveOwners(ownersDir: string): number {
  let names: string[];
  try {
    names = readdirSync(ownersDir);
  } catch {
    return 0;
  }
  let alive = 0;
  for (const name of names) {
    const path = join(ownersDir, name);
    const owner = readOwner(path);
    if (owner !== null && isAlive(owner)) alive += 1;
    else rmSync(path, { force: true });
  }
  return alive;
}
