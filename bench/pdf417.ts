/** Row 12: PDF417 of the licence's back against bare zxing-wasm, where the bare one reads; interleaved. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { readBarcodes } from 'zxing-wasm/reader';
import { readPdf417 } from '../src/vision/document/read-barcode.ts';
import { decodePixels } from '../src/vision/image/decode.ts';
import { type BenchResult, median } from './row.ts';

const BAR = 1.1;
const REPEATS = 9;
const SHARED = fileURLToPath(new URL('../../shared/data/documents', import.meta.url));

/** From the file's bytes, as a caller of the bare reader would: four channels straight from sharp. */
async function readBare(bytes: Buffer): Promise<string | null> {
  const { data, info } = await sharp(bytes)
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const pixels = {
    data: new Uint8ClampedArray(data.buffer, data.byteOffset, data.length),
    width: info.width,
    height: info.height,
    colorSpace: 'srgb',
  } as ImageData;
  const [result] = await readBarcodes(pixels, {
    formats: ['PDF417'],
    tryHarder: true,
    tryRotate: true,
    tryInvert: true,
    tryDownscale: true,
    maxNumberOfSymbols: 1,
    textMode: 'Plain',
  });
  return result?.isValid ? result.text : null;
}

/** The same through the header check and the decoder of the vision child. */
async function readOwn(bytes: Buffer): Promise<string | null> {
  return (await readPdf417(await decodePixels(bytes)))?.text ?? null;
}

async function cpuMsOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function pictures(): Buffer[] {
  const truthFile = join(SHARED, 'pdf417-truth.json');
  if (!existsSync(truthFile)) throw new Error('The PDF417 pictures are not here: ../shared/data.');
  const truths = JSON.parse(readFileSync(truthFile, 'utf8')) as { file: string }[];
  return truths.map(({ file }) => readFileSync(join(SHARED, file)));
}

export async function measure(_name: string): Promise<BenchResult> {
  const all = pictures();
  const ratios: number[] = [];
  const own: number[] = [];
  const yardstick: number[] = [];
  let bareRead = 0;
  let ownRead = 0;
  // Warm-up: both sides reach their own speed before the first is measured.
  for (const bytes of all) await Promise.all([readOwn(bytes), readBare(bytes)]);
  for (const bytes of all) {
    if ((await readOwn(bytes)) !== null) ownRead++;
    if ((await readBare(bytes)) === null) continue;
    bareRead++;
    const mine: number[] = [];
    const theirs: number[] = [];
    for (let round = 0; round < REPEATS; round++) {
      mine.push(await cpuMsOf(() => readOwn(bytes)));
      theirs.push(await cpuMsOf(() => readBare(bytes)));
    }
    own.push(median(mine));
    yardstick.push(median(theirs));
    ratios.push(median(mine) / median(theirs));
  }
  return {
    value: Number(median(ratios).toFixed(3)),
    bar: BAR,
    unit: 'x bare zxing-wasm CPU',
    raw: {
      n: all.length,
      ownRead,
      bareRead,
      ownCpuMsMedian: Number(median(own).toFixed(1)),
      bareCpuMsMedian: Number(median(yardstick).toFixed(1)),
    },
  };
}
