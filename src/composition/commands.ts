/** What every command needs: files and the database of a service that may be running or not. */

import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type KeyName, loadOrCreateKey } from '../adapters/keys/operator-key.ts';
import { type Command, CommandRefused } from '../app/command-line.ts';
import type { Config } from '../config/config.ts';
import { withDatabase } from './database.ts';

const unreadable: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'this is a folder',
  EACCES: 'this file may not be read',
  EEXIST: 'this file is there already',
};

export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown';

/** `words` say more about some codes of the file system. */
export function fileRefused(
  file: string,
  error: unknown,
  words: Readonly<Record<string, string>> = {},
): CommandRefused {
  const code = codeOf(error);
  const why = words[code] ?? unreadable[code] ?? `cannot be read (${code})`;
  return new CommandRefused(`${file}: ${why}`);
}

export async function readText(
  file: string,
  bytesMax: number,
  words: Readonly<Record<string, string>> = {},
): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > bytesMax) throw new CommandRefused(`${file}: this file is far too large`);
    return await readFile(file, 'utf8');
  } catch (error) {
    throw error instanceof CommandRefused ? error : fileRefused(file, error, words);
  }
}

const neverRan = 'There is no database of Thaw here yet: start the service once.';

/** What PostgreSQL says where the service never ran (class 42P01: no such table). */
export async function asking<T>(
  config: Config,
  work: Parameters<typeof withDatabase<T>>[1],
): Promise<T> {
  // Looking makes nothing: an embedded database begins with the service.
  if (config.databaseUrl === null && !existsSync(join(config.dataDir, 'postgres'))) {
    throw new CommandRefused(neverRan);
  }
  try {
    return await withDatabase(config, work);
  } catch (error) {
    const code = codeOf(error);
    if (code === '42P01' || code === '3F000') throw new CommandRefused(neverRan);
    if (code === 'ECONNREFUSED' || code === 'ENOENT' || code.startsWith('28')) {
      throw new CommandRefused(`The database of the service does not answer (${code}).`);
    }
    throw error;
  }
}

/** Never made here: with a new key nothing that was made under the old one could be read. */
export function keyOf(what: KeyName, file: string): Uint8Array {
  try {
    return loadOrCreateKey(what, file, { mayCreate: false });
  } catch (error) {
    throw new CommandRefused(error instanceof Error ? error.message : 'no key');
  }
}

/** Exit status 2, and nothing but words, where it was asked wrongly or of something that is not there. */
export async function runCommand(
  command: Command,
  args: readonly string[],
): Promise<{ readonly status: 0 | 1 | 2; readonly lines: readonly string[] }> {
  try {
    const { lines, ok } = await command(args);
    return { status: ok ? 0 : 1, lines };
  } catch (error) {
    if (!(error instanceof CommandRefused)) throw error;
    return { status: 2, lines: [error.message] };
  }
}
