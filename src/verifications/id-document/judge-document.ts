/** Both sides together against the choice, the calendar and the account's record. */

import type { StepVerdict } from '../../core/case/types.ts';
import type { Reason } from '../../core/reasons.ts';
import type { DocumentSideFacts, MrzReading } from '../../vision/facts.ts';
import type { Seen } from '../contract.ts';
import {
  asksForReview,
  needsReview,
  passed,
  reason,
  reasonOfFailure,
  reasonOfFault,
  reasonOfLost,
  reasonOfSignal,
  retryFree,
  verdictOfFailure,
} from '../verdicts.ts';
import { compareLicence, compareZone } from './compare-zone.ts';
import { mediaOf } from './judge-side.ts';
import { licenceFields } from './licence.ts';
import { type CodedFields, printedDoubts } from './printed.ts';
import type { DocumentInput, DocumentJudged } from './types.ts';

type Side = 'front' | 'back';

/** Of 64 bits; two pictures this alike show the same side. */
const sameHashBitsMax = 4;

export function judgeDocument(input: DocumentInput): DocumentJudged {
  const sides: readonly Side[] = input.choice.back ? ['front', 'back'] : ['front'];
  const mend = toMend(input, sides);
  if (mend !== null) return { verdict: mend, rows: [], signals: [], portrait: null };
  const seen = sides.flatMap((side) => {
    const one = input[side];
    return one?.ok ? [{ side, facts: one.facts }] : [];
  });
  const failed = sides.flatMap((side) => failureOf(input[side], side));
  const zone = zoneOf(input, seen);
  const licence = zone === null ? licenceOf(seen) : null;
  const compared =
    zone !== null
      ? compareZone(zone.mrz, mediaOf(zone.side), input)
      : licence && compareLicence(licence, mediaOf(licence.side), input);
  const coded: CodedFields | null =
    zone === null
      ? licence && { fields: licence.fields, source: 'barcode' }
      : { fields: zone.mrz.fields, source: 'mrz' };
  const front = seen.find((one) => one.side === 'front')?.facts;
  const doubts: readonly Reason[] = [
    ...failed,
    ...(compared === null ? [unreadable(input)] : compared.doubts),
    ...seen.flatMap((one) => printedDoubts(one.facts, mediaOf(one.side), coded)),
    ...seen.flatMap((one) =>
      one.facts.faults.map((fault) => reasonOfFault(fault, mediaOf(one.side))),
    ),
    ...portraitDoubts(front),
    ...seen.flatMap((one) =>
      (one.facts.signsLost ?? []).map((lost) => reasonOfLost(lost, mediaOf(one.side))),
    ),
  ];
  const signals = seen.flatMap((one) => one.facts.signals);
  const signs = seen.flatMap((one) =>
    one.facts.signals.map((signal) => reasonOfSignal(signal, mediaOf(one.side))),
  );
  const review = doubts.length > 0 || signals.some(asksForReview);
  const reasons = [...doubts, ...signs].map((one): Reason => ({ ...one, retry: 'none' }));
  const embedding = front?.portrait?.embedding ?? [];
  return {
    verdict: review ? needsReview(reasons) : passed(reasons),
    rows: compared?.rows ?? [],
    signals,
    portrait: embedding.length > 0 ? embedding : null,
  };
}

/** What is missing or broken and free to do again; null when both sides can be judged. */
function toMend(input: DocumentInput, sides: readonly Side[]): StepVerdict | null {
  for (const side of sides) {
    const one = input[side];
    if (one === null) {
      const code = side === 'front' ? 'front_missing' : 'back_missing';
      const why = reason(code, `${side} missing`, { retry: 'free', media: mediaOf(side) });
      return retryFree([why]);
    }
    if (!one.ok) {
      const verdict = verdictOfFailure(one.failure, mediaOf(side));
      if (verdict.outcome === 'retry') return verdict;
    }
  }
  if (sides.length === 2 && input.front?.ok && input.back?.ok) {
    if (isSamePicture(input.front.facts, input.back.facts)) {
      const why = 'both pictures show the same side';
      return retryFree([reason('wrong_side', why, { retry: 'free', media: 'document_back' })]);
    }
  }
  return null;
}

function isSamePicture(a: DocumentSideFacts, b: DocumentSideFacts): boolean {
  if (a.picture.sha256 === b.picture.sha256) return true;
  const [left, right] = [a.picture.perceptualHash, b.picture.perceptualHash];
  if (!/^[0-9a-f]{16}$/i.test(left) || !/^[0-9a-f]{16}$/i.test(right)) return false;
  let differing = BigInt(`0x${left}`) ^ BigInt(`0x${right}`);
  let bits = 0;
  for (; differing > 0n; differing &= differing - 1n) bits += 1;
  return bits <= sameHashBitsMax;
}

function failureOf(seen: Seen<DocumentSideFacts> | null, side: Side): readonly Reason[] {
  return seen === null || seen.ok ? [] : [reasonOfFailure(seen.failure, mediaOf(side))];
}

/** Passports carry the zone on the front, cards on the back or, older ones, on the front. */
function zoneOf(
  input: DocumentInput,
  seen: readonly { readonly side: Side; readonly facts: DocumentSideFacts }[],
): { readonly side: Side; readonly mrz: MrzReading } | null {
  const order: readonly Side[] = input.choice.type === 'passport' ? ['front'] : ['back', 'front'];
  for (const side of order) {
    const mrz = seen.find((one) => one.side === side)?.facts.mrz;
    if (mrz !== null && mrz !== undefined) return { side, mrz };
  }
  return null;
}

function licenceOf(seen: readonly { readonly side: Side; readonly facts: DocumentSideFacts }[]) {
  for (const { side, facts } of seen) {
    const fields = licenceFields(facts.barcode);
    if (fields !== null) return { side, fields, region: facts.barcode!.region };
  }
  return null;
}

function unreadable(input: DocumentInput): Reason {
  if (input.choice.type === 'driving_licence') {
    const why = 'no barcode of a licence was read';
    return reason('mrz_unreadable', why, { media: 'document_back' });
  }
  const side = input.choice.type === 'passport' || !input.choice.back ? 'front' : 'back';
  return reason('mrz_unreadable', 'no machine-readable zone was read', { media: mediaOf(side) });
}

function portraitDoubts(front: DocumentSideFacts | undefined): readonly Reason[] {
  if (front === undefined) return [];
  return front.portrait === null
    ? [reason('face_not_visible', 'no portrait was found', { media: 'document_front' })]
    : [];
}
