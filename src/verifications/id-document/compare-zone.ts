/** The machine-readable zone, field by field, against choice, calendar and record. */

import type { MediaRole, Reason, ReasonCode } from '../../core/reasons.ts';
import type { MrzFields, MrzFormat, MrzReading, Region } from '../../vision/facts.ts';
import { reason } from '../verdicts.ts';
import { compareNames } from './names.ts';
import type { DocumentInput, DocumentRow, DocumentType } from './types.ts';

export interface ZoneComparison {
  readonly rows: readonly DocumentRow[];
  readonly doubts: readonly Reason[];
}

interface Finding {
  readonly rows: readonly DocumentRow[];
  readonly doubt: readonly [ReasonCode, string] | null;
}

export function compareZone(
  mrz: MrzReading,
  media: MediaRole,
  input: DocumentInput,
): ZoneComparison {
  const findings = [
    checksums(mrz),
    ...comparedFields(mrz.fields, mrz.format, input),
    documentType(mrz, input),
  ];
  return compared(findings, media, mrz.region);
}

/** The barcode of a licence, which has error correction in the place of check digits. */
export function compareLicence(
  { fields, region }: { readonly fields: MrzFields; readonly region: Region },
  media: MediaRole,
  input: DocumentInput,
): ZoneComparison {
  return compared(comparedFields(fields, null, input), media, region);
}

function comparedFields(
  fields: MrzFields,
  format: MrzFormat | null,
  input: DocumentInput,
): readonly Finding[] {
  return [
    name(fields, format, input),
    birthDate(fields, input),
    documentNumber(fields, input),
    issuingState(fields, input),
    ...(fields.nationality === '' ? [] : [nationality(fields, input)]),
    expiry(fields, input),
  ];
}

function compared(findings: readonly Finding[], media: MediaRole, region: Region): ZoneComparison {
  const doubts = findings.flatMap(({ doubt }) =>
    doubt === null ? [] : [reason(doubt[0], doubt[1], { media, region })],
  );
  return { rows: findings.flatMap((finding) => finding.rows), doubts };
}

/** `valid` is not taken on trust: each check digit of the format must be there and right. */
function checksums(mrz: MrzReading): Finding {
  const wrong = mrz.checks.filter((check) => !check.ok).map((check) => check.name);
  if (mrz.valid && wrong.length === 0 && mrz.checks.length > 0) return { rows: [], doubt: null };
  const which = wrong.length > 0 ? wrong.join(', ') : 'none was verified';
  return { rows: [], doubt: ['mrz_checksum', `check digits wrong: ${which}`] };
}

function name(
  { givenNames, surname }: MrzFields,
  format: MrzFormat | null,
  { record }: DocumentInput,
): Finding {
  const { agrees, how } = compareNames(record.fullName, { surname, givenNames }, format);
  const rows: readonly DocumentRow[] = [
    { field: 'surname', document: surname, record: record.fullName.surname, agrees },
    { field: 'given_names', document: givenNames, record: record.fullName.givenNames, agrees },
  ];
  if (agrees === true) return { rows, doubt: null };
  const words = {
    one_letter: 'the names differ by one letter',
    unreadable: 'the names could not be compared',
  } as const;
  const why = how === 'one_letter' || how === 'unreadable' ? words[how] : 'the names differ';
  return { rows, doubt: ['name_mismatch', why] };
}

function birthDate(fields: MrzFields, { record }: DocumentInput): Finding {
  const found = fields.birthDate;
  const agrees = found === null || found.includes('X') ? null : found === record.birthDate;
  const rows = [row('birth_date', found ?? '', record.birthDate, agrees)];
  if (agrees === true) return { rows, doubt: null };
  const why = agrees === null ? 'the birth date could not be compared' : 'the birth dates differ';
  return { rows, doubt: ['birth_date_mismatch', why] };
}

function documentNumber(fields: MrzFields, { record }: DocumentInput): Finding {
  const found = fields.documentNumber;
  const known = record.documentNumber;
  const agrees = known === null ? null : plain(found) === plain(known) && plain(known) !== '';
  const rows = [row('document_number', found, known ?? '', agrees)];
  // People renew documents: a number that the account never had says nothing.
  return agrees === false
    ? { rows, doubt: ['document_number_mismatch', 'not the document known to the account'] }
    : { rows, doubt: null };
}

function issuingState(fields: MrzFields, { choice }: DocumentInput): Finding {
  const found = state(fields.issuingState);
  const agrees = found === state(choice.country);
  const rows = [row('issuing_state', fields.issuingState, choice.country, agrees)];
  return agrees
    ? { rows, doubt: null }
    : { rows, doubt: ['country_mismatch', 'issued by another state than was chosen'] };
}

/** Shown, never a doubt: people live in other countries than their own. */
function nationality(fields: MrzFields, { record }: DocumentInput): Finding {
  const found = state(fields.nationality);
  const agrees = found === state(record.country) ? true : null;
  return {
    rows: [row('nationality', fields.nationality, record.country, agrees)],
    doubt: null,
  };
}

function documentType(mrz: MrzReading, { choice }: DocumentInput): Finding {
  const agrees = isOfType(mrz, choice.type);
  const rows = [
    row('document_type', `${mrz.fields.documentCode} ${mrz.format}`, choice.type, agrees),
  ];
  return agrees
    ? { rows, doubt: null }
    : { rows, doubt: ['document_type_not_accepted', 'not the kind of document that was chosen'] };
}

/** Document codes: P passports; A, C, I cards; V visas, which are no identity document here. */
function isOfType(mrz: MrzReading, type: DocumentType): boolean {
  const first = mrz.fields.documentCode.charAt(0);
  const isCard = ['A', 'C', 'I'].includes(first) && ['TD1', 'TD2'].includes(mrz.format);
  switch (type) {
    case 'passport':
      return first === 'P' && mrz.format === 'TD3';
    case 'id_card':
    case 'residence_permit':
      return isCard;
    case 'driving_licence':
      return mrz.fields.documentCode === 'DL' || mrz.fields.documentCode === 'D';
  }
}

function expiry(fields: MrzFields, { today }: DocumentInput): Finding {
  const found = fields.expiryDate;
  const readable = found !== null && /^\d{4}-\d{2}-\d{2}$/.test(found);
  const agrees = readable ? found >= today : null;
  const rows = [row('expiry_date', found ?? '', today, agrees)];
  if (agrees === true) return { rows, doubt: null };
  const why = agrees === null ? 'the expiry date could not be read' : 'the document has expired';
  return { rows, doubt: ['document_expired', why] };
}

function row(
  field: DocumentRow['field'],
  document: string,
  record: string,
  agrees: boolean | null,
): DocumentRow {
  return { field, document, record, agrees };
}

function plain(text: string): string {
  return text.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');
}

/** The zone writes Germany as `D`, and Britain's kinds of nationality as `GBD`, `GBN`, `GBO`, `GBP`, `GBS`. */
function state(code: string): string {
  const trimmed = code.replaceAll('<', '').toUpperCase();
  if (trimmed === 'D') return 'DEU';
  return /^GB[DNOPS]$/.test(trimmed) ? 'GBR' : trimmed;
}
