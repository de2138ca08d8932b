/** The reviewer's commands. Every one is refused outside a claim that this reviewer holds. */

import type { CaseCommand, CaseState, StepKind } from '../core/case/types.ts';
import { ThawError } from '../core/errors.ts';
import { limits } from '../core/limits.ts';
import { type Reason, type ReasonCode, reasonClasses } from '../core/reasons.ts';
import type { PictureMark } from '../core/wire-staff.ts';
import type { App } from './app.ts';
import { execute } from './execute.ts';
import { approvalsWanted, requireEnoughChecks, tightenIfFlagged } from './flagged-since.ts';
import type { StoredCase } from './stores.ts';

/** The next case that waits, for this reviewer; null when there is none. */
export async function claimNext(app: App, reviewer: string): Promise<string | null> {
  // A candidate may be gone when it is claimed; the queue is asked again a few times.
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const stored = await app.db.read.review.next(reviewer, limits.reviewLeaseSeconds);
    if (stored === null) return null;
    const { caseId } = stored.state;
    try {
      const state = await claim(app, stored, reviewer);
      if (!(await tightenIfFlagged(app, state))) return caseId;
    } catch (error) {
      if (!(error instanceof ThawError)) throw error;
      await app.db.read.review.hold(caseId, null, null);
    }
  }
  return null;
}

async function claim(app: App, stored: StoredCase, reviewer: string): Promise<CaseState> {
  const { caseId } = stored.state;
  const leaseSeconds = limits.reviewLeaseSeconds;
  const command = { type: 'claim_review', reviewer, leaseSeconds } as const;
  return execute(app, { caseId, command, actor: { type: 'reviewer', id: reviewer }, stored });
}

export async function releaseCase(app: App, caseId: string, reviewer: string): Promise<void> {
  const command = { type: 'release_review', reviewer } as const;
  // In one transaction: a crash in between would keep the case from everybody until the lease ends.
  await execute(app, { caseId, command, actor: { type: 'reviewer', id: reviewer } }, (tx) =>
    tx.review.hold(caseId, null, null),
  );
}

export async function approveCase(
  app: App,
  caseId: string,
  reviewer: string,
  approval: { readonly accepted: readonly StepKind[]; readonly note: string },
): Promise<void> {
  const stored = await app.db.read.cases.load(caseId);
  if (stored === null) throw new ThawError('not_found', 'no such case');
  await requireEnoughChecks(app, caseId);
  const account = await app.directory.account(stored.state.accountId);
  await run(app, caseId, reviewer, {
    type: 'approve',
    reviewer,
    accepted: approval.accepted,
    note: approval.note,
    // An account that is gone is not one without a freeze.
    currentFreezeId: account === null ? null : (account.lock?.freezeId ?? ''),
    approvalsMin: account === null ? 2 : await approvalsWanted(app, stored.state, account),
  });
}

export async function declineCase(
  app: App,
  caseId: string,
  reviewer: string,
  decline: {
    readonly final: boolean;
    readonly reasons: readonly string[];
    readonly note: string;
    readonly mark?: PictureMark;
  },
): Promise<void> {
  await run(app, caseId, reviewer, {
    type: 'decline',
    reviewer,
    final: decline.final,
    reasons: decline.reasons.map((code) => reasonFrom(code, decline)),
    appealDays: limits.appealDays,
  });
}

export async function askAgain(
  app: App,
  caseId: string,
  reviewer: string,
  request: {
    readonly step: StepKind;
    readonly reasons: readonly string[];
    readonly note: string;
    readonly mark?: PictureMark;
  },
): Promise<void> {
  const { mark } = request;
  if (mark !== undefined && !(picturesOf[request.step] ?? []).includes(mark.media)) {
    throw new ThawError('bad_request', 'the mark is on a picture of another step');
  }
  const command: CaseCommand = {
    type: 'request_resubmission',
    reviewer,
    step: request.step,
    reasons: request.reasons.map((code) => reasonFrom(code, request)),
  };
  const names = materialToDrop(request.step, mark);
  await execute(app, { caseId, command, actor: { type: 'reviewer', id: reviewer } }, async (tx) => {
    // Asked for anew means sent anew: the earlier material cannot be submitted again.
    for (const name of names) await tx.vault.dropSealed(caseId, name);
    if (request.step === 'codes') await tx.codes.forget(caseId);
  });
}

const picturesOf: Partial<Record<StepKind, readonly PictureMark['media'][]>> = {
  id_document: ['document_front', 'document_back'],
  selfie: ['selfie'],
};

/** One item: with a mark on one side of a document the other side stands. */
function materialToDrop(step: StepKind, mark: PictureMark | undefined): readonly string[] {
  const all = materialOf[step] ?? [];
  return mark === undefined ? all : all.filter((name) => name === keptAs[mark.media]);
}

const keptAs: Readonly<Record<PictureMark['media'], string>> = {
  document_front: 'facts:document-front',
  document_back: 'facts:document-back',
  selfie: 'facts:selfie',
};

const materialOf: Partial<Record<StepKind, readonly string[]>> = {
  questions: ['questions'],
  id_document: ['facts:document-front', 'facts:document-back'],
  selfie: ['facts:selfie'],
  statement: ['statement:'],
};

async function run(
  app: App,
  caseId: string,
  reviewer: string,
  command: CaseCommand,
): Promise<CaseState> {
  return execute(app, { caseId, command, actor: { type: 'reviewer', id: reviewer } });
}

function reasonFrom(
  code: string,
  verdict: { readonly note: string; readonly mark?: PictureMark },
): Reason {
  if (!Object.hasOwn(reasonClasses, code)) throw new ThawError('bad_request', 'unknown reason');
  return {
    code: code as ReasonCode,
    retry: 'free',
    staffText: verdict.note.slice(0, limits.noteCharactersMax),
    media: verdict.mark?.media ?? null,
    region: verdict.mark?.region ?? null,
  };
}

/** Only while this reviewer holds the claim: no search, no browsing (insider threat, A9). */
export async function requireClaim(app: App, caseId: string, reviewer: string): Promise<void> {
  const stored = await app.db.read.cases.load(caseId);
  const claimed = stored?.state.claim ?? null;
  const now = await app.db.read.now();
  if (claimed?.reviewer !== reviewer || claimed.leaseUntil <= now) {
    throw new ThawError('not_found', 'not claimed by this reviewer');
  }
}
