/** The facial verification: frames as they are taken, guidance back, one verdict from all of them. */

import { createHash } from 'node:crypto';
import { ThawError } from '../core/errors.ts';
import { limits } from '../core/limits.ts';
import { addSeconds, secondsBetween } from '../core/time.ts';
import type {
  FaceBegin,
  FaceGuidance,
  FaceMovement,
  FaceSession,
  ScreenColour,
} from '../core/wire-face.ts';
import type { Seen } from '../verifications/contract.ts';
import {
  challengeCount,
  colourSequenceCount,
  newChallenge,
  newColours,
} from '../verifications/face/challenge.ts';
import { type FaceClaims, namesVirtualCamera } from '../verifications/face/injection.ts';
import { type FaceInput, type FaceJudged, judgeFace } from '../verifications/face/judge-face.ts';
import {
  startTimetable,
  type Timetable,
  tick,
  timedGuidance,
} from '../verifications/face/timetable.ts';
import { guidance, startTracker, type Tracker, track } from '../verifications/face/tracker.ts';
import type { FrameFacts } from '../vision/facts.ts';
import type { App } from './app.ts';
import { portraitOf } from './document.ts';
import { execute } from './execute.ts';
import {
  addFrame,
  besideEachOther,
  chosenPictures,
  framesOf,
  type KeptFrame,
} from './face-frames.ts';
import { remember, rememberedOf } from './face-memory.ts';
import { requireNoWait } from './face-waits.ts';
import { caseOf } from './handoff.ts';
import { keepPicture } from './keep-picture.ts';
import { holdOpenStep } from './material.ts';
import { requireCurrent } from './present-case.ts';
import { selfieEmbedding } from './selfie.ts';
import type { Json, SessionRow, Stores } from './stores.ts';
import type { FaceSessionRow } from './stores-pictures.ts';
import { sealJson } from './vault.ts';

/** What is remembered between frames. */
interface Following {
  readonly tracker: Tracker;
  /** Of a session that nobody guides; null otherwise. */
  readonly table: Timetable | null;
  readonly lastIndex: number;
  /** Of the pictures that are kept. */
  readonly keptBytes: number;
}

/** What a session asks, and what its page claimed; pinned when it begins. */
interface Asked {
  readonly movements: readonly FaceMovement[];
  readonly colours: readonly ScreenColour[];
  readonly claims: FaceClaims;
}

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
  const guided = app.frames.guide(caseId);
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
    const { colours, movements } = asked;
    const following: Following = {
      tracker: startTracker(movements, colours),
      table: guided ? null : startTimetable(movements, colours),
      lastIndex: -1,
      keptBytes: 0,
    };
    const detail = { guided };
    await tx.audit.add({ actor: { type: 'person' }, action: 'face.begun', caseId, detail });
    const made = await tx.face.create({
      id: app.secrets.randomId(),
      caseId,
      sessionId: session.id,
      handoffId: session.handoffId,
      challenge: asked as unknown as Json,
      tracker: following as unknown as Json,
      ttlSeconds: limits.faceSessionSeconds,
    });
    await tx.jobs.add({
      key: `drop-frames:${made.id}`,
      name: 'drop-frames',
      payload: { session: made.id },
      dueAt: addSeconds(made.endsAt, limits.faceFramesKeptSeconds),
    });
    return made;
  });
  app.changed(caseId);
  return {
    session: row.id,
    guided,
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
  const before = row.tracker as unknown as Following;
  // Too late to count: not worth a look.
  if (frame.index <= before.lastIndex) return guidanceOf(before);
  const endTurn = app.frames.take(row.id);
  try {
    return await lookAndFollow(app, row, frame);
  } finally {
    endTurn();
  }
}

