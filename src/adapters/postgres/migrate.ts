import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type pg from 'pg';

/** One lock for all instances that start at once. */
const migrationLock = 7_214_001;

/**
 * Runs the SQL files of the folders in order, each in a transaction of its own, each once. A file
 * that was changed after it ran is an error, not a surprise. Answers the names that ran now.
 */
export async function migrate(
  pool: pg.Pool,
  folders: readonly string[],
): Promise<readonly string[]> {
  const client = await pool.connect();
  const ran: string[] = [];
  try {
    await client.query('select pg_advisory_lock($1)', [migrationLock]);
    await client.query(
      `create table if not exists public.thaw_migrations (
         name text primary key, sha256 text not null, at timestamptz not null default now())`,
    );
    for (const file of await sqlFiles(folders)) {
      const sql = await readFile(file, 'utf8');
      const name = basename(file);
      const sha256 = createHash('sha256').update(sql).digest('hex');
      const done = await client.query('select sha256 from public.thaw_migrations where name = $1', [
        name,
      ]);
      const before: unknown = done.rows[0]?.sha256;
      if (before === sha256) continue;
      if (before !== undefined) throw new Error(`migration ${name} was changed after it ran`);
      await client.query('begin');
      try {
        await client.query(sql);
        await client.query('insert into public.thaw_migrations (name, sha256) values ($1, $2)', [
          name,
          sha256,
        ]);
        await client.query('commit');
      } catch (error) {
        await client.query('rollback');
        throw error;
      }
      ran.push(name);
    }
    return ran;
  } finally {
    await client.query('select pg_advisory_unlock($1)', [migrationLock]).catch(() => {});
    client.release();
  }
}

async function sqlFiles(folders: readonly string[]): Promise<readonly string[]> {
  const files: string[] = [];
  for (const folder of folders) {
    const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
    files.push(...names.map((name) => join(folder, name)));
  }
  return files;
}
