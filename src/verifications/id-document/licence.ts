/** The barcode of a North American licence as the same fields that a machine-readable zone has. */

import type { BarcodeReading, MrzFields } from '../../vision/facts.ts';

/** Words that stand for "no middle name" (AAMVA DL/ID Card Design Standard 2020, D.12.5.1). */
const noName = new Set(['NONE', 'NMN', 'UNAVL', 'UNK']);

/** Null where the barcode is no licence's, or lacks what a person is known by. */
export function licenceFields(barcode: BarcodeReading | null): MrzFields | null {
  const elements = barcode?.aamva ?? null;
  if (elements === null) return null;
  const of = (...ids: readonly string[]): string =>
    ids.map((id) => elements[id] ?? '').find((value) => value !== '') ?? '';
  const middle = of('DAD');
  const given = [of('DAC', 'DCT'), noName.has(middle) ? '' : middle];
  const surname = of('DCS', 'DAB');
  const documentNumber = of('DAQ').replaceAll(' ', '');
  if (surname === '' || documentNumber === '') return null;
  const sex = ({ '1': 'M', '2': 'F' } as const)[of('DBC')] ?? 'X';
  return {
    documentCode: 'DL',
    issuingState: of('DCG'),
    surname,
    givenNames: given
      .filter((name) => name !== '')
      .join(' ')
      .replaceAll(',', ' '),
    documentNumber,
    nationality: '',
    birthDate: isoDate(of('DBB'), of('DCG')),
    sex,
    expiryDate: isoDate(of('DBA'), of('DCG')),
    optionalData: '',
  };
}

/** Canada writes year, month, day; everybody else month, day, year. */
function isoDate(digits: string, country: string): string | null {
  if (!/^\d{8}$/.test(digits)) return null;
  const [year, month, day] =
    country === 'CAN'
      ? [digits.slice(0, 4), digits.slice(4, 6), digits.slice(6)]
      : [digits.slice(4), digits.slice(0, 2), digits.slice(2, 4)];
  const isDate = Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= 31;
  return isDate ? `${year}-${month}-${day}` : null;
}
