/**
 * Where the check digits of a machine-readable zone stand and whether each one holds
 * (ICAO Doc 9303 parts 4 to 7). For showing to the reviewer: the service's own reading decides.
 */

export interface MrzCheck {
  readonly field: 'number' | 'birth' | 'expiry' | 'optional' | 'composite';
  /** Zero-based line and column of the check digit. */
  readonly line: number;
  readonly column: number;
  readonly holds: boolean;
}

/** Line, first column, column after the last. */
type Span = readonly [line: number, from: number, to: number];

interface CheckPlace {
  readonly field: MrzCheck['field'];
  readonly spans: readonly Span[];
  readonly at: readonly [line: number, column: number];
  /** `<` in place of the digit is allowed where the field is empty (9303-4, 4.2.2). */
  readonly fillerAllowed?: boolean;
}

const td3: readonly CheckPlace[] = [
  { field: 'number', spans: [[1, 0, 9]], at: [1, 9] },
  { field: 'birth', spans: [[1, 13, 19]], at: [1, 19] },
  { field: 'expiry', spans: [[1, 21, 27]], at: [1, 27] },
  { field: 'optional', spans: [[1, 28, 42]], at: [1, 42], fillerAllowed: true },
  {
    field: 'composite',
    spans: [
      [1, 0, 10],
      [1, 13, 20],
      [1, 21, 43],
    ],
    at: [1, 43],
  },
];

const td2: readonly CheckPlace[] = [
  { field: 'number', spans: [[1, 0, 9]], at: [1, 9] },
  { field: 'birth', spans: [[1, 13, 19]], at: [1, 19] },
  { field: 'expiry', spans: [[1, 21, 27]], at: [1, 27] },
  {
    field: 'composite',
    spans: [
      [1, 0, 10],
      [1, 13, 20],
      [1, 21, 35],
    ],
    at: [1, 35],
  },
];

const td1: readonly CheckPlace[] = [
  { field: 'number', spans: [[0, 5, 14]], at: [0, 14] },
  { field: 'birth', spans: [[1, 0, 6]], at: [1, 6] },
  { field: 'expiry', spans: [[1, 8, 14]], at: [1, 14] },
  {
    field: 'composite',
    spans: [
      [0, 5, 30],
      [1, 0, 7],
      [1, 8, 15],
      [1, 18, 29],
    ],
    at: [1, 29],
  },
];

/** A visa has no composite check digit (9303-7). */
const withoutComposite = (places: readonly CheckPlace[]) =>
  places.filter((place) => place.field !== 'composite' && place.field !== 'optional');

function placesOf(lines: readonly string[]): readonly CheckPlace[] {
  const visa = lines[0]?.startsWith('V') === true;
  const shape = lines.map((line) => line.length).join(',');
  if (shape === '44,44') return visa ? withoutComposite(td3) : td3;
  if (shape === '36,36') return visa ? withoutComposite(td2) : td2;
  if (shape === '30,30,30') return td1;
  return [];
}

function worthOf(character: string): number {
  if (character === '<') return 0;
  if (character >= '0' && character <= '9') return character.charCodeAt(0) - 48;
  if (character >= 'A' && character <= 'Z') return character.charCodeAt(0) - 55;
  return Number.NaN;
}

/** Weighted 7-3-1 sum modulo 10 (ICAO Doc 9303-3, 4.9). NaN where a character is not of the MRZ. */
export function checkDigitOf(text: string): number {
  const weights = [7, 3, 1];
  let sum = 0;
  for (let i = 0; i < text.length; i += 1) sum += worthOf(text.charAt(i)) * (weights[i % 3] ?? 0);
  return sum % 10;
}

/** A TD1 number longer than nine characters goes on in the optional data (9303-5, note j). */
function longNumberHolds(first: string): boolean {
  const rest = first.slice(15).split('<')[0] ?? '';
  if (rest.length < 2) return false;
  const number = first.slice(5, 14) + rest.slice(0, -1);
  return checkDigitOf(number) === worthOf(rest.slice(-1));
}

/** The check digits of a full TD1, TD2, TD3 or visa zone; empty for lines of another shape. */
export function mrzChecks(lines: readonly string[]): readonly MrzCheck[] {
  return placesOf(lines).map(({ field, spans, at, fillerAllowed }) => {
    const text = spans.map(([line, from, to]) => (lines[line] ?? '').slice(from, to)).join('');
    const digit = (lines[at[0]] ?? '').charAt(at[1]);
    const empty = fillerAllowed === true && digit === '<' && /^<*$/.test(text);
    const long = field === 'number' && lines.length === 3 && digit === '<';
    const holds = long
      ? longNumberHolds(lines[0] ?? '')
      : empty || (/[0-9]/.test(digit) && checkDigitOf(text) === Number(digit));
    return { field, line: at[0], column: at[1], holds };
  });
}
