import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ReasonCode } from '../../src/core/reasons.ts';
import { signRates, signRateWords } from './sign-rates.ts';

const page = readFileSync(
  join(import.meta.dirname, '../../docs/reference/authenticity.md'),
  'utf8',
);

/** Rows of pictures that nobody treated; those from the web were, by editors, and are left out. */
const UNTOUCHED = /^(?:untouched, (?!mrz|flat)|photographed, saved anew|taken in the page)/;
/** Honest pictures that were saved twice all the same. */
const SAVED_TWICE = /saved anew|turned by EXIF/;

function countedOn(code: ReasonCode): { readonly hits: number; readonly n: number } {
  let [hits, n] = [0, 0];
  for (const line of page.split('\n')) {
    const row = new RegExp(`^(.+): ${code} ([\\d.]+) % \\[.*\\] of (\\d+)`).exec(line);
    if (row === null || !UNTOUCHED.test(row[1]!)) continue;
    if (code === 'saved_twice' && SAVED_TWICE.test(row[1]!)) continue;
    hits += Math.round((Number(row[2]) * Number(row[3])) / 100);
    n += Number(row[3]);
  }
  return { hits, n };
}

describe('the rates beside a sign', () => {
  it.each(Object.keys(signRates) as ReasonCode[])(
    'of %s are those of the reference page',
    (code) => {
      const { hits, n } = signRates[code]!;
      expect({ hits, n }).toEqual(countedOn(code));
      expect(n).toBeGreaterThan(0);
    },
  );

  it('are words, and none where nothing was measured', () => {
    expect(signRateWords('not_own_capture')).toMatch(/^false alarms: \d+ of \d+ /);
    expect(signRateWords('name_mismatch')).toBe('');
  });
});
