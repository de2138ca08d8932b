/**
 * `npm run -s eval -- documents DIR [--json]`: reads `mrz-truth.json`, `photographed-truth.json` and
 * `pdf417-truth.json` of any folder, lists of {file, lines | text, type, checkDigitsValid}.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLineReader, type LineReader } from '../src/vision/document/mrz/line-reader.ts';
import { readMrz } from '../src/vision/document/mrz/read-mrz.ts';
import { readPdf417 } from '../src/vision/document/read-barcode.ts';
import type { MrzReading } from '../src/vision/facts.ts';
import { VisionFailure } from '../src/vision/failure.ts';
import { decodePicture } from '../src/vision/image/decode.ts';
import type { EvalReport } from './eval.ts';
import { formatRate, median, percentile, rateOf } from './rates.ts';

/** Readings depend on the day only in the century of their dates, which no figure here counts. */
const TODAY = '2026-11-22';
const BYTES_PER_MB = 1_048_576;

interface Truth {
  readonly file: string;
  readonly lines?: readonly string[];
  readonly text?: string;
  readonly checkDigitsValid?: boolean;
}

/** One picture: what was read against what is printed. */
export interface Outcome {
  readonly file: string;
  readonly found: boolean;
  readonly right: boolean;
  /** The line that holds the dates and check digits is right (TD1: the first two lines). */
  readonly dataLineRight: boolean;
  readonly validButWrong: boolean;
  readonly charactersRight: number;
  readonly characters: number;
  readonly cpuMs: number;
  readonly truthIsValid: boolean;
}

export interface SetFigures {
  readonly n: number;
  readonly fullyRight: number;
  readonly dataLineRight: number;
  readonly validButWrong: number;
  readonly notFound: number;
  readonly charAccuracy: number;
  readonly cpuMsMedian: number;
  readonly cpuMsP90: number;
}

/** Counts (not shares) for each set that the folder has, CPU from the file's bytes to the text. */
export async function evaluateDocuments(dir: string): Promise<EvalReport> {
  const reader = await createLineReader();
  const sets: Record<string, SetFigures> = {};
  const lines: string[] = [];
  let peakRss = process.memoryUsage.rss();
  for (const name of ['mrz', 'photographed', 'pdf417'] as const) {
    const file = join(dir, `${name}-truth.json`);
    if (!existsSync(file)) continue;
    const truths = JSON.parse(readFileSync(file, 'utf8')) as readonly Truth[];
    const outcomes: Outcome[] = [];
    for (const truth of truths) {
      const read = name === 'pdf417' ? readBarcode : readZone;
      outcomes.push(await read(dir, truth, reader));
      peakRss = Math.max(peakRss, process.memoryUsage.rss());
    }
    sets[name] = figuresOf(outcomes);
    lines.push(...linesOf(name, outcomes, sets[name]));
  }
  const rssMb = Math.round(peakRss / BYTES_PER_MB);
  return { json: { sets, rssMb }, lines: [...lines, `memory of the process at most ${rssMb} MB`] };
}

async function readZone(dir: string, truth: Truth, reader: LineReader): Promise<Outcome> {
  const printed = truth.lines ?? [];
  const bytes = readFileSync(join(dir, truth.file));
  const { value, cpuMs } = await timed(async () => {
    const image = await decodePicture(bytes);
    return readMrz(image.detail, reader, TODAY);
  });
  const read: MrzReading | null = value;
  const right = read !== null && sameLines(read.lines, printed);
  const dataLines = printed.length === 3 ? [0, 1] : [1];
  return {
    file: truth.file,
    found: read !== null,
    right,
    dataLineRight: read !== null && dataLines.every((line) => read.lines[line] === printed[line]),
    validButWrong: (read?.valid ?? false) && !right,
    ...countCharacters(read?.lines ?? [], printed),
    cpuMs,
    truthIsValid: truth.checkDigitsValid ?? true,
  };
}

