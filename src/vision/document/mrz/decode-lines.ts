import type { MrzFormat } from '../../facts.ts';
import { runChecks } from './check-digits.ts';
import { MRZ_LAYOUTS, type MrzLayout, type PlaceKind } from './layouts.ts';
import { MRZ_CHARACTERS } from './line-net.ts';
import { codeFits } from './parse-mrz.ts';
import { narrowedState } from './state-field.ts';
import { isIcaoState } from './states.ts';

/** Chance of each of the 37 characters, place by place. */
export type LineChances = readonly Float64Array[];

export interface DecodedMrz {
  readonly format: MrzFormat;
  readonly lines: readonly string[];
  /** Chance of the character that was chosen. */
  readonly confidence: readonly (readonly number[])[];
  readonly valid: boolean;
  /** How many characters were exchanged to satisfy the check digits. */
  readonly repairs: number;
}

const EXCHANGES_MAX = 2;
/** Nats against a name field that is not `SURNAME<<GIVEN<NAMES<<<<`. */
const ODD_NAME_COST = 6;
const EXCHANGE_CANDIDATES_MAX = 22;
/** Nats that all exchanges may cost together: the net must have been in doubt there. */
const EXCHANGE_COST_MAX = 4.5;
/** Of any ten pairs one satisfies the check digits by chance, so two exchanges may cost less than one. */
const PAIR_COST_MAX = 2;
/** Nats by which the best exchange must lead, or it is a guess. */
const EXCHANGE_LEAD_MIN = 1;

/** Glyphs of OCR-B that are alike when blurred; each pair works in both directions. */
const LOOK_ALIKES = [
  '0O',
  '0D',
  '0Q',
  'OQ',
  'OD',
  '1I',
  '1L',
  'IL',
  '1T',
  '7T',
  '7Z',
  '2Z',
  '5S',
  '8B',
  '8S',
  '38',
  '6G',
  '6B',
  '4A',
  'UV',
  'VY',
  'MN',
  'HN',
  'MH',
  'WN',
  'EF',
  'CG',
  'C<',
  'K<',
  '17',
  '89',
  '68',
] as const;

const ALIKE = new Map<string, Set<string>>();
for (const [first, second] of LOOK_ALIKES.map((pair) => [...pair] as [string, string])) {
  for (const [a, b] of [
    [first, second],
    [second, first],
  ] as const) {
    ALIKE.set(a, (ALIKE.get(a) ?? new Set()).add(b));
  }
}

/** The likeliest text of the places under the format's kinds, repaired under its check digits. */
export function decodeLines(format: MrzFormat, chances: readonly LineChances[]): DecodedMrz {
  const layout = MRZ_LAYOUTS[format];
  const typed = chances.map((line, row) =>
    line.map((place, at) =>
      layout.kinds[row]![at] === 'any'
        ? withoutRareLetters(place, line[at - 1], line[at + 1])
        : restricted(place, layout.kinds[row]![at]!, layout, row, at),
    ),
  );
  for (const { line, from, to } of [layout.issuer, layout.nationality]) {
    const narrowed = narrowedState(chances[line]!.slice(from, to), typed[line]!.slice(from, to));
    typed[line]!.splice(from, to - from, ...narrowed);
  }
  const lines = typed.map((line, row) =>
    row === layout.names.line
      ? headOf(line, layout.names.from) + likeliestName(line.slice(layout.names.from))
      : headOf(line, line.length),
  );
  const fixed = repaired(layout, lines, typed);
  return {
    format,
    lines: fixed.lines,
    confidence: fixed.lines.map((text, row) =>
      [...text].map((letter, at) => typed[row]![at]![MRZ_CHARACTERS.indexOf(letter)]!),
    ),
    valid: runChecks(layout, fixed.lines).every(({ ok }) => ok),
    repairs: fixed.repairs,
  };
}

const DIGITS = /[0-9<]/;
const LETTERS = /[A-Z<]/;

