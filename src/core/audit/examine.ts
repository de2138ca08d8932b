/**
 * Looks through a whole audit log, record after record, for what was done to it afterwards. Every record
 * must be what was counted into the tree, and every signed head must be the head of this very tree.
 */

import { secondsBetween } from '../time.ts';
import { GrowingTree, sameHash, type TreeHashing, type TreeHead } from './tree.ts';

/** One place of the log. */
export interface LogPlace {
  readonly position: number;
  /** The record as it was counted in; null: there is a place for it, and it is gone. */
  readonly record: string | null;
  /** The hash that the service noted for this place; null where only records are at hand. */
  readonly noted: Uint8Array | null;
}

export type FindingKind =
  /** A record is not the one that was counted in. */
  | 'changed'
  /** A place without its record. */
  | 'missing'
  /** A place is not where it should be: something was taken out, put in or moved. */
  | 'misplaced'
  /** A signed head is not a head of this log: what lies before it was rewritten. */
  | 'rewritten'
  /** A head was signed over more records than there are. */
  | 'truncated'
  /** Records that no signed head counts. */
  | 'unsigned'
  /** A record tells an earlier time than a head that was signed before it came. */
  | 'backdated';

export interface Finding {
  readonly what: FindingKind;
  /** The place of a record, or the size of a head. */
  readonly at: number;
}

/** A transaction that began before a head may end after it. */
const lateSecondsMax = 600;

export class Examination {
  private readonly hashing: TreeHashing;
  private readonly heads: readonly TreeHead[];
  private readonly tree: GrowingTree;
  private readonly found: Finding[] = [];
  private expected = 0;
  private headsMet = 0;
  /** When the newest head was signed that lies before the record looked at. */
  private signedAt: string | null = null;

  constructor(hashing: TreeHashing, heads: readonly TreeHead[]) {
    this.hashing = hashing;
    this.heads = heads.toSorted((a, b) => a.size - b.size);
    this.tree = new GrowingTree(hashing);
    this.meetHeads();
  }

  /** Places come in their order. */
  look({ position, record, noted }: LogPlace): void {
    if (position !== this.expected) this.find('misplaced', this.expected);
    this.expected = position + 1;
    this.tree.append(this.hashOf(position, record, noted) ?? noted ?? this.hashing.empty);
    this.meetHeads();
  }

  /** What was found, and the head of what was looked at. */
  finish(): {
    readonly size: number;
    readonly root: Uint8Array;
    readonly headsMet: number;
    readonly findings: readonly Finding[];
  } {
    const signed = this.heads.at(-1)?.size ?? 0;
    if (signed < this.tree.size) this.find('unsigned', signed);
    for (const { size } of this.heads.slice(this.headsMet)) this.find('truncated', size);
    return {
      size: this.tree.size,
      root: this.tree.root(),
      headsMet: this.headsMet,
      findings: this.found,
    };
  }

  private hashOf(
    position: number,
    record: string | null,
    noted: Uint8Array | null,
  ): Uint8Array | null {
    if (record === null) {
      this.find('missing', position);
      return null;
    }
    const hash = this.hashing.leaf(record);
    const told = read(record);
    if (noted !== null && !sameHash(hash, noted)) this.find('changed', position);
    else if (told?.position !== position) this.find('misplaced', position);
    else if (this.isBackdated(told.at)) this.find('backdated', position);
    return hash;
  }

  private meetHeads(): void {
    for (;;) {
      const head = this.heads[this.headsMet];
      if (head?.size !== this.tree.size) return;
      if (!sameHash(this.tree.root(), head.root)) this.find('rewritten', head.size);
      if (this.signedAt === null || secondsBetween(this.signedAt, head.at) > 0) {
        this.signedAt = head.at;
      }
      this.headsMet += 1;
    }
  }

  private isBackdated(at: string): boolean {
    return this.signedAt !== null && secondsBetween(at, this.signedAt) > lateSecondsMax;
  }

  private find(what: FindingKind, at: number): void {
    this.found.push({ what, at });
  }
}

/** What a record says of itself; null where it is none. */
function read(record: string): { readonly position: number; readonly at: string } | null {
  try {
    const { position, at } = JSON.parse(record) as { position?: unknown; at?: unknown };
    return typeof position === 'number' && typeof at === 'string' ? { position, at } : null;
  } catch {
    return null;
  }
}
