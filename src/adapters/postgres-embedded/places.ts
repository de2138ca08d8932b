import { createHash, randomUUID } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { socketDirBytesMax } from './limits.ts';
import { chooseServerUser, isReachable, ownerOfNearest, type ServerUser } from './server-user.ts';

/** Where everything of one embedded server lies. All absolute. */
export type Places = {
  readonly user: ServerUser;
  /** As root in a user's folder: whom new files are given to, so that the user can start it later. */
  readonly fileOwner: ServerUser;
  readonly home: string;
  /** Holds `data/` and `password`; appears by one rename when a new cluster is whole. */
  readonly cluster: string;
  readonly data: string;
  readonly passwordFile: string;
  readonly logFile: string;
  readonly lockFile: string;
  readonly owners: string;
};

/** Used as root when the wanted folder lies below one that only root may enter, such as /root. */
const ROOT_FALLBACK = '/var/lib/thaw-embedded';

function placesIn(home: string, user: ServerUser, fileOwner: ServerUser): Places {
  const cluster = join(home, 'cluster');
  return {
    user,
    fileOwner,
    home,
    cluster,
    data: join(cluster, 'data'),
    passwordFile: join(cluster, 'password'),
    logFile: join(home, 'postgres.log'),
    lockFile: join(home, 'lock'),
    owners: join(home, 'owners'),
  };
}

function relocated(home: string): string {
  const pointer = join(home, 'moved-to');
  if (!existsSync(pointer))
    writeFileSync(pointer, join(ROOT_FALLBACK, randomUUID()), { flag: 'wx' });
  const target = readFileSync(pointer, 'utf8').trim();
  if (!target.startsWith(`${ROOT_FALLBACK}/`)) throw new Error(`Not a database folder: ${pointer}`);
  mkdirSync(target, { recursive: true, mode: 0o755 });
  writeFileSync(join(target, 'moved-from'), home);
  sweepTemporary();
  return target;
}

/** Forgets what belonged to temporary folders that are gone. Others stay: a disk may be unmounted. */
function sweepTemporary(): void {
  for (const name of readdirSync(ROOT_FALLBACK)) {
    const place = join(ROOT_FALLBACK, name);
    try {
      const from = readFileSync(join(place, 'moved-from'), 'utf8');
      const isTemporary = from.startsWith(`${tmpdir()}/`);
      if (isTemporary && !existsSync(from)) rmSync(place, { recursive: true, force: true });
    } catch {
      // Another process makes or removes this one now.
    }
  }
}

export function giveTo(path: string, owner: ServerUser): void {
  if (owner !== null) chownSync(path, owner.uid, owner.gid);
}

function assertWritable(home: string): void {
  try {
    accessSync(home, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    const { uid } = statSync(home);
    throw new Error(
      `The database folder ${home} belongs to another user (uid ${uid}). Start as that user, or choose another folder.`,
      { cause },
    );
  }
}

/** Finds or makes the folders. Only the leaf folders of the server are closed to others. */
export function preparePlaces(dataDir: string, log: (message: string) => void): Places {
  const home = resolve(dataDir);
  const isRoot = process.platform !== 'win32' && process.getuid?.() === 0;
  const owner = isRoot ? ownerOfNearest(home) : null;
  const fileOwner = owner?.uid === 0 ? null : owner;
  mkdirSync(home, { recursive: true, mode: 0o755 });
  giveTo(home, fileOwner);
  assertWritable(home);
  const wanted = placesIn(home, chooseServerUser(join(home, 'cluster', 'data'), home), fileOwner);
  if (isReachable(home, wanted.user)) return wanted;
  const target = relocated(home);
  log(
    `The database is kept in ${target}: PostgreSQL does not run as root, and its user cannot enter ${home}.`,
  );
  return placesIn(target, chooseServerUser(join(target, 'cluster', 'data'), target), null);
}

/** Makes a folder that only the server's user may enter. Refuses one that belongs to another. */
export function makePrivateFolder(path: string, user: ServerUser): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (process.platform === 'win32') return;
  const found = lstatSync(path);
  const self = process.getuid?.() ?? -1;
  const wanted = user?.uid ?? self;
  if (!found.isDirectory() || (found.uid !== wanted && found.uid !== self)) {
    throw new Error(`${path} belongs to another user.`);
  }
  if (user !== null) chownSync(path, user.uid, user.gid);
  chmodSync(path, 0o700);
}

/** The private folder of the server's socket: beside the data, or a short one where that is too long. */
export function makeSocketFolder(places: Places): string {
  const near = join(places.home, 'run');
  const name = `thaw-pg-${createHash('sha256').update(places.home).digest('hex').slice(0, 16)}`;
  const candidates = [near, join(tmpdir(), name), join('/tmp', name)];
  const path = candidates.find((candidate) => Buffer.byteLength(candidate) <= socketDirBytesMax);
  if (path === undefined) throw new Error(`No folder short enough for a socket: ${near}`);
  makePrivateFolder(path, places.user);
  if (!isReachable(path, places.user)) throw new Error(`The server's user cannot enter ${path}.`);
  return path;
}
