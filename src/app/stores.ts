/**
 * What the application remembers, by aggregate. The same interfaces work on their own and inside a
 * transaction; `Database.transaction` gives the second kind. Implemented on PostgreSQL only: a memory
 * twin would hide the races that matter.
 */

import type { Actor, CaseEvent, CaseKind, CaseState } from '../core/case/types.ts';
import type { MediaRole } from '../core/reasons.ts';
import type { HandoffState } from '../core/wire.ts';

export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [k: string]: Json };
export type JsonObject = { readonly [k: string]: Json };

export interface StoredCase {
  readonly state: CaseState;
  readonly openedAt: string;
  readonly submittedAt: string | null;
  readonly decidedAt: string | null;
  readonly acknowledgedAt: string | null;
  readonly notifyWanted: boolean;
}

export interface CaseStore {
  /** `lock` holds the row until the transaction ends, so commands on one case queue up. */
  load(caseId: string, options?: { readonly lock?: boolean }): Promise<StoredCase | null>;
  findLiving(accountId: string, kind: CaseKind): Promise<string | null>;
  /**
   * Appends at the expected version, updates the read row and writes one audit record an event.
   * Throws `ThawError('conflict')` when somebody else was first.
   */
  append(append: {
    readonly before: CaseState | null;
    readonly after: CaseState;
    readonly events: readonly CaseEvent[];
    readonly actor: Actor;
  }): Promise<void>;
  mark(caseId: string, what: 'acknowledged' | 'notify_wanted'): Promise<void>;
  history(caseId: string): Promise<readonly StoredEvent[]>;
  /** Minutes from submission to decision of the last 200 decided cases. */
  reviewMinutes(): Promise<{ readonly p50: number; readonly p90: number; readonly n: number }>;
}

export interface StoredEvent {
  readonly version: number;
  readonly at: string;
  readonly actor: Actor;
  readonly event: CaseEvent;
}

export type TokenPurpose = 'enter' | 'confirm' | 'not_me' | 'disable' | 'progress' | 'qr';

export interface TokenRow {
  readonly id: string;
  readonly purpose: TokenPurpose;
  readonly caseId: string | null;
  readonly accountId: string;
  readonly contactId: string | null;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly used: boolean;
  readonly expired: boolean;
  readonly tries: number;
  readonly context: JsonObject;
}

export interface NewToken {
  readonly id: string;
  readonly purpose: TokenPurpose;
  readonly hash: Uint8Array;
  readonly caseId: string | null;
  readonly accountId: string;
  readonly contactId: string | null;
  readonly ttlSeconds: number;
  readonly context?: JsonObject;
}

export interface TokenStore {
  create(token: NewToken): Promise<void>;
  find(hash: Uint8Array): Promise<TokenRow | null>;
  /** The newest; with `contactId` the newest made for that contact, null: for no contact. */
  latest(
    caseId: string,
    purpose: TokenPurpose,
    options?: { readonly contactId: string | null },
  ): Promise<TokenRow | null>;
  /** One winner, whatever the parallelism; null when used, expired or unknown. */
  consume(hash: Uint8Array, purpose: TokenPurpose): Promise<TokenRow | null>;
  killForCase(caseId: string, purposes: readonly TokenPurpose[]): Promise<void>;
}

export type SessionKind = 'person' | 'phone' | 'staff';

export interface ClientInfo {
  /** e.g. `Firefox on Windows`. Coarse on purpose. */
  readonly browser: string;
  /** Network prefix, e.g. `203.0.113.0/24`. */
  readonly network: string;
}

export interface SessionRow {
  readonly id: string;
  readonly kind: SessionKind;
  readonly caseId: string | null;
  readonly handoffId: string | null;
  readonly staffId: string | null;
  readonly client: ClientInfo;
  readonly createdAt: string;
}

export interface SessionStore {
  create(session: {
    readonly id: string;
    readonly kind: SessionKind;
    readonly hash: Uint8Array;
    readonly caseId: string | null;
    readonly handoffId: string | null;
    readonly staffId: string | null;
    readonly client: ClientInfo;
    readonly ttlSeconds: number;
  }): Promise<void>;
  /** Living session, touched; null when unknown, ended, over its age or idle too long. */
  find(hash: Uint8Array, kind: SessionKind, idleSeconds: number): Promise<SessionRow | null>;
  /** Rough words about the browser that was last in this case, and when. */
  latestClient(caseId: string): Promise<(ClientInfo & { readonly at: string }) | null>;
  end(id: string): Promise<void>;
  endForCase(caseId: string): Promise<void>;
  endForHandoff(handoffId: string): Promise<void>;
}

