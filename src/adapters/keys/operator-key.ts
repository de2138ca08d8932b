import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

const KEY_BYTES = 32;

/** Which of the service's keys a file holds, for whoever has to find it. */
export type KeyName = 'operator' | 'earlier operator' | 'master';

const variables = {
  operator: 'THAW_OPERATOR_KEY_FILE',
  'earlier operator': 'THAW_OPERATOR_EARLIER_KEY_FILE',
  master: 'THAW_MASTER_KEY_FILE',
} as const;

const consequences = {
  operator: 'with a new key nothing of any case can be read',
  'earlier operator': 'without it nothing that is still wrapped under it can be read',
  master:
    'with a new key links, codes and stored answers are dead, and the audit log is not signed',
} as const;

/** Says which key, where it was looked for, and what to do; never what is in the file. */
const refusal = (what: KeyName, file: string, problem: string): Error =>
  new Error(`The ${what} key file ${file} (${variables[what]}) ${problem}`);

const isMissingSays = (what: KeyName): string =>
  `is missing. Restore it from its copy: ${consequences[what]}. Only where the service never ran is it made anew, as docs/guides/operate.md says.`;

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function readKey(what: KeyName, file: string): Uint8Array {
  const handle = openSync(file, 'r');
  try {
    // POSIX only: Windows answers modes that say nothing about who may read.
    if (process.platform !== 'win32' && (fstatSync(handle).mode & 0o077) !== 0) {
      throw refusal(what, file, 'can be read by others: set its mode to 0600.');
    }
    const key = Buffer.from(readFileSync(handle, 'utf8').trim(), 'base64url');
    if (key.byteLength !== KEY_BYTES) {
      throw refusal(what, file, `must hold ${KEY_BYTES} bytes in base64url.`);
    }
    return new Uint8Array(key);
  } finally {
    closeSync(handle);
  }
}

function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** A hard link never replaces: of two processes that start together both read the first one's key. */
function createKey(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${randomBytes(6).toString('hex')}`;
  const handle = openSync(temporary, 'wx', 0o600);
  try {
    writeFileSync(handle, `${randomBytes(KEY_BYTES).toString('base64url')}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  try {
    linkSync(temporary, file);
    syncFolder(dirname(file));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}

/**
 * One of the service's 32-byte keys from a file of mode 0600 (base64url, one line). A missing file is made
 * only where `mayCreate` says so: in production a lost key must stop the start, since a new one would
 * silently make every stored picture unreadable.
 */
export function loadOrCreateKey(
  what: KeyName,
  file: string,
  options: { readonly mayCreate: boolean },
): Uint8Array {
  try {
    return readKey(what, file);
  } catch (error) {
    if (!isMissing(error)) throw error;
    if (!options.mayCreate) throw refusal(what, file, isMissingSays(what));
  }
  createKey(file);
  return readKey(what, file);
}
