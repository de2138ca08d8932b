import { describe, expect, it } from 'vitest';
import type { MrzFields } from '../../facts.ts';
import { findFields, isComplete } from './find-fields.ts';
import type { TextLine } from './text-reader.ts';

const ZONE: MrzFields = {
  documentCode: 'P',
  issuingState: 'UTO',
  surname: 'LINDQVIST OEZTUERK',
  givenNames: 'MARA',
  documentNumber: 'U12345678',
  nationality: 'UTO',
  birthDate: '1991-04-17',
  sex: 'F',
  expiryDate: '2031-06-30',
  optionalData: '',
};

function line(text: string, x = 0.3, y = 0.3, confidence = 0.95): TextLine {
  return {
    text,
    confidence: Array.from(text, () => confidence),
    region: { x, y, width: 0.2, height: 0.04 },
    height: 0.04,
  };
}

describe('findFields', () => {
  it('finds each field by what the zone says, however it is printed', () => {
    const page = ['LINDQVIST-OZTURK', 'Mara', 'No. U123 456 78', '17 AVR/APR 91', '30.06.2031'];
    const fields = findFields(
      page.map((text) => line(text)),
      ZONE,
    );
    expect(fields.map(({ name, text, foundBy }) => [name, text, foundBy])).toEqual([
      ['surname', 'LINDQVIST-OZTURK', 'value'],
      ['given_names', 'Mara', 'value'],
      ['document_number', 'U123 456 78', 'value'],
      ['birth_date', '17 AVR/APR 91', 'value'],
      ['expiry_date', '30.06.2031', 'value'],
    ]);
    expect(isComplete(fields, ZONE)).toBe(true);
  });

  it('takes another value only from beside its label', () => {
    const label = line('Surname/Nom', 0.3, 0.3);
    expect(findFields([label, line('OKONKWO', 0.3, 0.36)], ZONE)).toMatchObject([
      { name: 'surname', text: 'OKONKWO', foundBy: 'label' },
    ]);
    expect(findFields([label, line('OKONKWO', 0.3, 0.6)], ZONE)).toEqual([]);
    expect(findFields([line('OKONKWO')], ZONE)).toEqual([]);
  });

  it('does not find a name inside a longer word, nor a part of a number', () => {
    expect(findFields([line('MARATHON'), line('U123456789')], ZONE)).toEqual([]);
  });

  it('does not search for names of two letters, which stand on any page', () => {
    const zone = { ...ZONE, surname: 'LI', givenNames: '' };
    expect(findFields([line('LI')], zone)).toEqual([]);
  });

  it('forgives one wrong letter in a long name, none in a short one', () => {
    const zone = { ...ZONE, surname: 'ERIKSSON', givenNames: 'ANNA' };
    const fields = findFields([line('ERIKSSAN'), line('ANNE')], zone);
    expect(fields.map(({ name }) => name)).toEqual(['surname']);
  });

  it('prefers the clear print to the signature', () => {
    const zone = { ...ZONE, surname: 'ERIKSSON' };
    const [field] = findFields([line('Eriksson', 0.6, 0.7, 0.5), line('ERIKSSON')], zone);
    expect(field).toMatchObject({ text: 'ERIKSSON', confidence: 0.95 });
  });
});
