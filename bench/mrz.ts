/** Row 11: the MRZ of a photograph against tesseract.js reading the whole page, interleaved. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createWorker, OEM } from 'tesseract.js';
import { drawDocument, mrzOf } from '../specimens/documents/draw-document.ts';
import { CAST } from '../specimens/people/cast.ts';
import { buildPerson } from '../specimens/people/person.ts';
import { createLineReader } from '../src/vision/document/mrz/line-reader.ts';
import { readMrz } from '../src/vision/document/mrz/read-mrz.ts';
import { decodePicture } from '../src/vision/image/decode.ts';
import { type BenchResult, median } from './row.ts';

const BAR = 0.2;
const PICTURES = 6;
const REPEATS = 5;
const TODAY = '2026-11-22';
const SHARED = fileURLToPath(new URL('../../shared/data/documents', import.meta.url));

interface Photograph {
  readonly bytes: Buffer;
  readonly lines: readonly string[];
}

/** Real specimens, photographed by simulation, where the folder is there; else drawn ones. */
async function photographs(): Promise<{ source: string; pictures: Photograph[] }> {
  const truthFile = join(SHARED, 'photographed-truth.json');
  if (existsSync(truthFile)) {
    const truths = JSON.parse(readFileSync(truthFile, 'utf8')) as {
      file: string;
      lines: string[];
    }[];
    const step = Math.max(1, Math.floor(truths.length / PICTURES));
    const chosen = truths.filter((_, at) => at % step === 0).slice(0, PICTURES);
    const pictures = chosen.map(({ file, lines }) => ({
      bytes: readFileSync(join(SHARED, file)),
      lines,
    }));
    return { source: 'photographed specimens', pictures };
  }
  const pictures: Photograph[] = [];
  for (let at = 0; at < PICTURES; at++) {
    const member = CAST[at % CAST.length]!;
    const request = {
      kind: member.documentKind,
      side: member.documentKind === 'id_card' ? 'back' : 'front',
      holder: member.holder,
    } as const;
    const person = await buildPerson(member.id);
    const bytes = await drawDocument({ ...request, person, photographed: true, seed: at + 1 });
    pictures.push({ bytes, lines: mrzOf(request) });
  }
  return { source: 'drawn documents', pictures };
}

async function cpuOf<T>(work: () => Promise<T>): Promise<{ value: T; ms: number }> {
  const before = process.cpuUsage();
  const value = await work();
  const { user, system } = process.cpuUsage(before);
  return { value, ms: (user + system) / 1000 };
}

/** All printed lines stand somewhere in the page's text, blanks aside. */
function holdsLines(text: string, lines: readonly string[]): boolean {
  const compact = text.replace(/[ \t]/g, '').split('\n');
  return lines.every((line) => compact.includes(line));
}

export async function measure(_name: string): Promise<BenchResult> {
  const { source, pictures } = await photographs();
  const reader = await createLineReader();
  const data = dirname(createRequire(import.meta.url).resolve('@tesseract.js-data/eng'));
  const langPath = join(data, '4.0.0_best_int');
  const worker = await createWorker('eng', OEM.LSTM_ONLY, { langPath, cacheMethod: 'none' });
  const own = { ms: [] as number[], right: 0 };
  const page = { ms: [] as number[], right: 0 };
  const readOwn = (bytes: Buffer) =>
    cpuOf(async () => readMrz((await decodePicture(bytes)).detail, reader, TODAY));
  try {
    for (const { bytes } of pictures) await readOwn(bytes);
    await worker.recognize(pictures[0]!.bytes);
    for (let round = 0; round < REPEATS; round++) {
      for (const { bytes, lines } of pictures) {
        const mine = await readOwn(bytes);
        own.ms.push(mine.ms);
        if (round === 0 && mine.value?.lines.join() === lines.join()) own.right++;
        const theirs = await cpuOf(async () => (await worker.recognize(bytes)).data.text);
        page.ms.push(theirs.ms);
        if (round === 0 && holdsLines(theirs.value, lines)) page.right++;
      }
    }
  } finally {
    await worker.terminate();
  }
  return {
    value: Number((median(own.ms) / median(page.ms)).toFixed(3)),
    bar: BAR,
    unit: 'x tesseract.js CPU',
    raw: {
      source,
      n: pictures.length,
      repeats: REPEATS,
      ownCpuMsMedian: Math.round(median(own.ms)),
      tesseractCpuMsMedian: Math.round(median(page.ms)),
      ownFullyRight: own.right,
      tesseractFullyRight: page.right,
    },
  };
}
