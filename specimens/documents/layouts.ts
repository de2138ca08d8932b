/** Where everything stands on each document of Utopia, in millimetres from the top left corner. */
import { rosette, type Sheet, waves } from './guilloche.ts';
import type { Holder } from './mrz-lines.ts';
import { type TextStyle, text } from './typeset.ts';

export type DocumentKind = 'passport' | 'id_card' | 'id_card_td2' | 'driving_licence';
export type DocumentSide = 'front' | 'back';

export interface Frame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly paper: string;
  readonly inks: readonly [string, string];
  /** Where the portrait and its ghost stand; null on a side without them. */
  readonly portrait: Frame | null;
  readonly ghost: Frame | null;
  /** Baselines of the machine-readable lines and the left end; null on a side without. */
  readonly mrz: { readonly left: number; readonly baselines: readonly number[] } | null;
  /** Where the PDF417 of a licence stands. */
  readonly barcode?: Frame;
  /** Printed things: SVG in millimetres. */
  readonly print: (holder: Holder) => string;
}

/** OCR-B size 1: ten characters an inch (ICAO Doc 9303-3, section 4.2.4). */
export const MRZ_PITCH_MM = 2.54;
const OCRB_ADVANCE = 0.723;
export const MRZ_STYLE: TextStyle = {
  face: 'ocrb',
  size: MRZ_PITCH_MM / OCRB_ADVANCE,
  fill: '#1a1a1c',
};

const LABEL: TextStyle = { face: 'regular', size: 2.1, fill: '#3c5470' };
const VALUE: TextStyle = { face: 'bold', size: 3.5, fill: '#16181c' };
const HEADING: TextStyle = { face: 'bold', size: 5.2, fill: '#1f3f68', tracking: 0.35 };
const MONTHS = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');

/** `1991-04-17` as it is printed: `17 APR 1991`. */
export function printedDate(iso: string): string {
  const [year, month, day] = iso.split('-');
  return `${day} ${MONTHS[Number(month) - 1]} ${year}`;
}

function field(label: string, value: string, x: number, y: number, size = VALUE.size): string {
  return text(label, x, y, LABEL) + text(value, x, y + size + 0.5, { ...VALUE, size });
}

function band(width: number, height: number, ink: string): string {
  return `<rect width="${width}" height="${height}" fill="${ink}" opacity=".2"/>`;
}

/** The arms of Utopia: a sun over an island. */
function arms(x: number, y: number, size: number, ink: string): string {
  const rays = Array.from({ length: 16 }, (_, k) => {
    const angle = (k / 16) * 2 * Math.PI;
    const [dx, dy] = [Math.cos(angle), Math.sin(angle)];
    return `M${dx * 0.58} ${dy * 0.58}L${dx * (k % 2 ? 0.8 : 1)} ${dy * (k % 2 ? 0.8 : 1)}`;
  }).join('');
  return `<g transform="translate(${x} ${y}) scale(${size})" fill="none" stroke="${ink}" stroke-width=".1"><circle r=".44"/><path d="${rays}"/><path d="M-1 1.25Q-.5 1 0 1.25T1 1.25M-.7 1.5Q-.35 1.3 0 1.5T.7 1.5"/></g>`;
}

const upper = (name: string) => name.toLocaleUpperCase('en');

function passportPrint(holder: Holder): string {
  return [
    band(125, 12.5, '#3a6ea5'),
    arms(10, 5.2, 3.2, '#1f3f68'),
    text('REPUBLIC OF UTOPIA', 17, 8.2, HEADING),
    text('PASSPORT', 92, 8.2, { ...HEADING, fill: '#7a2230' }),
    field('Type', 'P', 44, 16),
    field('Code', 'UTO', 58, 16),
    field('Passport No.', holder.documentNumber, 78, 16, 4.2),
    field('Surname', upper(holder.surname), 44, 23.6),
    field('Given names', upper(holder.givenNames), 44, 31.2),
    field('Nationality', 'UTOPIAN', 44, 38.8),
    field('Date of birth', printedDate(holder.birthDate), 44, 46.4),
    field('Sex', holder.sex, 78, 46.4),
    field('Date of expiry', printedDate(holder.expiryDate), 44, 54),
    field('Authority', 'AMAUROT', 78, 54),
  ].join('');
}

