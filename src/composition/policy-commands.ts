/** What the command line can do with policies, on real files, accounts and past cases. */

import { createEmbeddedDirectory } from '../adapters/directory-embedded/directory.ts';
import {
  type LoadedPolicy,
  loadPolicy,
  readPolicyCases,
  readRecordedPolicy,
} from '../adapters/policy-cel/load.ts';
import { createDatabase } from '../adapters/postgres/database.ts';
import { CommandRefused } from '../app/command-line.ts';
import { policyCommands } from '../app/policy-commands.ts';
import { readPastCases } from '../app/policy-facts.ts';
import type { Config } from '../config/config.ts';
import { asking, keyOf, readText as readFileText } from './commands.ts';
import { openKeyRing } from './key-ring.ts';

const publishedName = /^([a-z][a-z0-9_]*)@([\w.-]+)$/;

/** Far more than a policy or its cases may have; beyond it nothing is read. */
const fileBytesMax = 4 * 1024 * 1024;

const notThere = {
  ENOENT: 'there is no such file; a policy that was in force before is named ID@VERSION',
};

const readText = (file: string) => readFileText(file, fileBytesMax, notThere);

/** Reads and checks a policy: a file, or `ID@VERSION` for one that was in force. */
async function readPolicy(config: Config, name: string): Promise<LoadedPolicy> {
  const [, id, version] = publishedName.exec(name) ?? [];
  if (id === undefined || version === undefined) return loadPolicy(await readText(name));
  const published = await asking(config, (pool) =>
    createDatabase(pool).read.policies.find(id, version),
  );
  if (published === null) throw new CommandRefused(`${name} was never in force here.`);
  return readRecordedPolicy(published.yaml);
}

/** What the command line can do with policies. */
export function createPolicyCommands(config: Config) {
  return policyCommands({
    policyFile: config.policyFile,
    readPolicy: (name) => readPolicy(config, name),
    async readCases(file) {
      const read = readPolicyCases(await readText(file));
      if (read.ok) return read.cases;
      const place = read.line === null ? file : `${file}:${read.line}`;
      throw new CommandRefused(`${place}: ${read.message}`);
    },
    findAccount: (accountId) =>
      asking(config, async (pool) => {
        const record = await createEmbeddedDirectory(pool).find(accountId);
        if (record === null) return null;
        const { read } = createDatabase(pool);
        const ownerStoppedAt = await read.cases.ownerStoppedAt(accountId);
        return { record, now: await read.now(), ownerStoppedAt };
      }),
    pastCases: (count) =>
      asking(config, (pool) =>
        readPastCases({ keys: openKeyRing(config, keyOf) }, createDatabase(pool).read, count),
      ),
  });
}
