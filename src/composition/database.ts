/** Opens the service's database, configured or embedded, and brings its schema up to date. */

import { join } from 'node:path';
import type pg from 'pg';
import { createPool } from '../adapters/postgres/database.ts';
import { migrate } from '../adapters/postgres/migrate.ts';
import { startEmbeddedPostgres } from '../adapters/postgres-embedded/start-embedded-postgres.ts';
import type { Config } from '../config/config.ts';

export const migrationFolders = [
  join(import.meta.dirname, '../adapters/postgres/migrations'),
  join(import.meta.dirname, '../adapters/directory-embedded/migrations'),
];

/** The configured database, or the embedded one in the data folder, which `close` stops. */
export async function openDatabase(
  config: Config,
): Promise<{ readonly url: string; readonly close: () => Promise<void> }> {
  if (config.databaseUrl !== null) return { url: config.databaseUrl, close: async () => {} };
  const embedded = await startEmbeddedPostgres({ dataDir: join(config.dataDir, 'postgres') });
  return { url: embedded.connectionString, close: embedded.stop };
}

/** For a command: the service's database, running or not, for as long as `work` takes. */
export async function withDatabase<T>(
  config: Config,
  work: (pool: pg.Pool) => Promise<T>,
): Promise<T> {
  const database = await openDatabase(config);
  const pool = createPool(database.url, 2);
  try {
    return await work(pool);
  } finally {
    await pool.end();
    await database.close();
  }
}

export async function runMigrations(
  databaseUrl: string,
  more: readonly string[] = [],
): Promise<readonly string[]> {
  const pool = createPool(databaseUrl, 2);
  try {
    return await migrate(pool, [...migrationFolders, ...more]);
  } finally {
    await pool.end();
  }
}
