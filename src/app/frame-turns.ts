/**
 * What this one process does for facial verifications right now: how many frames of a session are on
 * their way, how fast they come, which session has a socket. In memory on purpose: the bound that holds
 * over all processes is the number of frames of a session.
 */

import { ThawError } from '../core/errors.ts';
import { limits } from '../core/limits.ts';

export interface FrameTurns {
  /** Answers what ends the turn. @throws ThawError `too_many` */
  take(session: string): () => void;
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

export function createFrameTurns(now: () => number = () => performance.now()): FrameTurns {
  const sessions = new Map<string, Turns>();
  const turnsOf = (session: string): Turns => {
    const known = sessions.get(session);
    if (known !== undefined) return known;
    if (sessions.size >= rememberedMax) forgetIdle(sessions, now());
    const made: Turns = { inFlight: 0, hasSocket: false, came: [] };
    sessions.set(session, made);
    return made;
  };
  return {
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

function forgetIdle(sessions: Map<string, Turns>, at: number): void {
  for (const [session, { came, hasSocket, inFlight }] of sessions) {
    const isRecent = at - (came.at(-1) ?? 0) < secondMs;
    if (!hasSocket && inFlight === 0 && !isRecent) sessions.delete(session);
  }
}
