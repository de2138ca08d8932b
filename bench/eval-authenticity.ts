/**
 * `npm run -s eval -- authenticity DIR [--json]`: how often each sign shows on untouched and on treated pictures
 * of documents. Untouched are the pictures of `photographed-truth.json` and `mrz-truth.json` and drawn photographs;
 * the treatments are simulated (bench/treat-pictures.ts), on every fourth photographed picture. What files and
 * coefficients tell is measured in bench/eval-writing.ts and bench/eval-saving.ts. `--chosen` prints the rates of the
 * latter on the half that its thresholds were chosen on, `--part=signs|writing|saving|uneven|alike` one part alone.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawDocument } from '../specimens/documents/draw-document.ts';
import { castMember } from '../specimens/people/cast.ts';
import { buildPerson } from '../specimens/people/person.ts';
import { barSignals, greySignals } from '../src/vision/document/authenticity/document-signals.ts';
import type { SignalCode } from '../src/vision/facts.ts';
import { decodePicture } from '../src/vision/image/decode.ts';
import type { EvalReport } from './eval.ts';
import { alikeLines } from './eval-alike.ts';
import { savingLines } from './eval-saving.ts';
import { unevenLines } from './eval-uneven.ts';
import { writingLines } from './eval-writing.ts';
import { formatRate, median, type Rate, rateOf } from './rates.ts';
import {
  editorCopyOf,
  forwardedScreenshotOf,
  photocopyOf,
  screenshotOf,
} from './treat-pictures.ts';

const TREATED_EACH = 4;

const SIGNS: readonly SignalCode[] = [
  'is_screenshot',
  'is_photocopy',
  'metadata_editor',
  'no_camera_metadata',
];

type Counts = { n: number } & Partial<Record<SignalCode, number>>;

const PARTS = ['signs', 'writing', 'saving', 'uneven', 'alike'] as const;
type Part = (typeof PARTS)[number];

export async function evaluateAuthenticity(
  dir: string,
  flags: readonly string[] = [],
): Promise<EvalReport> {
  const names = filesOf(dir, 'photographed');
  const photographs = names.map((file) => readFileSync(join(dir, file)));
  const flats = filesOf(dir, 'mrz').map((file) => readFileSync(join(dir, file)));
  const asked = flags.find((flag) => flag.startsWith('--part='))?.slice('--part='.length);
  const wants = (part: Part) => asked === undefined || asked === part;
  const signs = wants('signs') ? await signRates(dir) : { json: {}, lines: [] };
  const half = flags.includes('--chosen') ? 0 : 1;
  const lines = [
    ...signs.lines,
    ...(wants('writing') ? await writingLines(photographs, flats) : []),
    ...(wants('saving') ? await savingLines(photographs, half) : []),
    ...(wants('uneven') ? await unevenLines({ photographed: photographs, flat: flats }, half) : []),
    ...(wants('alike') ? await alikeLines(dir, names) : []),
  ];
  return { ...signs, lines };
}

async function signRates(dir: string): Promise<EvalReport> {
  const sets = new Map<string, Counts>();
  const cpu: number[] = [];
  const look = async (set: string, bytes: Buffer): Promise<void> => {
    const image = await decodePicture(bytes);
    const before = process.cpuUsage();
    const found = [...barSignals(image), ...greySignals(image)];
    const { user, system } = process.cpuUsage(before);
    cpu.push((user + system) / 1000);
    const counts = sets.get(set) ?? { n: 0 };
    sets.set(set, counts);
    counts.n++;
    const codes = new Set([...found, ...image.signals].map(({ code }) => code));
    for (const code of codes) counts[code] = (counts[code] ?? 0) + 1;
  };
  for await (const { set, bytes } of untouched(dir)) await look(`untouched, ${set}`, bytes);
  for (const [index, file] of filesOf(dir, 'photographed').entries()) {
    if (index % TREATED_EACH !== 0) continue;
    const bytes = readFileSync(join(dir, file));
    await look('screenshot', await screenshotOf(bytes));
    await look('screenshot, forwarded', await forwardedScreenshotOf(bytes));
    await look('photocopy', await photocopyOf(bytes));
    await look('saved by an editor', await editorCopyOf(bytes));
  }
  return report(sets, cpu);
}

function filesOf(dir: string, set: string): string[] {
  const path = join(dir, `${set}-truth.json`);
  if (!existsSync(path)) return [];
  return JSON.parse(readFileSync(path, 'utf8')).map((truth: { file: string }) => truth.file);
}

async function* untouched(dir: string): AsyncGenerator<{ set: string; bytes: Buffer }> {
  for (const set of ['photographed', 'mrz']) {
    for (const file of filesOf(dir, set)) yield { set, bytes: readFileSync(join(dir, file)) };
  }
  const person = await buildPerson('mara');
  const { holder } = castMember('mara');
  for (let seed = 1; seed <= 4; seed++) {
    for (const kind of ['passport', 'id_card'] as const) {
      const request = { kind, side: 'front', holder, person, photographed: true, seed } as const;
      yield { set: 'drawn', bytes: await drawDocument(request) };
    }
  }
}

function report(sets: ReadonlyMap<string, Counts>, cpu: readonly number[]): EvalReport {
  const json: Record<string, Record<string, Rate>> = {};
  const lines: string[] = [];
  for (const [set, counts] of sets) {
    const rates = SIGNS.map((code) => [code, rateOf(counts[code] ?? 0, counts.n)] as const);
    json[set] = Object.fromEntries(rates);
    for (const [code, rate] of rates) lines.push(`${set}: ${code} ${formatRate(rate)}`);
  }
  lines.push(`CPU of the signs in the pixels: ${median(cpu).toFixed(0)} ms median`);
  return { json, lines };
}
