import { describe, expect, it } from 'vitest';
import { decodeLines } from './decode-lines.ts';
import { MRZ_CHARACTERS } from './line-net.ts';

const TD3 = [
  'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<',
  'L898902C36UTO7408122F1204159ZE184226B<<<<<10',
];

interface Doubt {
  readonly line: number;
  readonly at: number;
  /** What the net reads, and how sure it is of what is really printed. */
  readonly read: string;
  readonly trueChance: number;
}

/** Chances as the net gives them for clear print, but for the doubtful places. */
function chancesOf(lines: readonly string[], doubts: readonly Doubt[] = []): Float64Array[][] {
  return lines.map((text, line) =>
    [...text].map((letter, at) => {
      const place = new Float64Array(MRZ_CHARACTERS.length).fill(1e-5);
      const doubt = doubts.find((one) => one.line === line && one.at === at);
      place[MRZ_CHARACTERS.indexOf(letter)] = doubt?.trueChance ?? 0.98;
      if (doubt) place[MRZ_CHARACTERS.indexOf(doubt.read)] = 1 - doubt.trueChance;
      return place;
    }),
  );
}

describe('decodeLines', () => {
  it('reads clear print as it stands, unrepaired', () => {
    expect(decodeLines('TD3', chancesOf(TD3))).toMatchObject({
      lines: TD3,
      valid: true,
      repairs: 0,
    });
  });

  it('exchanges a look-alike only when all check digits are right afterwards, and counts it', () => {
    const doubt = { line: 1, at: 1, read: 'B', trueChance: 0.3 };
    expect(decodeLines('TD3', chancesOf(TD3, [doubt]))).toMatchObject({
      lines: TD3,
      valid: true,
      repairs: 1,
    });
  });

  it('never exchanges what is printed clearly', () => {
    const wrong = [TD3[0]!, TD3[1]!.replace('L89', 'LB9')];
    expect(decodeLines('TD3', chancesOf(wrong))).toMatchObject({
      lines: wrong,
      valid: false,
      repairs: 0,
    });
  });

  it('exchanges no more than two characters', () => {
    const doubts = [1, 4, 22].map((at) => ({
      line: 1,
      at,
      read: { 1: 'B', 4: 'S', 22: 'Z' }[at]!,
      trueChance: 0.4,
    }));
    const decoded = decodeLines('TD3', chancesOf(TD3, doubts));
    expect(decoded.repairs).toBeLessThanOrEqual(2);
  });

  it('reads digits where only digits may stand and letters in names', () => {
    const doubts = [
      { line: 1, at: 14, read: 'A', trueChance: 0.2 },
      { line: 0, at: 7, read: '1', trueChance: 0.2 },
    ];
    expect(decodeLines('TD3', chancesOf(TD3, doubts)).lines).toEqual(TD3);
  });

  it('keeps fillers behind the names free of stray letters', () => {
    const doubts = [30, 31, 38].map((at) => ({ line: 0, at, read: 'K', trueChance: 0.3 }));
    expect(decodeLines('TD3', chancesOf(TD3, doubts)).lines).toEqual(TD3);
  });

  it('prefers a listed state where the net is in doubt, and leaves a clear unlisted one alone', () => {
    const doubt = { line: 0, at: 4, read: 'Q', trueChance: 0.3 };
    expect(decodeLines('TD3', chancesOf(TD3, [doubt])).lines[0]).toBe(TD3[0]);
    const unlisted = [TD3[0]!.replace('UTO', 'SPN'), TD3[1]!];
    expect(decodeLines('TD3', chancesOf(unlisted)).lines[0]).toBe(unlisted[0]);
  });
});
