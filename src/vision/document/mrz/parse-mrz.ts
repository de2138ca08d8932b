import type { MrzFields, MrzFormat } from '../../facts.ts';
import { type CheckResult, numberWithDigit, runChecks, textAt } from './check-digits.ts';
import { isoDate } from './dates.ts';
import { MRZ_LAYOUTS, type MrzLayout } from './layouts.ts';

export interface ParsedMrz {
  readonly format: MrzFormat;
  readonly fields: MrzFields;
  readonly checks: readonly CheckResult[];
  readonly valid: boolean;
}

/**
 * The fields of an MRZ of known format; null when it cannot be one: wrong number or length of
 * lines, another alphabet, or a document code that the format does not have. A TD3 clipped to
 * 36 characters is refused as a TD2, because no TD2 begins with `P`.
 * @param today ISO date, for the century of two-digit years
 */
export function parseMrz(
  format: MrzFormat,
  lines: readonly string[],
  today: string,
): ParsedMrz | null {
  const layout = MRZ_LAYOUTS[format];
  if (lines.length !== layout.lineCount) return null;
  const alphabet = /^[A-Z0-9<]+$/;
  if (lines.some((line) => line.length !== layout.lineLength || !alphabet.test(line))) return null;
  if (!codeFits(format, lines[0]!)) return null;
  const checks = runChecks(layout, lines);
  return {
    format,
    fields: fieldsOf(layout, lines, today),
    checks,
    valid: checks.every(({ ok }) => ok),
  };
}

/** Formats whose lines are so many and so long, visas told apart by their first letter. */
export function formatOf(lines: readonly string[]): MrzFormat | null {
  const found = Object.values(MRZ_LAYOUTS).find(
    (layout) =>
      layout.lineCount === lines.length &&
      lines.every((line) => line.length === layout.lineLength) &&
      codeFits(layout.format, lines[0]!),
  );
  return found?.format ?? null;
}

/** First letters: Doc 9303-4 (P), 9303-5 and -6 (A, C, I), 9303-7 (V). */
export function codeFits(format: MrzFormat, firstLine: string): boolean {
  const first = firstLine[0]!;
  if (format === 'TD3') return first === 'P';
  if (format === 'MRVA' || format === 'MRVB') return first === 'V';
  return /[ACI]/.test(first);
}

function fieldsOf(layout: MrzLayout, lines: readonly string[], today: string): MrzFields {
  const { number, restLength } = numberWithDigit(layout, lines);
  const optional = layout.optional.map((part) => textAt(lines, part));
  optional[0] = optional[0]!.slice(restLength);
  return {
    documentCode: textAt(lines, layout.code).replace(/<+$/, ''),
    issuingState: textAt(lines, layout.issuer).replace(/<+$/, ''),
    ...namesOf(textAt(lines, layout.names)),
    documentNumber: number.replace(/<+$/, ''),
    nationality: textAt(lines, layout.nationality).replace(/<+$/, ''),
    birthDate: isoDate(textAt(lines, layout.birth), 'past', today),
    sex: sexOf(textAt(lines, layout.sex)),
    expiryDate: isoDate(textAt(lines, layout.expiry), 'near', today),
    optionalData: optional.map(spaced).filter(Boolean).join(' '),
  };
}

function namesOf(field: string): { surname: string; givenNames: string } {
  const [surname = '', ...given] = field.replace(/<+$/, '').split('<<');
  return { surname: spaced(surname), givenNames: spaced(given.join('<')) };
}

function spaced(text: string): string {
  return text.replace(/<+/g, ' ').trim();
}

function sexOf(letter: string): 'F' | 'M' | 'X' {
  return letter === 'F' || letter === 'M' ? letter : 'X';
}
