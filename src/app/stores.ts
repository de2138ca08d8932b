/**
 * What the application remembers, by aggregate. The same interfaces work on their own and inside a
 * transaction; `Database.transaction` gives the second kind. Implemented on PostgreSQL only: a memory
 * twin would hide the races that matter.
 */

import type { Actor, CaseEvent, CaseKind, CaseState, CodeChannel } from '../core/case/types.ts';
import type { AuditStore } from './stores-audit.ts';
import type { CodeStore } from './stores-codes.ts';
import type { FaceStore, HandoffStore, MediaStore } from './stores-pictures.ts';
import type {
  AccessStore,
  AnswerStore,
  JobStore,
  NewJob,
  OutboxStore,
  PolicyStore,
  ReviewStore,
} from './stores-work.ts';

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
  /** Database time when it was read; of a case that is held, since when. */
  readonly readAt: string;
  readonly openedAt: string;
  readonly submittedAt: string | null;
  readonly decidedAt: string | null;
  readonly acknowledgedAt: string | null;
  readonly notifyWanted: boolean;
}

/** A living case of an account, or one declined for good. */
export interface StandingCase {
  readonly caseId: string;
  readonly kind: CaseKind;
  readonly freezeId: string;
  readonly lost: readonly CodeChannel[];
  /** False: `approved` or `final`. */
  readonly living: boolean;
  /** And not done at the host yet. */
  readonly approved: boolean;
  /** Declined for good, be it that an appeal is read now. */
  readonly final: boolean;
  readonly redacted: boolean;
}

export interface CaseStore {
  /** `lock` holds the row until the transaction ends, so commands on one case queue up. */
  load(caseId: string, options?: { readonly lock?: boolean }): Promise<StoredCase | null>;
  /** The same with what is sealed under `name`, in one look. */
  loadWith(caseId: string, name: string): Promise<CaseWith | null>;
  findLiving(accountId: string, kind: CaseKind): Promise<string | null>;
  /** Those of the account that may still thaw or reset something: living, or approved and not done yet. */
  unfinished(
    accountId: string,
  ): Promise<readonly { readonly caseId: string; readonly freezeId: string }[]>;
  /**
   * A new case with all that begins with it, in one statement: its event and audit record, the job
   * that ends it, its key, what is sealed, the entry token. Where other cases of the account stand, and it is not to be opened
   * `beside` them, it answers these and nothing is written. Null: opened. Throws
   * `ThawError('conflict')` when somebody else opened one just now.
   */
  open(opening: {
    readonly beside: boolean;
    readonly state: CaseState;
    readonly event: CaseEvent;
    readonly actor: Actor;
    readonly job: NewJob;
    readonly wrappedKey: Uint8Array;
    readonly sealed: { readonly name: string; readonly bytes: Uint8Array };
    readonly token: NewToken;
  }): Promise<readonly StandingCase[] | null>;
  /**
   * Appends at the expected version, updates the read row, writes one audit record an event and the
   * jobs that follow, uses up the token and tells open pages. Throws `ThawError('conflict')` when
   * somebody else was first, or the token is used, over or another case's: nothing is written.
   */
  append(append: {
    readonly before: CaseState;
    readonly after: CaseState;
    readonly events: readonly CaseEvent[];
    readonly actor: Actor;
    readonly jobs: readonly NewJob[];
    readonly token?: UsedToken;
  }): Promise<void>;
  mark(caseId: string, what: 'acknowledged' | 'notify_wanted'): Promise<void>;
  /** When the owner last said [This was not me] to a case of this account; null: never. */
  ownerStoppedAt(accountId: string): Promise<string | null>;
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

export type TokenPurpose =
  | 'enter'
  | 'confirm'
  | 'not_me'
  | 'disable'
  | 'progress'
  | 'qr'
  | 'phone_link'
  | 'vouch';

/** What one use of a token is told by. */
export interface UsedToken {
  readonly hash: Uint8Array;
  readonly purpose: TokenPurpose;
}

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
  /** The host knew this browser from before the freeze, when it opened the case for it. */
  readonly knownDevice: boolean;
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
    readonly knownDevice: boolean;
    readonly ttlSeconds: number;
  }): Promise<void>;
  /** Living session, touched; null when unknown, ended, over its age or idle too long. */
  find(hash: Uint8Array, kind: SessionKind, idleSeconds: number): Promise<SessionRow | null>;
  /** The same with its case and what is sealed there under `name`, in one look. */
  findWithCase(
    hash: Uint8Array,
    kind: SessionKind,
    idleSeconds: number,
    name: string,
  ): Promise<(CaseWith & { readonly session: SessionRow }) | null>;
  /** Browsers of a case by kind, words and network, the last one first; at most fifty. */
  clientsOf(caseId: string): Promise<
    readonly (ClientInfo & {
      readonly kind: Exclude<SessionKind, 'staff'>;
      readonly sessions: number;
      readonly since: string;
      readonly until: string;
    })[]
  >;
  /** Rough words about the browser that was last in this case, and when. */
  latestClient(caseId: string): Promise<(ClientInfo & { readonly at: string }) | null>;
  end(id: string): Promise<void>;
  endForCase(caseId: string): Promise<void>;
  endForHandoff(handoffId: string): Promise<void>;
  endForStaff(staffId: string): Promise<void>;
  /** Every living session of these kinds; answers how many there were. */
  endAll(kinds: readonly SessionKind[]): Promise<number>;
  /**
   * Empties what is known of the browsers of a case, wherever it was noted: sessions, hand-offs, links
   * and messages.
   */
  forgetClients(caseId: string): Promise<void>;
}

