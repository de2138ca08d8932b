/**
 * Documents of people who do not exist as a phone would photograph them, and the same with a part exchanged, for the
 * rates of the authenticity signs. All of it drawn from seeds: no real camera, no real document.
 */
import sharp, { type Sharp } from 'sharp';
import { drawPixels } from '../specimens/documents/draw-document.ts';
import type { DocumentKind } from '../specimens/documents/layouts.ts';
import type { Holder } from '../specimens/documents/mrz-lines.ts';
import { gaussianBank, type RandomSource, seededRandom } from '../specimens/people/noise.ts';
import type { Picture } from '../specimens/people/person.ts';
import { buildStranger } from '../specimens/people/strangers.ts';
import type { Region } from '../src/vision/facts.ts';

/** One document on a table, before noise, lens and JPEG. */
export interface Scene {
  readonly seed: number;
  readonly kind: DocumentKind;
  readonly genuine: Picture;
  /** The same with another person's portrait, and with other digits in the date of birth. */
  readonly otherFace: Picture;
  readonly otherDate: Picture;
}

const SURNAMES = ['Aurelio', 'Bastian', 'Corvin', 'Dahlke', 'Esterly', 'Fontane', 'Gravel'];
const GIVEN = ['Nele', 'Omar', 'Pilar', 'Quentin', 'Runa', 'Silas', 'Tamsin', 'Uwe', 'Vera'];
const KINDS = ['passport', 'id_card', 'driving_licence', 'id_card_td2'] as const;

export function holderOf(random: RandomSource): Holder {
  const digits = (count: number) =>
    Array.from({ length: count }, () => Math.floor(random() * 10)).join('');
  const pick = (list: readonly string[]) => list[Math.floor(random() * list.length)]!;
  return {
    surname: pick(SURNAMES),
    givenNames: pick(GIVEN),
    birthDate: `19${60 + Math.floor(random() * 39)}-0${1 + Math.floor(random() * 9)}-1${Math.floor(random() * 10)}`,
    expiryDate: `203${1 + Math.floor(random() * 5)}-0${1 + Math.floor(random() * 9)}-2${Math.floor(random() * 9)}`,
    sex: random() < 0.5 ? 'F' : 'M',
    documentNumber: `U${digits(8)}`,
    nationality: 'UTO',
  };
}

export async function drawScene(seed: number): Promise<Scene> {
  const random = seededRandom(seed * 7_919 + 3);
  const kind = KINDS[seed % KINDS.length]!;
  const holder = holderOf(random);
  const person = await buildStranger(1_000 + seed);
  const other = await buildStranger(5_000 + seed);
  const request = { kind, side: 'front', holder, person, photographed: true, seed } as const;
  const year = Number(holder.birthDate.slice(2, 4)) - 60;
  const birthDate = `19${60 + ((year + 1 + Math.floor(random() * 37)) % 39)}${holder.birthDate.slice(4)}`;
  const [genuine, otherFace, otherDate] = [
    await drawPixels(request, 0),
    await drawPixels({ ...request, person: other, ghostPerson: person }, 0),
    await drawPixels({ ...request, printed: { birthDate } }, 0),
  ];
  return { seed, kind, genuine, otherFace, otherDate };
}

