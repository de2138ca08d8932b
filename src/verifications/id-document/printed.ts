/** Printed text against the machine-readable zone (SP 800-63A-4 3.13: they shall be compared). */
import type { MediaRole, Reason } from '../../core/reasons.ts';
import type { DocumentSideFacts, MrzFields, PrintedField } from '../../vision/facts.ts';
import { reason } from '../verdicts.ts';
import { withinOneEdit } from './names.ts';
import { spellings } from './transliterate.ts';

/** A reading below this says too little to hold against anybody. */
const confidenceMin = 0.8;

/** `unsure`: the print was not read well enough, or the zone has nothing to compare it with. */
export type PrintedAgreement = 'agrees' | 'differs' | 'unsure';

/** What the fields were read from: the zone, of either side, or the barcode of a licence. */
export interface CodedFields {
  readonly fields: MrzFields;
  readonly source: 'mrz' | 'barcode';
}

export function printedDoubts(
  facts: DocumentSideFacts,
  media: MediaRole,
  coded: CodedFields | null,
): readonly Reason[] {
  if (coded === null) return [];
  const isZone = coded.source === 'mrz';
  return facts.printed
    .filter((field) => comparePrinted(field, coded.fields) === 'differs')
    .map((field) => {
      const against = isZone ? 'machine-readable zone' : 'barcode';
      const why = `printed ${field.name.replaceAll('_', ' ')} and ${against} differ`;
      const code = isZone ? 'mrz_text_mismatch' : 'barcode_mismatch';
      return reason(code, why, { media, region: field.region });
    });
}

/**
 * One printed field against the zone. That text agrees may be seen however faintly it was read; that it
 * differs is only said of text that was read clearly beside its label.
 */
export function comparePrinted(field: PrintedField, zone: MrzFields): PrintedAgreement {
  const agrees = agreement(field, zone);
  if (agrees === null) return 'unsure';
  if (agrees) return 'agrees';
  const isLocated = field.foundBy !== 'value' && field.confidence >= confidenceMin;
  return isLocated ? 'differs' : 'unsure';
}

function agreement(field: PrintedField, zone: MrzFields): boolean | null {
  switch (field.name) {
    case 'surname':
      return sameName(field.text, zone.surname);
    case 'given_names':
      return sameName(field.text, zone.givenNames);
    case 'document_number':
      return sameNumber(field.text, zone.documentNumber);
    case 'birth_date':
      return sameDate(field, zone.birthDate);
    case 'expiry_date':
      return sameDate(field, zone.expiryDate);
  }
}

/** The zone may be cut short, so that one beginning with the other is agreement. */
function sameName(printed: string, zone: string): boolean | null {
  const theirs = plain(zone);
  const ours = spellings(printed).map(plain);
  if (theirs === '') return null;
  const alike = (a: string, b: string): boolean =>
    a !== '' && (a.startsWith(b) || b.startsWith(a) || withinOneEdit(a, b));
  // The reader drops many accents, so that `OZTURK` may stand for the zone's `OEZTUERK`.
  if (ours.some((one) => alike(one, theirs)) || alike(folded(printed), folded(zone))) return true;
  return ours.length === 0 ? null : false;
}

function folded(text: string): string {
  return plain(text.normalize('NFD'))
    .replaceAll('0', 'O')
    .replaceAll('1', 'I')
    .replaceAll(/AE|AA/g, 'A')
    .replaceAll('OE', 'O')
    .replaceAll(/UE|UXX/g, 'U');
}

function sameNumber(printed: string, zone: string): boolean | null {
  const theirs = confusable(zone);
  return theirs === '' ? null : withinOneEdit(confusable(printed), theirs);
}

/** Letters and figures that readers mix up are one; which of them it is, the check digits say. */
function confusable(text: string): string {
  return plain(text).replaceAll(/[OQD]/g, '0').replaceAll(/[IL]/g, '1').replaceAll('B', '8');
}

function sameDate(field: PrintedField, zone: string | null): boolean | null {
  if (zone === null || zone.includes('X')) return null;
  const found = field.dates ?? datesInFigures(field.text);
  return found.length === 0 ? null : found.includes(zone);
}

/** Every ISO date that figures can mean: `03.04.2030` is one, `03/04/2030` two. */
function datesInFigures(text: string): readonly string[] {
  const match = /^(\d{1,4})[ .\-/](\d{1,2})[ .\-/](\d{1,4})$/.exec(text.trim());
  if (match === null) return [];
  const [, a = '', b = '', c = ''] = match;
  if (a.length === 4) return [iso(a, b, c)];
  if (c.length !== 4) return [];
  return [iso(c, b, a), iso(c, a, b)];
}

function iso(year: string, month: string, day: string): string {
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

function plain(text: string): string {
  return text.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');
}
