/**
 * Rates of the signs that the coefficients of a JPEG give: saved twice, a place or a portrait that was not there the
 * first time, noise; and the grid of a screen. On drawn photographs (bench/forged-documents.ts): thresholds were chosen on the even seeds, the
 * rates are of the odd ones, which are other people on other tables. And on the photographed pictures of a folder.
 */
import sharp from 'sharp';
import type { Picture } from '../specimens/people/person.ts';
import { savingSignals } from '../src/vision/document/authenticity/saving-signals.ts';
import { screenSignals } from '../src/vision/document/authenticity/screen-grid.ts';
import { createFaceEngine } from '../src/vision/face/create-face-engine.ts';
import type { Region, SignalCode } from '../src/vision/facts.ts';
import { decodePixels } from '../src/vision/image/decode.ts';
import { createModelRunner } from '../src/vision/models/model-sessions.ts';
import {
  differenceOf,
  drawScene,
  type Paste,
  PHONES,
  pasted,
  sharpOf,
  throughCamera,
  writtenBy,
} from './forged-documents.ts';
import { formatRate, median, rateOf } from './rates.ts';
import { screenPhotographOf } from './screen-photograph.ts';

const SCENES = 20;
const RESAVED = [75, 85, 90, 95] as const;
const MESSENGER = [
  [1600, 70],
  [1280, 80],
  [2000, 85],
] as const;
const CODES = ['saved_twice', 'is_edited', 'portrait_pasted', 'is_screen_replay'] as const;
const HOWS: readonly Paste['how'][] = [
  'as sharp as the rest',
  'from a smaller picture',
  'with soft edges',
];
/** Around a letter that is exchanged. */
const LETTER_ROOM_PX = 4;

interface Row {
  n: number;
  readonly hits: Map<SignalCode, number>;
  readonly codes: readonly SignalCode[];
}

class Rows {
  readonly rows = new Map<string, Row>();
  readonly cpuMs: number[] = [];

  async look(
    name: string,
    bytes: Buffer,
    face: Region | null,
    codes: readonly SignalCode[] = CODES,
  ): Promise<void> {
    const pixels = await decodePixels(bytes);
    const before = process.cpuUsage();
    const signals = [...(await savingSignals(bytes, pixels, face)), ...screenSignals(pixels)];
    const found = new Set(signals.map(({ code }) => code));
    const { user, system } = process.cpuUsage(before);
    this.cpuMs.push((user + system) / 1000);
    const row = this.rows.get(name) ?? { n: 0, hits: new Map(), codes };
    this.rows.set(name, row);
    row.n++;
    for (const code of found) row.hits.set(code, (row.hits.get(code) ?? 0) + 1);
  }
}

type FindFace = (bytes: Buffer) => Promise<Region | null>;

/** @param parity 1: the half that is reported; 0: the half that thresholds were chosen on */
export async function savingLines(files: readonly Buffer[], parity: 0 | 1): Promise<string[]> {
  const faces = createFaceEngine(createModelRunner('.thaw/models'));
  const query = { embed: false, live: false, facesMax: 1, tiles: true };
  const findFace: FindFace = async (bytes) =>
    (await faces.find(await decodePixels(bytes), query))[0]?.region ?? null;
  const rows = new Rows();
  for (const bytes of files) await lookAtFile(rows, bytes, await findFace(bytes));
  for (let seed = parity; seed < 2 * SCENES; seed += 2) await lookAtScene(rows, seed, findFace);
  const lines = [...rows.rows].flatMap(([name, { n, hits, codes }]) =>
    codes.map((code) => `${name}: ${code} ${formatRate(rateOf(hits.get(code) ?? 0, n))}`),
  );
  const large = await cpuOfLarge(parity, findFace);
  return [
    ...lines,
    `CPU of these signs: ${median(rows.cpuMs).toFixed(0)} ms median, 3 Mpx`,
    `CPU of these signs: ${large.toFixed(0)} ms median, 12 Mpx, saved twice`,
  ];
}

const LARGE_REPEATS = 15;

