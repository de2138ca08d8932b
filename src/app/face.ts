/** The facial verification: frames as they are taken, guidance back, one verdict from all of them. */

import { ThawError } from '../core/errors.ts';
import { limits } from '../core/limits.ts';
import { secondsBetween } from '../core/time.ts';
import type {
  FaceBegin,
  FaceGuidance,
  FaceMovement,
  FaceSession,
  ScreenColour,
} from '../core/wire-face.ts';
import {
  challengeCount,
  colourSequenceCount,
  newChallenge,
  newColours,
} from '../verifications/face/challenge.ts';
import type { JudgedFrame } from '../verifications/face/frames.ts';
import { type FaceClaims, namesVirtualCamera } from '../verifications/face/injection.ts';
import { judgeFace } from '../verifications/face/judge-face.ts';
import { guidance, startTracker, type Tracker, track } from '../verifications/face/tracker.ts';
import type { FrameFacts } from '../vision/facts.ts';
import type { App } from './app.ts';
import { portraitOf } from './document.ts';
import { execute } from './execute.ts';
import { requireNoWait } from './face-waits.ts';
import { caseOf } from './handoff.ts';
import { keepPicture } from './keep-picture.ts';
import { requireCurrent } from './present-case.ts';
import { selfieEmbedding } from './selfie.ts';
import type { Json, SessionRow, Stores } from './stores.ts';
import type { FaceSessionRow } from './stores-pictures.ts';
import { dataKeyOf, openRow, sealJson, sealRow } from './vault.ts';

/** What is remembered between frames. */
interface Following {
  readonly tracker: Tracker;
  readonly lastIndex: number;
}

/** What a session asks, and what its page claimed; pinned when it begins. */
interface Asked {
  readonly movements: readonly FaceMovement[];
  readonly colours: readonly ScreenColour[];
  readonly claims: FaceClaims;
}

/** Sealed with each frame. */
type KeptFrame = Pick<JudgedFrame, 'sha256' | 'facts' | 'failure'>;

const frameWidth = 480;
const frameHeight = 640;
/** Sessions begun in one case within an hour, whatever became of them. */
const sessionsPerHourMax = 20;

/**
 * [Begin Verification]: a random sequence that the page learns movement by movement. A phone begins
 * only after the computer has learned its number.
 */
export async function beginFace(
  app: App,
  session: SessionRow,
  begin: FaceBegin = {},
): Promise<FaceSession> {
  const caseId = caseOf(session);
  await requireCurrent(app, caseId, 'face');
  await requireNoWait(app, caseId);
  const asked = newAsked(app, begin);
  const row = await app.db.transaction(async (tx) => {
    if (session.handoffId !== null) {
      const moved = await tx.handoffs.move(session.handoffId, ['matched', 'capturing'], {
        state: 'capturing',
      });
      if (moved?.phoneSession !== session.id) {
        throw new ThawError('not_now', 'the number was not matched');
      }
    }
    if (!(await tx.budgets.raise(`face:${caseId}`, 3600, sessionsPerHourMax))) {
      throw new ThawError('too_many', 'face sessions an hour', { retryAfterSeconds: 600 });
    }
    const tracker = startTracker(asked.movements, asked.colours);
    const following: Following = { tracker, lastIndex: -1 };
    await tx.audit.add({ actor: { type: 'person' }, action: 'face.begun', caseId });
    return tx.face.create({
      id: app.secrets.randomId(),
      caseId,
      sessionId: session.id,
      handoffId: session.handoffId,
      challenge: asked as unknown as Json,
      tracker: following as unknown as Json,
      ttlSeconds: limits.faceSessionSeconds,
    });
  });
  app.changed(caseId);
  return {
    session: row.id,
    framesPerSecond: limits.faceFramesPerSecond,
    frameWidth,
    frameHeight,
    endsAt: row.endsAt,
    now: row.startedAt,
  };
}

function newAsked(app: App, begin: FaceBegin): Asked {
  const { randomInts } = app.secrets;
  return {
    movements: newChallenge(randomInts(1, challengeCount)),
    colours: begin.colours === false ? [] : newColours(randomInts(1, colourSequenceCount)),
    claims: { virtualCamera: namesVirtualCamera(begin.cameraLabel ?? '') },
  };
}

/**
 * One frame. Its time is the server's; what the page says about itself is not used. A frame that
 * arrives after a later one is dropped.
 */
export async function takeFrame(
  app: App,
  session: SessionRow,
  frame: { readonly session: string; readonly index: number; readonly picture: Uint8Array },
): Promise<FaceGuidance> {
  const row = await ownSession(app.db.read, session, frame.session);
  if (row.used || row.expired) throw new ThawError('not_now', 'the session is over');
  if (frame.index >= limits.faceFramesMax) throw new ThawError('quota', 'frames of a session');
  const tMs = Math.round(secondsBetween(row.startedAt, await app.db.read.now()) * 1000);
  const seen = await app.vision.run('frame', { picture: frame.picture, embed: true });
  const kept: KeptFrame = seen.ok
    ? { sha256: seen.facts.picture.sha256, facts: seen.facts }
    : {
        sha256: app.secrets.keyed('frame', `${row.id}:${frame.index}`),
        facts: null,
        failure: seen.failure,
      };
  const after = await app.db.transaction((tx) => follow(app, tx, row, frame.index, tMs, kept));
  if (after.reached) await keepFramePicture(app, row, frame.picture, kept.facts);
  return guidance(after.tracker);
}

