/** What was done, by whom: added to and never changed. */

import type { LogPlace } from '../core/audit/examine.ts';
import type { Actor } from '../core/case/types.ts';
import type { JsonObject } from './stores.ts';

export interface StoredHead {
  readonly size: number;
  readonly checkpoint: string;
  /** Roots of the full subtrees, the largest first: the tree can grow from here. */
  readonly subtrees: readonly Uint8Array[];
}

/** A record that has no place yet, as it will be counted in at the place it is offered. */
export interface LooseRecord {
  readonly seq: number;
  readonly record: string;
}

export interface NewAuditRecord {
  readonly actor: Actor;
  readonly action: string;
  readonly caseId?: string;
  readonly accountId?: string;
  readonly detail?: JsonObject;
}

export interface AuditStore {
  add(record: NewAuditRecord): Promise<void>;
  /** The same, once for each key. False: it was written before. */
  addOnce(key: string, record: NewAuditRecord): Promise<boolean>;
  /** Forgets keys that were used before so many days; answers how many. */
  sweepKeys(days: number): Promise<number>;
  /** Nobody else counts records in until this transaction ends. False: somebody else does now. */
  hold(): Promise<boolean>;
  newestHead(): Promise<StoredHead | null>;
  /** How many have a place. */
  size(): Promise<number>;
  /**
   * The first records without a place, offered the places from `from` on. `late` looks among all;
   * otherwise only among the newest, where a transaction that took long may have left one.
   */
  loose(from: number, count: number, late: boolean): Promise<readonly LooseRecord[]>;
  /** How many have no place yet, and since when the oldest waits. */
  waiting(): Promise<{ readonly count: number; readonly since: string | null }>;
  countIn(from: number, leaves: readonly { seq: number; hash: Uint8Array }[]): Promise<void>;
  putHead(head: StoredHead): Promise<void>;
  /** The places from `from` on, in their order. */
  places(from: number, count: number): Promise<readonly LogPlace[]>;
  ofCase(caseId: string): Promise<readonly LogPlace[]>;
  /** All signed heads, and how many places there were at the same moment. */
  heads(): Promise<{ readonly checkpoints: readonly string[]; readonly size: number }>;
}
