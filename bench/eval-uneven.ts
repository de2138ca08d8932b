/**
 * How often a digit that somebody exchanged stands out of its line, and how often one of an untouched line does.
 * Drawn photographs: the threshold was chosen on the even seeds, the rates are of the odd ones. And the numbers and
 * dates that are found on the photographed and the flat pictures of a folder.
 */
import type { DocumentRequest } from '../specimens/documents/draw-document.ts';
import { drawPixels } from '../specimens/documents/draw-document.ts';
import { seededRandom } from '../specimens/people/noise.ts';
import { buildStranger } from '../specimens/people/strangers.ts';
import { unevenSignals } from '../src/vision/document/authenticity/uneven-print.ts';
import { lineReader } from '../src/vision/document/inspect-side.ts';
import { findMrz } from '../src/vision/document/mrz/read-mrz.ts';
import { readPrinted, readPrintedFront } from '../src/vision/document/printed/read-printed.ts';
import { createTextReader, type TextReader } from '../src/vision/document/printed/text-reader.ts';
import { createFaceEngine } from '../src/vision/face/create-face-engine.ts';
import type { PrintedField } from '../src/vision/facts.ts';
import { decodePixels } from '../src/vision/image/decode.ts';
import type { RgbImage } from '../src/vision/image/decoded-image.ts';
import { createModelRunner } from '../src/vision/models/model-sessions.ts';
import { holderOf, PHONES, sharpOf, throughCamera, writtenBy } from './forged-documents.ts';
import { formatRate, rateOf } from './rates.ts';

const SCENES = 10;
const KINDS = ['passport', 'id_card', 'driving_licence', 'id_card_td2'] as const;
/** The marks of specimens/documents/typeset.ts. */
const STRANGE: Readonly<Record<string, string>> = {
  'of a lighter face': '\ue001',
  'of another face': '\ue002',
  '12 % larger': '\ue003',
  '12 % smaller': '\ue004',
  'above the line': '\ue005',
  'below the line': '\ue006',
};
const TODAY = '2026-11-22';

type FindFields = (image: RgbImage) => Promise<readonly PrintedField[]>;

function createFinder(): FindFields {
  const models = createModelRunner('.thaw/models');
  const faces = createFaceEngine(models);
  const reader: TextReader = createTextReader(models);
  return async (image) => {
    const { mrz } = await findMrz(image, await lineReader(), TODAY);
    if (mrz !== null) return readPrinted(image, mrz, reader);
    const query = { embed: false, live: false, facesMax: 1, tiles: true };
    const portrait = (await faces.find(image, query))[0];
    return portrait === undefined ? [] : readPrintedFront(image, portrait, reader);
  };
}

const EVEN = ['document_number', 'birth_date', 'expiry_date'];

export async function unevenLines(
  sets: Readonly<Record<string, readonly Buffer[]>>,
  parity: 0 | 1,
): Promise<string[]> {
  const find = createFinder();
  const lines: string[] = [];
  for (const [name, files] of Object.entries(sets)) {
    let [fields, odd] = [0, 0];
    for (const bytes of files) {
      const image = await decodePixels(bytes);
      const printed = await find(image);
      fields += printed.filter((field) => EVEN.includes(field.name)).length;
      odd += unevenSignals(image, printed).length;
    }
    lines.push(`untouched, ${name}: document_tampered ${formatRate(rateOf(odd, fields))} fields`);
  }
  const treatments = { untouched: '', ...STRANGE };
  const hits = new Map<string, [hits: number, n: number]>();
  for (let seed = parity; seed < 2 * SCENES; seed += 2) {
    for (const [name, mark] of Object.entries(treatments)) {
      const image = await photographOf(seed, mark);
      const printed = await find(image);
      const counted = hits.get(name) ?? [0, 0];
      hits.set(name, counted);
      counted[0] += unevenSignals(image, printed).length > 0 ? 1 : 0;
      counted[1]++;
    }
  }
  for (const [name, [found, n]] of hits) {
    const what = name === 'untouched' ? 'untouched, drawn' : `a digit ${name}`;
    lines.push(`${what}: document_tampered ${formatRate(rateOf(found, n))}`);
  }
  return lines;
}

async function photographOf(seed: number, mark: string): Promise<RgbImage> {
  const random = seededRandom(seed * 7_919 + 3);
  const holder = holderOf(random);
  const person = await buildStranger(1_000 + seed);
  const { birthDate } = holder;
  const other = String((Number(birthDate[3]) + 1 + Math.floor(random() * 8)) % 10);
  const printed = { birthDate: `${birthDate.slice(0, 3)}${mark}${other}${birthDate.slice(4)}` };
  const request: DocumentRequest = {
    kind: KINDS[(seed >> 1) % KINDS.length]!,
    side: 'front',
    holder,
    person,
    photographed: true,
    seed,
    ...(mark === '' ? {} : { printed }),
  };
  const taken = await throughCamera(await drawPixels(request, 0), seed);
  const phone = PHONES[seed % PHONES.length]!;
  return decodePixels(await writtenBy(sharpOf(taken), phone));
}
