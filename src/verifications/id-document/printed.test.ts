import { describe, expect, test } from 'vitest';
import type { PrintedField } from '../../vision/facts.ts';
import { mrz } from '../facts.fixture.ts';
import { comparePrinted } from './printed.ts';

const zone = {
  ...mrz().fields,
  surname: 'LINDQVIST OEZTUERK',
  documentNumber: 'U12345678',
  birthDate: '1991-04-17',
};

function field(name: PrintedField['name'], text: string, more: Partial<PrintedField> = {}) {
  const region = { x: 0, y: 0, width: 0.1, height: 0.1 };
  return { name, text, confidence: 0.95, foundBy: 'label', region, ...more } as PrintedField;
}

describe('printed text and zone', () => {
  test('agree whether the accents were read, dropped or spelled out', () => {
    for (const name of ['Lindqvist-Öztürk', 'LINDQVIST-OZTURK', 'Lindqvist Oeztuerk']) {
      expect(comparePrinted(field('surname', name), zone)).toBe('agrees');
    }
  });

  test('differ where another value stands clearly beside the label', () => {
    expect(comparePrinted(field('surname', 'OKONKWO'), zone)).toBe('differs');
    expect(comparePrinted(field('document_number', 'U98765432'), zone)).toBe('differs');
    const dates = ['1990-04-17'];
    expect(comparePrinted(field('birth_date', '17 APR 1990', { dates }), zone)).toBe('differs');
  });

  test('are never said to differ where the print was hardly read', () => {
    expect(comparePrinted(field('surname', 'OKONKWO', { confidence: 0.6 }), zone)).toBe('unsure');
    expect(comparePrinted(field('birth_date', '17 ??? 1990', { dates: [] }), zone)).toBe('unsure');
  });

  test('agree on a date with a named month', () => {
    const dates = ['1991-04-17'];
    expect(comparePrinted(field('birth_date', '17 APR/AVR 1991', { dates }), zone)).toBe('agrees');
  });
});