async function lookAndFollow(
  app: App,
  row: FaceSessionRow,
  { index, picture }: { readonly index: number; readonly picture: Uint8Array },
): Promise<FaceGuidance> {
  const tMs = Math.round(secondsBetween(row.startedAt, await app.db.read.now()) * 1000);
  const isGuided = (row.tracker as unknown as Following).table === null;
  const seen: Seen<FrameFacts> = isGuided
    ? await app.vision.run('frame', { picture, embed: true }, { priority: 'urgent' })
    : { ok: false, failure: 'busy' };
  const sha256 = createHash('sha256').update(picture).digest('hex');
  const kept: KeptFrame = seen.ok
    ? { sha256, facts: seen.facts }
    : { sha256, facts: null, failure: seen.failure };
  const after = await app.db.transaction((tx) =>
    follow(app, tx, row, { index, tMs, kept, picture }),
  );
  if (after.reached) await keepFramePicture(app, row, picture, kept.facts);
  return guidanceOf(after.following);
}

function guidanceOf({ table, tracker }: Following): FaceGuidance {
  return table === null ? guidance(tracker) : timedGuidance(table);
}

async function follow(
  app: App,
  tx: Stores,
  session: FaceSessionRow,
  frame: {
    readonly index: number;
    readonly tMs: number;
    readonly kept: KeptFrame;
    readonly picture: Uint8Array;
  },
): Promise<{ readonly following: Following; readonly reached: boolean }> {
  const { index, kept, picture, tMs } = frame;
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
    return { following: before, reached: false };
  }
  const keptBytes = before.keptBytes + picture.length;
  const isKept = keptBytes <= limits.faceBytesKeptMax;
  await addFrame(app, tx, locked, { index, tMs, kept, picture: isKept ? picture : null });
  const tracker = track(before.tracker, kept.facts, tMs);
  const next: Following = {
    tracker,
    table: before.table === null ? null : tick(before.table, tMs),
    lastIndex: index,
    keptBytes: isKept ? keptBytes : before.keptBytes,
  };
  await tx.face.saveTracker(session.id, next as unknown as Json);
  const first = before.tracker.phase === 'calibrating' && tracker.phase !== 'calibrating';
  return { following: next, reached: first || tracker.done.length > before.tracker.done.length };
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
    // Consent may be withdrawn, and the case may end, while a frame is looked at.
    within: (tx) => holdOpenStep(tx, session.caseId, 'face'),
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
  await requireCurrent(app, row.caseId, 'face');
  const endTurn = row.used ? null : app.frames.judge(row.id);
  if (endTurn === null) throw new ThawError('already_done', 'session used or being judged');
  try {
    await judgeSession(app, row);
  } finally {
    endTurn();
    app.frames.leave(row.caseId);
  }
}

async function judgeSession(app: App, row: FaceSessionRow): Promise<void> {
  const { caseId } = row;
  const frames = await framesOf(app, row);
  const { table } = row.tracker as unknown as Following;
  const asked = row.challenge as unknown as Asked;
  const input: FaceInput = {
    challenge: asked.movements,
    colours: asked.colours,
    colourRule: app.config.colourResponse,
    thresholds: app.config.faceThresholds,
    claims: asked.claims,
    frames,
    timed: table === null ? null : { shown: table.shown },
    remembered: await rememberedOf(app, row, frames),
    selfieEmbedding: await selfieEmbedding(app, caseId),
    portraitEmbedding: await portraitOf(app, caseId),
    limits,
  };
  const judged = await judgeBeside(app, row, input);
  const again = judged.verdict.outcome === 'retry';
  if (table !== null && !again) {
    for (const { facts, picture } of await chosenPictures(app, row, frames)) {
      await keepFramePicture(app, row, picture, facts);
    }
  }
  await execute(
    app,
    {
      caseId,
      actor: { type: 'person' },
      command: { type: 'submit_step', step: 'face', verdict: judged.verdict },
    },
    async (tx) => {
      if (!(await tx.face.use(row.id))) throw new ThawError('already_done', 'session used');
      await tx.face.dropPictures(row.id);
      await remember(app, tx, row, frames);
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

/** Frames are laid beside each other where the rest leaves nothing to try again. */
async function judgeBeside(app: App, row: FaceSessionRow, input: FaceInput): Promise<FaceJudged> {
  const alone = judgeFace(input);
  if (alone.verdict.outcome === 'retry') return alone;
  const beside = await besideEachOther(app, row, input.frames);
  return judgeFace(
    beside.ok
      ? { ...input, sequence: beside.facts }
      : { ...input, sequenceFailure: beside.failure },
  );
}

/** Another session's, or none: told alike. */
export async function ownSession(
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
