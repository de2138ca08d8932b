/**
 * `npm run -s test:attacks -- [--data DIR] [--out FILE] [--photos N] [--strangers N] [--quick] [--verbose]`: the
 * attack suite on the facial verification. DIR is a folder with `large.csv` (file, person), by default
 * `../shared/data/faces` where it is there. `--part live|strangers|drawn|photographed|foreign` runs a part, with
 * `--shard 2/4` every fourth person or round of it; `--browser` plays attacks through real pages instead;
 * Sessions are kept in `--kept DIR` and played again only with `--fresh`.
 * `--join FILE` (several times) puts parts together, and `--page` writes docs/reference/attacks.md and
 * the counts behind it.
 */
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { createVisionEngine } from '../../../src/vision/engine.ts';
import { createFaceEngine } from '../../../src/vision/face/create-face-engine.ts';
import { MODEL_CACHE_DIR_DEFAULT } from '../../../src/vision/models/load-model.ts';
import { createModelRunner } from '../../../src/vision/models/model-sessions.ts';
import { attackLines, attacksPage, defenceLines } from './attacks-page.ts';
import { keepSessions } from './kept-sessions.ts';
import {
  drawnNames,
  drawnStranger,
  drawnVictim,
  hasPhotographs,
  photographedVictims,
} from './people.ts';
import { joinResults, runSuite, type SuiteResult, suiteParts } from './suite.ts';

const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data/faces' },
    out: { type: 'string', default: '.thaw/attacks/face.json' },
    photos: { type: 'string', default: '2' },
    strangers: { type: 'string', default: '14' },
    part: { type: 'string', default: 'all' },
    shard: { type: 'string', default: '1/1' },
    browser: { type: 'boolean', default: false },
    join: { type: 'string', multiple: true, default: [] },
    page: { type: 'boolean', default: false },
    kept: { type: 'string', default: '.thaw/attacks/sessions' },
    fresh: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  },
});
const say = (line: string) => {
  if (options.verbose) process.stderr.write(`${line}\n`);
};

const result = await resultOf();
print(attackLines(result.attacks));
print(['', ...defenceLines(result.defences)]);
const text = await write(result);
print(['', `written to ${options.out}`]);
if (options.page) {
  const folder = join(import.meta.dirname, '../../../docs/reference');
  await writeFile(join(folder, 'attacks.generated.json'), text);
  await writeFile(join(folder, 'attacks.md'), attacksPage(JSON.parse(text) as SuiteResult));
}

async function resultOf(): Promise<SuiteResult> {
  if (options.join.length > 0) return joinResults(options.join.map(readResult));
  if (!options.browser) return runHere();
  const { browserAttacks, runInBrowser } = await import('./browser/run-in-browser.ts');
  return { attacks: await runInBrowser(ofShard(browserAttacks), say), defences: [] };
}

async function runHere(): Promise<SuiteResult> {
  const engine = createVisionEngine({ modelCacheDir: MODEL_CACHE_DIR_DEFAULT });
  const faces = createFaceEngine(createModelRunner(MODEL_CACHE_DIR_DEFAULT));
  const parts = suiteParts.filter((part) => options.part === 'all' || options.part === part);
  const has = (...wanted: readonly string[]) => parts.some((part) => wanted.includes(part));
  const hasData = hasPhotographs(options.data);
  if (!hasData) print([`no photographs in ${options.data}: drawn people only`]);
  const names = options.quick ? drawnNames.slice(0, 2) : drawnNames;
  const seeds = Array.from({ length: Number(options.strangers) }, (_, at) => at + 1);
  const named = has('live') ? names : has('drawn') ? ofShard(names) : [];
  const strangers = has('strangers', 'drawn') ? ofShard(seeds) : [];
  const photographed =
    hasData && has('photographed')
      ? ofShard(await photographedVictims(engine, options.data, Number(options.photos)))
      : [];
  const victims = {
    named: await Promise.all(named.map((name) => drawnVictim(engine, name))),
    strangers: await Promise.all(strangers.map((seed) => drawnStranger(engine, seed))),
    photographed,
  };
  const kept = keepSessions(options.fresh ? null : options.kept);
  return runSuite({ engine, faces, kept }, victims, {
    parts,
    rounds: options.quick ? [0] : ofShard([1, 2, 3, 4, 0]),
    foreignDir: hasData ? options.data : null,
    say,
    onCounted: async (sofar) => void (await write(sofar)),
  });
}

/** `2/4`: the second, sixth, tenth ... */
function ofShard<T>(all: readonly T[]): readonly T[] {
  const [place = 1, of = 1] = options.shard.split('/').map(Number);
  return all.filter((_, at) => at % of === place - 1);
}

function readResult(file: string): SuiteResult {
  return JSON.parse(readFileSync(file, 'utf8')) as SuiteResult;
}

async function write(sofar: SuiteResult): Promise<string> {
  const words = asText(sofar);
  await mkdir(dirname(options.out), { recursive: true });
  await writeFile(options.out, words);
  return words;
}

/** One row a line, so that two runs can be compared. */
function asText({ attacks, defences }: SuiteResult): string {
  const rows = (list: readonly unknown[]) =>
    list.map((row) => `  ${JSON.stringify(row, rounded)}`).join(',\n');
  return `{"attacks": [\n${rows(attacks)}\n], "defences": [\n${rows(defences)}\n]}\n`;
}

function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Math.round(value * 1e4) / 1e4 : value;
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}
