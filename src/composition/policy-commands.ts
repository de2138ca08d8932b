/** What the command line can do with policies, on real files, accounts and past cases. */

import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createEmbeddedDirectory } from '../adapters/directory-embedded/directory.ts';
import { createKeyRing } from '../adapters/keys/key-ring.ts';
import { loadOrCreateOperatorKey } from '../adapters/keys/operator-key.ts';
import { type LoadedPolicy, loadPolicy, readPolicyCasesFile } from '../adapters/policy-cel/load.ts';
import { createDatabase } from '../adapters/postgres/database.ts';
import { CommandRefused, policyCommands } from '../app/policy-commands.ts';
import { readPastCases } from '../app/policy-facts.ts';
import type { Config } from '../config/config.ts';
import { parsePolicyCases } from '../core/policy/cases.ts';
import { withDatabase } from './database.ts';

const publishedName = /^([a-z][a-z0-9_]*)@([\w.-]+)$/;

/** Far more than a policy or its cases may have; beyond it nothing is read. */
const fileBytesMax = 4 * 1024 * 1024;

const unreadable: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file; a policy that was in force before is named ID@VERSION',
  EISDIR: 'this is a folder',
  EACCES: 'this file may not be read',
};

async function readText(file: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > fileBytesMax) throw new CommandRefused(`${file}: this file is far too large`);
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof CommandRefused) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new CommandRefused(`${file}: ${unreadable[code] ?? `cannot be read (${code})`}`);
  }
}

const neverRan = 'There is no database of Thaw here yet: start the service once.';

/** What PostgreSQL says where the service never ran (class 42P01: no such table). */
async function asking<T>(config: Config, work: Parameters<typeof withDatabase<T>>[1]): Promise<T> {
  // Looking makes nothing: an embedded database begins with the service.
  if (config.databaseUrl === null && !existsSync(join(config.dataDir, 'postgres'))) {
    throw new CommandRefused(neverRan);
  }
  try {
    return await withDatabase(config, work);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === '42P01' || code === '3F000') {
      throw new CommandRefused(neverRan);
    }
    if (code === 'ECONNREFUSED' || code === 'ENOENT' || code.startsWith('28')) {
      throw new CommandRefused(`The database of the service does not answer (${code}).`);
    }
    throw error;
  }
}

/** Reads and checks a policy: a file, or `ID@VERSION` for one that was in force. */
async function readPolicy(config: Config, name: string): Promise<LoadedPolicy> {
  const [, id, version] = publishedName.exec(name) ?? [];
  if (id === undefined || version === undefined) return loadPolicy(await readText(name));
  const published = await asking(config, (pool) =>
    createDatabase(pool).read.policies.find(id, version),
  );
  if (published === null) throw new CommandRefused(`${name} was never in force here.`);
  return loadPolicy(published.yaml);
}

/** Never made here: with a new key nothing that was sealed could be read. */
function keysOf(config: Config) {
  try {
    const operatorKey = loadOrCreateOperatorKey(config.operatorKeyFile, { mayCreate: false });
    return createKeyRing({ operatorKey });
  } catch (error) {
    throw new CommandRefused(error instanceof Error ? error.message : 'no operator key');
  }
}

/** What the command line can do with policies. */
export function createPolicyCommands(config: Config) {
  return policyCommands({
    policyFile: config.policyFile,
    readPolicy: (name) => readPolicy(config, name),
    async readCases(file) {
      const text = await readText(file);
      try {
        return parsePolicyCases(readPolicyCasesFile(text));
      } catch (error) {
        throw new CommandRefused(
          `${file}: ${error instanceof Error ? error.message : 'unreadable'}`,
        );
      }
    },
    findAccount: (accountId) =>
      asking(config, async (pool) => {
        const record = await createEmbeddedDirectory(pool).find(accountId);
        return record === null ? null : { record, now: await createDatabase(pool).read.now() };
      }),
    pastCases: (count) =>
      asking(config, (pool) =>
        readPastCases({ keys: keysOf(config) }, createDatabase(pool).read, count),
      ),
  });
}

/** Exit status 2, and nothing but words, where it was asked wrongly or of something that is not there. */
export async function runCommand(
  command: ReturnType<typeof createPolicyCommands>[string],
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
