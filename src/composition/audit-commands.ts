/** What the command line can do with the audit log, on the real database and real files. */

import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import {
  createCheckpointReader,
  createCheckpointSigner,
} from '../adapters/audit-seal/checkpoints.ts';
import { sha256Tree } from '../adapters/audit-seal/hashing.ts';
import { checkpointsIn } from '../adapters/audit-seal/heads-file.ts';
import { createDatabase } from '../adapters/postgres/database.ts';
import { type AuditSources, auditCommands } from '../app/audit-commands.ts';
import { CommandRefused } from '../app/command-line.ts';
import type { Config } from '../config/config.ts';
import { asking, codeOf, fileRefused, keyOf, readText } from './commands.ts';

/** More than a year of heads, one a minute, and far below what a text may hold. */
const headsBytesMax = 256 * 1024 * 1024;

export function createAuditCommands(config: Config) {
  return auditCommands(auditSources(config));
}

export function auditSources(config: Config): AuditSources {
  return {
    hashing: sha256Tree,
    ownKeys() {
      if (!existsSync(config.masterKeyFile)) return config.auditEarlierKeys;
      const { key } = createCheckpointSigner({ masterKey: keyOf('master', config.masterKeyFile) });
      return [key, ...config.auditEarlierKeys];
    },
    reader(keys) {
      try {
        return createCheckpointReader(keys);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        throw new CommandRefused(
          'This is no public key of an audit log: "thaw audit key" says it.',
        );
      }
    },
    inDatabase: (work) => asking(config, (pool) => work(createDatabase(pool).read.audit)),
    async keptOutside() {
      if (!existsSync(config.auditHeadsFile)) return [];
      const kept: string[] = [];
      for await (const line of linesOf(config.auditHeadsFile)) kept.push(...checkpointsIn(line));
      return kept;
    },
    readText: (file) => readText(file, headsBytesMax),
    checkpointsIn,
    linesOf,
    write,
  };
}

async function* linesOf(file: string): AsyncIterable<string> {
  try {
    const handle = await open(file, 'r');
    // Closes when the lines are read to their end.
    yield* handle.readLines();
  } catch (error) {
    if (codeOf(error) === 'unknown') throw error;
    throw fileRefused(file, error);
  }
}

const linesAtOnce = 10_000;

async function write(file: string, lines: AsyncIterable<string>): Promise<void> {
  const handle = await open(file, 'wx', 0o600).catch((error: unknown) => {
    throw fileRefused(file, error);
  });
  try {
    let some: string[] = [];
    for await (const line of lines) {
      some.push(line);
      if (some.length < linesAtOnce) continue;
      await handle.appendFile(`${some.join('\n')}\n`);
      some = [];
    }
    if (some.length > 0) await handle.appendFile(`${some.join('\n')}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