export interface CaseWith {
  readonly stored: StoredCase;
  readonly sealed: Sealed | null;
}

/** Sealed bytes and the key they are under, wrapped; null once the case's key is destroyed. */
export interface Sealed {
  readonly bytes: Uint8Array;
  readonly wrapped: Uint8Array | null;
}

/** Data keys of cases, and what is sealed under them. */
export interface VaultStore {
  /** Null once the key is destroyed: nothing of the case can be read again. */
  key(caseId: string): Promise<Uint8Array | null>;
  destroyKey(caseId: string): Promise<void>;
  /** The next keys after a case in the order of ids, held until the transaction ends; null: the first. */
  holdKeys(
    after: string | null,
    count: number,
  ): Promise<readonly { readonly caseId: string; readonly wrapped: Uint8Array }[]>;
  replaceKey(caseId: string, wrapped: Uint8Array): Promise<void>;
  putSealed(caseId: string, name: string, bytes: Uint8Array): Promise<void>;
  /** Null when nothing is sealed there. */
  sealed(caseId: string, name: string): Promise<Sealed | null>;
  dropSealed(caseId: string, prefix: string): Promise<void>;
  /** Cases whose key lives and that have something under `name`, the newest case first. */
  newestWith(name: string, count: number): Promise<readonly string[]>;
}

export interface BudgetStore {
  /**
   * Takes one of the `max` (at least one, and few) that there are in any time as long as the window, in a
   * statement of its own, before anything is compared. Answers which it was, from 1; `max + 1` when there
   * was none left.
   */
  count(scope: string, windowSeconds: number, max: number): Promise<number>;
  /** Raises the counter of the running minute, which a crash of the database may forget. */
  arrive(scope: string, max: number): Promise<boolean>;
  /** How many were taken in the time up to now; takes none. */
  used(scope: string, windowSeconds: number): Promise<number>;
  /** The same, and whether there was one left. */
  raise(scope: string, windowSeconds: number, max: number): Promise<boolean>;
  /** Removes the counters whose window is over; answers how many. */
  sweep(): Promise<number>;
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
  readonly answers: AnswerStore;
  readonly codes: CodeStore;
}

export interface Database {
  readonly read: Stores;
  transaction<T>(work: (tx: Stores) => Promise<T>): Promise<T>;
}
