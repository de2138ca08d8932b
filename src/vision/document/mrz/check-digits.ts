import type { MrzCheckName } from '../../facts.ts';
import type { CheckRule, MrzLayout, Span } from './layouts.ts';

const WEIGHTS = [7, 3, 1] as const;

export interface CheckResult {
  readonly name: MrzCheckName;
  readonly ok: boolean;
}

/** ICAO Doc 9303-3 section 4.9: weights 7-3-1, `A` = 10 ... `Z` = 35, `<` = 0, sum modulo 10. */
export function checkDigit(text: string): string {
  let sum = 0;
  for (let at = 0; at < text.length; at++) {
    sum += characterValue(text.charCodeAt(at)) * WEIGHTS[at % 3]!;
  }
  return String(sum % 10);
}

/** Every check digit of the layout, in its order. */
export function runChecks(layout: MrzLayout, lines: readonly string[]): CheckResult[] {
  return layout.checks.map((rule) => ({ name: rule.name, ok: passes(layout, rule, lines) }));
}

export function textAt(lines: readonly string[], { line, from, to }: Span): string {
  return lines[line]!.slice(from, to);
}

function passes(layout: MrzLayout, rule: CheckRule, lines: readonly string[]): boolean {
  if (rule.name === 'document_number') {
    const { number, digit } = numberWithDigit(layout, lines);
    return checkDigit(number) === digit;
  }
  const text = rule.over.map((part) => textAt(lines, part)).join('');
  const digit = textAt(lines, rule.digit);
  if (rule.fillerWhenEmpty && digit === '<') return /^<*$/.test(text);
  return checkDigit(text) === digit;
}

/**
 * The document number and its check digit. A number of more than nine characters goes on in the
 * optional data, behind a `<` in place of the digit (Doc 9303-5 note j, 9303-6 note j).
 */
export function numberWithDigit(
  layout: MrzLayout,
  lines: readonly string[],
): { number: string; digit: string; restLength: number } {
  const number = textAt(lines, layout.number);
  const rule = layout.checks[0]!;
  const digit = textAt(lines, rule.digit);
  const mayGoOn = layout.format === 'TD1' || layout.format === 'TD2';
  if (digit !== '<' || !mayGoOn || number.endsWith('<')) return { number, digit, restLength: 0 };
  const rest = textAt(lines, layout.optional[0]!).split('<')[0]!;
  if (rest.length < 2) return { number, digit, restLength: 0 };
  return { number: number + rest.slice(0, -1), digit: rest.at(-1)!, restLength: rest.length };
}

function characterValue(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  if (code >= 65 && code <= 90) return code - 55;
  return 0;
}
