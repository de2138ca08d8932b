/** Compares the name on a document with the account's, as a careful clerk would. */

import type { MrzFormat } from '../../vision/facts.ts';
import { spellings } from './transliterate.ts';

export interface PersonName {
  readonly surname: string;
  readonly givenNames: string;
}

export type NameAgreement =
  | 'same'
  /** A middle name is missing on one side. */
  | 'fewer_names'
  /** Surname and given names changed places. */
  | 'other_order'
  /** The zone was too short for the whole name (ICAO Doc 9303-3, 4.6). */
  | 'truncated'
  | 'one_letter'
  | 'different'
  | 'unreadable';

export interface NameComparison {
  /** Null: could not be compared. */
  readonly agrees: boolean | null;
  readonly how: NameAgreement;
}

/** Characters of the name field by format (ICAO Doc 9303 parts 4 to 7). */
const nameFieldLength: Readonly<Record<MrzFormat, number>> = {
  TD1: 30,
  TD2: 31,
  TD3: 39,
  MRVA: 39,
  MRVB: 31,
};

/** Two names are short enough to be mixed up by a letter only from this length on. */
const oneLetterLengthMin = 4;

export function compareNames(
  record: PersonName,
  document: PersonName,
  format: MrzFormat | null,
): NameComparison {
  const documentNames = variants(document);
  const recordNames = variants(record);
  if (documentNames.length === 0 || recordNames.length === 0) {
    return { agrees: null, how: 'unreadable' };
  }
  const full = format !== null && fieldIsFull(document, format);
  let best: NameAgreement = 'different';
  for (const ours of recordNames) {
    for (const theirs of documentNames) {
      const how = compareSpellings(ours, theirs, full);
      if (order.indexOf(how) < order.indexOf(best)) best = how;
    }
  }
  return { agrees: best !== 'different' && best !== 'one_letter', how: best };
}

/** From the best to the worst. */
const order: readonly NameAgreement[] = [
  'same',
  'fewer_names',
  'other_order',
  'truncated',
  'one_letter',
  'different',
];

function variants(name: PersonName): readonly PersonName[] {
  const surnames = spellings(name.surname);
  const given = spellings(name.givenNames);
  // People with a single name have it in the surname's place, with no given name.
  const givenOrNone = name.givenNames.trim() === '' ? [''] : given;
  return surnames
    .slice(0, 16)
    .flatMap((surname) => givenOrNone.slice(0, 16).map((givenNames) => ({ surname, givenNames })));
}

function compareSpellings(record: PersonName, document: PersonName, full: boolean): NameAgreement {
  const joinedRecord = joined(record);
  const joinedDocument = joined(document);
  if (joinedRecord === joinedDocument) return 'same';
  const surnamesAgree = compact(record.surname) === compact(document.surname);
  if (surnamesAgree && fewerNames(record.givenNames, document.givenNames)) return 'fewer_names';
  const swapped = joined({ surname: document.givenNames, givenNames: document.surname });
  if (joinedRecord === swapped) return 'other_order';
  if (full && isTruncation(record, document)) return 'truncated';
  const longEnough = joinedRecord.length >= oneLetterLengthMin;
  return longEnough && withinOneEdit(joinedRecord, joinedDocument) ? 'one_letter' : 'different';
}

function joined(name: PersonName): string {
  return `${compact(name.surname)}/${compact(name.givenNames)}`;
}

function compact(text: string): string {
  return text.replaceAll(' ', '');
}

/** The first given name agrees, and the other names of one side are among those of the other. */
function fewerNames(a: string, b: string): boolean {
  const [left, right] = [a.split(' '), b.split(' ')];
  if (a === '' || b === '' || left[0] !== right[0]) return false;
  const [short, long] = left.length <= right.length ? [left, right] : [right, left];
  return short.every((name) => long.includes(name));
}

function fieldIsFull(document: PersonName, format: MrzFormat): boolean {
  const surname = document.surname.trim().replaceAll(/[\s-]+/g, '<');
  const given = document.givenNames.trim().replaceAll(/[\s-]+/g, '<');
  const length = given === '' ? surname.length : surname.length + 2 + given.length;
  return length >= nameFieldLength[format] - 1;
}

/** Each word of the document begins the record's word in the same place; the rest was cut. */
function isTruncation(record: PersonName, document: PersonName): boolean {
  const begins = (whole: string, cut: string): boolean => {
    const words = whole.split(' ');
    const cuts = cut === '' ? [] : cut.split(' ');
    return (
      cuts.length <= words.length && cuts.every((word, at) => words[at]?.startsWith(word) ?? false)
    );
  };
  return begins(record.surname, document.surname) && begins(record.givenNames, document.givenNames);
}

/** One letter added, dropped, changed, or two neighbours exchanged. */
export function withinOneEdit(a: string, b: string): boolean {
  if (a === b) return true;
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  const restA = a.slice(start);
  const restB = b.slice(start);
  const exchanged = `${restA[1] ?? ''}${restA[0] ?? ''}${restA.slice(2)}`;
  return (
    restA.slice(1) === restB.slice(1) ||
    restA.slice(1) === restB ||
    restA === restB.slice(1) ||
    (restA.length > 1 && exchanged === restB)
  );
}
