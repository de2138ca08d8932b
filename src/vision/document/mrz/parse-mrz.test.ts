import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkDigit } from './check-digits.ts';
import { isoDate } from './dates.ts';
import { MRZ_LAYOUTS, type MrzLayout } from './layouts.ts';
import { MRZ_CHARACTERS } from './line-net.ts';
import { formatOf, parseMrz } from './parse-mrz.ts';

const TODAY = '2026-11-22';

/** The specimens printed in ICAO Doc 9303 parts 4 to 7. */
const ICAO = {
  TD1: [
    'I<UTOD231458907<<<<<<<<<<<<<<<',
    '7408122F1204159UTO<<<<<<<<<<<6',
    'ERIKSSON<<ANNA<MARIA<<<<<<<<<<',
  ],
  TD2: ['I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<', 'D231458907UTO7408122F1204159<<<<<<<6'],
  TD3: [
    'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<',
    'L898902C36UTO7408122F1204159ZE184226B<<<<<10',
  ],
  MRVA: [
    'V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<',
    'L8988901C4XXX4009078F96121096ZE184226B<<<<<<',
  ],
  MRVB: ['V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<', 'L8988901C4XXX4009078F9612109<<<<<<<<'],
} as const;
const FORMATS = Object.keys(ICAO) as (keyof typeof ICAO)[];

function placesUnderChecks(layout: MrzLayout): { line: number; at: number }[] {
  const places = new Map<string, { line: number; at: number }>();
  for (const { over, digit } of layout.checks) {
    for (const { line, from, to } of [...over, digit]) {
      for (let at = from; at < to; at++) places.set(`${line}.${at}`, { line, at });
    }
  }
  return [...places.values()];
}

function changed(lines: readonly string[], line: number, at: number, letter: string): string[] {
  return lines.map((text, row) =>
    row === line ? text.slice(0, at) + letter + text.slice(at + 1) : text,
  );
}

function letterValue(letter: string): number {
  if (letter === '<') return 0;
  return /\d/.test(letter) ? Number(letter) : letter.charCodeAt(0) - 55;
}

describe('parseMrz', () => {
  it.each(FORMATS)('accepts the %s specimen of Doc 9303 with every check digit right', (format) => {
    const parsed = parseMrz(format, ICAO[format], TODAY);
    expect(formatOf(ICAO[format])).toBe(format);
    expect(parsed?.valid).toBe(true);
    expect(parsed?.fields).toMatchObject({
      surname: 'ERIKSSON',
      givenNames: 'ANNA MARIA',
      issuingState: 'UTO',
      sex: 'F',
    });
  });

  it('finds every single wrong character whose value differs modulo 10, in every format', () => {
    const change = fc.record({
      format: fc.constantFrom(...FORMATS),
      place: fc.nat(),
      letter: fc.constantFrom(...MRZ_CHARACTERS),
    });
    fc.assert(
      fc.property(change, ({ format, place, letter }) => {
        const places = placesUnderChecks(MRZ_LAYOUTS[format]);
        const { line, at } = places[place % places.length]!;
        const before = ICAO[format][line]![at]!;
        // 7, 3 and 1 share no factor with 10, so only equal values modulo 10 go unseen: A and K.
        fc.pre((letterValue(letter) - letterValue(before)) % 10 !== 0);
        const lines = changed(ICAO[format], line, at, letter);
        expect(parseMrz(format, lines, TODAY)?.valid ?? false).toBe(false);
      }),
      { numRuns: 4000, seed: 1 },
    );
  });

  it('finds each of the five check digits of a passport when it alone is changed', () => {
    for (const { name, digit } of MRZ_LAYOUTS.TD3.checks) {
      for (const wrong of '0123456789') {
        if (wrong === ICAO.TD3[1][digit.from]) continue;
        const lines = changed(ICAO.TD3, digit.line, digit.from, wrong);
        const failed = parseMrz('TD3', lines, TODAY)?.checks.filter(({ ok }) => !ok);
        expect(failed?.map((check) => check.name)).toContain(name);
      }
    }
  });

  it('refuses lines of another number, length or alphabet', () => {
    expect(parseMrz('TD3', ICAO.TD3.slice(0, 1), TODAY)).toBeNull();
    expect(parseMrz('TD3', [ICAO.TD3[0].slice(1), ICAO.TD3[1]], TODAY)).toBeNull();
    expect(parseMrz('TD3', [ICAO.TD3[0].replace('A', 'a'), ICAO.TD3[1]], TODAY)).toBeNull();
  });

  it('refuses a passport clipped to the length of a TD2', () => {
    const clipped = ICAO.TD3.map((line) => line.slice(0, 36));
    expect(formatOf(clipped)).toBeNull();
    expect(parseMrz('TD2', clipped, TODAY)).toBeNull();
  });

  it('accepts a filler in place of the check digit of an empty optional field, and only there', () => {
    const line = 'L898902C36UTO7408122F1204159<<<<<<<<<<<<<<';
    const composite = checkDigit(`L898902C36${'7408122'}${'1204159'}${'<'.repeat(14)}<`);
    const lines = [ICAO.TD3[0], `${line}<${composite}`];
    expect(parseMrz('TD3', lines, TODAY)?.valid).toBe(true);
    expect(parseMrz('TD3', changed(ICAO.TD3, 1, 42, '<'), TODAY)?.valid).toBe(false);
  });

  it('reads a document number that goes on in the optional data', () => {
    const number = 'D23145890734';
    const first = `I<UTO${number.slice(0, 9)}<${number.slice(9)}${checkDigit(number)}`.padEnd(
      30,
      '<',
    );
    const over = `${first.slice(5)}7408122${'1204159'}${'<'.repeat(11)}`;
    const lines = [first, `7408122F1204159UTO<<<<<<<<<<<${checkDigit(over)}`, ICAO.TD1[2]];
    const parsed = parseMrz('TD1', lines, TODAY);
    expect(parsed?.valid).toBe(true);
    expect(parsed?.fields.documentNumber).toBe(number);
    expect(parsed?.fields.optionalData).toBe('');
  });
});

describe('isoDate', () => {
  it('puts a birth into the past and an expiry at most fifty years ahead', () => {
    expect(isoDate('261122', 'past', TODAY)).toBe('2026-11-22');
    expect(isoDate('261123', 'past', TODAY)).toBe('1926-11-23');
    expect(isoDate('360101', 'near', TODAY)).toBe('2036-01-01');
    expect(isoDate('980104', 'near', TODAY)).toBe('1998-01-04');
  });

  it('keeps unknown parts as XX and refuses what is no date', () => {
    expect(isoDate('74<<<<', 'past', TODAY)).toBe('1974-XX-XX');
    expect(isoDate('<<<<<<', 'past', TODAY)).toBe('XXXX-XX-XX');
    expect(isoDate('741312', 'past', TODAY)).toBeNull();
    expect(isoDate('250229', 'past', TODAY)).toBeNull();
    expect(isoDate('240229', 'past', TODAY)).toBe('2024-02-29');
    expect(isoDate('7408A2', 'past', TODAY)).toBeNull();
  });
});
