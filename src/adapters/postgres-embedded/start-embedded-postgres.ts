import { readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { type Binaries, findBinaries } from './binaries.ts';
import { createCluster, databaseName, databaseUser } from './create-cluster.ts';
import { withFolderLock } from './folder-lock.ts';
import { addOwner, countLiveOwners, removeOwner } from './owners.ts';
import { makeSocketFolder, type Places, preparePlaces } from './places.ts';
import {
  awaitPostmaster,
  findPostmaster,
  launchPostmaster,
  type Postmaster,
  stopPostmaster,
} from './postmaster.ts';
import { endWatchdog, startWatchdog } from './start-watchdog.ts';

export type EmbeddedPostgresOptions = {
  /** Made if missing. Everything of the server lies in it, the log included. */
  readonly dataDir: string;
  /** Part of the socket's name; on Windows the TCP port on 127.0.0.1. 0 (the default) picks one. */
  readonly port?: number;
  readonly log?: (message: string) => void;
};

export type EmbeddedPostgres = {
  /** For `pg`: user, password, database and the socket's folder. Holds a secret: never log it. */
  readonly connectionString: string;
  /** Folder of the unix socket; empty on Windows. */
  readonly socketDir: string;
  /** The postmaster's process id. */
  readonly pid: number;
  /** True where the server ran already: another process uses it, or its owner was killed. */
  readonly adopted: boolean;
  /** Gives the server up and stops it unless another process uses it. May be called twice. */
  readonly stop: () => Promise<void>;
};

const DEFAULT_PORT = 5432;

async function choosePort(wanted: number): Promise<number> {
  if (wanted !== 0) return wanted;
  // In a private folder every socket name is free; only TCP ports are shared with others.
  if (process.platform !== 'win32') return DEFAULT_PORT;
  return await new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : DEFAULT_PORT;
      probe.close(() => resolve(port));
    });
  });
}

function connectionString(places: Places, server: Postmaster): string {
  const password = readFileSync(places.passwordFile, 'utf8').trim();
  const account = `${databaseUser}:${encodeURIComponent(password)}`;
  if (process.platform === 'win32') {
    return `postgres://${account}@127.0.0.1:${server.port}/${databaseName}`;
  }
  return `postgres://${account}@${encodeURIComponent(server.socketDir)}:${server.port}/${databaseName}`;
}

type Running = { readonly server: Postmaster; readonly adopted: boolean };

async function adoptOrLaunch(
  places: Places,
  binaries: Binaries,
  wantedPort: number,
): Promise<Running> {
  const found = findPostmaster(places.data);
  const adopted = found === null ? null : await awaitPostmaster(places.data, found.pid);
  if (adopted !== null) return { server: adopted, adopted: true };
  const socketDir = process.platform === 'win32' ? '' : makeSocketFolder(places);
  const port = await choosePort(wantedPort);
  return { server: await launchPostmaster({ places, binaries, socketDir, port }), adopted: false };
}

/**
 * Starts PostgreSQL on `dataDir`, or joins the server that runs there. Every commit is synced to
 * disk. Does not handle signals: call `stop()` on the way out; after a kill the watchdog does.
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const log = options.log ?? (() => undefined);
  const places = preparePlaces(options.dataDir, log);
  const binaries = findBinaries(places.home, places.user);
  const { server, adopted, ownerId } = await withFolderLock(places.lockFile, async () => {
    if (await createCluster(places, binaries)) log('A new database cluster was made.');
    const running = await adoptOrLaunch(places, binaries, options.port ?? 0);
    return { ...running, ownerId: addOwner(places) };
  });
  const watchdog = startWatchdog(places, binaries);
  log(`PostgreSQL ${adopted ? 'adopted' : 'started'}, pid ${server.pid}, log ${places.logFile}.`);

  const release = () =>
    withFolderLock(places.lockFile, async () => {
      removeOwner(places.owners, ownerId);
      const others = countLiveOwners(places.owners);
      if (others > 0) log(`PostgreSQL keeps running for ${others} other process(es).`);
      else {
        await stopPostmaster(places.data, binaries);
        if (server.socketDir !== '') rmSync(server.socketDir, { recursive: true, force: true });
        log('PostgreSQL stopped.');
      }
      endWatchdog(watchdog);
    });
  let released: Promise<void> | undefined;
  const stop = () => {
    released ??= release();
    return released;
  };
  return {
    connectionString: connectionString(places, server),
    socketDir: server.socketDir,
    pid: server.pid,
    adopted,
    stop,
  };
}