function cardFrontPrint(holder: Holder): string {
  return [
    band(85.6, 9.6, '#2f7d6b'),
    arms(6.6, 4.1, 2.4, '#1d5b4c'),
    text('REPUBLIC OF UTOPIA', 11.6, 6.4, { ...HEADING, size: 3.8, fill: '#1d5b4c' }),
    text('IDENTITY CARD', 55.4, 6.4, { ...HEADING, size: 3.5, fill: '#7a2230' }),
    field('Surname', upper(holder.surname), 30, 13, 3),
    field('Given names', upper(holder.givenNames), 30, 19.4, 3),
    field('Sex', holder.sex, 30, 25.8, 3),
    field('Nationality', 'UTO', 40, 25.8, 3),
    field('Date of birth', printedDate(holder.birthDate), 56, 25.8, 3),
    field('Document No.', holder.documentNumber, 30, 32.2, 3),
    field('Date of expiry', printedDate(holder.expiryDate), 30, 38.6, 3),
  ].join('');
}

function cardBackPrint(holder: Holder): string {
  return [
    band(85.6, 5, '#2f7d6b'),
    text('REPUBLIC OF UTOPIA', 4.6, 3.6, { ...HEADING, size: 2.6, fill: '#1d5b4c' }),
    field('Place of birth', 'AMAUROT', 4.6, 9, 2.7),
    field('Authority', 'CITY OF AMAUROT', 4.6, 15, 2.7),
    field('Document No.', holder.documentNumber, 48, 9, 2.7),
    field('Height', '171 cm', 48, 15, 2.7),
    `<rect x="4.6" y="22" width="76.4" height="8" fill="#d9e5e0" opacity=".6"/>`,
  ].join('');
}

function largeCardPrint(holder: Holder): string {
  return [
    band(105, 10, '#8a5a2f'),
    text('REPUBLIC OF UTOPIA', 8, 6.9, { ...HEADING, size: 4.2, fill: '#5e3a1a' }),
    text('RESIDENCE CARD', 66, 6.9, { ...HEADING, size: 3.8, fill: '#7a2230' }),
    field('Surname', upper(holder.surname), 38, 14.5, 3.1),
    field('Given names', upper(holder.givenNames), 38, 21, 3.1),
    field('Nationality', holder.nationality, 38, 27.5, 3.1),
    field('Sex', holder.sex, 56, 27.5, 3.1),
    field('Date of birth', printedDate(holder.birthDate), 66, 27.5, 3.1),
    field('Card No.', holder.documentNumber, 38, 34, 3.1),
    field('Date of expiry', printedDate(holder.expiryDate), 66, 34, 3.1),
  ].join('');
}

/** Dates as North American licences print them: month, day, year. */
function slashDate(iso: string): string {
  const [year, month, day] = iso.split('-');
  return `${month}/${day}/${year}`;
}

/** Numbered data elements in the manner of the AAMVA card design standard. */
function licencePrint(holder: Holder): string {
  return [
    band(85.6, 9.6, '#4a5fa8'),
    text('UTOPIA', 5, 7, { ...HEADING, size: 5.4, fill: '#28386f' }),
    text('DRIVER LICENSE', 52, 6.6, { ...HEADING, size: 3.9, fill: '#28386f' }),
    field('4d DLN', holder.documentNumber, 31, 12.4, 3.2),
    field('9 CLASS', 'D', 66, 12.4, 3.2),
    field('1 LAST NAME', upper(holder.surname), 31, 18.6, 3),
    field('2 FIRST NAME', upper(holder.givenNames), 31, 24.8, 3),
    field('8 ADDRESS', '12 HYTHLODAY LANE, AMAUROT', 31, 31, 2.6),
    field('3 DOB', slashDate(holder.birthDate), 31, 36.8, 3),
    field('15 SEX', holder.sex, 54, 36.8, 3),
    field('4b EXP', slashDate(holder.expiryDate), 31, 43, 3),
    field('16 HGT', `5'-07"`, 54, 43, 3),
  ].join('');
}