/** A look-alike of the wrong kind speaks for its twin of the right kind. */
const TWINS = ['O0', 'Q0', 'D0', 'I1', 'L1', 'Z2', 'S5', 'G6', 'B8', 'T7', 'A4'].map(
  ([letter, digit]) => [MRZ_CHARACTERS.indexOf(letter!), MRZ_CHARACTERS.indexOf(digit!)] as const,
);
const TWIN_SHARE = 0.5;
/** Digits do stand where states belong on some cards; then the net must be sure of them. */
const ODD_KIND_SHARE = 0.02;
/** Only American cards have a digit in their document code (`C1`). */
const CODE_DIGIT_SHARE = 0.1;
/** In numbers the letter O is rare, many states never use it, and hardly ever among digits. */
const LETTER_O_SHARE = 0.3;
const LETTER_O_AMONG_DIGITS_SHARE = 0.05;
const LETTER_O = MRZ_CHARACTERS.indexOf('O');

/** The place's chances under what may stand there; what is ruled out is not given to the rest. */
function restricted(
  place: Float64Array,
  kind: PlaceKind,
  layout: MrzLayout,
  row: number,
  at: number,
): Float64Array {
  if (row === 0 && at === 0) return weighed(place, firstLetters(layout.format), 0);
  if (row === 0 && at === 1) return weighed(place, LETTERS, CODE_DIGIT_SHARE);
  if (kind === 'digit') return weighed(withTwins(place, true), DIGITS, 0);
  if (row === layout.sex.line && at === layout.sex.from) return weighed(place, /[FMX<]/, 0);
  return weighed(withTwins(place, false), LETTERS, kind === 'letter' ? ODD_KIND_SHARE : 0);
}

/** The chances of a place of letters and digits, under what its neighbours look like. */
function withoutRareLetters(
  place: Float64Array,
  before: Float64Array | undefined,
  after: Float64Array | undefined,
): Float64Array {
  const among = [before, after].every((other) => other !== undefined && isDigit(other));
  const kept = place.slice();
  kept[LETTER_O] = kept[LETTER_O]! * (among ? LETTER_O_AMONG_DIGITS_SHARE : LETTER_O_SHARE);
  return kept;
}

function isDigit(place: Float64Array): boolean {
  return /\d/.test(MRZ_CHARACTERS[indexOfMost(place)]!);
}

function firstLetters(format: MrzFormat): RegExp {
  return new RegExp(`[${[...'PVACI'].filter((letter) => codeFits(format, letter)).join('')}]`);
}

function withTwins(place: Float64Array, digits: boolean): Float64Array {
  const moved = place.slice();
  for (const [letter, digit] of TWINS) {
    const [from, to] = digits ? [letter, digit] : [digit, letter];
    moved[to] = moved[to]! + TWIN_SHARE * place[from]!;
  }
  return moved;
}

function weighed(place: Float64Array, allowed: RegExp, otherShare: number): Float64Array {
  return place.map((chance, index) =>
    allowed.test(MRZ_CHARACTERS[index]!) ? chance : chance * otherShare,
  );
}

function headOf(line: LineChances, length: number): string {
  return line
    .slice(0, length)
    .map((place) => MRZ_CHARACTERS[indexOfMost(place)]!)
    .join('');
}

function indexOfMost(place: Float64Array): number {
  let best = 0;
  for (let index = 1; index < place.length; index++) if (place[index]! > place[best]!) best = index;
  return best;
}

/**
 * The likeliest name field. States of the automaton: 0 in the surname, 1 after its `<`, 2 after
 * `<<`, 3 in the given names, 4 after their `<`, 5 in the closing fillers (Doc 9303-3 section 4.6).
 */
function likeliestName(line: LineChances): string {
  const [letterTo, fillerTo] = [
    [0, 0, 3, 3, 3, 3],
    [1, 2, 5, 4, 5, 5],
  ] as const;
  let costs = [0, 99, 99, 99, 99, 99];
  const trail: { from: number; letter: string }[][] = [];
  for (const place of line) {
    const letter = indexOfMost(
      Float64Array.from(place, (chance, index) => (index === 0 ? 0 : chance)),
    );
    const letterCost = -Math.log(place[letter]! + 1e-9);
    const fillerCost = -Math.log(place[0]! + 1e-9);
    const next = costs.map(() => Number.POSITIVE_INFINITY);
    const step = costs.map(() => ({ from: 0, letter: '<' }));
    costs.forEach((cost, state) => {
      const odd = state === 5 ? ODD_NAME_COST : 0;
      const moves = [
        { to: letterTo[state]!, cost: cost + letterCost + odd, letter: MRZ_CHARACTERS[letter]! },
        { to: fillerTo[state]!, cost: cost + fillerCost, letter: '<' },
      ];
      for (const move of moves) {
        if (move.cost >= next[move.to]!) continue;
        next[move.to] = move.cost;
        step[move.to] = { from: state, letter: move.letter };
      }
    });
    costs = next;
    trail.push(step);
  }
  let state = costs.indexOf(Math.min(...costs));
  let text = '';
  for (const step of trail.reverse()) {
    text = step[state]!.letter + text;
    state = step[state]!.from;
  }
  return text;
}

