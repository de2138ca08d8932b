/** The selfie's live capture: a nonce, then a few frames under it, then one picture is chosen. */

import { createHash } from 'node:crypto';
import { ThawError } from '../core/errors.ts';
import { limits } from '../core/limits.ts';
import { addSeconds } from '../core/time.ts';
import type { SelfieCapture } from '../core/wire-face.ts';
import { chooseFrame, type SelfieFrame } from '../verifications/selfie/choose-frame.ts';
import type { App } from './app.ts';
import { keepPicture, seenElsewhere, spendCapture } from './keep-picture.ts';
import { holdOpenStep } from './material.ts';
import { faultsOf, requireCurrent } from './present-case.ts';
import { type KeptSelfie, selfieFactsName, withoutView } from './selfie.ts';
import type { Stores } from './stores.ts';
import { openBytes, openJson, sealBytes, sealJson } from './vault.ts';

/** Sealed until the last frame is there, or the next capture begins. */
interface Capture {
  readonly nonce: string;
  readonly endsAt: string;
  readonly frames: readonly SelfieFrame[];
}

const captureName = `${selfieFactsName}-live`;
const frameName = (index: number) => `${captureName}:${index}`;
const viewName = (index: number) => `${captureName}:${index}:view`;
/** Between two frames, ms: long enough for a living face to have moved a little. */
const gapMs = 350;

/** A new capture ends the one before. */
export async function beginSelfie(app: App, caseId: string): Promise<SelfieCapture> {
  await requireCurrent(app, caseId, 'selfie');
  await spendCapture(app, caseId);
  const now = await app.db.read.now();
  const endsAt = addSeconds(now, limits.selfieCaptureSeconds);
  const capture: Capture = { nonce: app.secrets.randomId(), endsAt, frames: [] };
  await app.db.transaction(async (tx) => {
    await tx.vault.dropSealed(caseId, captureName);
    await sealJson(app, tx, caseId, captureName, capture);
  });
  return { nonce: capture.nonce, frames: limits.selfieFrames, gapMs, endsAt, now };
}

/** One frame under its nonce. The same frame sent again is no new one; with the last one it is judged. */
export async function takeSelfieFrame(
  app: App,
  caseId: string,
  frame: { readonly nonce: string; readonly index: number; readonly picture: Uint8Array },
): Promise<void> {
  const { state } = await requireCurrent(app, caseId, 'selfie');
  const { index, picture } = frame;
  if (picture.length > limits.selfieFrameBytesMax) throw new ThawError('file_too_large', 'frame');
  const sha256 = createHash('sha256').update(picture).digest('hex');
  const before = await ownCapture(app, app.db.read, caseId, frame);
  if (isRepeated(before, index, sha256)) return;
  const seen = await app.vision.run('selfie', { picture, isUpright: true });
  const kept: SelfieFrame = {
    index,
    sha256,
    seen: seen.ok ? { ok: true, facts: withoutView(seen.facts) } : seen,
  };
  const capture = await app.db.transaction(async (tx) => {
    await tx.cases.load(caseId, { lock: true });
    const now = await ownCapture(app, tx, caseId, frame);
    if (isRepeated(now, index, sha256)) return null;
    const next = { ...now, frames: [...now.frames, kept] };
    await sealBytes(app, tx, caseId, frameName(index), picture);
    if (seen.ok) await sealBytes(app, tx, caseId, viewName(index), seen.facts.view);
    await sealJson(app, tx, caseId, captureName, next);
    return next;
  });
  if (capture?.frames.length === limits.selfieFrames) {
    await finish(app, { caseId, accountId: state.accountId }, capture);
  }
}

async function ownCapture(
  app: App,
  stores: App['db']['read'],
  caseId: string,
  frame: { readonly nonce: string; readonly index: number },
): Promise<Capture> {
  const capture = await openJson<Capture>(app, stores, caseId, captureName);
  if (capture === null || capture.nonce !== frame.nonce || frame.index >= limits.selfieFrames) {
    throw new ThawError('not_now', 'no such live capture');
  }
  if (capture.endsAt <= (await stores.now())) throw new ThawError('not_now', 'capture is over');
  return capture;
}

function isRepeated(capture: Capture, index: number, sha256: string): boolean {
  const known = capture.frames.find((frame) => frame.index === index);
  if (known === undefined) return false;
  if (known.sha256 !== sha256) throw new ThawError('already_done', 'another frame of this number');
  return true;
}

async function finish(
  app: App,
  owner: { readonly caseId: string; readonly accountId: string },
  capture: Capture,
): Promise<void> {
  const { caseId, accountId } = owner;
  const chosen = chooseFrame(capture.frames);
  const best = capture.frames.find((frame) => frame.index === chosen.index);
  const picture =
    best === undefined ? null : await openBytes(app, app.db.read, caseId, frameName(best.index));
  const view =
    best === undefined ? null : await openBytes(app, app.db.read, caseId, viewName(best.index));
  if (best === undefined || picture === null) throw new ThawError('internal', 'a frame is gone');
  const kept: KeptSelfie = {
    seen: best.seen,
    accepted: chosen.accepted,
    faults: faultsOf(chosen.reasons),
    source: 'camera',
    live: chosen.live,
    seenElsewhere: await seenElsewhere(app, app.db.read, picture, accountId),
  };
  // Withdrawn or begun anew in the meantime: nothing of this capture is kept.
  const holdCapture = async (tx: Stores) => {
    await holdOpenStep(tx, caseId, 'selfie');
    await ownCapture(app, tx, caseId, { nonce: capture.nonce, index: 0 });
    await tx.vault.dropSealed(caseId, captureName);
  };
  // With its picture or not at all: what is accepted can be submitted, and a person must see it.
  const within = async (tx: Stores) => {
    await holdCapture(tx);
    await sealJson(app, tx, caseId, selfieFactsName, kept);
  };
  if (!chosen.accepted) return app.db.transaction(within);
  try {
    await keepPicture(app, {
      caseId,
      role: 'selfie',
      original: picture,
      view,
      perceptualHash: best.seen.ok ? best.seen.facts.picture.perceptualHash : null,
      live: true,
      within,
    });
  } catch (error) {
    // All its frames are there and nothing came of them: the next try is a new capture.
    await app.db.transaction(holdCapture).catch(() => {});
    throw error;
  }
}
