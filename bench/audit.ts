/**
 * How long `thaw audit verify` takes over a million records of real length (the security standard asks
 * for at most 30 s), and how long sealing them took. Each record is read, hashed and laid into the tree,
 * and every signed head is compared.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCheckpointSigner } from '../src/adapters/audit-seal/checkpoints.ts';
import { sha256Tree } from '../src/adapters/audit-seal/hashing.ts';
import { createHeadsFile } from '../src/adapters/audit-seal/heads-file.ts';
import { loadOrCreateKey } from '../src/adapters/keys/operator-key.ts';
import { createDatabase, createPool } from '../src/adapters/postgres/database.ts';
import { sealAudit } from '../src/app/seal-audit.ts';
import { createAuditCommands } from '../src/composition/audit-commands.ts';
import { runCommand } from '../src/composition/commands.ts';
import { decideConfig } from '../src/config/config.ts';
import { readEnvironment } from '../src/config/env.ts';
import { type BenchResult, median } from './row.ts';
import { withPostgres } from './with-postgres.ts';

const RECORDS = 1_000_000;
const RUNS = 3;
/** A year of heads, one a minute, is 525,600: their signatures take time of their own. */
const HEADS = 5_000;
const BAR_SECONDS = 30;
/** Any record near the middle. */
const PROVEN = Math.floor(RECORDS / 2) + 1;

const quiet = { info: () => {}, error: (what: string) => console.error(what) };

async function timed<T>(
  work: () => Promise<T>,
): Promise<{ readonly seconds: number; readonly result: T }> {
  const began = performance.now();
  const result = await work();
  return { seconds: (performance.now() - began) / 1000, result };
}

export async function measure(): Promise<BenchResult> {
  return withPostgres('audit', async ({ url, stops }) => {
    const dataDir = mkdtempSync(join(tmpdir(), 'thaw-bench-audit-'));
    stops.push(async () => rmSync(dataDir, { recursive: true }));
    const raw = { ...readEnvironment({}), dataDir, databaseUrl: url };
    const config = decideConfig(raw, 'development');
    const masterKey = loadOrCreateKey('master', config.masterKeyFile, { mayCreate: true });
    const pool = createPool(url, 2);
    stops.push(() => pool.end());
    const client = await pool.connect();
    await client.query('set statement_timeout = 0');
    await client.query(
      `insert into thaw.audit (actor, action, case_id, account_id, detail)
       select '{"type": "reviewer", "id": "6f1c1c1e-5a53-4d0e-8a51-3f1b7a6f2c11"}', 'evidence.viewed',
              gen_random_uuid(), 'acc-' || n,
              jsonb_build_object('media', gen_random_uuid(), 'reveals', jsonb_build_array('front', n))
         from generate_series(1, $1::int) n`,
      [RECORDS],
    );
    await client.query('analyze thaw.audit');
    client.release(true);
    const service = {
      db: createDatabase(pool),
      audit: {
        hashing: sha256Tree,
        signer: createCheckpointSigner({ masterKey }),
        keeper: createHeadsFile(config.auditHeadsFile),
      },
      log: quiet,
    };
    const sealing = await timed(() => sealAudit(service));
    const commands = createAuditCommands(config);
    const seconds: number[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      const verifying = await timed(() => runCommand(commands['verify']!, []));
      const { lines, status } = verifying.result;
      if (status !== 0 || !lines[0]?.startsWith(`${RECORDS} records`)) {
        throw new Error(`verifying said: ${lines.join('; ')}`);
      }
      seconds.push(verifying.seconds);
    }
    const proof = await timed(() => runCommand(commands['prove']!, [String(PROVEN)]));
    const { signer } = service.audit;
    const head = (await service.audit.keeper.last()) ?? '';
    const opening = await timed(async () => {
      for (let time = 0; time < HEADS; time += 1) signer.open(head);
    });
    const hashes = proof.result.lines.indexOf('') - 3;
    return {
      value: Math.round(median(seconds) * 10) / 10,
      bar: BAR_SECONDS,
      unit: 's',
      raw: {
        records: RECORDS,
        verifySeconds: seconds.map((one) => Math.round(one * 10) / 10),
        sealSeconds: Math.round(sealing.seconds * 10) / 10,
        proofSeconds: Math.round(proof.seconds * 10) / 10,
        proofHashes: hashes,
        headsASecond: Math.round(HEADS / opening.seconds),
      },
    };
  });
}