function licenceBackPrint(): string {
  return [
    band(85.6, 5, '#4a5fa8'),
    text('UTOPIA', 4.6, 3.6, { ...HEADING, size: 2.6, fill: '#28386f' }),
    field('9 CLASS D', 'ANY NON-COMMERCIAL VEHICLE', 6, 33, 2.4),
    field('12 RESTRICTIONS', 'NONE', 6, 40, 2.4),
  ].join('');
}

const FIRST_BASELINE_TD1 = 38.2;
const LINE_PITCH_MM = 6.35;

export const LAYOUTS: Readonly<
  Record<DocumentKind, Readonly<Partial<Record<DocumentSide, Layout>>>>
> = {
  passport: {
    front: {
      width: 125,
      height: 88,
      paper: '#f3eee6',
      inks: ['#7f9fc4', '#c99a9a'],
      portrait: { x: 6, y: 16, width: 33, height: 42.4 },
      ghost: { x: 102, y: 33, width: 16, height: 20.6 },
      mrz: { left: 6.6, baselines: [73.4, 73.4 + LINE_PITCH_MM] },
      print: passportPrint,
    },
  },
  id_card: {
    front: {
      width: 85.6,
      height: 54,
      paper: '#eef3ee',
      inks: ['#8fb9a9', '#c7b58a'],
      portrait: { x: 4.4, y: 12.4, width: 23, height: 29.6 },
      ghost: { x: 68, y: 33.4, width: 11, height: 14.1 },
      mrz: null,
      print: cardFrontPrint,
    },
    back: {
      width: 85.6,
      height: 54,
      paper: '#eef3ee',
      inks: ['#8fb9a9', '#c7b58a'],
      portrait: null,
      ghost: null,
      mrz: {
        left: 4.7,
        baselines: [0, 1, 2].map((line) => FIRST_BASELINE_TD1 + line * LINE_PITCH_MM),
      },
      print: cardBackPrint,
    },
  },
  id_card_td2: {
    front: {
      width: 105,
      height: 74,
      paper: '#f5efe4',
      inks: ['#c8a77f', '#9fb3c9'],
      portrait: { x: 6, y: 12.6, width: 28, height: 36 },
      ghost: { x: 88, y: 32, width: 12, height: 15.4 },
      mrz: { left: 6.8, baselines: [60.6, 60.6 + LINE_PITCH_MM] },
      print: largeCardPrint,
    },
  },
  driving_licence: {
    front: {
      width: 85.6,
      height: 54,
      paper: '#eef0f7',
      inks: ['#9aa8d8', '#d0b48c'],
      portrait: { x: 4.4, y: 12, width: 23.6, height: 30.4 },
      ghost: { x: 70, y: 34, width: 11, height: 14.1 },
      mrz: null,
      print: licencePrint,
    },
    back: {
      width: 85.6,
      height: 54,
      paper: '#eef0f7',
      inks: ['#9aa8d8', '#d0b48c'],
      portrait: null,
      ghost: null,
      mrz: null,
      barcode: { x: 5, y: 8, width: 75.6, height: 20 },
      print: licenceBackPrint,
    },
  },
};

/** Paper, waves and rosettes below everything; the zone of the MRZ stays calm. */
export function background(layout: Layout, random: Sheet['random']): string {
  const { width, height, inks, mrz } = layout;
  const calm = mrz ? Math.min(...mrz.baselines) - 5.4 : height;
  return [
    `<rect width="${width}" height="${height}" fill="${layout.paper}"/>`,
    waves({ width, height, inks, random }),
    rosette(width * 0.72, height * 0.46, height * 0.3, 12, inks[0]),
    rosette(width * 0.3, height * 0.5, height * 0.26, 9, inks[1]),
    mrz
      ? `<rect y="${calm}" width="${width}" height="${height - calm}" fill="${layout.paper}" opacity=".82"/>`
      : '',
  ].join('');
}
