/**
 * `npm run -s eval -- printed DIR [--json]`: how often the printed fields agree with the zone of the same
 * document, and with the zone of another one. Reads `mrz-truth.json` and `photographed-truth.json` of the
 * folder, and draws documents of Utopia beside them.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawDocument, mrzOf } from '../specimens/documents/draw-document.ts';
import type { Holder } from '../specimens/documents/mrz-lines.ts';
import { buildPerson } from '../specimens/people/person.ts';
import { comparePrinted } from '../src/verifications/id-document/printed.ts';
import { createLineReader } from '../src/vision/document/mrz/line-reader.ts';
import { parseMrz } from '../src/vision/document/mrz/parse-mrz.ts';
import { readMrz } from '../src/vision/document/mrz/read-mrz.ts';
import { documentPage } from '../src/vision/document/printed/document-page.ts';
import { findFields } from '../src/vision/document/printed/find-fields.ts';
import { readPrinted, readPrintedFront } from '../src/vision/document/printed/read-printed.ts';
import { nameKey, numberKey } from '../src/vision/document/printed/text-key.ts';
import {
  createTextReader,
  type TextLine,
  type TextReader,
} from '../src/vision/document/printed/text-reader.ts';
import { createFaceEngine } from '../src/vision/face/create-face-engine.ts';
import type { MrzFields, PrintedField } from '../src/vision/facts.ts';
import { decodePicture } from '../src/vision/image/decode.ts';
import { createModelRunner, type ModelRunner } from '../src/vision/models/model-sessions.ts';
import type { EvalReport } from './eval.ts';
import { formatRate, median, percentile, rateOf } from './rates.ts';

/** Only the century of two-digit years hangs on it. */
const TODAY = '2026-11-22';

const NAMES = ['surname', 'given_names', 'document_number', 'birth_date', 'expiry_date'] as const;
type FieldName = (typeof NAMES)[number];

interface Page {
  readonly set: string;
  readonly lines: readonly TextLine[];
  /** What the document's zone says, from the truth and not from the reading. */
  readonly zone: MrzFields;
  /** Fields of the page were printed with another person's names on purpose. */
  readonly isForged: boolean;
  readonly cpuMs: number;
}

interface Picture {
  readonly set: string;
  readonly bytes: Buffer;
  readonly zone: MrzFields;
  readonly isForged: boolean;
}

/** Six people whose names need every kind of transliteration. */
const HOLDERS: readonly Holder[] = (
  [
    ['Lindqvist-Öztürk', 'Mara', 'U12345678', '1991-04-17', '2031-06-30'],
    ['Østergård', 'Søren Åge', 'U20917345', '1979-12-03', '2029-02-11'],
    ['Müller', 'Jürgen', 'C4F7H2K90', '1964-08-12', '2028-10-31'],
    ['Nowakowska', 'Łucja Żaneta', 'AB3344556', '1988-05-25', '2030-01-09'],
    ['Núñez de la Peña', 'José María', 'XDB905132', '1955-09-14', '2027-07-19'],
    ['Kovačić', 'Đorđe', '007312984', '2001-11-28', '2033-03-02'],
  ] as const
).map(([surname, givenNames, documentNumber, birthDate, expiryDate]) => ({
  ...{ surname, givenNames, documentNumber, birthDate, expiryDate },
  sex: 'X',
  nationality: 'UTO',
}));

export async function evaluatePrinted(dir: string): Promise<EvalReport> {
  const zoneReader = await createLineReader();
  const models = createModelRunner('.thaw/models');
  const textReader = createTextReader(models);
  const pages: Page[] = [];
  let withoutZone = 0;
  for await (const picture of pictures(dir)) {
    const image = await decodePicture(picture.bytes);
    const mrz = await readMrz(image.detail, zoneReader, TODAY);
    if (mrz === null) {
      withoutZone++;
      continue;
    }
    const before = process.cpuUsage();
    await readPrinted(image.detail, mrz, textReader);
    const { user, system } = process.cpuUsage(before);
    const page = await documentPage(image.detail, mrz);
    const lines = await textReader.read(page.image, { skip: [page.zone], isEnough: () => false });
    const { set, zone, isForged } = picture;
    pages.push({ set, lines, zone, isForged, cpuMs: (user + system) / 1000 });
  }
  const whole = report(pages, withoutZone);
  return { ...whole, lines: [...whole.lines, ...frontLines(await readFronts(textReader, models))] };
}

