import type { MrzCheckName, MrzFormat } from '../../facts.ts';

/** What may stand at a place: letters, digits, both, or a name letter. `<` may stand at each. */
export type PlaceKind = 'letter' | 'digit' | 'any' | 'name';

/** Characters `from` (counted from 0) up to but not including `to` of line `line`. */
export interface Span {
  readonly line: number;
  readonly from: number;
  readonly to: number;
}

export interface CheckRule {
  readonly name: MrzCheckName;
  /** The characters under the check digit, in this order. */
  readonly over: readonly Span[];
  readonly digit: Span;
  /** With an empty field the digit may be left out: `<` (ICAO Doc 9303-4 section 4.2.2.2). */
  readonly fillerWhenEmpty: boolean;
}

/** Places of one format, ICAO Doc 9303 parts 4 (TD3), 5 (TD1), 6 (TD2) and 7 (visas). */
export interface MrzLayout {
  readonly format: MrzFormat;
  readonly lineCount: 2 | 3;
  readonly lineLength: 30 | 36 | 44;
  readonly kinds: readonly (readonly PlaceKind[])[];
  readonly checks: readonly CheckRule[];
  readonly code: Span;
  readonly issuer: Span;
  readonly names: Span;
  readonly number: Span;
  readonly nationality: Span;
  readonly birth: Span;
  readonly sex: Span;
  readonly expiry: Span;
  readonly optional: readonly Span[];
}

const KIND_LETTERS: Readonly<Record<string, PlaceKind>> = {
  A: 'letter',
  N: 'digit',
  X: 'any',
  M: 'name',
};

function kinds(...patterns: readonly string[]): PlaceKind[][] {
  return patterns.map((pattern) =>
    [
      ...pattern.replace(/([A-Z])(\d+)/g, (_, letter: string, count: string) =>
        letter.repeat(Number(count)),
      ),
    ].map((letter) => KIND_LETTERS[letter]!),
  );
}

function span(line: number, from: number, to: number): Span {
  return { line, from, to };
}

function check(
  name: MrzCheckName,
  over: readonly Span[],
  digit: Span,
  fillerWhenEmpty = false,
): CheckRule {
  return { name, over, digit, fillerWhenEmpty };
}

const TD1: MrzLayout = {
  format: 'TD1',
  lineCount: 3,
  lineLength: 30,
  kinds: kinds('AXA3X25', 'N7AN7A3X11N', 'M30'),
  checks: [
    check('document_number', [span(0, 5, 14)], span(0, 14, 15)),
    check('birth_date', [span(1, 0, 6)], span(1, 6, 7)),
    check('expiry_date', [span(1, 8, 14)], span(1, 14, 15)),
    check(
      'composite',
      [span(0, 5, 30), span(1, 0, 7), span(1, 8, 15), span(1, 18, 29)],
      span(1, 29, 30),
    ),
  ],
  code: span(0, 0, 2),
  issuer: span(0, 2, 5),
  names: span(2, 0, 30),
  number: span(0, 5, 14),
  nationality: span(1, 15, 18),
  birth: span(1, 0, 6),
  sex: span(1, 7, 8),
  expiry: span(1, 8, 14),
  optional: [span(0, 15, 30), span(1, 18, 29)],
};

/** The two-line formats differ in their length and in what follows the expiry date. */
function twoLines(
  format: MrzFormat,
  lineLength: 36 | 44,
  tail: string,
  optional: Span,
  further: readonly CheckRule[],
): MrzLayout {
  return {
    format,
    lineCount: 2,
    lineLength,
    kinds: kinds(`AXA3M${lineLength - 5}`, `X9NA3N7AN7${tail}`),
    checks: [
      check('document_number', [span(1, 0, 9)], span(1, 9, 10)),
      check('birth_date', [span(1, 13, 19)], span(1, 19, 20)),
      check('expiry_date', [span(1, 21, 27)], span(1, 27, 28)),
      ...further,
    ],
    code: span(0, 0, 2),
    issuer: span(0, 2, 5),
    names: span(0, 5, lineLength),
    number: span(1, 0, 9),
    nationality: span(1, 10, 13),
    birth: span(1, 13, 19),
    sex: span(1, 20, 21),
    expiry: span(1, 21, 27),
    optional: [optional],
  };
}

export const MRZ_LAYOUTS: Readonly<Record<MrzFormat, MrzLayout>> = {
  TD1,
  TD2: twoLines('TD2', 36, 'X7N', span(1, 28, 35), [
    check('composite', [span(1, 0, 10), span(1, 13, 20), span(1, 21, 35)], span(1, 35, 36)),
  ]),
  TD3: twoLines('TD3', 44, 'X14N2', span(1, 28, 42), [
    check('optional', [span(1, 28, 42)], span(1, 42, 43), true),
    check('composite', [span(1, 0, 10), span(1, 13, 20), span(1, 21, 43)], span(1, 43, 44)),
  ]),
  MRVA: twoLines('MRVA', 44, 'X16', span(1, 28, 44), []),
  MRVB: twoLines('MRVB', 36, 'X8', span(1, 28, 36), []),
};
