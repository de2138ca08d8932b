import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createVisionEngine } from '../engine.ts';
import type { FaceFacts } from '../facts.ts';
import { cosineSimilarity, MATCH_THRESHOLDS } from './embedder.ts';

const FACES = join(import.meta.dirname, '../../../../shared/data/faces');
const hasFaces = statSync(FACES, { throwIfNoEntry: false }) !== undefined;
if (!hasFaces) console.log('skipped: no ../shared/data (photographed faces)');

const engine = createVisionEngine({
  modelCacheDir: join(import.meta.dirname, '../../../.thaw/models'),
});
const PERSONS_TRIED = 3;
const PICTURES_A_PERSON = 3;

async function faceOf(file: string, embed: boolean): Promise<FaceFacts> {
  const { faces } = await engine.run('frame', { picture: readFileSync(join(FACES, file)), embed });
  expect(faces.length).toBeGreaterThan(0);
  return faces[0]!;
}

function rows(file: string): string[][] {
  const lines = readFileSync(join(FACES, file), 'utf8').trim().split('\n').slice(1);
  return lines.map((line) => line.split(','));
}

describe.skipIf(!hasFaces)('photographed faces', () => {
  test('of one person match, of two persons do not', async () => {
    const known: { person: string; embedding: readonly number[] }[] = [];
    for (const [file, person] of rows('large.csv')) {
      const own = known.filter((other) => other.person === person);
      const persons = new Set([...known.map((other) => other.person), person]);
      if (own.length >= PICTURES_A_PERSON || persons.size > PERSONS_TRIED) continue;
      const { embedding } = await faceOf(file!, true);
      known.push({ person: person!, embedding });
    }
    expect(known).toHaveLength(PERSONS_TRIED * PICTURES_A_PERSON);
    const { fmr1e4 } = MATCH_THRESHOLDS.fr_feature;
    for (const [i, a] of known.entries()) {
      for (const b of known.slice(i + 1)) {
        const matches = cosineSimilarity(a.embedding, b.embedding) >= fmr1e4;
        expect(matches).toBe(a.person === b.person);
      }
    }
  });

  test('that look aside turn to the side that was labelled by hand', async () => {
    for (const [, file, side] of rows('pose/pose.csv').slice(0, 12)) {
      const { turn } = await faceOf(file!, false);
      if (side === 'left') expect(turn).toBeLessThan(0);
      if (side === 'right') expect(turn).toBeGreaterThan(0);
      if (side === 'centre') expect(Math.abs(turn)).toBeLessThanOrEqual(0.2);
    }
  });
});
