import { describe, expect, test } from 'vitest';
import type { DocumentView } from '../../src/core/wire.ts';
import { OWN_CAPTURE } from '../../src/vision/document/authenticity/written-by.ts';
import { documentSize, nextDocumentPart, sidesToRedo } from './document-part.ts';

const side = { accepted: false, faults: [], uploadedAt: null };
const accepted = { accepted: true, faults: [], uploadedAt: '2026-11-22T10:00:00Z' };
const chosen: DocumentView = {
  countries: [],
  country: 'UTO',
  type: { type: 'id_card', back: true },
  uploadAllowed: true,
  front: side,
  back: null,
};
const read = { isIntroRead: true, isChoosing: false, redo: [] };

describe('the next part of the document step', () => {
  test('it begins with the introduction', () => {
    expect(
      nextDocumentPart({ ...chosen, country: null, type: null }, { ...read, isIntroRead: false }),
    ).toBe('intro');
  });
  test('country and type come before any picture', () => {
    expect(nextDocumentPart({ ...chosen, country: null, type: null }, read)).toBe('choose');
  });
  test('the back follows an accepted front where the type has one', () => {
    expect(nextDocumentPart(chosen, read)).toBe('front');
    expect(nextDocumentPart({ ...chosen, front: accepted }, read)).toBe('back');
    expect(nextDocumentPart({ ...chosen, front: accepted, back: accepted }, read)).toBe('ready');
  });
  test('a passport has no back', () => {
    const passport = { ...chosen, type: { type: 'passport', back: false } as const };
    expect(nextDocumentPart({ ...passport, front: accepted }, read)).toBe('ready');
  });
  test('whoever comes back after an upload does not read the introduction again', () => {
    const back = { isIntroRead: false, isChoosing: false, redo: [] };
    expect(nextDocumentPart({ ...chosen, front: accepted }, back)).toBe('back');
  });
  test('another document can be chosen at any time', () => {
    expect(nextDocumentPart({ ...chosen, front: accepted }, { ...read, isChoosing: true })).toBe(
      'choose',
    );
  });
  test('a side asked for again is taken anew although it was accepted once', () => {
    const both = { ...chosen, front: accepted, back: accepted };
    expect(nextDocumentPart(both, { ...read, redo: ['back'] })).toBe('back');
    expect(nextDocumentPart(both, { ...read, isIntroRead: false, redo: ['front'] })).toBe('intro');
  });
  test('only the side with a fault is taken anew, both when no side is named', () => {
    expect(sidesToRedo([{ code: 'image_glare', media: 'document_back', region: null }])).toEqual([
      'back',
    ]);
    expect(sidesToRedo([])).toEqual(['front', 'back']);
  });
});

test('the service knows what the page’s own camera writes', () => {
  // Else everybody's own capture would bear the sign of one that was not written by the page.
  expect({
    longSidePxMax: documentSize.longestSide,
    quality: Math.round(documentSize.quality * 100),
  }).toEqual(OWN_CAPTURE);
});
