/** What the application remembers of pictures, hand-offs to a phone and face sessions. */

import type { MediaRole } from '../core/reasons.ts';
import type { HandoffState } from '../core/wire-face.ts';
import type { ClientInfo, Json } from './stores.ts';

export interface MediaRow {
  readonly mediaId: string;
  readonly caseId: string;
  readonly role: MediaRole;
  readonly objectKey: string;
  readonly bytes: number;
  readonly live: boolean;
  readonly at: string;
}

export interface MediaStore {
  add(media: MediaRow & { readonly shaKeyed: string; readonly phashKeyed: string }): Promise<void>;
  /** Current pictures (not superseded, not removed), oldest first. */
  current(caseId: string): Promise<readonly MediaRow[]>;
  find(mediaId: string): Promise<MediaRow | null>;
  usage(caseId: string): Promise<{ readonly count: number; readonly bytes: number }>;
  supersede(caseId: string, role: MediaRole): Promise<void>;
  seenOnOtherAccount(shaKeyed: string, accountId: string): Promise<boolean>;
  /** Keyed marks of what the case showed; safe to repeat. */
  addMarks(caseId: string, marks: readonly string[]): Promise<void>;
  marksOnOtherAccount(marks: readonly string[], accountId: string): Promise<boolean>;
  /** Those that no picture names, or only one that was removed; and whether their case is known here. */
  unnamed(objectKeys: readonly string[]): Promise<{
    readonly ofCases: readonly string[];
    readonly ofNoCase: readonly string[];
  }>;
  /** All object keys of the case, also superseded ones; marks them removed. */
  removeAll(caseId: string): Promise<readonly string[]>;
  /** The same for pictures of these roles alone. */
  removeRoles(caseId: string, roles: readonly MediaRole[]): Promise<readonly string[]>;
}

export interface HandoffRow {
  readonly id: string;
  readonly caseId: string;
  readonly state: HandoffState;
  readonly desktopSession: string;
  readonly phoneSession: string | null;
  readonly desktopClient: ClientInfo;
  readonly phoneClient: ClientInfo | null;
  readonly number: string | null;
  readonly numberTries: number;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly expired: boolean;
}

export interface HandoffStore {
  create(handoff: {
    readonly id: string;
    readonly caseId: string;
    readonly desktopSession: string;
    readonly desktopClient: ClientInfo;
    readonly ttlSeconds: number;
  }): Promise<void>;
  find(id: string): Promise<HandoffRow | null>;
  current(caseId: string): Promise<HandoffRow | null>;
  /** Moves on only from one of `from` and while not expired; null when it could not. */
  move(
    id: string,
    from: readonly HandoffState[],
    change: {
      readonly state: HandoffState;
      readonly phoneSession?: string;
      readonly phoneClient?: ClientInfo;
      readonly number?: string;
    },
  ): Promise<HandoffRow | null>;
  raiseNumberTries(id: string): Promise<number>;
  cancelForCase(caseId: string): Promise<void>;
}

export interface FaceSessionRow {
  readonly id: string;
  readonly caseId: string;
  readonly sessionId: string;
  readonly handoffId: string | null;
  readonly challenge: Json;
  readonly tracker: Json;
  readonly startedAt: string;
  readonly endsAt: string;
  readonly used: boolean;
  readonly expired: boolean;
}

export interface FaceFrameRow {
  readonly index: number;
  readonly tMs: number;
  readonly facts: Uint8Array;
  /** Sealed too, until the verdict; null when it is gone, or was over the bound. */
  readonly picture: Uint8Array | null;
}

/** Keyed hashes, a frame each. */
export interface FrameMarks {
  readonly exact: readonly string[];
  readonly rough: readonly string[];
}

export interface FaceStore {
  create(session: {
    readonly id: string;
    readonly caseId: string;
    readonly sessionId: string;
    readonly handoffId: string | null;
    readonly challenge: Json;
    readonly tracker: Json;
    readonly ttlSeconds: number;
  }): Promise<FaceSessionRow>;
  find(id: string, options?: { readonly lock?: boolean }): Promise<FaceSessionRow | null>;
  /** False when this index was there already. */
  addFrame(id: string, frame: FaceFrameRow): Promise<boolean>;
  saveTracker(id: string, tracker: Json): Promise<void>;
  /** Without their pictures, which are asked for one by one. */
  frames(id: string): Promise<readonly Omit<FaceFrameRow, 'picture'>[]>;
  picture(id: string, index: number): Promise<Uint8Array | null>;
  dropPictures(id: string): Promise<void>;
  addMarks(session: FaceSessionRow, marks: FrameMarks): Promise<void>;
  /** How many of them the other session has that has the most. */
  marksSeen(
    id: string,
    marks: FrameMarks,
  ): Promise<{ readonly exact: number; readonly rough: number }>;
  dropMarks(caseId: string): Promise<void>;
  /** One use: false when it was used before. */
  use(id: string): Promise<boolean>;
  latestUsed(caseId: string): Promise<string | null>;
  /** And the course of the sessions that are over: turns of the head, distance of the eyes. */
  dropFrames(caseId: string): Promise<void>;
  /** Uses up every session of the case: no frame can be added any more. */
  endForCase(caseId: string): Promise<void>;
}
