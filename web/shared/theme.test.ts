import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const css = readFileSync(join(import.meta.dirname, 'theme.css'), 'utf8');
const [light = '', dark = ''] = [...css.matchAll(/:root \{([^}]*)\}/g)].map(([, block]) => block);

function colors(block: string): Map<string, string> {
  return new Map(
    [...block.matchAll(/--([\w-]+): (#[0-9a-f]{3,6});/g)].map(([, name, hex]) => [name!, hex!]),
  );
}

/** WCAG 2.2, "relative luminance" and "contrast ratio". */
function luminance(hex: string): number {
  const digits =
    hex.length === 4 ? [...hex.slice(1)].map((digit) => digit + digit) : hex.slice(1).match(/../g)!;
  const [r, g, b] = digits.map((pair) => {
    const channel = Number.parseInt(pair, 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}
function contrast(one: string, other: string): number {
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high! + 0.05) / (low! + 0.05);
}

/** Text on what it stands on. */
const pairs = [
  ['ink', 'card'],
  ['ink', 'tint'],
  ['ink-soft', 'card'],
  ['ink-soft', 'tint'],
  ['accent', 'card'],
  ['accent', 'tint'],
  ['on-accent', 'accent'],
  ['on-accent', 'accent-strong'],
  ['fault', 'fault-tint'],
  ['warm', 'warm-tint'],
] as const;

for (const [mode, block] of [
  ['light', light],
  ['dark', dark],
] as const) {
  describe(`text in the ${mode} theme`, () => {
    for (const [text, ground] of pairs) {
      test(`${text} on ${ground} has a contrast of at least 7:1`, () => {
        const named = colors(block);
        expect(contrast(named.get(text)!, named.get(ground)!)).toBeGreaterThanOrEqual(7);
      });
    }
  });
}
