/** What the application remembers of work to be done: messages, jobs, review, staff, policies. */

import type { StoredQuestion } from '../core/questions/stored-answers.ts';
import type { Json, JsonObject, StoredCase } from './stores.ts';

export interface OutboxRow {
  readonly id: string;
  readonly caseId: string | null;
  readonly accountId: string;
  readonly channel: 'email' | 'sms' | 'webhook';
  readonly contactId: string | null;
  readonly template: string;
  readonly params: JsonObject;
  readonly createdAt: string;
  readonly sent: boolean;
  /** The receiver refuses for good. */
  readonly givenUp: boolean;
}

export interface OutboxStore {
  /** Twice with one key is once. Also adds the job that sends it. */
  add(
    message: Omit<OutboxRow, 'createdAt' | 'sent' | 'givenUp'> & { readonly key: string },
  ): Promise<void>;
  find(id: string): Promise<OutboxRow | null>;
  markSent(id: string): Promise<void>;
  /** The other side said no. Whether it did so at least that often, for that long. */
  noteNo(id: string, days: number, atLeast: number): Promise<boolean>;
  giveUp(id: string): Promise<void>;
  latest(caseId: string, template: string): Promise<OutboxRow | null>;
}

export interface Job {
  readonly key: string;
  readonly name: string;
  readonly payload: JsonObject;
  readonly attempts: number;
  /** Until when it is held, as PostgreSQL writes it: which of several claims this is. */
  readonly lease: string;
}

/** A job as its claim left it. */
type HeldJob = Pick<Job, 'key' | 'lease'>;

export interface NewJob {
  readonly key: string;
  readonly name: string;
  readonly payload: JsonObject;
  /** Nothing: now. */
  readonly dueAt?: string;
}

/**
 * Mails, short messages and webhooks wait for other people's machines; the rest does not. What freezes an
 * account waits for nothing else.
 */
export type JobLane = 'messages' | 'effects' | 'freezes';

export interface JobStore {
  add(job: NewJob): Promise<void>;
  /** Due jobs, locked for `lockSeconds`; a crashed worker's jobs come back after that. */
  claim(count: number, lockSeconds: number, lane: JobLane | null): Promise<readonly Job[]>;
  /** Nothing where the lease is over and somebody else took the job. */
  done(job: HeldJob): Promise<void>;
  retryIn(job: HeldJob, seconds: number, error: string): Promise<void>;
}

export interface ReviewStore {
  enqueue(caseId: string): Promise<void>;
  remove(caseId: string): Promise<void>;
  /** The oldest case nobody holds and this reviewer may take; null when there is none. */
  next(reviewer: string, leaseSeconds: number): Promise<StoredCase | null>;
  hold(caseId: string, reviewer: string | null, leaseUntil: string | null): Promise<void>;
  summary(reviewer: string): Promise<{
    /** No further than `limits.queueCountMax` and one. */
    readonly waiting: number;
    readonly mine: readonly { readonly caseId: string; readonly leaseUntil: string }[];
    readonly oldestMinutes: number | null;
  }>;
}

export interface StaffRow {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: 'reviewer' | 'lead';
  readonly passwordHash: string;
}

export interface ApiCaller {
  readonly id: string;
  readonly name: string;
  /** Database time when the key was looked at. */
  readonly readAt: string;
}

export interface AccessStore {
  staffByEmail(email: string): Promise<StaffRow | null>;
  staffById(id: string): Promise<StaffRow | null>;
  /** Nothing where the address is there already, disabled or not. */
  putStaff(staff: StaffRow): Promise<void>;
  /** Disabled or not. */
  staffMember(email: string): Promise<StaffRow | null>;
  staff(): Promise<readonly (StaffRow & { readonly disabledAt: string | null })[]>;
  setStaffPassword(id: string, passwordHash: string): Promise<void>;
  disableStaff(id: string): Promise<void>;
  apiKeys(): Promise<
    readonly {
      readonly id: string;
      readonly name: string;
      readonly createdAt: string;
      readonly revokedAt: string | null;
    }[]
  >;
  /** False where there is none, or it is revoked already. */
  revokeApiKey(id: string): Promise<boolean>;
  apiKey(hash: Uint8Array): Promise<ApiCaller | null>;
  putApiKey(key: {
    readonly id: string;
    readonly name: string;
    readonly hash: Uint8Array;
  }): Promise<void>;
  /**
   * `new`: go on; `running`: 409; `mismatch`: 422; `done`: the same answer as before. `effectId` is the
   * same each time that this request is tried again, and another one for each new request.
   */
  beginIdempotent(
    caller: string,
    key: string,
    requestHash: string,
  ): Promise<
    | { readonly state: 'new'; readonly effectId: string }
    | { readonly state: 'running' }
    | { readonly state: 'mismatch' }
    | { readonly state: 'done'; readonly status: number; readonly response: Json }
  >;
  finishIdempotent(caller: string, key: string, status: number, response: Json): Promise<void>;
  /** The run failed: the same request may be tried again at once. */
  letGoIdempotent(caller: string, key: string): Promise<void>;
  /** Removes the answers kept for longer; answers how many. */
  sweepIdempotent(keptSeconds: number): Promise<number>;
}

export interface AnswerStore {
  replace(accountId: string, answers: readonly StoredAnswer[]): Promise<void>;
  list(accountId: string): Promise<readonly StoredAnswer[]>;
}

export interface StoredAnswer {
  readonly question: StoredQuestion;
  /** Argon2id, PHC form. */
  readonly hash: string;
}

export interface PublishedPolicy {
  readonly id: string;
  readonly version: string;
  /** Of the file's bytes, hex. */
  readonly sha256: string;
  readonly yaml: string;
}

export interface PolicyStore {
  /** Keeps what is there already under this id and version. */
  putOnce(policy: PublishedPolicy): Promise<void>;
  /** False when it was that one before. */
  putInForce(policy: Pick<PublishedPolicy, 'id' | 'version'>): Promise<boolean>;
  find(id: string, version: string): Promise<PublishedPolicy | null>;
  /** The newest first. */
  list(): Promise<readonly (PublishedPolicy & { readonly firstUsedAt: string })[]>;
}
