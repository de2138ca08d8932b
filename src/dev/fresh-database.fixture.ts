import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { createPool } from '../adapters/postgres/database.ts';
import { migrate } from '../adapters/postgres/migrate.ts';
import { startEmbeddedPostgres } from '../adapters/postgres-embedded/start-embedded-postgres.ts';

const here = import.meta.dirname;
const thawMigrations = join(here, '../adapters/postgres/migrations');
const directoryMigrations = join(here, '../adapters/directory-embedded/migrations');
const devMigrations = join(here, 'migrations');

/** A real server of its own with everything migrated, for one test file. */
export async function startFreshDatabase(
  options: { readonly development?: boolean } = {},
): Promise<{ readonly pool: Pool; readonly stop: () => Promise<void> }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'thaw-test-pg-'));
  const server = await startEmbeddedPostgres({ dataDir });
  const pool = createPool(server.connectionString, 8);
  const folders = [thawMigrations, directoryMigrations];
  await migrate(pool, options.development === true ? [...folders, devMigrations] : folders);
  return {
    pool,
    async stop() {
      await pool.end();
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
