import type { MrzFields, PrintedField } from '../../facts.ts';
import { labelOf } from './labels.ts';
import { datesIn } from './printed-dates.ts';
import { nameKey, numberKey, plainText } from './text-key.ts';
import type { TextLine } from './text-reader.ts';

type FieldName = PrintedField['name'];

const FIELD_NAMES: readonly FieldName[] = [
  'surname',
  'given_names',
  'document_number',
  'birth_date',
  'expiry_date',
];
/** Shorter keys stand on any page by chance. */
const NAME_KEY_MIN = 3;
const NUMBER_KEY_MIN = 5;
/** From this length on one wrong letter is forgiven: no other word of a page is that close. */
const ONE_EDIT_KEY_MIN = 7;
const WORDS_MAX = 12;
/** A value stands at most so many of its label's heights below it, and begins about where that does. */
const BELOW_HEIGHTS_MAX = 2.6;
const BELOW_INDENT_MAX = 0.04;
const BESIDE_GAP_MAX = 0.12;

interface Part {
  readonly text: string;
  readonly line: TextLine;
  readonly confidence: number;
}

/**
 * The fields of a page, each found by the zone's value or else beside its label. A field that is neither here
 * nor there is left out: not finding a word says nothing against a document.
 */
export function findFields(lines: readonly TextLine[], zone: MrzFields): PrintedField[] {
  // The surest first: a signature or a ghost of the name is then the last that is taken.
  const parts = lines.flatMap(partsOf).sort((a, b) => b.confidence - a.confidence);
  return FIELD_NAMES.flatMap((name) => {
    const field = byValue(name, parts, zone) ?? byLabel(name, lines);
    return field === null ? [] : [field];
  });
}

/** The fields of a page without a zone: each beside its label, to be held against the zone of another side. */
export function labelledFields(lines: readonly TextLine[]): PrintedField[] {
  return FIELD_NAMES.flatMap((name) => byLabel(name, lines) ?? []);
}

export const FIELD_COUNT = FIELD_NAMES.length;

/** Every field that the zone can be asked for is there by its value: nothing more need be read. */
export function isComplete(fields: readonly PrintedField[], zone: MrzFields): boolean {
  return FIELD_NAMES.every(
    (name) =>
      !isSearchable(name, zone) ||
      fields.some((field) => field.name === name && field.foundBy === 'value'),
  );
}

function isSearchable(name: FieldName, zone: MrzFields): boolean {
  switch (name) {
    case 'surname':
      return nameKey(zone.surname).length >= NAME_KEY_MIN;
    case 'given_names':
      return nameKey(zone.givenNames).length >= NAME_KEY_MIN;
    case 'document_number':
      return numberKey(zone.documentNumber).length >= NUMBER_KEY_MIN;
    case 'birth_date':
      return isWholeDate(zone.birthDate);
    case 'expiry_date':
      return isWholeDate(zone.expiryDate);
  }
}

function isWholeDate(date: string | null): date is string {
  return date !== null && !date.includes('X');
}

/** A line and every run of its words. */
function partsOf(line: TextLine): Part[] {
  const words = [...line.text.matchAll(/[^\s,:;]+/g)].slice(0, WORDS_MAX);
  return words.flatMap((first, from) =>
    words.slice(from).map((last) => {
      const end = last.index + last[0].length;
      return {
        text: line.text.slice(first.index, end),
        line,
        confidence: sureness(line, first.index, end),
      };
    }),
  );
}

/** Chance of the least sure character; a blank that is half seen says nothing about its neighbours. */
function sureness(line: TextLine, from: number, to: number): number {
  const letters = line.confidence.slice(from, to).filter((_, at) => line.text[from + at] !== ' ');
  return Math.min(1, ...letters);
}

