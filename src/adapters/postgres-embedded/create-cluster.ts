import { spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Binaries } from './binaries.ts';
import { giveTo, makePrivateFolder, type Places } from './places.ts';
import { serverEnvironment } from './postmaster.ts';
import { hasName } from './server-user.ts';

export const databaseUser = 'thaw';
export const databaseName = 'thaw';

type Command = { readonly file: string; readonly args: string[]; readonly input: string };

function runAsServerUser(places: Places, { file, args, input }: Command): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      cwd: dirname(file),
      env: serverEnvironment(),
      ...(places.user ?? {}),
    });
    let output = '';
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString('utf8')).slice(-4000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.stdin.on('error', () => undefined);
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0 && !/\b(ERROR|FATAL|PANIC):/.test(output)) resolve();
      else reject(new Error(`${file} failed (exit ${code}):\n${output}`));
    });
    child.stdin.end(input);
  });
}

function removeDrafts(home: string): void {
  for (const name of readdirSync(home)) {
    if (name.startsWith('cluster-draft-'))
      rmSync(join(home, name), { recursive: true, force: true });
  }
}

/** Makes the cluster with its password and its database, unless it is there. Hold the lock. */
export async function createCluster(places: Places, binaries: Binaries): Promise<boolean> {
  if (existsSync(places.cluster)) return false;
  const uid = places.user?.uid ?? process.getuid?.() ?? 0;
  if (!hasName(uid)) {
    throw new Error(
      `initdb needs a user with a name, and uid ${uid} has none in /etc/passwd. Add one, or set a database URL.`,
    );
  }
  removeDrafts(places.home);
  const draft = join(places.home, `cluster-draft-${randomUUID()}`);
  const data = join(draft, 'data');
  mkdirSync(draft, { mode: 0o755 });
  giveTo(draft, places.fileOwner);
  makePrivateFolder(data, places.user);
  const password = randomBytes(32).toString('base64url');
  writeFileSync(join(draft, 'password'), password, { mode: 0o600 });
  // initdb runs as the server's user, who may not read ours: a short-lived copy for it.
  giveTo(join(draft, 'password'), places.fileOwner);
  const initPassword = join(draft, 'password-for-initdb');
  writeFileSync(initPassword, password, { mode: 0o600 });
  if (places.user !== null) chownSync(initPassword, places.user.uid, places.user.gid);
  await runAsServerUser(places, {
    file: binaries.initdb,
    args: [
      ...['-D', data, '-U', databaseUser, `--pwfile=${initPassword}`, '--auth=scram-sha-256'],
      ...['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
    ],
    input: '',
  });
  rmSync(initPassword);
  await runAsServerUser(places, {
    file: binaries.postgres,
    args: ['--single', '-D', data, 'postgres'],
    input: `CREATE DATABASE ${databaseName}\n`,
  });
  renameSync(draft, places.cluster);
  return true;
}
