import { describe, expect, test } from 'vitest';
import type { BarcodeReading } from '../../vision/facts.ts';
import { side } from '../facts.fixture.ts';
import { judgeDocument } from './judge-document.ts';
import { licenceFields } from './licence.ts';

const region = { x: 0.1, y: 0.1, width: 0.8, height: 0.3 };

function barcode(more: Record<string, string> = {}): BarcodeReading {
  const aamva = {
    ...{ DCS: 'ERIKSSON', DAC: 'ANNA', DAD: 'MARIA', DAQ: 'L898 902C3', DBC: '2', DCG: 'USA' },
    ...{ DBB: '08121974', DBA: '04152031' },
    ...more,
  };
  return { format: 'PDF417', text: '@', aamva, region };
}

function judge(code: BarcodeReading | null, printed: string[] = []) {
  const front = side({
    printed: printed.map((text) => ({
      name: 'surname',
      text,
      confidence: 0.95,
      region,
      foundBy: 'label',
    })),
  });
  const other = { ...front.picture, sha256: 'c'.repeat(64), perceptualHash: 'fedcba9876543210' };
  const back = side({ picture: other, faces: [], portrait: null, barcode: code });
  return judgeDocument({
    front: { ok: true, facts: front },
    back: { ok: true, facts: back },
    choice: { country: 'USA', type: 'driving_licence', back: true },
    record: {
      fullName: { surname: 'Eriksson', givenNames: 'Anna Maria' },
      birthDate: '1974-08-12',
      country: 'USA',
      documentNumber: null,
    },
    today: '2026-11-20',
  });
}

const codes = (judged: ReturnType<typeof judge>) => judged.verdict.reasons.map(({ code }) => code);

describe('the barcode of a licence', () => {
  test('gives names, number, dates and state, in the order of the country', () => {
    expect(licenceFields(barcode())).toMatchObject({
      surname: 'ERIKSSON',
      givenNames: 'ANNA MARIA',
      documentNumber: 'L898902C3',
      birthDate: '1974-08-12',
      expiryDate: '2031-04-15',
      issuingState: 'USA',
      sex: 'F',
    });
    const canadian = barcode({ DCG: 'CAN', DBB: '19740812', DAD: 'NONE' });
    expect(licenceFields(canadian)).toMatchObject({
      birthDate: '1974-08-12',
      givenNames: 'ANNA',
    });
  });

  test('that is no licence gives nothing', () => {
    expect(licenceFields({ ...barcode(), aamva: null })).toBeNull();
    expect(licenceFields(barcode({ DAQ: '' }))).toBeNull();
  });

  test('passes when it agrees with the record and the print', () => {
    expect(judge(barcode(), ['ERIKSSON']).verdict.outcome).toBe('passed');
  });

  test('goes to a person when the front prints another name', () => {
    expect(codes(judge(barcode(), ['OKONKWO']))).toContain('barcode_mismatch');
  });

  test('goes to a person when it is another state, another person, expired or not read', () => {
    expect(codes(judge(barcode({ DCG: 'CAN', DBB: '19740812' })))).toContain('country_mismatch');
    expect(codes(judge(barcode({ DCS: 'OKONKWO' })))).toContain('name_mismatch');
    expect(codes(judge(barcode({ DBA: '04152021' })))).toContain('document_expired');
    expect(codes(judge(null))).toContain('mrz_unreadable');
  });
});
