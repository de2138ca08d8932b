/** The Merkle tree of RFC 9162, 2.1, over the records of the audit log. Hashes are 32 bytes. */

/** Given from outside: the core imports nothing. */
export interface TreeHashing {
  /** SHA-256 of 0x00 and the record's bytes (UTF-8). */
  leaf(record: string): Uint8Array;
  /** SHA-256 of 0x01, left and right. */
  node(left: Uint8Array, right: Uint8Array): Uint8Array;
  /** The root of no records: SHA-256 of nothing. */
  readonly empty: Uint8Array;
}

/** What is signed: so many records, this root, at this moment of the database's clock. */
export interface TreeHead {
  readonly size: number;
  readonly root: Uint8Array;
  /** ISO 8601 UTC. */
  readonly at: string;
}

/**
 * A tree that grows at its end and knows no more of its past than the roots of its full subtrees, the
 * largest first: as many hashes as `size` has ones in binary.
 */
export class GrowingTree {
  private readonly hashing: TreeHashing;
  private readonly roots: Uint8Array[];
  private count: number;

  /** @throws RangeError where `size` and the number of subtrees do not belong together */
  constructor(hashing: TreeHashing, size = 0, roots: readonly Uint8Array[] = []) {
    if (roots.length !== onesOf(size)) throw new RangeError('these subtrees make no such tree');
    this.hashing = hashing;
    this.roots = [...roots];
    this.count = size;
  }

  get size(): number {
    return this.count;
  }

  get subtrees(): readonly Uint8Array[] {
    return this.roots;
  }

  append(leaf: Uint8Array): void {
    let grown = leaf;
    for (let left = this.count; left % 2 === 1; left = (left - 1) / 2) {
      grown = this.hashing.node(this.roots.pop() as Uint8Array, grown);
    }
    this.roots.push(grown);
    this.count += 1;
  }

  root(): Uint8Array {
    if (this.roots.length === 0) return this.hashing.empty;
    return this.roots.reduceRight((right, left) => this.hashing.node(left, right));
  }
}

function onesOf(size: number): number {
  let ones = 0;
  for (let left = size; left > 0; left = Math.floor(left / 2)) ones += left % 2;
  return ones;
}

/**
 * The hashes beside the way from one leaf to the root, from the leaf up (RFC 9162, 2.1.3.1). Null where
 * the tree has no such leaf.
 */
export function inclusionProof(
  hashing: TreeHashing,
  leaves: readonly Uint8Array[],
  index: number,
): readonly Uint8Array[] | null {
  if (!Number.isSafeInteger(index) || index < 0 || index >= leaves.length) return null;
  const proof: Uint8Array[] = [];
  let from = 0;
  let to = leaves.length;
  while (to - from > 1) {
    const middle = from + largestPowerBelow(to - from);
    if (index < middle) {
      proof.push(rootOf(hashing, leaves.slice(middle, to)));
      to = middle;
    } else {
      proof.push(rootOf(hashing, leaves.slice(from, middle)));
      from = middle;
    }
  }
  return proof.reverse();
}

export function rootOf(hashing: TreeHashing, leaves: readonly Uint8Array[]): Uint8Array {
  const tree = new GrowingTree(hashing);
  for (const leaf of leaves) tree.append(leaf);
  return tree.root();
}

function largestPowerBelow(count: number): number {
  let power = 1;
  while (power * 2 < count) power *= 2;
  return power;
}

/** The root that a proof leads to (RFC 9162, 2.1.3.2); null where it is no proof for such a tree. */
export function rootFromProof(
  hashing: TreeHashing,
  about: { readonly leaf: Uint8Array; readonly index: number; readonly size: number },
  proof: readonly Uint8Array[],
): Uint8Array | null {
  const { leaf, index, size } = about;
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size)) return null;
  if (index < 0 || index >= size) return null;
  let here = index;
  let last = size - 1;
  let root = leaf;
  for (const beside of proof) {
    if (last === 0) return null;
    if (here % 2 === 1 || here === last) {
      root = hashing.node(beside, root);
      // Alone at the right edge: the level above holds the same hash, until it has a neighbour.
      while (here % 2 === 0 && here !== 0) {
        here /= 2;
        last = Math.floor(last / 2);
      }
    } else {
      root = hashing.node(root, beside);
    }
    here = Math.floor(here / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 ? root : null;
}

export function sameHash(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}