interface Exchange {
  readonly row: number;
  readonly at: number;
  readonly letter: string;
  readonly cost: number;
}

/** At most two look-alikes exchanged, only when ALL check digits are right afterwards. */
function repaired(
  layout: MrzLayout,
  lines: readonly string[],
  chances: readonly LineChances[],
): { lines: readonly string[]; repairs: number } {
  const holds = (text: readonly string[]): boolean => runChecks(layout, text).every(({ ok }) => ok);
  if (holds(lines)) return { lines, repairs: 0 };
  const exchanges = candidateExchanges(layout, lines, chances);
  const found: { lines: readonly string[]; cost: number; repairs: number }[] = [];
  const consider = (chosen: readonly Exchange[]): void => {
    const cost = chosen.reduce((sum, { cost: own }) => sum + own, 0);
    if (cost > (chosen.length > 1 ? PAIR_COST_MAX : EXCHANGE_COST_MAX)) return;
    const text = exchanged(lines, chosen);
    if (holds(text)) found.push({ lines: text, cost, repairs: chosen.length });
  };
  for (const exchange of exchanges) consider([exchange]);
  if (found.length === 0 && EXCHANGES_MAX > 1) {
    exchanges.forEach((first, index) => {
      for (const second of exchanges.slice(index + 1)) {
        if (first.row !== second.row || first.at !== second.at) consider([first, second]);
      }
    });
  }
  found.sort((a, b) => a.cost - b.cost);
  const [best, second] = found;
  const clear = second === undefined || second.cost - best!.cost > EXCHANGE_LEAD_MIN;
  return best !== undefined && clear ? best : { lines, repairs: 0 };
}

/** Exchanges at places under a check digit, the cheapest first. */
function candidateExchanges(
  layout: MrzLayout,
  lines: readonly string[],
  chances: readonly LineChances[],
): Exchange[] {
  const found: Exchange[] = [];
  const seen = new Set<string>();
  for (const { over, digit } of layout.checks) {
    for (const { line: row, from, to } of [...over, digit]) {
      for (let at = from; at < to; at++) {
        if (seen.has(`${row}.${at}`)) continue;
        seen.add(`${row}.${at}`);
        const place = chances[row]![at]!;
        const current = lines[row]![at]!;
        const own = place[MRZ_CHARACTERS.indexOf(current)]!;
        for (const letter of ALIKE.get(current) ?? []) {
          const cost = Math.log((own + 1e-6) / (place[MRZ_CHARACTERS.indexOf(letter)]! + 1e-6));
          if (cost < EXCHANGE_COST_MAX) found.push({ row, at, letter, cost });
        }
      }
    }
  }
  return found.sort((a, b) => a.cost - b.cost).slice(0, EXCHANGE_CANDIDATES_MAX);
}

function exchanged(lines: readonly string[], exchanges: readonly Exchange[]): string[] {
  const text = lines.map((line) => [...line]);
  for (const { row, at, letter } of exchanges) text[row]![at] = letter;
  return text.map((line) => line.join(''));
}

/** Nats for or against a reading beyond its glyphs: listed states, right check digits. */
export function plausibility(decoded: DecodedMrz): number {
  const layout = MRZ_LAYOUTS[decoded.format];
  const { issuer, nationality } = layout;
  const listed = [issuer, nationality].filter(({ line, from, to }) =>
    isIcaoState(decoded.lines[line]!.slice(from, to)),
  ).length;
  const right = runChecks(layout, decoded.lines).filter(({ ok }) => ok).length;
  return 3 * listed + 5 * right - 2 * decoded.repairs;
}