/** The smallest rectangle, in pixels, that holds all that differs. */
export function differenceOf(a: Picture, b: Picture): Region {
  let [left, top, right, bottom] = [a.width, a.height, 0, 0];
  for (let at = 0; at < a.data.length; at += 3) {
    if (Math.abs(a.data[at]! - b.data[at]!) <= 12) continue;
    const [x, y] = [(at / 3) % a.width, Math.floor(at / 3 / a.width)];
    [left, right] = [Math.min(left, x), Math.max(right, x + 1)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y + 1)];
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** What a phone does to the light: a lens, shot noise, the smoothing of its color filter, sharpening. */
export async function throughCamera(scene: Picture, seed: number): Promise<Picture> {
  const random = seededRandom(seed * 31 + 7);
  const { width, height } = scene;
  const raw = { width, height, channels: 3 } as const;
  const blurred = await sharp(scene.data, { raw })
    .blur(0.4 + 0.6 * random())
    .raw()
    .toBuffer();
  const bank = gaussianBank();
  const floor = 0.8 + 2 * random();
  const shot = 0.02 + 0.06 * random();
  for (let y = 0, at = 0; y < height; y++) {
    let grain = Math.floor(random() * bank.length);
    for (let x = 0; x < width * 3; x++, at++) {
      grain = (grain + 1) & (bank.length - 1);
      const value = blurred[at]! + bank[grain]! * Math.sqrt(floor * floor + shot * blurred[at]!);
      blurred[at] = value < 0 ? 0 : value > 255 ? 255 : value;
    }
  }
  const smooth = 0.35 + 0.35 * random();
  const data = await sharp(blurred, { raw })
    .blur(smooth)
    .sharpen({ sigma: 1, m1: 0.3 + random(), m2: 1.5 })
    .raw()
    .toBuffer();
  return { data, width, height };
}

/** How a phone or a program writes its JPEG. */
export interface Encoder {
  readonly name: string;
  readonly quality: number;
  /** 0: the example tables of the standard; others stand for the own tables of cameras. */
  readonly table: number;
  readonly chroma: '4:2:0' | '4:4:4';
}

export const PHONES: readonly Encoder[] = [
  { name: 'standard tables, 97', quality: 97, table: 0, chroma: '4:2:0' },
  { name: 'standard tables, 95', quality: 95, table: 0, chroma: '4:2:0' },
  { name: 'standard tables, 90', quality: 90, table: 0, chroma: '4:2:0' },
  { name: 'standard tables, 85', quality: 85, table: 0, chroma: '4:2:0' },
  { name: 'own tables A', quality: 92, table: 2, chroma: '4:2:0' },
  { name: 'own tables B', quality: 90, table: 3, chroma: '4:4:4' },
  { name: 'own tables C', quality: 90, table: 4, chroma: '4:2:0' },
  { name: 'own tables D', quality: 92, table: 8, chroma: '4:2:0' },
];

export const sharpOf = ({ data, width, height }: Picture) =>
  sharp(data, { raw: { width, height, channels: 3 } });

export function writtenBy(picture: Sharp, encoder: Encoder): Promise<Buffer> {
  return picture
    .jpeg({
      quality: encoder.quality,
      quantisationTable: encoder.table,
      chromaSubsampling: encoder.chroma,
    })
    .toBuffer();
}

export interface Paste {
  /** From this picture, of the same size. */
  readonly from: Picture;
  /** In pixels. */
  readonly place: Region;
  readonly how: 'as sharp as the rest' | 'from a smaller picture' | 'with soft edges';
}

/** The picture with a part of another one laid over it, not yet saved. */
export async function pasted(bytes: Buffer, { from, place, how }: Paste): Promise<Sharp> {
  const { x: left, y: top, width, height } = place;
  let patch: Buffer = await sharpOf(from).extract({ left, top, width, height }).png().toBuffer();
  if (how === 'from a smaller picture') {
    const small = await sharp(patch)
      .resize(Math.max(8, Math.round(width * 0.4)))
      .jpeg({ quality: 85 })
      .toBuffer();
    patch = await sharp(small).resize(width, height, { fit: 'fill' }).png().toBuffer();
  }
  if (how === 'with soft edges') patch = await softened(patch, width, height);
  const { data, info } = await sharp(bytes)
    .composite([{ input: patch, left, top }])
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return sharp(data, { raw: { width: info.width, height: info.height, channels: 3 } });
}

const SOFT_PX = 10;

async function softened(patch: Buffer, width: number, height: number): Promise<Buffer> {
  const mask = Buffer.alloc(width * height);
  for (let at = 0; at < mask.length; at++) {
    const [x, y] = [at % width, Math.floor(at / width)];
    const edge = Math.min(x, y, width - 1 - x, height - 1 - y);
    mask[at] = Math.min(255, (edge * 255) / SOFT_PX);
  }
  return sharp(patch)
    .removeAlpha()
    .joinChannel(mask, { raw: { width, height, channels: 1 } })
    .png()
    .toBuffer();
}
