/**
 * Rates of the signs that a file's tables and container give: Photoshop's tables, and a picture that is said to come
 * from the page's camera but was not written by a browser's canvas.
 */
import sharp, { type Sharp } from 'sharp';
import { OWN_CAPTURE, writingSignals } from '../src/vision/document/authenticity/written-by.ts';
import type { SignalCode } from '../src/vision/facts.ts';
import { decodePicture } from '../src/vision/image/decode.ts';
import { readJpegWriting, standardQuality } from '../src/vision/image/jpeg-tables.ts';
import { openBrowser } from '../test/walk/browser.ts';
import { PHONES, writtenBy } from './forged-documents.ts';
import { formatRate, rateOf } from './rates.ts';

type Source = 'camera' | 'file';
type Treat = (picture: Sharp) => Promise<Buffer>;

const CAMERA = { IFD0: { Make: 'Utopia Optics', Model: 'Hythloday 7' } };

/** What is sent in the place of the page's own capture. */
const IN_ITS_PLACE: Readonly<Record<string, Treat>> = {
  'a phone’s file with its EXIF': (picture) => picture.withExif(CAMERA).jpeg().toBuffer(),
  'saved by a program at 85': (picture) => picture.jpeg({ quality: 85 }).toBuffer(),
  'saved by a program at 95': (picture) => picture.jpeg({ quality: 95 }).toBuffer(),
  'a PNG': (picture) => picture.png().toBuffer(),
  'saved at 92, without metadata': (picture) =>
    picture.resize({ width: 1440 }).jpeg({ quality: OWN_CAPTURE.quality }).toBuffer(),
};

async function has(bytes: Buffer, code: SignalCode, source: Source): Promise<boolean> {
  const image = await decodePicture(bytes);
  return writingSignals(image, bytes, source).some((signal) => signal.code === code);
}

async function rate(
  files: readonly Buffer[],
  code: SignalCode,
  source: Source,
  treat?: Treat,
): Promise<string> {
  let hits = 0;
  for (const file of files) {
    const bytes = treat ? await treat(sharp(file)) : file;
    if (await has(bytes, code, source)) hits++;
  }
  return `${code} ${formatRate(rateOf(hits, files.length))}`;
}

export async function writingLines(
  photographs: readonly Buffer[],
  flats: readonly Buffer[],
): Promise<string[]> {
  const lines: string[] = [];
  for (const phone of PHONES) {
    const found = await rate(photographs, 'editor_tables', 'file', (one) => writtenBy(one, phone));
    lines.push(`untouched, ${phone.name}: ${found}`);
  }
  const jpegs = flats.filter((bytes) => bytes.readUInt16BE(0) === 0xffd8);
  const named = jpegs.filter((bytes) => bytes.includes('Adobe Photoshop'));
  const others = jpegs.filter((bytes) => !named.includes(bytes));
  lines.push(`from the web, names Photoshop: ${await rate(named, 'editor_tables', 'file')}`);
  lines.push(`from the web, does not: ${await rate(others, 'editor_tables', 'file')}`);
  const standard = jpegs.filter((bytes) => {
    const writing = readJpegWriting(bytes);
    return writing !== null && standardQuality(writing.luma) !== null;
  });
  const share = formatRate(rateOf(standard.length, jpegs.length));
  lines.push(`from the web, any standard tables (no sign): ${share}`);
  const captures = await canvasCaptures(photographs);
  lines.push(`taken in the page, Chromium: ${await rate(captures, 'not_own_capture', 'camera')}`);
  for (const [name, treat] of Object.entries(IN_ITS_PLACE)) {
    const found = await rate(photographs, 'not_own_capture', 'camera', treat);
    lines.push(`sent as taken in the page, ${name}: ${found}`);
  }
  return lines;
}

/** The pictures as Chromium's canvas writes them, at the size and quality of the page's own capture. */
async function canvasCaptures(files: readonly Buffer[]): Promise<Buffer[]> {
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    const written: Buffer[] = [];
    for (const file of files) {
      const source = `data:image/jpeg;base64,${file.toString('base64')}`;
      const options = {
        source,
        side: OWN_CAPTURE.longSidePxMax,
        quality: OWN_CAPTURE.quality / 100,
      };
      const base64 = await page.evaluate(async ({ source, side, quality }) => {
        const image = new Image();
        image.src = source;
        await image.decode();
        const scale = Math.min(1, side / Math.max(image.width, image.height));
        const canvas = document.createElement('canvas');
        canvas.width = Math.round(image.width * scale);
        canvas.height = Math.round(image.height * scale);
        canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
        return canvas.toDataURL('image/jpeg', quality).split(',')[1]!;
      }, options);
      written.push(Buffer.from(base64, 'base64'));
    }
    return written;
  } finally {
    await browser.close();
  }
}