function byValue(name: FieldName, parts: readonly Part[], zone: MrzFields): PrintedField | null {
  if (!isSearchable(name, zone)) return null;
  const found = (part: Part | undefined, dates?: readonly string[]): PrintedField | null =>
    part === undefined ? null : fieldOf(name, part, 'value', dates);
  switch (name) {
    case 'surname':
      return nameByValue(name, parts, zone.surname);
    case 'given_names':
      return nameByValue(name, parts, zone.givenNames);
    case 'document_number': {
      const wanted = numberKey(zone.documentNumber);
      return found(parts.find((part) => numberKey(part.text) === wanted));
    }
    case 'birth_date':
    case 'expiry_date': {
      const wanted = name === 'birth_date' ? zone.birthDate! : zone.expiryDate!;
      const part = parts.find(({ text }) => datesIn(text).includes(wanted));
      return found(part, part && datesIn(part.text));
    }
  }
}

/** The whole name in one run of words, or each of its words somewhere (they may stand on two lines). */
function nameByValue(name: FieldName, parts: readonly Part[], wanted: string): PrintedField | null {
  const whole = parts.find((part) => isSameName(part.text, wanted));
  if (whole !== undefined) return fieldOf(name, whole, 'value');
  const words = wanted.split(' ').filter((word) => word !== '');
  if (words.length < 2) return null;
  const places = words.map((word) => parts.find((part) => isSameName(part.text, word)));
  if (places.some((part) => part === undefined)) return null;
  const all = places as Part[];
  const text = all.map((part) => part.text).join(' ');
  const confidence = Math.min(...all.map((part) => part.confidence));
  return fieldOf(name, { ...all[0]!, text, confidence }, 'value');
}

function isSameName(printed: string, wanted: string): boolean {
  const [left, right] = [nameKey(printed), nameKey(wanted)];
  if (right.length < NAME_KEY_MIN) return false;
  if (left === right) return true;
  return right.length >= ONE_EDIT_KEY_MIN && isOneLetterOff(left, right);
}

/** One letter changed, added or dropped. */
function isOneLetterOff(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let end = 0;
  const rest = Math.min(a.length, b.length) - start;
  while (end < rest && a.at(-1 - end) === b.at(-1 - end)) end++;
  return Math.max(a.length, b.length) - start - end <= 1;
}

/** What stands under a label, or on its right. */
function byLabel(name: FieldName, lines: readonly TextLine[]): PrintedField | null {
  const label = lines.find((line) => labelOf(line.text) === name);
  if (label === undefined) return null;
  const near = lines
    .filter((line) => line !== label && labelOf(line.text) === null && isNear(label, line))
    .sort((a, b) => distance(label, a) - distance(label, b))[0];
  if (near === undefined || !isOfKind(name, near.text)) return null;
  const confidence = sureness(near, 0, near.text.length);
  const dates = name.endsWith('_date') ? datesIn(near.text) : undefined;
  return fieldOf(name, { text: near.text.trim(), line: near, confidence }, 'label', dates);
}

function isNear(label: TextLine, value: TextLine): boolean {
  const down = middle(value) - middle(label);
  const indent = Math.abs(value.region.x - label.region.x);
  const isBelow = down > label.height * 0.5 && down < label.height * BELOW_HEIGHTS_MAX;
  if (isBelow && indent < BELOW_INDENT_MAX) return true;
  const gap = value.region.x - label.region.x - label.region.width;
  return Math.abs(down) < label.height * 0.4 && gap > -0.01 && gap < BESIDE_GAP_MAX;
}

function middle({ region }: TextLine): number {
  return region.y + region.height / 2;
}

function distance(label: TextLine, value: TextLine): number {
  return Math.hypot(middle(value) - middle(label), value.region.x - label.region.x);
}

function isOfKind(name: FieldName, text: string): boolean {
  const plain = plainText(text);
  if (name.endsWith('_date')) return datesIn(text).length > 0;
  if (name === 'document_number') return /\d{4}/.test(plain) && plain.length <= 12;
  return /^[A-Z]{2,}$/.test(plain);
}

function fieldOf(
  name: FieldName,
  part: Part,
  foundBy: 'value' | 'label',
  dates?: readonly string[],
): PrintedField {
  return {
    name,
    text: part.text,
    confidence: part.confidence,
    region: part.line.region,
    foundBy,
    ...(dates === undefined ? {} : { dates }),
  };
}
