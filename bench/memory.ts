/**
 * Row 14: idle memory of the service, against node:http that says hello, and with its vision processes
 * warm. Each is started anew, answers the same requests, and is left alone for a moment first.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startEmbeddedPostgres } from '../src/adapters/postgres-embedded/start-embedded-postgres.ts';
import { runMigrations } from '../src/composition/database.ts';
import { type BenchResult, median } from './row.ts';
import { inParallel, type Served, send, serve } from './submit-load.ts';

const ROUNDS = 5;
const REQUESTS = 300;
const IDLE_MS = 3_000;
/** Times the memory of the hello server. */
const HELLO_BAR = 1.5;
const VISION_BAR_MB = 400;

const script = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** Starts it, lets it answer, leaves it alone, and looks. */
async function look(
  start: () => Promise<Served>,
  { warm = false }: { readonly warm?: boolean } = {},
): Promise<{ readonly ownMb: number; readonly childrenMb: number }> {
  const served = await start();
  try {
    await inParallel(REQUESTS, 4, async () => {
      const { status } = await send(served.port, 'GET', '/health');
      if (status !== 200) throw new Error(`the server answered ${status}`);
    });
    if (warm) await served.warm();
    await sleep(IDLE_MS);
    const { rssMb, childrenMb } = await served.memory();
    return { ownMb: Math.round(rssMb), childrenMb: Math.round(childrenMb) };
  } finally {
    await served.stop();
  }
}

export async function measure(_name: string): Promise<BenchResult> {
  const dataDir = mkdtempSync(join(tmpdir(), 'thaw-bench-memory-'));
  const postgres = await startEmbeddedPostgres({ dataDir: join(dataDir, 'postgres') });
  try {
    const url = postgres.connectionString;
    await runMigrations(url);
    const service = (kind: string) => () =>
      serve(script('submit-server.ts'), (port) => [kind, url, dataDir, String(port)]);
    const hello = () => serve(script('hello-server.mjs'), (port) => [String(port)]);
    const helloMb: number[] = [];
    const ownMb: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      helloMb.push((await look(hello)).ownMb);
      ownMb.push((await look(service('thaw'))).ownMb);
    }
    const whole = await look(service('whole'), { warm: true });
    const ratio = median(ownMb) / median(helloMb);
    const wholeMb = whole.ownMb + whole.childrenMb;
    return {
      value: Number(Math.max(ratio / HELLO_BAR, wholeMb / VISION_BAR_MB).toFixed(2)),
      bar: 1,
      unit: 'x the nearer of both bars',
      raw: {
        ratio: Number(ratio.toFixed(2)),
        ratioBar: HELLO_BAR,
        ownMb,
        helloMb,
        wholeMb,
        wholeBarMb: VISION_BAR_MB,
        wholeProcesses: whole,
        node: process.version,
      },
    };
  } finally {
    await postgres.stop();
    rmSync(dataDir, { recursive: true });
  }
}
