import { expect, test } from 'vitest';
import { sentenceBits, sentenceOf, sentenceSlots } from './sentence.ts';

test('a sentence is one of more than a million, in each language', () => {
  for (const locale of ['en', 'de-DE']) expect(sentenceBits(locale)).toBeGreaterThan(20);
});

test('every word of the draw counts', () => {
  for (const locale of ['en', 'de']) {
    const first = Array.from({ length: sentenceSlots }, () => 0);
    const said = new Set([sentenceOf(locale, first)]);
    for (let slot = 0; slot < sentenceSlots; slot += 1) {
      said.add(sentenceOf(locale, first.with(slot, 1)));
    }
    expect(said.size).toBe(sentenceSlots + 1);
  }
});

test('a sentence is short enough to be read in one breath, and ends like one', () => {
  for (const locale of ['en', 'de']) {
    for (let n = 0; n < 10; n += 1) {
      const sentence = sentenceOf(
        locale,
        Array.from({ length: sentenceSlots }, () => n),
      );
      expect(sentence.split(' ').length).toBeLessThanOrEqual(14);
      expect(sentence).toMatch(/^\p{Lu}.*\p{L}\.$/u);
    }
  }
});
