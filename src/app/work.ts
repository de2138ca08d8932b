/** Takes due jobs and does them. Delivery is at least once; every effect carries a key. */

import { setTimeout as sleep } from 'node:timers/promises';
import { ThawError } from '../core/errors.ts';
import type { App } from './app.ts';
import { dropFrames } from './face-frames.ts';
import { hostFreeze, hostLift, hostUnlock } from './host.ts';
import { sendConfirmation } from './messages.ts';
import { hostRecover } from './recovery.ts';
import { sendMessage } from './send-message.ts';
import type { JsonObject } from './stores.ts';
import type { Job, JobLane } from './stores-work.ts';
import { tellOwner } from './tell-owner.ts';
import { endRestriction, runTimer } from './timers.ts';

type Handler = (app: App, payload: JsonObject) => Promise<void>;

export const handlers: Readonly<Record<string, Handler>> = {
  'tell-owner': tellOwner,
  'send-confirmation': sendConfirmation,
  'send-message': sendMessage,
  'host-unlock': hostUnlock,
  'host-recover': hostRecover,
  'host-freeze': hostFreeze,
  'host-lift': hostLift,
  'run-timer': runTimer,
  'end-restriction': endRestriction,
  'drop-frames': dropFrames,
};

const claimAtOnce = 8;
/** Longer than the slowest honest job (a webhook gives up after 15 s); a killed worker's jobs wait this long. */
const lockSeconds = 30;
const pollMs = 1000;
const putBackPausesMs = [100, 400, 1600];
/**
 * A job that neither ends nor fails by then is put back, and its lane goes on. Should it come to life
 * later, its effects have keys.
 */
const deadlineMs = (lockSeconds - 5) * 1000;

/** Of freezes: a host that comes back is asked at once, so that an account is frozen within five seconds. */
const freezeRetrySecondsMax = 3;

/** Seconds until the next try: 1, 2, 4 ... one hour. Jobs are never dropped. */
export function backoffSeconds(attempts: number, name = ''): number {
  const longest = name === 'host-freeze' ? freezeRetrySecondsMax : 3600;
  return Math.min(longest, 2 ** Math.min(attempts - 1, 12));
}

export type WorkState = 'well' | 'failing' | 'stuck';

export interface Worker {
  /** How the worst of its lanes is. */
  state(): WorkState;
  /** Looks for work now instead of at the next poll. */
  wake(): void;
  stop(): Promise<void>;
}

/** A mail server that takes its time holds up mails, a hung object store what is erased; never a freeze. */
const lanes: readonly JobLane[] = ['messages', 'effects', 'freezes'];

export function startWorker(app: App): Worker {
  const started = lanes.map((lane) => startLane(app, lane));
  return {
    state() {
      const states = started.map((one) => one.state());
      return worstFirst.find((state) => states.includes(state)) ?? 'well';
    },
    wake() {
      for (const one of started) one.wake();
    },
    async stop() {
      await Promise.all(started.map((one) => one.stop()));
    },
  };
}

const worstFirst: readonly WorkState[] = ['stuck', 'failing'];

/** No round of honest jobs takes as long: each of them is given up, or its lease is over. */
const stuckMs = 2 * lockSeconds * 1000;

/** Times in milliseconds that only grow; `roundBegan` is null between rounds. */
export function laneState(
  lane: { readonly failing: boolean; readonly roundBegan: number | null },
  now: number,
): WorkState {
  if (lane.roundBegan !== null && now - lane.roundBegan > stuckMs) return 'stuck';
  return lane.failing ? 'failing' : 'well';
}

function startLane(app: App, lane: JobLane): Worker {
  let stopping = false;
  let nap = new AbortController();
  let failing = false;
  let roundBegan: number | null = null;
  const loop = (async () => {
    while (!stopping) {
      roundBegan = performance.now();
      const did = await workOnce(app, lane).catch((error: unknown) => {
        app.log.error('worker.claim_failed', { code: codeOf(error) });
        return null;
      });
      roundBegan = null;
      failing = did === null;
      if ((did ?? 0) > 0 || stopping) continue;
      nap = new AbortController();
      await sleep(pollMs, undefined, { signal: nap.signal }).catch(() => {});
    }
  })();
  return {
    state: () => laneState({ failing, roundBegan }, performance.now()),
    wake: () => nap.abort(),
    async stop() {
      stopping = true;
      nap.abort();
      await loop;
    },
  };
}

/** One round, of one lane or of all jobs; answers how many were taken. */
export async function workOnce(
  app: App,
  lane: JobLane | null = null,
  deadline = deadlineMs,
): Promise<number> {
  const jobs = await app.db.read.jobs.claim(claimAtOnce, lockSeconds, lane);
  await Promise.all(jobs.map((job) => runJob(app, job, deadline)));
  return jobs.length;
}

async function runJob(app: App, job: Job, deadline: number): Promise<void> {
  try {
    const handler = handlers[job.name];
    if (handler === undefined) throw new ThawError('internal', `no handler for ${job.name}`);
    await inTime(handler(app, job.payload), deadline);
    await app.db.read.jobs.done(job);
  } catch (error) {
    const code = codeOf(error);
    app.log.error('job.failed', { name: job.name, attempts: job.attempts, code });
    await putBack(app, job, code);
  }
}

/** Throws where the work has not ended by then; nobody waits for it any longer. */
async function inTime(work: Promise<void>, ms: number): Promise<void> {
  const ended = new AbortController();
  const late = sleep(ms, undefined, { signal: ended.signal }).then(
    () => {
      throw new ThawError('unavailable', 'the job did not end in time');
    },
    () => {},
  );
  work.catch(() => {});
  try {
    await Promise.race([work, late]);
  } finally {
    ended.abort();
  }
}

/**
 * What broke the job may have broken this connection too: tried again, or the job would wait for its
 * lease to end. After the last try it does.
 */
async function putBack(app: App, job: Job, code: string): Promise<void> {
  for (const pause of [...putBackPausesMs, null]) {
    const done = await app.db.read.jobs
      .retryIn(job, backoffSeconds(job.attempts, job.name), code)
      .then(
        () => true,
        () => false,
      );
    if (done) return;
    app.log.error('job.retry_failed', { name: job.name });
    if (pause !== null) await sleep(pause);
  }
}

/** Codes only: the message of an error may hold what must not be logged. */
function codeOf(error: unknown): string {
  if (error instanceof ThawError) return `${error.code}: ${error.detail}`;
  return error instanceof Error ? error.name : 'unknown';
}
