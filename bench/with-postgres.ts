import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startEmbeddedPostgres } from '../src/adapters/postgres-embedded/start-embedded-postgres.ts';
import { runMigrations } from '../src/composition/database.ts';
import { type Served, serve } from './submit-load.ts';
import { type Stop, withStops } from './with-stops.ts';

/** A PostgreSQL of the benchmark's own, migrated, and what stops with it. */
export interface BenchPostgres {
  readonly url: string;
  readonly postmaster: number;
  readonly stops: Stop[];
  /** The service (`thaw`), or one statement over bare node:http. */
  serve(kind: 'thaw' | 'bare'): Promise<Served>;
}

const script = fileURLToPath(new URL('submit-server.ts', import.meta.url));

/** @throws where the CPU of PostgreSQL cannot be read */
export async function withPostgres<T>(
  name: string,
  work: (postgres: BenchPostgres) => Promise<T>,
): Promise<T> {
  if (process.platform !== 'linux') throw new Error('CPU of PostgreSQL is read on Linux only.');
  return withStops(async (stops) => {
    const dataDir = mkdtempSync(join(tmpdir(), `thaw-bench-${name}-`));
    stops.push(async () => rmSync(dataDir, { recursive: true }));
    const postgres = await startEmbeddedPostgres({ dataDir: join(dataDir, 'postgres') });
    stops.push(postgres.stop);
    const url = postgres.connectionString;
    await runMigrations(url);
    return work({
      url,
      postmaster: postgres.pid,
      stops,
      async serve(kind) {
        const served = await serve(script, (port) => [kind, url, dataDir, String(port)]);
        stops.push(served.stop);
        return served;
      },
    });
  });
}