async function readBarcode(dir: string, truth: Truth): Promise<Outcome> {
  const printed = truth.text ?? '';
  const bytes = readFileSync(join(dir, truth.file));
  const { value, cpuMs } = await timed(async () => {
    const image = await decodePicture(bytes);
    return readPdf417(image.detail);
  });
  const right = value !== null && withLineFeeds(value.text) === withLineFeeds(printed);
  return {
    file: truth.file,
    found: value !== null,
    right,
    dataLineRight: right,
    // A PDF417 carries its own error correction: whatever is returned claims to be right.
    validButWrong: value !== null && !right,
    ...countCharacters([withLineFeeds(value?.text ?? '')], [withLineFeeds(printed)]),
    cpuMs,
    truthIsValid: true,
  };
}

/** The truth files were written with line feeds only; AAMVA headers hold a carriage return. */
function withLineFeeds(text: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll('\r', '\n');
}

/** A picture that cannot be decoded counts as one in which nothing was found. */
async function timed<T>(
  work: () => Promise<T | null>,
): Promise<{ value: T | null; cpuMs: number }> {
  const before = process.cpuUsage();
  let value: T | null = null;
  try {
    value = await work();
  } catch (error) {
    if (!(error instanceof VisionFailure)) throw error;
  }
  const { user, system } = process.cpuUsage(before);
  return { value, cpuMs: (user + system) / 1000 };
}

function sameLines(read: readonly string[], printed: readonly string[]): boolean {
  return read.length === printed.length && read.every((line, at) => line === printed[at]);
}

/** Characters that stand at their place; text of another length counts where it agrees. */
function countCharacters(
  read: readonly string[],
  printed: readonly string[],
): { charactersRight: number; characters: number } {
  let charactersRight = 0;
  let characters = 0;
  printed.forEach((line, row) => {
    characters += line.length;
    for (let at = 0; at < line.length; at++) if (read[row]?.[at] === line[at]) charactersRight++;
  });
  return { charactersRight, characters };
}

export function figuresOf(outcomes: readonly Outcome[]): SetFigures {
  const count = (test: (outcome: Outcome) => boolean): number => outcomes.filter(test).length;
  const sum = (pick: (outcome: Outcome) => number): number =>
    outcomes.reduce((total, outcome) => total + pick(outcome), 0);
  const cpu = outcomes.map(({ cpuMs }) => cpuMs);
  return {
    n: outcomes.length,
    fullyRight: count(({ right }) => right),
    dataLineRight: count(({ dataLineRight }) => dataLineRight),
    validButWrong: count(({ validButWrong }) => validButWrong),
    notFound: count(({ found }) => !found),
    charAccuracy:
      sum((one) => one.charactersRight) /
      Math.max(
        1,
        sum((one) => one.characters),
      ),
    cpuMsMedian: median(cpu),
    cpuMsP90: percentile(cpu, 0.9),
  };
}

function linesOf(name: string, outcomes: readonly Outcome[], figures: SetFigures): string[] {
  const { n } = figures;
  const rate = (hits: number): string => formatRate(rateOf(hits, n));
  const withValidDigits = outcomes.filter(({ truthIsValid }) => truthIsValid);
  const rightOfValid = withValidDigits.filter(({ right }) => right).length;
  const wrong = outcomes.filter(({ right }) => !right).map(({ file }) => file);
  return [
    `${name}: fully right ${rate(figures.fullyRight)}`,
    `${name}: fully right where the printed check digits hold ${formatRate(rateOf(rightOfValid, withValidDigits.length))}`,
    `${name}: data line right ${rate(figures.dataLineRight)}`,
    `${name}: valid but wrong ${rate(figures.validButWrong)}`,
    `${name}: not found ${rate(figures.notFound)}`,
    `${name}: characters right ${(figures.charAccuracy * 100).toFixed(2)} %`,
    `${name}: CPU ${figures.cpuMsMedian.toFixed(0)} ms median, ${figures.cpuMsP90.toFixed(0)} ms p90`,
    ...(wrong.length > 0 ? [`${name}: not fully right: ${wrong.join(', ')}`] : []),
  ];
}
