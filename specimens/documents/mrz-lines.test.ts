import { describe, expect, it } from 'vitest';
import {
  checkDigit,
  type Holder,
  spoilCheckDigit,
  td1Lines,
  td2Lines,
  td3Lines,
  transliterate,
} from './mrz-lines.ts';

/** The holder of ICAO's own specimens, Doc 9303 parts 4 to 6. */
const ANNA: Holder = {
  surname: 'Eriksson',
  givenNames: 'Anna Maria',
  birthDate: '1974-08-12',
  expiryDate: '2012-04-15',
  sex: 'F',
  documentNumber: 'L898902C3',
  nationality: 'UTO',
};
const CARD = { ...ANNA, documentNumber: 'D23145890' };

describe('machine-readable lines', () => {
  it('of a passport are those of Doc 9303-4', () => {
    const request = { holder: ANNA, documentCode: 'P', issuingState: 'UTO' };
    expect(td3Lines({ ...request, optionalData: 'ZE184226B' })).toEqual([
      'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<',
      'L898902C36UTO7408122F1204159ZE184226B<<<<<10',
    ]);
  });

  it('of a card are those of Doc 9303-5', () => {
    expect(td1Lines({ holder: CARD, documentCode: 'I', issuingState: 'UTO' })).toEqual([
      'I<UTOD231458907<<<<<<<<<<<<<<<',
      '7408122F1204159UTO<<<<<<<<<<<6',
      'ERIKSSON<<ANNA<MARIA<<<<<<<<<<',
    ]);
  });

  it('of the larger card are those of Doc 9303-6', () => {
    expect(td2Lines({ holder: CARD, documentCode: 'I', issuingState: 'UTO' })).toEqual([
      'I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<',
      'D231458907UTO7408122F1204159<<<<<<<6',
    ]);
  });

  it('carry long card numbers on into the optional field, as 9303-5 note j says', () => {
    const holder = { ...CARD, documentNumber: 'D23145890734' };
    const [line] = td1Lines({ holder, documentCode: 'I', issuingState: 'UTO' });
    expect(line).toBe(`I<UTOD23145890<734${checkDigit('D23145890734')}<<<<<<<<<<<`);
  });

  it('keep a letter of the given names when the surname is long', () => {
    const holder = { ...ANNA, surname: 'Nilavadhanananda-Chayapa-Dejthamrong-Krasuang' };
    const [line] = td3Lines({ holder, documentCode: 'P', issuingState: 'UTO' });
    expect(line).toHaveLength(44);
    expect(line).toMatch(/<<A$/);
  });

  it('write letters with marks as Doc 9303-3 transliterates them', () => {
    expect(transliterate('Lindqvist-Öztürk')).toBe('LINDQVIST<OEZTUERK');
    expect(transliterate('Straße')).toBe('STRASSE');
    expect(transliterate('Ærø Þór Łukasz')).toBe('AEROE<THOR<LUKASZ');
    expect(transliterate('Iğdır')).toBe('IGDIR');
    expect(transliterate("D'Arcy Nuñez")).toBe('DARCY<NUNEZ');
    expect(() => transliterate('Ξένος')).toThrow(RangeError);
  });

  it('have one wrong digit, and only one, when spoilt', () => {
    const lines = td3Lines({ holder: ANNA, documentCode: 'P', issuingState: 'UTO' });
    const spoilt = spoilCheckDigit(lines);
    expect(spoilt[0]).toBe(lines[0]);
    expect(spoilt[1]![9]).not.toBe(checkDigit(spoilt[1]!.slice(0, 9)));
    expect([...spoilt[1]!].filter((letter, i) => letter !== lines[1]![i])).toHaveLength(1);
  });

  it('refuse a number or a date that no zone can hold', () => {
    const of = (change: Partial<Holder>) => () =>
      td3Lines({ holder: { ...ANNA, ...change }, documentCode: 'P', issuingState: 'UTO' });
    expect(of({ documentNumber: '1234567890' })).toThrow(RangeError);
    expect(of({ documentNumber: '12-34' })).toThrow(RangeError);
    expect(of({ birthDate: '12.08.1974' })).toThrow(RangeError);
  });
});
