import { describe, expect, test } from 'vitest';
import type { StepVerdict } from '../../core/case/types.ts';
import type { DocumentSideFacts, MrzCheckName, VisionFailureCode } from '../../vision/facts.ts';
import type { Seen } from '../contract.ts';
import { mrz, picture, side } from '../facts.fixture.ts';
import { judgeDocument } from './judge-document.ts';
import { judgeDocumentSide } from './judge-side.ts';
import type { DocumentInput } from './types.ts';

const record: DocumentInput['record'] = {
  fullName: { surname: 'Eriksson', givenNames: 'Anna Maria' },
  birthDate: '1974-08-12',
  country: 'UTO',
  documentNumber: 'L898902C3',
};

function ok(facts: DocumentSideFacts): Seen<DocumentSideFacts> {
  return { ok: true, facts };
}

function passport(over: Partial<DocumentInput> = {}): DocumentInput {
  return {
    front: ok(side({ mrz: mrz() })),
    back: null,
    choice: { country: 'UTO', type: 'passport', back: false },
    record,
    today: '2026-11-20',
    ...over,
  };
}

const cardZone = mrz({ documentCode: 'I' }, { format: 'TD1' });
const otherPicture = picture({ sha256: 'b'.repeat(64), perceptualHash: 'fedcba9876543210' });

function idCard(over: Partial<DocumentInput> = {}): DocumentInput {
  return passport({
    front: ok(side()),
    back: ok(side({ picture: otherPicture, mrz: cardZone, faces: [], portrait: null })),
    choice: { country: 'UTO', type: 'id_card', back: true },
    ...over,
  });
}

function codes(verdict: StepVerdict): string[] {
  return [verdict.outcome, ...verdict.reasons.map((reason) => reason.code)];
}

function withZone(zone: ReturnType<typeof mrz>): StepVerdict {
  return judgeDocument(passport({ front: ok(side({ mrz: zone })) })).verdict;
}

