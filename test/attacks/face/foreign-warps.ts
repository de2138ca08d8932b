/** Warps of one photo that another script made: `turns/*` of a data folder, never used to set a bound. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCsv } from '../../../bench/read-csv.ts';
import type { JudgedFrame } from '../../../src/verifications/face/frames.ts';
import type { Bench } from './attacks.ts';
import { type DefenceSample, sampleDefences } from './defences.ts';

export async function foreignWarps(
  { engine, faces }: Bench,
  dir: string,
): Promise<readonly DefenceSample[]> {
  const root = join(dir, 'turns');
  if (!existsSync(root)) return [];
  const samples: DefenceSample[] = [];
  for (const folder of readdirSync(root).sort()) {
    const frames: JudgedFrame[] = [];
    const pictures: Uint8Array[] = [];
    for (const [index, row] of readCsv(join(root, folder, 'frames.csv')).entries()) {
      const picture = readFileSync(join(root, folder, row['file'] ?? ''));
      const facts = await engine.run('frame', { picture, embed: false });
      frames.push({ index, t: Number(row['t_ms']), sha256: facts.picture.sha256, facts });
      pictures.push(picture);
    }
    const values = await sampleDefences(faces, { frames, pictures });
    if (values === null) continue;
    samples.push({
      kind: 'foreign',
      material: 'photographed',
      heldOut: true,
      values: { ...values, neckAnswers: null, lightOnShape: null },
    });
  }
  return samples;
}
