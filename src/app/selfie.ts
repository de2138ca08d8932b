import { frozenSince } from '../core/case/lock.ts';
import type { CaseState, PlannedStep } from '../core/case/types.ts';
import { ThawError } from '../core/errors.ts';
import type { SelfieView } from '../core/wire.ts';
import type { Seen } from '../verifications/contract.ts';
import type { LiveSelfie } from '../verifications/selfie/choose-frame.ts';
import {
  checkSelfie,
  judgeSelfie,
  type SelfieInput,
} from '../verifications/selfie/judge-selfie.ts';
import { reason } from '../verifications/verdicts.ts';
import type { SelfieFacts } from '../vision/facts.ts';
import type { App } from './app.ts';
import { portraitOf } from './document.ts';
import { execute } from './execute.ts';
import { keepPicture, seenElsewhere, spendUpload } from './keep-picture.ts';
import { holdOpenStep, requireUnchanged } from './material.ts';
import { faultsOf, requireCurrent } from './present-case.ts';
import type { Stores } from './stores.ts';
import { openJson, sealJson } from './vault.ts';

type KeptFacts = Omit<SelfieFacts, 'view'>;

/** Sealed until the decision: facts with the face's template in them. */
export interface KeptSelfie {
  readonly seen: Seen<KeptFacts>;
  readonly accepted: boolean;
  readonly faults: ReturnType<typeof faultsOf>;
  readonly source: 'camera' | 'file';
  /** Null for a file. */
  readonly live: LiveSelfie | null;
  readonly seenElsewhere: boolean;
}

export const selfieFactsName = 'facts:selfie';

/** A file, where policy allows one: looked at at once; what the person can mend is told, and is free. */
export async function uploadSelfie(app: App, caseId: string, picture: Uint8Array): Promise<void> {
  const { step, state } = await requireCurrent(app, caseId, 'selfie');
  if (!step.plan.uploadAllowed) {
    throw new ThawError('file_type', 'a file where policy asks for the camera');
  }
  await spendUpload(app, caseId, picture.length);
  const seen = await app.vision.run('selfie', { picture });
  const check = checkSelfie(seen);
  const kept: KeptSelfie = {
    seen: seen.ok ? { ok: true, facts: withoutView(seen.facts) } : seen,
    accepted: check.accepted,
    faults: check.accepted ? [] : faultsOf(check.reasons),
    source: 'file',
    live: null,
    seenElsewhere: await seenElsewhere(app, app.db.read, picture, state.accountId),
  };
  const within = async (tx: Stores) => {
    await holdOpenStep(tx, caseId, 'selfie');
    await sealJson(app, tx, caseId, selfieFactsName, kept);
  };
  if (!check.accepted) await app.db.transaction(within);
  else {
    await keepPicture(app, {
      caseId,
      role: 'selfie',
      original: picture,
      view: seen.ok ? seen.facts.view : null,
      perceptualHash: seen.ok ? seen.facts.picture.perceptualHash : null,
      live: false,
      within,
    });
  }
}

export async function submitSelfie(app: App, caseId: string): Promise<void> {
  const { state, step } = await requireCurrent(app, caseId, 'selfie');
  const kept = await openJson<KeptSelfie>(app, app.db.read, caseId, selfieFactsName);
  if (kept === null || !kept.accepted) throw new ThawError('not_now', 'no accepted selfie');
  const judged = judgeSelfie({
    selfie: kept.seen.ok
      ? { ok: true, facts: { ...kept.seen.facts, view: new Uint8Array() } }
      : kept.seen,
    source: kept.source,
    live: kept.live,
    uploadAllowed: step.plan.uploadAllowed,
    portrait: await portraitOf(app, caseId),
    enrolled: await enrolledFaces(app, state),
    thresholds: app.config.faceThresholds,
  });
  const verdict =
    kept.seenElsewhere && judged.verdict.outcome !== 'retry'
      ? {
          outcome: 'needs_review' as const,
          reasons: [
            ...judged.verdict.reasons,
            reason('image_seen_before', 'the same file on another account', { media: 'selfie' }),
          ],
        }
      : judged.verdict;
  await execute(
    app,
    {
      caseId,
      actor: { type: 'person' },
      command: { type: 'submit_step', step: 'selfie', verdict },
    },
    async (tx) => {
      await requireUnchanged(app, tx, caseId, { [selfieFactsName]: kept });
      const { comparison, enrolledComparison } = judged;
      await sealJson(app, tx, caseId, 'result:selfie', { comparison, enrolledComparison });
    },
  );
}

/**
 * Faces of the picture that the host kept, looked at for this comparison and not kept here. One that came
 * after the account was frozen is whoever's: it is not compared.
 */
async function enrolledFaces(
  app: App,
  { accountId, lock }: CaseState,
): Promise<NonNullable<SelfieInput['enrolled']> | null> {
  const kept = (await app.directory.enrolledFace?.(accountId)) ?? null;
  if (kept === null || kept.enrolledAt >= frozenSince(lock)) return null;
  const seen = await app.vision.run('selfie', { picture: kept.picture });
  return seen.ok ? { ok: true, facts: seen.facts.faces } : seen;
}

export async function viewSelfie(app: App, caseId: string, plan: PlannedStep): Promise<SelfieView> {
  const kept = await openJson<KeptSelfie>(app, app.db.read, caseId, selfieFactsName);
  return {
    uploadAllowed: plan.uploadAllowed,
    accepted: kept?.accepted ?? false,
    faults: kept?.faults ?? [],
  };
}

/** Template of the accepted selfie; null when there is none that could be compared. */
export async function selfieEmbedding(app: App, caseId: string): Promise<readonly number[] | null> {
  const kept = await openJson<KeptSelfie>(app, app.db.read, caseId, selfieFactsName);
  if (kept === null || !kept.accepted || !kept.seen.ok) return null;
  const faces = kept.seen.facts.faces.toSorted((a, b) => b.eyeDistancePx - a.eyeDistancePx);
  const embedding = faces[0]?.embedding ?? [];
  return embedding.length === 0 ? null : embedding;
}

export function withoutView(facts: SelfieFacts): KeptFacts {
  const { view: _, ...kept } = facts;
  return kept;
}