describe('a document', () => {
  test('passes when everything agrees, with rows for the reviewer', () => {
    const judged = judgeDocument(passport());
    expect(codes(judged.verdict)).toEqual(['passed']);
    expect(judged.rows).toHaveLength(8);
    expect(judged.rows.every((row) => row.agrees === true)).toBe(true);
    expect(judged.portrait).not.toBeNull();
    expect(codes(judgeDocument(idCard()).verdict)).toEqual(['passed']);
  });

  test.each<MrzCheckName>([
    'document_number',
    'birth_date',
    'expiry_date',
    'optional',
    'composite',
  ])('with a wrong check digit (%s) goes to a person', (name) => {
    const zone = mrz({}, { checks: [{ name, ok: false }], valid: false });
    expect(codes(withZone(zone))).toEqual(['needs_review', 'mrz_checksum']);
    // A reading that calls itself valid is not taken on trust.
    expect(codes(withZone({ ...zone, valid: true }))).toEqual(['needs_review', 'mrz_checksum']);
    expect(codes(withZone({ ...zone, valid: true, checks: [] }))).toEqual([
      'needs_review',
      'mrz_checksum',
    ]);
  });

  test.each([
    ['another name', mrz({ surname: 'SVENSSON' }), 'name_mismatch'],
    ['a name one letter off', mrz({ surname: 'ERIKSON' }), 'name_mismatch'],
    ['another birth date', mrz({ birthDate: '1974-08-13' }), 'birth_date_mismatch'],
    ['a birth date with unknown parts', mrz({ birthDate: '1974-XX-XX' }), 'birth_date_mismatch'],
    ['no birth date', mrz({ birthDate: null }), 'birth_date_mismatch'],
    ['another number', mrz({ documentNumber: 'X1234567' }), 'document_number_mismatch'],
    ['another issuing state', mrz({ issuingState: 'SWE' }), 'country_mismatch'],
    ['an expiry in the past', mrz({ expiryDate: '2026-11-19' }), 'document_expired'],
    ['no expiry', mrz({ expiryDate: null }), 'document_expired'],
    ['a visa', mrz({ documentCode: 'V' }, { format: 'MRVA' }), 'document_type_not_accepted'],
    ['a card for a passport', cardZone, 'document_type_not_accepted'],
  ])('with %s goes to a person', (_what, zone, code) => {
    expect(codes(withZone(zone))).toEqual(['needs_review', code]);
  });

  test('with unknown parts in the birth date has nothing to compare', () => {
    const front = ok(side({ mrz: mrz({ birthDate: '1974-XX-XX' }) }));
    const { rows } = judgeDocument(passport({ front }));
    expect(rows.find((row) => row.field === 'birth_date')?.agrees).toBeNull();
  });

  test('that expires today is still good', () => {
    expect(codes(withZone(mrz({ expiryDate: '2026-11-20' })))).toEqual(['passed']);
  });

  test('of an account that knows no number is not held against it', () => {
    const judged = judgeDocument(passport({ record: { ...record, documentNumber: null } }));
    expect(codes(judged.verdict)).toEqual(['passed']);
    expect(judged.rows.find((row) => row.field === 'document_number')?.agrees).toBeNull();
  });

  test('of Germany, whose zone says D, is of the chosen state', () => {
    const judged = judgeDocument(
      passport({
        front: ok(side({ mrz: mrz({ issuingState: 'D', nationality: 'D' }) })),
        choice: { country: 'DEU', type: 'passport', back: false },
      }),
    );
    expect(codes(judged.verdict)).toEqual(['passed']);
  });

  test('without a readable zone goes to a person', () => {
    expect(codes(judgeDocument(passport({ front: ok(side()) })).verdict)).toEqual([
      'needs_review',
      'mrz_unreadable',
    ]);
  });

  test('without a portrait goes to a person', () => {
    const front = ok(side({ mrz: mrz(), faces: [], portrait: null }));
    expect(codes(judgeDocument(passport({ front })).verdict)).toEqual([
      'needs_review',
      'face_not_visible',
    ]);
  });

  test('whose printed text differs from the zone goes to a person', () => {
    const region = { x: 0, y: 0, width: 0.1, height: 0.1 };
    const printed = (name: 'surname' | 'birth_date' | 'document_number', text: string) =>
      judgeDocument(
        passport({
          front: ok(side({ mrz: mrz(), printed: [{ name, text, confidence: 0.95, region }] })),
        }),
      ).verdict;
    expect(codes(printed('surname', 'Svensson'))).toEqual(['needs_review', 'mrz_text_mismatch']);
    expect(codes(printed('birth_date', '13.08.1974'))).toEqual([
      'needs_review',
      'mrz_text_mismatch',
    ]);
    expect(codes(printed('birth_date', '12.08.1974'))).toEqual(['passed']);
    expect(codes(printed('birth_date', '08/12/1974'))).toEqual(['passed']);
    expect(codes(printed('document_number', 'ZZZZZZZ'))).toEqual([
      'needs_review',
      'mrz_text_mismatch',
    ]);
    expect(codes(printed('surname', 'Eriksson'))).toEqual(['passed']);
  });

  test('with a strong sign of forgery goes to a person, a weak one is only noted', () => {
    const sign = (strength: number) =>
      judgeDocument(
        passport({
          front: ok(side({ mrz: mrz(), signals: [{ code: 'is_edited', strength, detail: 'x' }] })),
        }),
      ).verdict;
    expect(codes(sign(0.9))).toEqual(['needs_review', 'is_edited']);
    expect(codes(sign(Number.NaN))).toEqual(['needs_review', 'is_edited']);
    expect(codes(sign(0.2))).toEqual(['passed', 'is_edited']);
  });

  test('with a side missing or shown twice is asked for again, for free', () => {
    expect(judgeDocument(idCard({ back: null })).verdict).toMatchObject({
      outcome: 'retry',
      counted: false,
      reasons: [{ code: 'back_missing' }],
    });
    expect(codes(judgeDocument(passport({ front: null })).verdict)).toEqual([
      'retry',
      'front_missing',
    ]);
    expect(codes(judgeDocument(idCard({ back: ok(side()) })).verdict)).toEqual([
      'retry',
      'wrong_side',
    ]);
    const again = ok(
      side({ picture: picture({ sha256: 'c', perceptualHash: '0123456789abcdee' }) }),
    );
    expect(codes(judgeDocument(idCard({ back: again })).verdict)).toEqual(['retry', 'wrong_side']);
  });

  test.each<VisionFailureCode>([
    'model_missing',
    'model_changed',
    'deadline',
    'crashed',
    'busy',
    'internal',
  ])('that could not be looked at (%s) goes to a person, never past', (failure) => {
    const front = { ok: false, failure } as const;
    const { verdict } = judgeDocument(passport({ front }));
    expect(verdict.outcome).toBe('needs_review');
    expect(verdict.reasons[0]?.code).toBe('dependency_unavailable');
    const back = judgeDocument(idCard({ back: { ok: false, failure } })).verdict;
    expect(back.outcome).toBe('needs_review');
    expect(
      judgeDocumentSide(front, { side: 'front', type: 'passport', retakesUsed: 0 }),
    ).toMatchObject({ accepted: true, reasons: [{ code: 'dependency_unavailable' }] });
  });

  test('on which a sign could not be looked for goes to a person, with all that was read', () => {
    const signsLost = [{ sign: 'screen_grid', where: 'RangeError at screen-grid.ts:1:2' }] as const;
    const judged = judgeDocument(passport({ front: ok(side({ mrz: mrz(), signsLost })) }));
    expect(codes(judged.verdict)).toEqual(['needs_review', 'dependency_unavailable']);
    expect(judged.verdict.reasons[0]).toMatchObject({ media: 'document_front' });
    expect(judged.verdict.reasons[0]?.staffText).toContain('screen grid');
    expect(judged.rows).toEqual(judgeDocument(passport()).rows);
  });

  test('that cannot be decoded is asked for again, for free', () => {
    const front = { ok: false, failure: 'bad_picture' } as const;
    expect(judgeDocument(passport({ front })).verdict).toMatchObject({
      outcome: 'retry',
      counted: false,
    });
  });
});

