/** Everything one reviewer needs to decide one case, unsealed for the time of the claim. */

import type { CaseState } from '../core/case/types.ts';
import { ThawError } from '../core/errors.ts';
import { isPolicyTextId, policyTexts } from '../core/policy/text-ids.ts';
import type { QueueView, ReviewStep, ReviewView } from '../core/wire-staff.ts';
import type { FaceComparison } from '../verifications/face/judge-face.ts';
import type { SelfieComparison } from '../verifications/selfie/judge-selfie.ts';
import { snapshotOf } from './account-snapshot.ts';
import type { App } from './app.ts';
import { appealName } from './appeal.ts';
import type { KeptDocumentResult } from './document.ts';
import { approvalsWanted } from './flagged-since.ts';
import { type ShownMedia, showMedia } from './keep-picture.ts';
import { maskNumber } from './mask.ts';
import { requireClaim } from './review-case.ts';
import type { KeptStatement } from './statement.ts';
import type { StoredEvent } from './stores.ts';
import type { MediaRow } from './stores-pictures.ts';
import { type KeptVouch, vouchName } from './trusted-contact.ts';
import { openJson } from './vault.ts';

export async function viewQueue(app: App, reviewer: string): Promise<QueueView> {
  return app.db.read.review.summary(reviewer);
}

export async function viewReview(app: App, caseId: string, reviewer: string): Promise<ReviewView> {
  await requireClaim(app, caseId, reviewer);
  const stores = app.db.read;
  const stored = await stores.cases.load(caseId);
  if (stored?.state.plan == null || stored.state.claim === null) {
    throw new ThawError('not_found', 'no such claim');
  }
  const { state } = stored;
  const { plan } = stored.state;
  const record = await app.directory.find(state.accountId);
  if (record === null) throw new ThawError('unavailable', 'the host knows no such account now');
  await stores.audit.add({
    actor: { type: 'reviewer', id: reviewer },
    action: 'review.viewed',
    caseId,
    accountId: state.accountId,
  });
  const document = await openJson<KeptDocumentResult>(app, stores, caseId, 'result:document');
  const statement = await openJson<KeptStatement>(app, stores, caseId, 'result:statement');
  return {
    caseId,
    now: await stores.now(),
    leaseUntil: stored.state.claim.leaseUntil,
    service: app.config.serviceName,
    status: state.status,
    kind: state.kind,
    lost: state.lost ?? [],
    lock: { cause: state.lock.cause, since: state.lock.since },
    plan: {
      rule: plan.rule,
      policyVersion: plan.policyVersion,
      because: plan.because.map(inWords),
      approvalsRequired: await approvalsWanted(app, state, record),
      // The second pair of eyes is blind to what the first one said (A9 #78).
      approvalsGiven: state.approvals.length,
    },
    record: {
      fullName: `${record.fullName.givenNames} ${record.fullName.surname}`,
      birthDate: record.birthDate,
      country: record.country,
      documentNumberMasked:
        record.documentNumber === null ? null : maskNumber(record.documentNumber),
      accountMasked: (await snapshotOf(app, stores, caseId)).accountMasked,
    },
    steps: state.steps.map(
      (step): ReviewStep => ({
        kind: step.plan.kind,
        status: step.status,
        attempts: step.attempts,
        reasons: step.reasons.map(({ code, staffText, media, region }) => ({
          code,
          staffText,
          media,
          region,
        })),
      }),
    ),
    media: (await stores.media.current(caseId)).map(presentMedia),
    document: document === null ? null : document.shown,
    comparisons: await comparisonsOf(app, caseId),
    timeline: (await stores.cases.history(caseId)).filter(isShown).map((stored) => ({
      at: stored.at,
      what: describe(stored),
    })),
    devices: (await stores.sessions.clientsOf(caseId)).map(({ kind, ...client }) => ({
      on: kind === 'phone' ? 'phone' : 'page',
      ...client,
    })),
    contact: await contactOf(app, caseId),
    sentence: statement?.recording?.sentence ?? null,
    statement: statement?.text ?? null,
    appeal: await appealOf(app, state),
  };
}

async function contactOf(
  app: App,
  caseId: string,
): Promise<NonNullable<ReviewView['contact']> | null> {
  const kept = await openJson<KeptVouch>(app, app.db.read, caseId, vouchName);
  if (kept === null) return null;
  return { masked: kept.contact, askedAt: kept.askedAt, confirmedAt: kept.confirmedAt };
}

async function appealOf(
  app: App,
  state: CaseState,
): Promise<NonNullable<ReviewView['appeal']> | null> {
  if (state.appeal === null) return null;
  const sealed = await openJson<{ text: string }>(app, app.db.read, state.caseId, appealName);
  return {
    text: sealed?.text ?? '',
    declinedFor: state.decisionReasons.map(({ code }) => code),
  };
}

/** Reviewers read sentences; an id that is no longer known is shown as it is. */
function inWords(id: string): string {
  return isPolicyTextId(id) ? policyTexts[id] : id;
}

const labels: Record<MediaRow['role'], string> = {
  document_front: 'Document, front',
  document_back: 'Document, back',
  selfie: 'Selfie',
  face_frame: 'Facial verification',
  statement_video: 'Recorded statement',
};

function presentMedia(media: MediaRow): ReviewView['media'][number] {
  return {
    id: media.mediaId,
    role: media.role,
    label: media.live ? labels[media.role] : `${labels[media.role]} (uploaded file)`,
    ...(media.role === 'statement_video' ? { video: true } : {}),
    width: 0,
    height: 0,
    at: media.at,
  };
}

async function comparisonsOf(app: App, caseId: string): Promise<ReviewView['comparisons']> {
  const stores = app.db.read;
  const selfie = await openJson<{
    comparison: SelfieComparison | null;
    enrolledComparison?: SelfieComparison | null;
  }>(app, stores, caseId, 'result:selfie');
  const face = await openJson<{ comparisons: readonly FaceComparison[] }>(
    app,
    stores,
    caseId,
    'result:face',
  );
  const faceLabels = { frames_selfie: 'Video and selfie', frames_portrait: 'Video and document' };
  return [
    ...(selfie?.comparison == null ? [] : [{ label: 'Selfie and document', ...selfie.comparison }]),
    ...(selfie?.enrolledComparison == null
      ? []
      : [{ label: 'Selfie and enrolled face', ...selfie.enrolledComparison }]),
    ...(face?.comparisons ?? []).map((c) => ({ ...c, label: faceLabels[c.label] })),
  ];
}

/** Verdicts of other reviewers are not on the timeline. */
function isShown({ event }: StoredEvent): boolean {
  return !event.type.startsWith('review.') || event.type === 'review.claimed';
}

function describe({ event }: StoredEvent): string {
  if ('step' in event && event.type !== 'step.replaced') return `${event.type} ${event.step}`;
  if (event.type === 'step.replaced')
    return `${event.step} replaced by ${event.by}: ${event.reason}`;
  return event.type;
}

/** Logged before a byte leaves. */
export async function viewMedia(
  app: App,
  request: { readonly caseId: string; readonly mediaId: string; readonly reviewer: string },
): Promise<ShownMedia> {
  const { caseId, mediaId, reviewer } = request;
  await requireClaim(app, caseId, reviewer);
  const media = await app.db.read.media.find(mediaId);
  if (media === null || media.caseId !== caseId) throw new ThawError('not_found', 'no such media');
  await app.db.read.audit.add({
    actor: { type: 'reviewer', id: reviewer },
    action: 'evidence.viewed',
    caseId,
    detail: { media: mediaId, role: media.role },
  });
  return showMedia(app, media);
}
