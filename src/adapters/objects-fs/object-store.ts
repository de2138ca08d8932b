import { createHash, randomBytes } from 'node:crypto';
import {
  mkdir,
  open,
  opendir,
  readdir,
  readFile,
  rename,
  rm,
  rmdir,
  stat,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { ObjectStore } from '../../core/ports.ts';

const KEY_CHARACTERS_MAX = 256;
const KEY_PATTERN = /^[a-z0-9_-]+(?:\/[a-z0-9_-]+)*$/;
const PREFIX_PATTERN = /^(?:[a-z0-9_-]+\/)*[a-z0-9_-]*$/;
/** No key holds a dot, so an object never stands in the way of a folder. */
const SUFFIX = '.obj';
const SHARDS = 256;
const PUT_TRIES_MAX = 20;
const SCRATCH_AGE_MAX_MS = 3600_000;

export class InvalidObjectKey extends Error {
  constructor() {
    super('An object key is made of a-z, 0-9, _ and - in segments parted by /.');
    this.name = 'InvalidObjectKey';
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

async function ignoreMissing(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open a folder; NTFS journals its entries.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes `folder`; each new name is synced in its parent, or a power cut takes the whole branch. */
async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  const above = dirname(first);
  for (let made = dirname(folder); made.length >= above.length; made = dirname(made)) {
    await syncFolder(made);
    if (made === above) return;
  }
}

/** The shard is chosen by the folder part, so what belongs together lies together. */
function pathOf(root: string, key: string): string {
  if (key.length > KEY_CHARACTERS_MAX || !KEY_PATTERN.test(key)) throw new InvalidObjectKey();
  const shard = createHash('sha256').update(dirname(key)).digest('hex').slice(0, 2);
  return join(root, 'objects', shard, ...key.split('/')) + SUFFIX;
}

async function writeDurably(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A delete may remove the folder while it is still empty: it is made again. */
async function moveInto(temporary: string, target: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      return await rename(temporary, target);
    } catch (error) {
      if (!isMissing(error) || tries === PUT_TRIES_MAX) throw error;
    }
  }
}

/**
 * Every name up to `top`, even where another put made the folder: that one may not have synced it yet,
 * and this one is about to be acknowledged.
 */
async function syncUpTo(top: string, folder: string): Promise<void> {
  for (let current = folder; ; current = dirname(current)) {
    await ignoreMissing(syncFolder(current));
    if (current === top) return;
  }
}

/** Removes folders that became empty, up to the shard, and syncs the first one that stays. */
async function pruneFolders(folder: string, top: string): Promise<void> {
  let current = folder;
  while (current !== top) {
    try {
      await rmdir(current);
    } catch (error) {
      if (!isMissing(error)) break;
    }
    current = dirname(current);
  }
  await ignoreMissing(syncFolder(current));
}

/** What a killed process left half written was never acknowledged; younger files may be another's. */
async function sweepScratch(scratch: string): Promise<void> {
  for (const name of await readdir(scratch)) {
    const path = join(scratch, name);
    await ignoreMissing(
      stat(path).then(({ mtimeMs }) =>
        Date.now() - mtimeMs > SCRATCH_AGE_MAX_MS ? unlink(path) : undefined,
      ),
    );
  }
}

async function* walk(folder: string): AsyncGenerator<string> {
  let entries: Awaited<ReturnType<typeof opendir>>;
  try {
    entries = await opendir(folder);
  } catch (error) {
    if (isMissing(error)) return;
    throw error;
  }
  for await (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(path);
    else if (entry.name.endsWith(SUFFIX)) yield path;
  }
}

async function* list(root: string, prefix: string): AsyncGenerator<string> {
  if (prefix.length > KEY_CHARACTERS_MAX || !PREFIX_PATTERN.test(prefix)) {
    throw new InvalidObjectKey();
  }
  const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
  for (let shard = 0; shard < SHARDS; shard += 1) {
    const top = join(root, 'objects', shard.toString(16).padStart(2, '0'));
    for await (const path of walk(join(top, folder))) {
      const key = relative(top, path).slice(0, -SUFFIX.length).split(sep).join('/');
      if (key.startsWith(prefix)) yield key;
    }
  }
}

/**
 * Objects as files under `root` (folders 0700, files 0600). `put` resolves when the bytes and every
 * new name are synced; a reader sees the old bytes or the new ones, never a part. `list` has no order.
 */
export async function createFsObjectStore(options: {
  readonly root: string;
}): Promise<ObjectStore> {
  const { root } = options;
  const scratch = join(root, 'scratch');
  await makeFolder(join(root, 'objects'));
  await makeFolder(scratch);
  await sweepScratch(scratch);
  return {
    async put(key, bytes) {
      const target = pathOf(root, key);
      const temporary = join(scratch, randomBytes(16).toString('hex'));
      try {
        await writeDurably(temporary, bytes);
        await moveInto(temporary, target);
        await syncUpTo(join(root, 'objects'), dirname(target));
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
    },
    async get(key) {
      const path = pathOf(root, key);
      try {
        return new Uint8Array(await readFile(path));
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },
    async delete(key) {
      const path = pathOf(root, key);
      await ignoreMissing(unlink(path));
      const shard = join(
        root,
        'objects',
        relative(join(root, 'objects'), path).split(sep)[0] ?? '',
      );
      await pruneFolders(dirname(path), shard);
    },
    list: (prefix) => list(root, prefix),
    async probe() {
      // Not synced: a full, a read-only and a lost disk refuse it all the same.
      const temporary = join(scratch, randomBytes(16).toString('hex'));
      try {
        await writeFile(temporary, 'probe', { flag: 'wx', mode: 0o600 });
      } finally {
        await rm(temporary, { force: true });
      }
    },
  };
}
