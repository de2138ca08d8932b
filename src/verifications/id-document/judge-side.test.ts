import { describe, expect, test } from 'vitest';
import { face, mrz, side } from '../facts.fixture.ts';
import { judgeDocumentSide, unreadableRetakesMax } from './judge-side.ts';

const codesOf = (check: ReturnType<typeof judgeDocumentSide>) =>
  check.reasons.map(({ code }) => code);

describe('the back of a document', () => {
  const back = { side: 'back', type: 'id_card', retakesUsed: 0 } as const;

  test('is not the front photographed again', () => {
    // The portrait is only named on fronts; a face is seen on either side.
    const check = judgeDocumentSide(
      { ok: true, facts: side({ faces: [face()], portrait: null }) },
      back,
    );
    expect(check.accepted).toBe(false);
    expect(codesOf(check)).toEqual(['wrong_side']);
  });

  test('may show a small face beside its zone', () => {
    const facts = side({ faces: [face()], portrait: null, mrz: mrz({}, { format: 'TD1' }) });
    expect(judgeDocumentSide({ ok: true, facts }, back).accepted).toBe(true);
  });

  test('is taken as it is after the free retakes, for a person to look at', () => {
    const facts = side({ faces: [face()], portrait: null });
    const spent = { ...back, retakesUsed: unreadableRetakesMax };
    expect(judgeDocumentSide({ ok: true, facts }, spent).accepted).toBe(true);
  });

  test('of a licence is asked for again while its barcode is not read', () => {
    const facts = side({ faces: [], portrait: null });
    const licence = { ...back, type: 'driving_licence' } as const;
    expect(judgeDocumentSide({ ok: true, facts }, licence).accepted).toBe(false);
    const spent = { ...licence, retakesUsed: unreadableRetakesMax };
    expect(judgeDocumentSide({ ok: true, facts }, spent).accepted).toBe(true);
  });
});
