/**
 * What this one process does for facial verifications right now: which cases it guides, how many
 * frames of one are on their way, how fast they come, which one has a socket. In memory on purpose: what
 * holds over all processes is the number of frames of a session.
 */

import { ThawError } from '../core/errors.ts';
import { limits } from '../core/limits.ts';

export interface FrameTurns {
  /**
   * False: as many cases as can be answered in time are guided already; this one is recorded, and
   * judged after its last frame. A case has one place, however often it begins.
   * @throws ThawError `unavailable` where even that is too much
   */
  guide(caseId: string): boolean;
  /** The session is judged: its place is free. */
  leave(caseId: string): void;
  /** Answers what ends the turn. @throws ThawError `too_many` */
  take(session: string): () => void;
  /** Answers what ends it; null where the session is being judged: looking twice at all is dear. */
  judge(session: string): (() => void) | null;
  /** Answers what closes it; null where the session has a socket already. */
  openSocket(session: string): (() => void) | null;
}

interface Turns {
  inFlight: number;
  hasSocket: boolean;
  /** When frames of the last second came, ms of this process. */
  came: number[];
}

const secondMs = 1000;
/** Beyond this many, sessions that are over are forgotten. */
const rememberedMax = 256;

/** Frames of a session that nobody finished stop coming about here. */
const placeMs = (limits.faceSessionSeconds + 5) * secondMs;

export interface FrameTurnsOptions {
  /** Cases that the vision processes can guide at once. */
  readonly guidedMax: number;
  /** Milliseconds, never falling. Default: those of this process. */
  readonly now?: () => number;
}

export function createFrameTurns(options: FrameTurnsOptions): FrameTurns {
  const { guidedMax, now = () => performance.now() } = options;
  const sessions = new Map<string, Turns>();
  const judged = new Set<string>();
  const guided = createPlaces(guidedMax, now);
  const recorded = createPlaces(limits.recordedSessionsMax, now);
  const turnsOf = (session: string): Turns => {
    const known = sessions.get(session);
    if (known !== undefined) return known;
    if (sessions.size >= rememberedMax) forgetIdle(sessions, now());
    const made: Turns = { inFlight: 0, hasSocket: false, came: [] };
    sessions.set(session, made);
    return made;
  };
  return {
    guide(caseId) {
      if (guided.take(caseId)) return true;
      if (recorded.take(caseId)) return false;
      throw new ThawError('unavailable', 'too many facial verifications at once', {
        retryAfterSeconds: limits.faceSessionSeconds,
      });
    },
    leave(caseId) {
      guided.leave(caseId);
      recorded.leave(caseId);
    },
    take(session) {
      const turns = turnsOf(session);
      const at = now();
      turns.came = turns.came.filter((came) => at - came < secondMs);
      const tooFast = turns.came.length >= limits.faceFramesPerSecondMax;
      if (tooFast || turns.inFlight >= limits.faceFramesInFlightMax) {
        throw new ThawError('too_many', 'frames at once', { retryAfterSeconds: 1 });
      }
      turns.came.push(at);
      turns.inFlight += 1;
      return () => {
        turns.inFlight -= 1;
      };
    },
    judge(session) {
      if (judged.has(session)) return null;
      judged.add(session);
      return () => judged.delete(session);
    },
    openSocket(session) {
      const turns = turnsOf(session);
      if (turns.hasSocket) return null;
      turns.hasSocket = true;
      return () => {
        turns.hasSocket = false;
      };
    },
  };
}

function createPlaces(max: number, now: () => number) {
  const takenAt = new Map<string, number>();
  return {
    take(who: string): boolean {
      for (const [other, at] of takenAt) if (now() - at > placeMs) takenAt.delete(other);
      if (takenAt.size >= max && !takenAt.has(who)) return false;
      takenAt.set(who, now());
      return true;
    },
    leave: (who: string) => takenAt.delete(who),
  };
}

function forgetIdle(sessions: Map<string, Turns>, at: number): void {
  for (const [session, { came, hasSocket, inFlight }] of sessions) {
    const isRecent = at - (came.at(-1) ?? 0) < secondMs;
    if (!hasSocket && inFlight === 0 && !isRecent) sessions.delete(session);
  }
}
