/** Instant feedback on one side of the document; all of it free to mend. */

import type { MediaRole, Reason } from '../../core/reasons.ts';
import type { DocumentSideFacts } from '../../vision/facts.ts';
import type { PictureCheck, Seen } from '../contract.ts';
import { reason, reasonOfFailure, reasonOfFault } from '../verdicts.ts';
import type { DocumentType } from './types.ts';

/**
 * Free retakes for a zone that cannot be read or a portrait that is not found. After them the picture
 * is taken as it is and a person reads it: some documents are worn, some cameras are poor.
 */
export const unreadableRetakesMax = 2;

export interface ExpectedSide {
  readonly side: 'front' | 'back';
  readonly type: DocumentType;
  /** Retakes of this side that were already asked for because it could not be read. */
  readonly retakesUsed: number;
}

export function mediaOf(side: 'front' | 'back'): MediaRole {
  return side === 'front' ? 'document_front' : 'document_back';
}

export function judgeDocumentSide(
  seen: Seen<DocumentSideFacts>,
  expected: ExpectedSide,
): PictureCheck {
  const media = mediaOf(expected.side);
  if (!seen.ok) {
    const why = reasonOfFailure(seen.failure, media);
    // What our own parts failed on is kept: a person looks at it.
    return { accepted: why.retry !== 'free', reasons: [why] };
  }
  const { facts } = seen;
  const isSpent = expected.retakesUsed >= unreadableRetakesMax;
  if (isOtherSide(facts, expected) && !(isSpent && expected.side === 'back')) {
    const why = `${expected.side} was asked for, this looks like the other side`;
    return refused(reason('wrong_side', why, { retry: 'free', media }));
  }
  const faults = facts.faults.map((fault) => reasonOfFault(fault, media));
  if (faults.length > 0) return { accepted: false, reasons: faults };
  const missing = missingPart(facts, expected);
  if (missing === null) return { accepted: true, reasons: [] };
  if (expected.retakesUsed >= unreadableRetakesMax) {
    return { accepted: true, reasons: [{ ...missing, retry: 'none' }] };
  }
  return refused(missing);
}

function refused(why: Reason): PictureCheck {
  return { accepted: false, reasons: [why] };
}

/**
 * The portrait stands on the front; a zone without any face is the back of a card. A back may show a small face
 * too, so after the free retakes it is taken as it is.
 */
function isOtherSide(facts: DocumentSideFacts, expected: ExpectedSide): boolean {
  const hasFace = facts.portrait !== null || facts.faces.length > 0;
  const hasCodes = facts.mrz !== null || facts.barcode !== null;
  if (expected.side === 'front') return !hasFace && hasCodes && facts.mrz?.format !== 'TD3';
  return hasFace && !hasCodes;
}

function missingPart(facts: DocumentSideFacts, expected: ExpectedSide): Reason | null {
  const media = mediaOf(expected.side);
  const retry = 'free';
  if (expected.side === 'front' && facts.portrait === null) {
    return reason('face_not_visible', 'no portrait found on the document', { retry, media });
  }
  const isLicenceBack = expected.side === 'back' && expected.type === 'driving_licence';
  if (isLicenceBack && facts.barcode === null) {
    return reason('image_blurry', 'the barcode could not be read', { retry, media });
  }
  const wantsZone =
    expected.side === 'front' ? expected.type === 'passport' : expected.type !== 'driving_licence';
  if (wantsZone && facts.mrz === null) {
    // Told as a matter of sharpness: that is what the person can do something about.
    const why = 'the machine-readable zone could not be read';
    return reason('image_blurry', why, { retry, media });
  }
  return null;
}
