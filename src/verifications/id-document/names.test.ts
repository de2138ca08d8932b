import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareNames, withinOneEdit } from './names.ts';
import { spellings } from './transliterate.ts';

function how(
  record: readonly [string, string],
  document: readonly [string, string],
  format: 'TD1' | 'TD3' = 'TD3',
): string {
  return compareNames(
    { surname: record[0], givenNames: record[1] },
    { surname: document[0], givenNames: document[1] },
    format,
  ).how;
}

describe('names', () => {
  test.each([
    [
      ['Müller', 'Jörg'],
      ['MUELLER', 'JOERG'],
    ],
    [
      ['Müller', 'Jörg'],
      ['MULLER', 'JOERG'],
    ],
    [
      ['Ångström', 'Åsa'],
      ['AANGSTROEM', 'AASA'],
    ],
    [
      ['Łukasiewicz', 'Świętosław'],
      ['LUKASIEWICZ', 'SWIETOSLAW'],
    ],
    [
      ["O'Connor", 'Seán'],
      ['OCONNOR', 'SEAN'],
    ],
    [
      ['García-López', 'José María'],
      ['GARCIA LOPEZ', 'JOSE MARIA'],
    ],
    [
      ['Nguyễn', 'Thị Ánh'],
      ['NGUYEN', 'THI ANH'],
    ],
    [
      ['Weiß', 'Ægir Þór'],
      ['WEISS', 'AEGIR THOR'],
    ],
    [
      ['Щербаков', 'Юрий'],
      ['SHCHERBAKOV', 'IURII'],
    ],
    [
      ['Yılmaz', 'İbrahim'],
      ['YILMAZ', 'IBRAHIM'],
    ],
    [
      ['Sukarno', ''],
      ['SUKARNO', ''],
    ],
  ] as const)('%j and %j are the same name', (record, document) => {
    expect(how(record, document)).toBe('same');
  });

  test('may come in another order, or with fewer middle names', () => {
    expect(how(['Anna', 'Eriksson'], ['ERIKSSON', 'ANNA'])).toBe('other_order');
    expect(how(['Eriksson', 'Anna Maria'], ['ERIKSSON', 'ANNA'])).toBe('fewer_names');
    expect(how(['Eriksson', 'Anna'], ['ERIKSSON', 'MARIA ANNA'])).toBe('different');
  });

  test('may be cut where the field ends, and only there', () => {
    const record = ['Nilavadhanananda', 'Chayapa Dejthamrong Krasuang'] as const;
    expect(how(record, ['NILAVADHANANANDA', 'CHAYAPA DEJTHAMRONG K'])).toBe('truncated');
    expect(how(record, ['NILAVADHANANANDA', 'CHAYAPA DEJTHAMRO K'], 'TD1')).toBe('truncated');
    expect(how(['Eriksson', 'Anna'], ['ERIKSSON', 'A'])).toBe('different');
  });

  test('that differ by one letter do not agree, and say so', () => {
    expect(how(['Eriksson', 'Anna'], ['ERIKSON', 'ANNA'])).toBe('one_letter');
    expect(how(['Eriksson', 'Anna'], ['ERIKSSON', 'ANAN'])).toBe('one_letter');
    const compared = compareNames(
      { surname: 'Eriksson', givenNames: 'Anna' },
      { surname: 'ERIKSON', givenNames: 'ANNA' },
      'TD3',
    );
    expect(compared.agrees).toBe(false);
  });

  test('of other people differ', () => {
    expect(how(['Eriksson', 'Anna'], ['SVENSSON', 'BO'])).toBe('different');
    expect(how(['Eriksson', 'Anna'], ['ERIKSSON', ''])).toBe('different');
  });

  test('in an unknown script or empty cannot be compared', () => {
    expect(how(['山田', '太郎'], ['YAMADA', 'TARO'])).toBe('unreadable');
    expect(how(['Eriksson', 'Anna'], ['', ''])).toBe('unreadable');
  });

  test('have at most 64 spellings, of capitals and spaces, whatever they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (name) => {
        const made = spellings(name);
        expect(made.length).toBeLessThanOrEqual(64);
        for (const spelling of made) expect(spelling).toMatch(/^[A-Z]+( [A-Z]+)*$/);
      }),
    );
    expect(spellings('ÖÖÖÖÖÖÖÖÖÖÖÖ'.repeat(20)).length).toBeLessThanOrEqual(64);
    expect(spellings('constructor')).toEqual(['CONSTRUCTOR']);
  });
});

test('one edit is one letter added, dropped, changed or exchanged', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[A-D]{0,8}$/), fc.stringMatching(/^[A-D]{0,8}$/), (a, b) => {
      expect(withinOneEdit(a, b)).toBe(editDistance(a, b) <= 1);
    }),
    { numRuns: 2000 },
  );
});

/** Optimal string alignment, written plainly to check the fast answer. */
function editDistance(a: string, b: string): number {
  const table = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0)),
  );
  const at = (i: number, j: number): number => table[i]?.[j] ?? 0;
  for (let i = 1; i <= a.length; i += 1) {
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, at(i - 2, j - 2) + 1);
      }
      const row = table[i];
      if (row !== undefined) row[j] = best;
    }
  }
  return at(a.length, b.length);
}
