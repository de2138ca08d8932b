/** Pages of Utopia with a machine-readable zone of any of the five formats, for people invented by number. */
import sharp from 'sharp';
import { waves } from '../specimens/documents/guilloche.ts';
import { MRZ_PITCH_MM, MRZ_STYLE } from '../specimens/documents/layouts.ts';
import {
  type Holder,
  type MrzRequest,
  td1Lines,
  td2Lines,
  td3Lines,
} from '../specimens/documents/mrz-lines.ts';
import { text } from '../specimens/documents/typeset.ts';
import { type RandomSource, seededRandom } from '../specimens/people/noise.ts';
import { DOCUMENT_MM } from '../src/vision/document/document-size.ts';
import type { MrzFormat } from '../src/vision/facts.ts';
import type { FlatPicture } from './hard-photograph.ts';

const PX_PER_MM = 13;
const FORMATS: readonly MrzFormat[] = ['TD1', 'TD2', 'TD3', 'MRVA', 'MRVB'];
const STATES =
  'UTO D F GBR USA FRA ESP ITA NLD CHE AUT POL UKR TUR IND JPN KOR MEX BRA RKS EUE UNO'.split(' ');
const SURNAMES = (
  'Okafor Szczepański Wójcik Nguyen Fernández-Villaverde Quispe Þórsdóttir Ivanova Haddad Schmidt ' +
  'Björkqvist Kowalczyk O’Sullivan Papadopoulou Yılmaz Mbeki Li Vandenberghe Iliescu Ferreira'
).split(' ');
const GIVEN = (
  'Zoë Jörg Aurélie Mateusz Xuân Inés Guðrún Olga Layla Wilhelmina Åsa Kacper Niamh Eleni Özlem ' +
  'Thabo Wei Lieve Radu João Maximiliana-Theodora Bo'
).split(' ');

export interface ZonePage {
  readonly flat: FlatPicture;
  readonly type: string;
  readonly lines: readonly string[];
}

export async function drawZonePage(seed: number, number: number): Promise<ZonePage> {
  const random = seededRandom(seed);
  const format = FORMATS[number % FORMATS.length]!;
  const lines = drawLines(format, random);
  const flat = await drawPage(format, lines, random);
  return { flat, type: format.replace('MRV', 'MRV-'), lines };
}

function pick<T>(random: RandomSource, from: readonly T[]): T {
  return from[Math.floor(random() * from.length)]!;
}

function characters(random: RandomSource, alphabet: string, length: number): string {
  return Array.from({ length }, () => pick(random, [...alphabet])).join('');
}

function drawHolder(random: RandomSource): Holder {
  const given = Array.from({ length: 1 + Math.floor(random() * 3) }, () => pick(random, GIVEN));
  const date = (from: number, years: number): string => {
    const part = (most: number) => String(1 + Math.floor(random() * most)).padStart(2, '0');
    return `${from + Math.floor(random() * years)}-${part(12)}-${part(28)}`;
  };
  return {
    surname: pick(random, SURNAMES),
    givenNames: given.join(' '),
    birthDate: date(1940, 65),
    expiryDate: date(2027, 9),
    sex: pick(random, ['F', 'M', 'X']),
    // States leave the letter O out of numbers, as it cannot be told from the digit.
    documentNumber: characters(random, 'ABCDEFGHJKLMNPRSTUVWXYZ0123456789', 9),
    nationality: pick(random, STATES),
  };
}

function drawLines(format: MrzFormat, random: RandomSource): string[] {
  const holder = drawHolder(random);
  const letters = { TD1: 'I AC ID IR', TD2: 'I ID AR', TD3: 'P PD PM', MRVA: 'V VI', MRVB: 'V VC' };
  const request: MrzRequest = {
    holder,
    documentCode: pick(random, letters[format].split(' ')),
    issuingState: pick(random, STATES),
    ...(random() < 0.5 ? { optionalData: characters(random, '0123456789', 7) } : {}),
  };
  switch (format) {
    case 'TD1':
      return td1Lines(request);
    case 'TD2':
      return td2Lines(request);
    case 'TD3':
      return td3Lines(request);
    case 'MRVA':
      return visa(td3Lines(request), 16, random);
    case 'MRVB':
      return visa(td2Lines(request), 8, random);
  }
}

/** Visas have free space where passports have a check digit over all (ICAO Doc 9303-7). */
function visa(lines: readonly string[], free: number, random: RandomSource): string[] {
  const filled = random() < 0.5 ? characters(random, 'ABCDEFGHJKLMNPRSTUVWXYZ0123456789', 8) : '';
  return [lines[0]!, lines[1]!.slice(0, -free) + filled.padEnd(free, '<')];
}

async function drawPage(
  format: MrzFormat,
  lines: readonly string[],
  random: RandomSource,
): Promise<FlatPicture> {
  const { width, height, zone } = DOCUMENT_MM[format];
  const [first, step] = [height - lines.length * 6.35 - 1, 6.35];
  const left = (width - zone) / 2;
  const inks = [`hsl(${random() * 360} 40% 65%)`, `hsl(${random() * 360} 30% 70%)`] as const;
  const rows = Math.floor((first - 12) / 6);
  const print = Array.from({ length: rows }, (_, row) =>
    text(pick(random, SURNAMES).toUpperCase(), width * 0.38, 10 + row * 6, {
      face: 'bold',
      size: 3,
      fill: '#202226',
    }),
  );
  const zoneText = lines.map((line, row) =>
    text(line, left, first + (row + 0.8) * step, MRZ_STYLE),
  );
  const [pxWide, pxHigh] = [Math.round(width * PX_PER_MM), Math.round(height * PX_PER_MM)];
  const portrait = `<rect x="5" y="9" width="${width * 0.26}" height="${height * 0.42}" fill="#8a7f78"/>`;
  const paper = `<rect width="${width}" height="${height}" fill="hsl(${random() * 360} 25% ${82 + random() * 14}%)"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${pxWide}" height="${pxHigh}" viewBox="0 0 ${width} ${height}">${paper}${waves({ width, height, inks, random })}${portrait}${print.join('')}${zoneText.join('')}</svg>`;
  const { data, info } = await sharp(Buffer.from(svg))
    .flatten({ background: '#fff' })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return {
    data,
    width: info.width,
    height: info.height,
    pitchPx: MRZ_PITCH_MM * PX_PER_MM,
  };
}
