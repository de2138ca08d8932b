/**
 * `npm run -s test:attacks -- [--data DIR] [--out FILE] [--photos N] [--quick] [--verbose]`: the attack suite on the
 * facial verification. DIR is a folder with `large.csv` (file, person), by default `../shared/data/faces`
 * where it is there. `--part live|drawn|photographed` runs a part, `--join FILE` (several times) prints
 * the parts together. Prints tables and writes the same as JSON.
 */
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { formatRate, rateOf } from '../../../bench/rates.ts';
import {
  backgroundDragMax,
  backgroundZoomMax,
} from '../../../src/verifications/face/sequence-signs.ts';
import { createVisionEngine } from '../../../src/vision/engine.ts';
import { createFaceEngine } from '../../../src/vision/face/create-face-engine.ts';
import { MODEL_CACHE_DIR_DEFAULT } from '../../../src/vision/models/load-model.ts';
import { createModelRunner } from '../../../src/vision/models/model-sessions.ts';
import {
  type Defence,
  type DefenceRates,
  type DefenceSample,
  defences,
  ratesOf,
} from './defences.ts';
import { drawnNames, drawnVictim, hasPhotographs, photographedVictims } from './people.ts';
import { type AttackCount, joinResults, runSuite, type SuiteResult, suiteParts } from './suite.ts';

const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data/faces' },
    out: { type: 'string', default: '.thaw/attacks/face.json' },
    photos: { type: 'string', default: '1' },
    part: { type: 'string', default: 'all' },
    join: { type: 'string', multiple: true, default: [] },
    quick: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  },
});

const result = options.join.length > 0 ? joinResults(options.join.map(readRaw)) : await runHere();
const rates = defenceRates(result.defences);
for (const line of attackLines(result.attacks)) process.stdout.write(`${line}\n`);
process.stdout.write('\n');
for (const line of defenceLines(rates)) process.stdout.write(`${line}\n`);
await mkdir(dirname(options.out), { recursive: true });
const attacks = result.attacks.map(({ attack, material, counts, codes }) => {
  const n = counts.accepted + counts.flagged + counts.refused;
  const withInterval = (hits: number) => ({ hits, interval: rateOf(hits, n).interval });
  return {
    attack,
    material,
    n,
    accepted: withInterval(counts.accepted),
    flagged: withInterval(counts.flagged),
    refused: withInterval(counts.refused),
    codes,
  };
});
await writeFile(
  options.out,
  `${JSON.stringify({ attacks, defences: rates, raw: result }, null, 2)}\n`,
);
process.stdout.write(`\nwritten to ${options.out}\n`);

async function runHere(): Promise<SuiteResult> {
  const engine = createVisionEngine({ modelCacheDir: MODEL_CACHE_DIR_DEFAULT });
  const faces = createFaceEngine(createModelRunner(MODEL_CACHE_DIR_DEFAULT));
  const parts = suiteParts.filter((part) => options.part === 'all' || options.part === part);
  const names = options.quick ? drawnNames.slice(0, 2) : drawnNames;
  const wantsDrawn = parts.some((part) => part !== 'photographed');
  const drawn = wantsDrawn ? await Promise.all(names.map((name) => drawnVictim(engine, name))) : [];
  const hasData = hasPhotographs(options.data);
  if (!hasData) process.stdout.write(`no photographs in ${options.data}: drawn people only\n`);
  const photographed =
    hasData && parts.includes('photographed')
      ? await photographedVictims(engine, options.data, Number(options.photos))
      : [];
  return runSuite({ engine, faces }, drawn, photographed, {
    parts,
    sessionsEach: options.quick ? 1 : 2,
    warpKinds: ['zooms', 'stays', 'cutout'],
    ...(options.verbose ? { say: (line: string) => process.stderr.write(`${line}\n`) } : {}),
  });
}

function readRaw(file: string): SuiteResult {
  return (JSON.parse(readFileSync(file, 'utf8')) as { raw: SuiteResult }).raw;
}

function attackLines(rows: readonly AttackCount[]): string[] {
  return [
    '| attack | material | n | accepted | flagged | refused |',
    '|---|---|---|---|---|---|',
    ...rows.map(({ attack, material, counts }) => {
      const n = counts.accepted + counts.flagged + counts.refused;
      const rate = (hits: number) => formatRate(rateOf(hits, n)).replace(/ of \d+$/, '');
      const { accepted, flagged, refused } = counts;
      return `| ${attack} | ${material} | ${n} | ${rate(accepted)} | ${rate(flagged)} | ${rate(refused)} |`;
    }),
  ];
}

function defenceRates(samples: readonly DefenceSample[]): DefenceRates[] {
  const live = samples.filter(({ kind }) => kind === 'live');
  const bounds: Partial<Record<Defence, number>> = {
    backgroundDrag: backgroundDragMax,
    backgroundZoom: backgroundZoomMax,
  };
  return (Object.keys(defences) as Defence[]).flatMap((defence) =>
    (['zooms', 'stays', 'cutout'] as const).flatMap((kind) =>
      (['drawn', 'photographed'] as const).flatMap((material) => {
        const attacked = samples.filter((one) => one.kind === kind && one.material === material);
        if (attacked.length === 0 || live.length === 0) return [];
        return [ratesOf(defence, `${kind}, ${material}`, live, attacked, bounds[defence] ?? null)];
      }),
    ),
  );
}

function defenceLines(rows: readonly DefenceRates[]): string[] {
  return [
    '| defence | warp | attacks measured | live measured | area | beyond every live session | at the bound: attacks | at the bound: live |',
    '|---|---|---|---|---|---|---|---|',
    ...rows.map((row) => {
      const isBuilt = row.defence === 'backgroundDrag' || row.defence === 'backgroundZoom';
      const atBound = (hits: number, n: number) => (isBuilt ? formatRate(rateOf(hits, n)) : '-');
      const cells = [
        row.defence,
        row.against,
        row.attacks,
        row.live,
        row.area.toFixed(2),
        formatRate(rateOf(row.beyondAllLive, row.attacks)),
        atBound(row.attacksAtBound, row.attacks),
        atBound(row.liveAtBound, row.live),
      ];
      return `| ${cells.join(' | ')} |`;
    }),
  ];
}
