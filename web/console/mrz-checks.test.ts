import { describe, expect, it } from 'vitest';
import { checkDigitOf, mrzChecks } from './mrz-checks.ts';

// The specimens printed in ICAO Doc 9303 parts 4, 5 and 6.
const td3 = [
  'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<',
  'L898902C36UTO7408122F1204159ZE184226B<<<<<10',
];
const td1 = [
  'I<UTOD231458907<<<<<<<<<<<<<<<',
  '7408122F1204159UTO<<<<<<<<<<<6',
  'ERIKSSON<<ANNA<MARIA<<<<<<<<<<',
];
const td2 = ['I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<', 'D231458907UTO7408122F1204159<<<<<<<6'];

const failing = (lines: readonly string[]) =>
  mrzChecks(lines)
    .filter((check) => !check.holds)
    .map((check) => check.field);

describe('the check digits shown to the reviewer', () => {
  it('all hold on the specimens of Doc 9303', () => {
    expect(mrzChecks(td3)).toHaveLength(5);
    expect(mrzChecks(td1)).toHaveLength(4);
    expect(mrzChecks(td2)).toHaveLength(4);
    expect([failing(td3), failing(td1), failing(td2)]).toEqual([[], [], []]);
  });

  it('a changed digit breaks its own check and the composite', () => {
    const changed = [td3[0] ?? '', (td3[1] ?? '').replace('740812', '750812')];
    expect(failing(changed)).toEqual(['birth', 'composite']);
  });

  it('an empty optional field of a passport may have a filler instead of a digit', () => {
    const number = 'L898902C36UTO7408122F1204159';
    const second = `${number}<<<<<<<<<<<<<<<`;
    const whole = checkDigitOf(second.slice(0, 10) + second.slice(13, 20) + second.slice(21, 43));
    expect(failing([td3[0] ?? '', `${second}${whole}`])).toEqual([]);
  });

  it('a long TD1 number goes on in the optional data', () => {
    // Doc 9303-5: D23145890734, check digit 9.
    const first = 'I<UTOD23145890<7349<<<<<<<<<<<';
    expect(mrzChecks([first, td1[1] ?? '', td1[2] ?? ''])[0]).toMatchObject({
      field: 'number',
      holds: true,
    });
  });

  it('lines of another shape have no checks to show', () => {
    expect(mrzChecks(['P<UTO'])).toEqual([]);
    expect(mrzChecks([])).toEqual([]);
  });
});
