import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { attackLines, attacksPage } from './attacks-page.ts';
import { areaOf, type DefenceSample, isBeyond } from './defences.ts';
import { joinResults, type SuiteResult } from './suite.ts';

const reference = join(import.meta.dirname, '../../../docs/reference');
const counted = JSON.parse(
  readFileSync(join(reference, 'attacks.generated.json'), 'utf8'),
) as SuiteResult;

test('the page of the attacks says what was counted', () => {
  const page = readFileSync(join(reference, 'attacks.md'), 'utf8');
  expect(page, 'run `npm run generate`').toBe(attacksPage(counted));
});

const counts = (accepted: number, flagged: number, refused: number) => ({
  accepted,
  flagged,
  refused,
});

test('parts of a run are counted together, by attack and material', () => {
  const part = (n: number, code: string): SuiteResult => ({
    attacks: [
      { attack: 'still photo', material: 'drawn', counts: counts(0, n, 2), codes: { [code]: n } },
    ],
    defences: [],
  });
  const [row] = joinResults([part(1, 'no_face'), part(3, 'no_face'), part(0, 'other')]).attacks;
  expect(row?.counts).toEqual(counts(0, 4, 6));
  expect(row?.codes).toEqual({ no_face: 4, other: 0 });
  expect(attackLines([row!]).at(-1)).toContain('| 10 | 0 % [0, 27.8] | 40.0 %');
});

test('a defence is worth what it tells live sessions and attacks apart by', () => {
  const sample = (kind: DefenceSample['kind'], perspective: number | null) =>
    ({ kind, material: 'drawn', heldOut: true, values: { perspective } }) as DefenceSample;
  const live = [sample('live', 0.06), sample('live', 0.03), sample('live', null)];
  const attacks = [sample('cutout', 0.001), sample('cutout', 0.04)];
  expect(areaOf('perspective', live, attacks)).toBe(0.75);
  expect(attacks.map((one) => isBeyond('perspective', one, 0.02))).toEqual([true, false]);
  expect(isBeyond('perspective', sample('live', null), 0.02)).toBe(false);
});