describe('one side of a document', () => {
  const passportFront = { side: 'front', type: 'passport', retakesUsed: 0 } as const;
  const cardFront = { side: 'front', type: 'id_card', retakesUsed: 0 } as const;
  const cardBack = { side: 'back', type: 'id_card', retakesUsed: 0 } as const;
  const back = side({ mrz: cardZone, faces: [], portrait: null });

  test('is accepted when it shows what was asked for', () => {
    expect(judgeDocumentSide(ok(side({ mrz: mrz() })), passportFront).accepted).toBe(true);
    expect(judgeDocumentSide(ok(side()), cardFront).accepted).toBe(true);
    expect(judgeDocumentSide(ok(back), cardBack).accepted).toBe(true);
  });

  test('is refused, for free, when it is the other side', () => {
    for (const check of [
      judgeDocumentSide(ok(back), cardFront),
      judgeDocumentSide(ok(back), passportFront),
      judgeDocumentSide(ok(side()), cardBack),
    ]) {
      expect(check).toMatchObject({
        accepted: false,
        reasons: [{ code: 'wrong_side', retry: 'free' }],
      });
    }
  });

  test('is refused, for free, with the fault and its place', () => {
    const region = { x: 0.2, y: 0.2, width: 0.1, height: 0.1 };
    const facts = side({ mrz: mrz(), faults: [{ code: 'image_glare', region, measure: 4 }] });
    expect(judgeDocumentSide(ok(facts), passportFront)).toMatchObject({
      accepted: false,
      reasons: [{ code: 'image_glare', retry: 'free', region, media: 'document_front' }],
    });
  });

  test('may be retaken twice for a zone that cannot be read, then a person reads it', () => {
    const facts = ok(side());
    expect(judgeDocumentSide(facts, passportFront).accepted).toBe(false);
    expect(judgeDocumentSide(facts, { ...passportFront, retakesUsed: 1 }).accepted).toBe(false);
    expect(judgeDocumentSide(facts, { ...passportFront, retakesUsed: 2 }).accepted).toBe(true);
  });
});
