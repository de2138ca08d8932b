/** What the command line can do with policies, on real files, accounts and past cases. */

import { readFile } from 'node:fs/promises';
import { createEmbeddedDirectory } from '../adapters/directory-embedded/directory.ts';
import { createKeyRing } from '../adapters/keys/key-ring.ts';
import { loadOrCreateOperatorKey } from '../adapters/keys/operator-key.ts';
import { type LoadedPolicy, loadPolicy, readPolicyCasesFile } from '../adapters/policy-cel/load.ts';
import { createDatabase } from '../adapters/postgres/database.ts';
import { policyCommands } from '../app/policy-commands.ts';
import { readPastCases } from '../app/policy-facts.ts';
import type { Config } from '../config/config.ts';
import { parsePolicyCases } from '../core/policy/cases.ts';
import { withDatabase } from './database.ts';

const publishedName = /^([a-z][a-z0-9_]*)@([\w.-]+)$/;

/** Reads and checks a policy: a file, or `ID@VERSION` for one that was in force. */
async function readPolicy(config: Config, name: string): Promise<LoadedPolicy> {
  const [, id, version] = publishedName.exec(name) ?? [];
  if (id === undefined || version === undefined) return loadPolicy(await readFile(name, 'utf8'));
  const published = await withDatabase(config, (pool) =>
    createDatabase(pool).read.policies.find(id, version),
  );
  if (published === null) throw new Error(`${name} was never in force here.`);
  return loadPolicy(published.yaml);
}

/** What the command line can do with policies. */
export function createPolicyCommands(config: Config) {
  return policyCommands({
    policyFile: config.policyFile,
    readPolicy: (name) => readPolicy(config, name),
    readCases: async (file) => parsePolicyCases(readPolicyCasesFile(await readFile(file, 'utf8'))),
    findAccount: (accountId) =>
      withDatabase(config, async (pool) => {
        const record = await createEmbeddedDirectory(pool).find(accountId);
        return record === null ? null : { record, now: await createDatabase(pool).read.now() };
      }),
    pastCases: (count) =>
      withDatabase(config, (pool) => {
        // Never made here: with a new key nothing that was sealed could be read.
        const operatorKey = loadOrCreateOperatorKey(config.operatorKeyFile, { mayCreate: false });
        const keys = createKeyRing({ operatorKey });
        return readPastCases({ keys }, createDatabase(pool).read, count);
      }),
  });
}
