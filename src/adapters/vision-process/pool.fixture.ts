import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createVisionPool, type VisionPool, type VisionPoolOptions } from './create-vision-pool.ts';

const MODEL_CACHE_DIR = join(import.meta.dirname, '../../../.thaw/models');
export const DEADLINE_MS = {
  'document-side': 20_000,
  selfie: 5_000,
  frame: 2_000,
  sequence: 8_000,
};

/** For child programs; `models` in it is a place where a child may write. */
export const scratch = mkdtempSync(join(tmpdir(), 'vision-pool-'));
mkdirSync(join(scratch, 'models'));

const pools: VisionPool[] = [];

export function openPool(overrides: Partial<VisionPoolOptions> = {}): VisionPool {
  const pool = createVisionPool({
    children: 1,
    deadlineMs: DEADLINE_MS,
    queueMax: 50,
    memoryMbMax: 700,
    modelCacheDir: MODEL_CACHE_DIR,
    ...overrides,
  });
  pools.push(pool);
  return pool;
}

export async function closePools(): Promise<void> {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
}

export const REQUESTS = pathToFileURL(join(import.meta.dirname, '../../vision/request-pipe.ts'));

/** A child program for the pool: `body` sees `send(id, output)` and `message`. */
export function childProgram(name: string, body: string): string {
  return rawChildProgram(
    name,
    `import { readRequests } from '${REQUESTS}'; readRequests((message) => { ${body} });`,
  );
}

/** Its own reader of requests, or none: all that a broken or hostile child may do. */
export function rawChildProgram(name: string, reader: string): string {
  const path = join(scratch, `${name}.mjs`);
  const program = `
    ${reader}
    const send = (id, output, rssBytes = 1) =>
      process.send({ kind: 'answer', id, result: { ok: true, output }, rssBytes });
    process.on('disconnect', () => process.exit());
    process.send({ kind: 'ready' });`;
  writeFileSync(path, program);
  return path;
}