async function* pictures(dir: string): AsyncGenerator<Picture> {
  for (const set of ['mrz', 'photographed'] as const) {
    const file = join(dir, `${set}-truth.json`);
    if (!existsSync(file)) continue;
    for (const truth of JSON.parse(readFileSync(file, 'utf8'))) {
      const zone = parseMrz(truth.type.replace('-', ''), truth.lines, TODAY)?.fields;
      if (zone === undefined) continue;
      yield { set, bytes: readFileSync(join(dir, truth.file)), zone, isForged: false };
    }
  }
  const person = await buildPerson('mara');
  for (const [seed, holder] of HOLDERS.entries()) {
    for (const kind of ['passport', 'id_card_td2'] as const) {
      for (const [photographed, forged] of [
        [false, false],
        [true, false],
        [true, true],
      ]) {
        const faults = forged ? (['name-mismatch'] as const) : [];
        const request = { kind, side: 'front', holder, person, photographed, faults } as const;
        const zone = parseMrz(kind === 'passport' ? 'TD3' : 'TD2', mrzOf(request), TODAY)!.fields;
        const bytes = await drawDocument({ ...request, photographed: photographed!, seed });
        yield { set: forged ? 'forged' : 'drawn', bytes, zone, isForged: forged! };
      }
    }
  }
}

/**
 * Fronts of cards with their zone, or barcode, on the back: read beside the labels alone, and held against what
 * the back says.
 */
async function* fronts(): AsyncGenerator<Picture> {
  const person = await buildPerson('mara');
  for (const [seed, holder] of HOLDERS.entries()) {
    for (const kind of ['id_card', 'driving_licence'] as const) {
      for (const faults of [[], ['name-mismatch']] as const) {
        const request = { kind, side: 'front', holder, person, photographed: true, seed } as const;
        const isForged = faults.length > 0;
        const lines = mrzOf({ kind: 'id_card', holder });
        const zone = parseMrz('TD1', lines, TODAY)!.fields;
        const bytes = await drawDocument({ ...request, faults: [...faults] });
        yield { set: isForged ? 'forged fronts' : 'fronts', bytes, zone, isForged };
      }
    }
  }
}

interface FrontPage extends Omit<Page, 'lines'> {
  readonly fields: readonly PrintedField[];
}

async function readFronts(textReader: TextReader, models: ModelRunner): Promise<FrontPage[]> {
  const engine = createFaceEngine(models);
  const pages: FrontPage[] = [];
  for await (const { bytes, set, zone, isForged } of fronts()) {
    const image = await decodePicture(bytes);
    const query = { embed: false, live: false, facesMax: 1, tiles: true };
    const [portrait] = await engine.find(image, query);
    const before = process.cpuUsage();
    const fields =
      portrait === undefined ? [] : await readPrintedFront(image.detail, portrait, textReader);
    const { user, system } = process.cpuUsage(before);
    pages.push({ set, fields, zone, isForged, cpuMs: (user + system) / 1000 });
  }
  return pages;
}

