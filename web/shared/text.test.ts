import { beforeAll, describe, expect, test } from 'vitest';
import { addTexts, chooseLocale, t, tn, tWire } from './text.ts';

const texts = {
  'a.city': 'From {city}?',
  'a.n.one': '1 try',
  'a.n.other': '{n} tries',
  fallback: 'Which is true?',
};
const part = { en: async () => ({ texts }), de: async () => ({ texts }) };
beforeAll(() => addTexts(part));

describe('sentences by id', () => {
  test('parameters are filled in, also from the wire', () => {
    expect(t('a.city', { city: 'Oslo' })).toBe('From Oslo?');
    expect(tWire('a.city|{"city":"A|B"}')).toBe('From A|B?');
  });
  test('an unknown id or unreadable parameters give the fallback and break nothing', () => {
    expect(tWire('nobody.knows', 'fallback')).toBe('Which is true?');
    expect(tWire('a.city|{"city":', 'fallback')).toBe('Which is true?');
    expect(tWire('a.city|null')).toBe('From {city}?');
    expect(t('nobody.knows')).toBe('');
  });
  test('one and many read differently', () => {
    expect(tn('a.n', 1)).toBe('1 try');
    expect(tn('a.n', 3)).toBe('3 tries');
  });
  test('names of object members are no sentences', () => {
    expect(t('constructor', {}, 'fallback')).toBe('Which is true?');
  });
});

describe('the language', () => {
  test('a choice made before wins over the browser', () => {
    expect(chooseLocale(['de-AT'], 'en')).toBe('en');
  });
  test('the first language that Thaw speaks is taken, else English', () => {
    expect(chooseLocale(['fr-FR', 'de-AT', 'en'], null)).toBe('de');
    expect(chooseLocale(['fr'], 'xx')).toBe('en');
  });
});