async function follow(
  app: App,
  tx: Stores,
  session: FaceSessionRow,
  index: number,
  tMs: number,
  kept: KeptFrame,
): Promise<{ readonly tracker: Tracker; readonly reached: boolean }> {
  const locked = await tx.face.find(session.id, { lock: true });
  if (locked === null || locked.used) throw new ThawError('not_now', 'the session is over');
  if (locked.handoffId !== null) {
    const handoff = await tx.handoffs.find(locked.handoffId);
    if (handoff?.state !== 'capturing' || handoff.expired) {
      throw new ThawError('handoff_gone', 'the hand-off is over');
    }
  }
  const before = locked.tracker as unknown as Following;
  if (index <= before.lastIndex || tMs < before.tracker.lastMs) {
    return { tracker: before.tracker, reached: false };
  }
  const facts = await sealRow(app, tx, locked.caseId, `frame:${session.id}:${index}`, kept);
  await tx.face.addFrame(session.id, { index, tMs, facts });
  const tracker = track(before.tracker, kept.facts, tMs);
  const next: Following = { tracker, lastIndex: index };
  await tx.face.saveTracker(session.id, next as unknown as Json);
  const first = before.tracker.phase === 'calibrating' && tracker.phase !== 'calibrating';
  return { tracker, reached: first || tracker.done.length > before.tracker.done.length };
}

/** The reviewer sees the moments at which something was reached, not a film. */
async function keepFramePicture(
  app: App,
  session: FaceSessionRow,
  picture: Uint8Array,
  facts: FrameFacts | null,
): Promise<void> {
  await keepPicture(app, {
    caseId: session.caseId,
    role: 'face_frame',
    original: picture,
    view: null,
    perceptualHash: facts?.picture.perceptualHash ?? null,
    live: true,
    keepEarlier: true,
  }).catch((error: unknown) => {
    // The picture is for the reviewer; without it the frames' facts still decide nothing by themselves.
    if (!(error instanceof ThawError)) throw error;
    app.log.error('face.picture_not_kept', { code: error.code });
  });
}

/** One verdict from all frames; the session is used up whatever it is. */
export async function finishFace(
  app: App,
  session: SessionRow,
  faceSession: string,
): Promise<void> {
  const row = await ownSession(app.db.read, session, faceSession);
  const { caseId } = row;
  await requireCurrent(app, caseId, 'face');
  const frames = await framesOf(app, row);
  const selfie = await selfieEmbedding(app, caseId);
  const portrait = await portraitOf(app, caseId);
  const asked = row.challenge as unknown as Asked;
  const judged = judgeFace({
    challenge: asked.movements,
    colours: asked.colours,
    colourRule: app.config.colourResponse,
    claims: asked.claims,
    frames,
    selfieEmbedding: selfie,
    portraitEmbedding: portrait,
    limits,
  });
  const again = judged.verdict.outcome === 'retry';
  await execute(
    app,
    {
      caseId,
      actor: { type: 'person' },
      command: { type: 'submit_step', step: 'face', verdict: judged.verdict },
    },
    async (tx) => {
      if (!(await tx.face.use(row.id))) throw new ThawError('already_done', 'session used');
      await sealJson(app, tx, caseId, 'result:face', {
        comparisons: judged.comparisons,
        movements: judged.movements,
        colours: judged.colours,
      });
      if (row.handoffId === null) return;
      // The phone may try again within the same hand-off; its number stays matched.
      const moved = await tx.handoffs.move(row.handoffId, ['capturing'], {
        state: again ? 'matched' : 'done',
      });
      // Reported, cancelled or over in the meantime: what this phone filmed counts for nothing.
      if (moved === null) throw new ThawError('handoff_gone', 'the hand-off is over');
    },
  );
}

async function framesOf(app: App, row: FaceSessionRow): Promise<readonly JudgedFrame[]> {
  const dataKey = await dataKeyOf(app, app.db.read, row.caseId);
  return (await app.db.read.face.frames(row.id)).map((frame) => ({
    index: frame.index,
    t: frame.tMs,
    ...openRow<KeptFrame>(
      app,
      dataKey,
      { caseId: row.caseId, name: `frame:${row.id}:${frame.index}` },
      frame.facts,
    ),
  }));
}

async function ownSession(
  stores: Stores,
  session: SessionRow,
  faceSession: string,
): Promise<FaceSessionRow> {
  const row = await stores.face.find(faceSession);
  if (row === null || row.sessionId !== session.id) {
    throw new ThawError('not_found', 'no such face session');
  }
  return row;
}