function frontLines(pages: readonly FrontPage[]): string[] {
  const count = (name: FieldName, pairs: readonly (readonly [FrontPage, MrzFields])[]): string => {
    const counts: Tally = { agrees: 0, differs: 0, none: 0 };
    for (const [page, zone] of pairs) {
      const field = page.fields.find((one) => one.name === name);
      const found = field === undefined ? 'unsure' : comparePrinted(field, zone);
      counts[found === 'unsure' ? 'none' : found]++;
    }
    return tallyLine(counts);
  };
  const lines = ['fronts', 'forged fronts'].flatMap((set) =>
    NAMES.map((name) => {
      const own = pages.filter((page) => page.set === set);
      return `${set}, ${name}: ${count(
        name,
        own.map((page) => [page, page.zone] as const),
      )}`;
    }),
  );
  const honest = pages.filter(({ isForged }) => !isForged);
  const wrong = NAMES.map((name) => {
    const pairs = honest.flatMap((page) =>
      honest
        .filter(({ zone }) => keyOf(name, zone) !== keyOf(name, page.zone))
        .map(({ zone }) => [page, zone] as const),
    );
    return `fronts with another back, ${name}: ${count(name, pairs)}`;
  });
  const cpu = pages.map((page) => page.cpuMs);
  const time = `CPU of the print of a front: ${median(cpu).toFixed(0)} ms median, ${percentile(cpu, 0.9).toFixed(0)} ms p90`;
  return [...lines, ...wrong, time];
}

type Tally = { agrees: number; differs: number; none: number };

function report(pages: readonly Page[], withoutZone: number): EvalReport {
  const lines: string[] = [];
  const json: Record<string, unknown> = {};
  for (const set of ['mrz', 'photographed', 'drawn', 'forged']) {
    const own = pages.filter((page) => page.set === set);
    if (own.length === 0) continue;
    const figures: Record<string, Tally> = {};
    for (const name of NAMES) {
      figures[name] = tally(
        name,
        own.map((page) => [page, page.zone] as const),
      );
      lines.push(`${set}, ${name}: ${tallyLine(figures[name])}`);
    }
    json[set] = figures;
  }
  const honest = pages.filter((page) => !page.isForged);
  const wrong: Record<string, Tally> = {};
  for (const name of NAMES) {
    wrong[name] = tally(name, strangers(name, honest));
    lines.push(`wrong document, ${name}: ${tallyLine(wrong[name])}`);
  }
  const cpu = pages.map((page) => page.cpuMs);
  lines.push(
    `pages whose zone was not read, and which are left out: ${withoutZone} of ${withoutZone + pages.length}`,
    `CPU of the printed text: ${median(cpu).toFixed(0)} ms median, ${percentile(cpu, 0.9).toFixed(0)} ms p90`,
  );
  return { json: { ...json, wrong, withoutZone, cpuMsMedian: median(cpu) }, lines };
}

function tally(name: FieldName, pairs: readonly (readonly [Page, MrzFields])[]): Tally {
  const counts: Tally = { agrees: 0, differs: 0, none: 0 };
  for (const [page, zone] of pairs) {
    const field = findFields(page.lines, zone).find((one: PrintedField) => one.name === name);
    const found = field === undefined ? 'unsure' : comparePrinted(field, zone);
    counts[found === 'unsure' ? 'none' : found]++;
  }
  return counts;
}

function tallyLine({ agrees, differs, none }: Tally): string {
  const n = agrees + differs + none;
  return `agrees ${formatRate(rateOf(agrees, n))}, differs ${formatRate(rateOf(differs, n))}`;
}

/** Each page with every zone that says something else in this field. Pairs share pages: not independent. */
function strangers(name: FieldName, pages: readonly Page[]): (readonly [Page, MrzFields])[] {
  const zones = [...new Map(pages.map(({ zone }) => [JSON.stringify(zone), zone])).values()];
  return pages.flatMap((page) =>
    zones
      .filter((zone) => keyOf(name, zone) !== '' && keyOf(name, zone) !== keyOf(name, page.zone))
      .map((zone) => [page, zone] as const),
  );
}

function keyOf(name: FieldName, zone: MrzFields): string {
  switch (name) {
    case 'surname':
      return nameKey(zone.surname);
    case 'given_names':
      return nameKey(zone.givenNames);
    case 'document_number':
      return numberKey(zone.documentNumber);
    case 'birth_date':
      return zone.birthDate ?? '';
    case 'expiry_date':
      return zone.expiryDate ?? '';
  }
}
