import { describe, expect, it } from 'vitest';
import { alikeParts } from './alike.ts';

function shared(a: string, b: string): number {
  const parts = new Set(alikeParts(a));
  return alikeParts(b).filter((part) => parts.has(part)).length;
}

/** A hash with this many of its digits inverted, evenly spread: four bits a digit. */
function inverted(hash: string, digits: number): string {
  return [...hash]
    .map((digit, at) =>
      Math.floor(((at + 1) * digits) / 64) > Math.floor((at * digits) / 64)
        ? (15 - Number.parseInt(digit, 16)).toString(16)
        : digit,
    )
    .join('');
}

const hash = '0123456789abcdeffedcba98765432100f1e2d3c4b5a69788796a5b4c3d2e1f0';

describe('the parts of a hash', () => {
  it('are all the same for the same hash and on every run', () => {
    expect(shared(hash, hash)).toBe(16);
    expect(alikeParts(hash)[0]).toBe(
      '0:1011111100011111001101001010001101010101010110110011000100101001',
    );
  });

  it('are shared in part where a few bits differ, and not at all where many do', () => {
    expect(shared(hash, inverted(hash, 1))).toBeGreaterThan(2);
    expect(shared(hash, inverted(hash, 1))).toBeLessThan(12);
    expect(shared(hash, inverted(hash, 16))).toBe(0);
  });

  it('are none for what is no hash', () => {
    expect(alikeParts('')).toEqual([]);
    expect(alikeParts('0123456789abcdef')).toEqual([]);
  });
});
