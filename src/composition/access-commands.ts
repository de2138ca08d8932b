/** What the command line can do about keys and staff, on the service's database. */

import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { hashPassword } from '../adapters/passwords/passwords.ts';
import { createDatabase } from '../adapters/postgres/database.ts';
import { noNews } from '../adapters/postgres/news.ts';
import {
  type AccessSources,
  keyCommands,
  sessionCommands,
  staffCommands,
} from '../app/access-commands.ts';
import type { Config } from '../config/config.ts';
import { asking } from './commands.ts';

const SECRET_BYTES = 24;

export const createKeyCommands = (config: Config) => keyCommands(accessSources(config));
export const createStaffCommands = (config: Config) => staffCommands(accessSources(config));
export const createSessionCommands = (config: Config) => sessionCommands(accessSources(config));

function accessSources(config: Config): AccessSources {
  return {
    inTransaction: (work) =>
      asking(config, (pool) => createDatabase(pool, noNews).transaction(work)),
    newId: randomUUID,
    newSecret: () => randomBytes(SECRET_BYTES).toString('base64url'),
    hashToken: (token) => new Uint8Array(createHash('sha256').update(token, 'utf8').digest()),
    hashPassword,
  };
}