/** Data keys of cases, and what is sealed under them. */
export interface VaultStore {
  putKey(caseId: string, wrapped: Uint8Array): Promise<void>;
  /** Null once the key is destroyed: nothing of the case can be read again. */
  key(caseId: string): Promise<Uint8Array | null>;
  destroyKey(caseId: string): Promise<void>;
  putSealed(caseId: string, name: string, bytes: Uint8Array): Promise<void>;
  /** Null when nothing is sealed there; `wrapped` is null once the case's key is destroyed. */
  sealed(
    caseId: string,
    name: string,
  ): Promise<{ readonly bytes: Uint8Array; readonly wrapped: Uint8Array | null } | null>;
  dropSealed(caseId: string, prefix: string): Promise<void>;
  /** Cases whose key lives and that have something under `name`, the newest case first. */
  newestWith(name: string, count: number): Promise<readonly string[]>;
}

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
  frames(id: string): Promise<readonly FaceFrameRow[]>;
  /** One use: false when it was used before. */
  use(id: string): Promise<boolean>;
  latestUsed(caseId: string): Promise<string | null>;
  dropFrames(caseId: string): Promise<void>;
  /** Uses up every session of the case: no frame can be added any more. */
  endForCase(caseId: string): Promise<void>;
}

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
}

export interface OutboxStore {
  /** Twice with one key is once. Also adds the job that sends it. */
  add(message: Omit<OutboxRow, 'createdAt' | 'sent'> & { readonly key: string }): Promise<void>;
  find(id: string): Promise<OutboxRow | null>;
  markSent(id: string): Promise<void>;
  giveUp(id: string): Promise<void>;
  latest(caseId: string, template: string): Promise<OutboxRow | null>;
}

export interface Job {
  readonly id: number;
  readonly key: string;
  readonly name: string;
  readonly payload: JsonObject;
  readonly attempts: number;
}

export interface JobStore {
  add(job: {
    readonly key: string;
    readonly name: string;
    readonly payload: JsonObject;
    readonly dueAt?: string;
  }): Promise<void>;
  /** Due jobs, locked for `lockSeconds`; a crashed worker's jobs come back after that. */
  claim(count: number, lockSeconds: number): Promise<readonly Job[]>;
  done(id: number): Promise<void>;
  retryIn(id: number, seconds: number, error: string): Promise<void>;
}

export interface ReviewStore {
  enqueue(caseId: string): Promise<void>;
  remove(caseId: string): Promise<void>;
  /** The oldest case nobody holds and this reviewer may take; null when there is none. */
  next(reviewer: string, leaseSeconds: number): Promise<string | null>;
  hold(caseId: string, reviewer: string | null, leaseUntil: string | null): Promise<void>;
  summary(reviewer: string): Promise<{
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

export interface AccessStore {
  staffByEmail(email: string): Promise<StaffRow | null>;
  staffById(id: string): Promise<StaffRow | null>;
  putStaff(staff: StaffRow): Promise<void>;
  apiKey(hash: Uint8Array): Promise<{ readonly id: string; readonly name: string } | null>;
  putApiKey(key: {
    readonly id: string;
    readonly name: string;
    readonly hash: Uint8Array;
  }): Promise<void>;
  /** `new`: go on; `running`: 409; `mismatch`: 422; `done`: the same answer as before. */
  beginIdempotent(
    caller: string,
    key: string,
    requestHash: string,
  ): Promise<
    | { readonly state: 'new' | 'running' | 'mismatch' }
    | { readonly state: 'done'; readonly status: number; readonly response: Json }
  >;
  finishIdempotent(caller: string, key: string, status: number, response: Json): Promise<void>;
  dropIdempotent(caller: string, key: string): Promise<void>;
}

export interface BudgetStore {
  /** Raises the counter in its own statement and answers it, before anything is compared. */
  count(scope: string, windowSeconds: number): Promise<number>;
  /** Reads the counter of the running window, raising nothing. */
  used(scope: string, windowSeconds: number): Promise<number>;
  /** Raises first, then answers whether it was within `max` for the running window. */
  raise(scope: string, windowSeconds: number, max: number): Promise<boolean>;
}

export interface AuditStore {
  add(record: {
    readonly actor: Actor;
    readonly action: string;
    readonly caseId?: string;
    readonly accountId?: string;
    readonly detail?: JsonObject;
  }): Promise<void>;
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
  find(id: string, version: string): Promise<PublishedPolicy | null>;
}

export interface Stores {
  /** Database time, ISO 8601 UTC: the only clock of the application. */
  now(): Promise<string>;
  readonly cases: CaseStore;
  readonly tokens: TokenStore;
  readonly sessions: SessionStore;
  readonly vault: VaultStore;
  readonly media: MediaStore;
  readonly handoffs: HandoffStore;
  readonly face: FaceStore;
  readonly outbox: OutboxStore;
  readonly jobs: JobStore;
  readonly review: ReviewStore;
  readonly access: AccessStore;
  readonly budgets: BudgetStore;
  readonly audit: AuditStore;
  readonly policies: PolicyStore;
}

export interface Database {
  readonly read: Stores;
  transaction<T>(work: (tx: Stores) => Promise<T>): Promise<T>;
}
