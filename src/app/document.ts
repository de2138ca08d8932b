/** The ID document: choice, both sides looked at at once, one verdict when they are submitted. */

import type { PlannedStep } from '../core/case/types.ts';
import { acceptedType, issuingStates } from '../core/documents/catalogue.ts';
import { ThawError } from '../core/errors.ts';
import type { MediaRole, Reason } from '../core/reasons.ts';
import type { DocumentTypeOption, DocumentView, FaultView, SideView } from '../core/wire.ts';
import type { ReviewView } from '../core/wire-staff.ts';
import type { Seen } from '../verifications/contract.ts';
import { judgeDocument } from '../verifications/id-document/judge-document.ts';
import { judgeDocumentSide, mediaOf } from '../verifications/id-document/judge-side.ts';
import { licenceFields } from '../verifications/id-document/licence.ts';
import type { DocumentChoice, DocumentRow } from '../verifications/id-document/types.ts';
import { needsReview, reason } from '../verifications/verdicts.ts';
import type { DocumentSideFacts, FaceFacts } from '../vision/facts.ts';
import type { App } from './app.ts';
import { execute } from './execute.ts';
import {
  documentMark,
  keepPicture,
  pictureMarks,
  seenElsewhere,
  spendUpload,
} from './keep-picture.ts';
import { holdOpenStep, requireUnchanged } from './material.ts';
import { faultsOf, requireCurrent } from './present-case.ts';
import type { Stores } from './stores.ts';
import { openJson, sealJson } from './vault.ts';

type Side = 'front' | 'back';
type KeptFacts = Omit<DocumentSideFacts, 'view'>;

/** Sealed until the decision: what was seen on one side, the portrait's template in it. */
interface KeptSide {
  readonly seen: Seen<KeptFacts>;
  readonly accepted: boolean;
  readonly faults: readonly FaultView[];
  readonly retakes: number;
  /** The same file, or one that is nearly the same picture, was shown for another account. */
  readonly seenElsewhere: 'same' | 'alike' | null;
  readonly at: string;
}

/** What the reviewer gets to see; kept until the pictures go. */
export interface KeptDocumentResult {
  readonly shown: NonNullable<ReviewView['document']>;
}

const choiceName = 'facts:document-choice';
const sideName = (side: Side) => `facts:document-${side}`;

export async function chooseDocument(
  app: App,
  caseId: string,
  choice: { readonly country: string; readonly type: string },
): Promise<void> {
  await requireCurrent(app, caseId, 'id_document');
  const type = acceptedType(choice.country, choice.type, { specimens: app.config.specimens });
  if (type === null) throw new ThawError('bad_request', 'document not accepted');
  const kept: DocumentChoice = { country: choice.country, type: type.type, back: type.back };
  await app.db.transaction(async (tx) => {
    await holdOpenStep(tx, caseId, 'id_document');
    const before = await openJson<DocumentChoice>(app, tx, caseId, choiceName);
    await sealJson(app, tx, caseId, choiceName, kept);
    if (before === null || (before.country === kept.country && before.type === kept.type)) return;
    // Another document: what was photographed belongs to the one before.
    for (const side of ['front', 'back'] as const) {
      await tx.vault.dropSealed(caseId, sideName(side));
      await tx.media.supersede(caseId, mediaOf(side));
    }
  });
}