/** The most work there is: a phone's size, and a first saving to look through. */
async function cpuOfLarge(seed: number, findFace: FindFace): Promise<number> {
  const { genuine } = await drawScene(seed);
  const { data, info } = await sharpOf(genuine)
    .resize(4032, 3024, { fit: 'fill' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const picture = { data, width: info.width, height: info.height };
  const taken = await throughCamera(picture, seed);
  const first = await writtenBy(sharpOf(taken), PHONES[2]!);
  const bytes = await sharp(first).jpeg({ quality: 95 }).toBuffer();
  const face = await findFace(bytes);
  const rows = new Rows();
  for (let repeat = 0; repeat < LARGE_REPEATS; repeat++) await rows.look('large', bytes, face);
  return median(rows.cpuMs);
}

async function lookAtFile(rows: Rows, bytes: Buffer, face: Region | null): Promise<void> {
  await rows.look('untouched, photographed', bytes, face);
  for (const quality of [92, 97]) {
    const again = await sharp(bytes).jpeg({ quality }).toBuffer();
    await rows.look('photographed, saved anew', again, face);
  }
}

async function lookAtScene(rows: Rows, seed: number, findFace: FindFace): Promise<void> {
  const scene = await drawScene(seed);
  const taken = await throughCamera(scene.genuine, seed * 10);
  const phone = PHONES[(seed >> 1) % PHONES.length]!;
  const first = await writtenBy(sharpOf(taken), phone);
  const face = await findFace(first);
  await lookAtUntouched(rows, { first, face, seed });
  await lookAtScreen(rows, taken, seed);
  const other = await throughCamera(scene.otherFace, seed * 10 + 3);
  const place = differenceOf(scene.genuine, scene.otherFace);
  for (const how of HOWS) {
    const forged = await pasted(first, { from: other, place, how });
    for (const quality of RESAVED) {
      const bytes = await forged.clone().jpeg({ quality }).toBuffer();
      const name = `portrait pasted ${how}, saved at ${quality}`;
      await rows.look(name, bytes, face, ['portrait_pasted']);
    }
  }
  const dated = await throughCamera(scene.otherDate, seed * 10 + 5);
  const date = grown(differenceOf(scene.genuine, scene.otherDate));
  const forged = await pasted(first, { from: dated, place: date, how: HOWS[0]! });
  for (const quality of RESAVED) {
    const bytes = await forged.clone().jpeg({ quality }).toBuffer();
    await rows.look(`digits pasted, saved at ${quality}`, bytes, face, ['is_edited']);
  }
}

async function lookAtScreen(rows: Rows, shown: Picture, seed: number): Promise<void> {
  const taken = sharpOf(await screenPhotographOf(shown, seed));
  const phone = PHONES[(seed >> 1) % PHONES.length]!;
  const codes = ['is_screen_replay'] as const;
  const first = await writtenBy(taken.clone(), phone);
  await rows.look('photographed from a screen', first, null, codes);
  const capture = await taken.clone().resize(1920).jpeg({ quality: 92 }).toBuffer();
  await rows.look('photographed from a screen in the page', capture, null, codes);
  const [width, quality] = MESSENGER[(seed >> 1) % MESSENGER.length]!;
  const sent = await sharp(first).resize(width).jpeg({ quality }).toBuffer();
  await rows.look('photographed from a screen, through a messenger', sent, null, codes);
}

interface Untouched {
  readonly first: Buffer;
  readonly face: Region | null;
  readonly seed: number;
}

async function lookAtUntouched(rows: Rows, { first, face, seed }: Untouched): Promise<void> {
  await rows.look('untouched, as the phone wrote it', first, face);
  const turned = await sharp(first)
    .rotate(90)
    .withMetadata({ orientation: 8 })
    .jpeg({ quality: 93 })
    .toBuffer();
  await rows.look('untouched, turned by EXIF', turned, face);
  const small = await sharp(first).resize(1400).jpeg({ quality: 90 }).toBuffer();
  await rows.look('untouched, made smaller', small, face);
  const capture = await sharp(first).resize(1920).jpeg({ quality: 92 }).toBuffer();
  await rows.look('untouched, taken in the page', capture, face);
  const [width, quality] = MESSENGER[(seed >> 1) % MESSENGER.length]!;
  const sent = await sharp(first).resize(width).jpeg({ quality }).toBuffer();
  await rows.look('untouched, through a messenger', sent, face);
  for (const again of RESAVED) {
    const bytes = await sharp(first).jpeg({ quality: again }).toBuffer();
    await rows.look(`untouched, saved anew at ${again}`, bytes, face);
  }
}

function grown({ x, y, width, height }: Region): Region {
  const room = LETTER_ROOM_PX;
  return { x: x - room, y: y - room, width: width + 2 * room, height: height + 2 * room };
}