export async function uploadDocumentSide(
  app: App,
  caseId: string,
  upload: {
    readonly side: Side;
    readonly picture: Uint8Array;
    readonly source: 'camera' | 'file';
  },
): Promise<void> {
  const { state, step } = await requireCurrent(app, caseId, 'id_document');
  const { side, picture, source } = upload;
  const choice = await openJson<DocumentChoice>(app, app.db.read, caseId, choiceName);
  if (choice === null || (side === 'back' && !choice.back)) {
    throw new ThawError('not_now', 'no document chosen for this side');
  }
  if (source === 'file' && !step.plan.uploadAllowed) {
    throw new ThawError('file_type', 'a file where policy asks for the camera');
  }
  await spendUpload(app, caseId, picture.length);
  const seen = await app.vision.run('document-side', {
    picture,
    side,
    source,
    documentType: choice.type,
    country: choice.country,
    today: (await app.db.read.now()).slice(0, 10),
  });
  for (const { sign, where } of seen.ok ? (seen.facts.signsLost ?? []) : []) {
    app.log.error('document.sign_lost', { sign, where });
  }
  const marks = seen.ok ? pictureMarks(app, seen.facts.fineHash) : [];
  const before = await openJson<KeptSide>(app, app.db.read, caseId, sideName(side));
  const retakes = before?.retakes ?? 0;
  const check = judgeDocumentSide(seen, { side, type: choice.type, retakesUsed: retakes });
  const elsewhere = await likeOnOtherAccount(app, picture, marks, state.accountId);
  const at = await app.db.read.now();
  const keptWith = (biometricConsent: boolean): KeptSide => ({
    seen: seen.ok ? { ok: true, facts: keptFacts(seen.facts, biometricConsent) } : seen,
    accepted: check.accepted,
    faults: check.accepted ? [] : faultsOf(check.reasons),
    retakes: check.accepted ? retakes : retakes + 1,
    seenElsewhere: elsewhere,
    at,
  });
  const within = async (tx: Stores) => {
    const { biometricConsent } = await holdOpenStep(tx, caseId, 'id_document');
    await sealJson(app, tx, caseId, sideName(side), keptWith(biometricConsent));
    if (check.accepted) await tx.media.addMarks(caseId, marks);
  };
  if (!check.accepted) await app.db.transaction(within);
  else {
    await keepPicture(app, {
      caseId,
      role: mediaOf(side),
      original: picture,
      view: seen.ok ? seen.facts.view : null,
      perceptualHash: seen.ok ? seen.facts.picture.perceptualHash : null,
      live: source === 'camera',
      within,
    });
  }
}

/** [Submit]: one verdict from both sides, the choice and the account's record. */
export async function submitDocument(app: App, caseId: string): Promise<void> {
  const { state } = await requireCurrent(app, caseId, 'id_document');
  const choice = await openJson<DocumentChoice>(app, app.db.read, caseId, choiceName);
  if (choice === null) throw new ThawError('not_now', 'no document chosen');
  const record = await app.directory.find(state.accountId);
  if (record === null) throw new ThawError('unavailable', 'the host knows no such account now');
  const front = await keptSide(app, caseId, 'front');
  const back = choice.back ? await keptSide(app, caseId, 'back') : null;
  if (front === null || (choice.back && back === null)) {
    throw new ThawError('not_now', 'a side is missing');
  }
  const judged = judgeDocument({
    front: seenOf(front),
    back: back === null ? null : seenOf(back),
    choice,
    record,
    today: (await app.db.read.now()).slice(0, 10),
  });
  const mark = markOf(app, front, back);
  const again = [
    ...seenBefore('document_front', front),
    ...(back === null ? [] : seenBefore('document_back', back)),
    ...(mark !== null && (await app.db.read.media.marksOnOtherAccount([mark], state.accountId))
      ? [reason('document_on_other_account', 'the same document was shown for another account')]
      : []),
  ];
  const verdict =
    again.length > 0 && judged.verdict.outcome !== 'retry'
      ? needsReview([...judged.verdict.reasons, ...again])
      : judged.verdict;
  await execute(
    app,
    {
      caseId,
      actor: { type: 'person' },
      command: { type: 'submit_step', step: 'id_document', verdict },
    },
    async (tx) => {
      await requireUnchanged(app, tx, caseId, {
        [choiceName]: choice,
        [sideName('front')]: front,
        ...(back === null ? {} : { [sideName('back')]: back }),
      });
      const result: KeptDocumentResult = { shown: shownOf(choice, front, back, judged.rows) };
      await sealJson(app, tx, caseId, 'result:document', result);
      if (mark !== null) await tx.media.addMarks(caseId, [mark]);
    },
  );
}

async function likeOnOtherAccount(
  app: App,
  picture: Uint8Array,
  marks: readonly string[],
  accountId: string,
): Promise<KeptSide['seenElsewhere']> {
  if (await seenElsewhere(app, app.db.read, picture, accountId)) return 'same';
  return (await app.db.read.media.marksOnOtherAccount(marks, accountId)) ? 'alike' : null;
}

function seenBefore(media: MediaRole, { seenElsewhere: how }: KeptSide): readonly Reason[] {
  if (how === null) return [];
  const what = how === 'same' ? 'the same file' : 'nearly the same picture';
  return [reason('image_seen_before', `${what} on another account`, { media })];
}

/** Of the document itself, by zone or barcode; null where its number was not read. */
function markOf(app: App, front: KeptSide, back: KeptSide | null): string | null {
  const mrz = mrzOf(back) ?? mrzOf(front);
  const barcode = back?.seen.ok ? licenceFields(back.seen.facts.barcode) : null;
  const fields = mrz?.valid ? mrz.fields : barcode;
  return fields === null ? null : documentMark(app, fields.issuingState, fields.documentNumber);
}

function shownOf(
  choice: DocumentChoice,
  front: KeptSide,
  back: KeptSide | null,
  rows: readonly DocumentRow[],
): KeptDocumentResult['shown'] {
  const mrz = mrzOf(back) ?? mrzOf(front);
  return {
    country: choice.country,
    type: choice.type,
    mrzLines: mrz?.lines ?? [],
    mrzValid: mrz?.valid ?? false,
    mrzRepaired: mrz?.repaired ?? false,
    rows: rows.map(({ field, ...row }) => ({ label: labelOf(field), ...row })),
  };
}

/** The account has no expiry date: the document's is compared with the calendar. */
function labelOf(field: DocumentRow['field']): string {
  return field === 'expiry_date' ? 'expiry date, against today' : field.replaceAll('_', ' ');
}

function mrzOf(side: KeptSide | null) {
  return side?.seen.ok ? side.seen.facts.mrz : null;
}

async function keptSide(app: App, caseId: string, side: Side): Promise<KeptSide | null> {
  const kept = await openJson<KeptSide>(app, app.db.read, caseId, sideName(side));
  return kept?.accepted ? kept : null;
}

function seenOf(side: KeptSide): Seen<DocumentSideFacts> {
  if (!side.seen.ok) return side.seen;
  return { ok: true, facts: { ...side.seen.facts, view: new Uint8Array() } };
}

/** Template of the portrait on the document; null when there is none that could be compared. */
export async function portraitOf(app: App, caseId: string): Promise<readonly number[] | null> {
  const front = await openJson<KeptSide>(app, app.db.read, caseId, sideName('front'));
  if (front === null || !front.accepted || !front.seen.ok) return null;
  const embedding = front.seen.facts.portrait?.embedding ?? [];
  return embedding.length === 0 ? null : embedding;
}

export async function viewDocument(
  app: App,
  caseId: string,
  plan: PlannedStep,
): Promise<DocumentView> {
  const choice = await openJson<DocumentChoice>(app, app.db.read, caseId, choiceName);
  const type: DocumentTypeOption | null =
    choice === null ? null : { type: choice.type, back: choice.back };
  return {
    countries: issuingStates({ specimens: app.config.specimens }),
    country: choice?.country ?? null,
    type,
    uploadAllowed: plan.uploadAllowed,
    front: await viewSide(app, caseId, 'front'),
    back: type?.back === true ? await viewSide(app, caseId, 'back') : null,
  };
}

async function viewSide(app: App, caseId: string, side: Side): Promise<SideView> {
  const kept = await openJson<KeptSide>(app, app.db.read, caseId, sideName(side));
  return {
    accepted: kept?.accepted ?? false,
    faults: kept?.faults ?? [],
    uploadedAt: kept?.at ?? null,
  };
}

/** Consent to face checks was withdrawn: the portraits' templates go, the readings stay. */
export async function forgetPortraits(app: App, tx: Stores, caseId: string): Promise<void> {
  for (const side of ['front', 'back'] as const) {
    const kept = await openJson<KeptSide>(app, tx, caseId, sideName(side));
    if (kept === null || !kept.seen.ok) continue;
    const facts = keptFacts({ ...kept.seen.facts, view: new Uint8Array() }, false);
    await sealJson(app, tx, caseId, sideName(side), { ...kept, seen: { ok: true, facts } });
  }
}

/** Without consent to biometrics no template is kept, of the portrait neither. */
function keptFacts({ view: _, ...facts }: DocumentSideFacts, biometricConsent: boolean): KeptFacts {
  if (biometricConsent) return facts;
  const bare = (face: FaceFacts): FaceFacts => ({ ...face, embedding: [] });
  return {
    ...facts,
    faces: facts.faces.map(bare),
    portrait: facts.portrait === null ? null : bare(facts.portrait),
  };
}
