import { hash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  GrowingTree,
  inclusionProof,
  rootFromProof,
  rootOf,
  sameHash,
  type TreeHashing,
} from './tree.ts';

const sha256 = (...parts: readonly Uint8Array[]) => hash('sha256', Buffer.concat(parts), 'buffer');

/** Records are bytes here, as characters of Latin-1. */
const hashing: TreeHashing = {
  leaf: (record) => sha256(Buffer.of(0), Buffer.from(record, 'latin1')),
  node: (left, right) => sha256(Buffer.of(1), left, right),
  empty: sha256(),
};

const leaves = Array.from({ length: 257 }, (_, at) => hashing.leaf(`record ${at}`));

/** The definition of RFC 9162, 2.1.1, word for word. */
function defined(of: readonly Uint8Array[]): Uint8Array {
  const [only] = of;
  if (only === undefined) return hashing.empty;
  if (of.length === 1) return only;
  const k = 2 ** Math.ceil(Math.log2(of.length) - 1);
  return hashing.node(defined(of.slice(0, k)), defined(of.slice(k)));
}

test('the roots of the known tree of Certificate Transparency', () => {
  const records = [
    ...['', '00', '10', '2021', '3031', '40414243', '5051525354555657'],
    '606162636465666768696a6b6c6d6e6f',
  ].map((hex) => Buffer.from(hex, 'hex').toString('latin1'));
  const tree = new GrowingTree(hashing);
  const roots = records.map((record) => {
    tree.append(hashing.leaf(record));
    return Buffer.from(tree.root()).toString('hex');
  });
  expect(roots).toEqual([
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
    'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
    'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
    '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
    'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
    '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
  ]);
  expect(Buffer.from(new GrowingTree(hashing).root()).toString('hex')).toBe(
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  );
});

test('a tree of any size up to 256 has the defined root, grown at once or gone on with', () => {
  const grown = new GrowingTree(hashing);
  for (let size = 0; size <= 256; size += 1) {
    const root = defined(leaves.slice(0, size));
    expect(grown.root()).toEqual(root);
    const goneOn = new GrowingTree(hashing, size, grown.subtrees);
    grown.append(leaves[size]!);
    goneOn.append(leaves[size]!);
    expect(goneOn.root()).toEqual(grown.root());
  }
});

test('subtrees that make no tree of this size are refused', () => {
  expect(() => new GrowingTree(hashing, 3, [leaves[0]!])).toThrow(RangeError);
  expect(() => new GrowingTree(hashing, 0, [leaves[0]!])).toThrow(RangeError);
  expect(() => new GrowingTree(hashing, 4, [])).toThrow(RangeError);
});

describe('a proof that a record is in the tree', () => {
  /** Every place of the smaller trees; of the larger ones the edges. */
  const cases = Array.from({ length: 257 }, (_, size) => {
    const all = Array.from({ length: size }, (_, at) => at);
    const some = all.filter((at) => at < 3 || at > size - 4 || at % 37 === 0 || at === 128);
    return { size, places: size <= 100 ? all : some };
  });

  test('leads to the root from every place, by no more hashes than the tree has levels', () => {
    for (const { size, places } of cases) {
      const these = leaves.slice(0, size);
      const root = rootOf(hashing, these);
      for (const index of places) {
        const proof = inclusionProof(hashing, these, index) ?? [];
        expect(proof.length).toBeLessThanOrEqual(Math.ceil(Math.log2(size)));
        const led = rootFromProof(hashing, { leaf: leaves[index]!, index, size }, proof);
        expect(led, `${index} of ${size}`).toEqual(root);
      }
    }
  });

  test('leads nowhere for another record, place, size or path', () => {
    let tried = 0;
    for (const size of [1, 2, 3, 5, 8, 13, 64, 100]) {
      const these = leaves.slice(0, size);
      const root = rootOf(hashing, these);
      const isProof = (
        at: { leaf?: Uint8Array; index?: number; size?: number },
        path: Uint8Array[],
      ) => {
        tried += 1;
        const led = rootFromProof(hashing, { leaf: leaves[0]!, index: 0, size, ...at }, path);
        return led !== null && sameHash(led, root);
      };
      for (let index = 0; index < size; index += 1) {
        const leaf = leaves[index]!;
        const proof = [...(inclusionProof(hashing, these, index) ?? [])];
        expect(isProof({ leaf, index }, proof)).toBe(true);
        expect(isProof({ leaf: leaves[200]!, index }, proof)).toBe(false);
        expect(isProof({ leaf, index: size }, proof)).toBe(false);
        expect(isProof({ leaf, index: -1 }, proof)).toBe(false);
        expect(isProof({ leaf, index: index + 0.5 }, proof)).toBe(false);
        expect(isProof({ leaf, index }, [...proof, root])).toBe(false);
        expect(isProof({ leaf, index, size: index }, proof)).toBe(false);
        for (let other = 0; other < size; other += 1) {
          if (other !== index) expect(isProof({ leaf, index: other }, proof)).toBe(false);
        }
        for (let at = 0; at < proof.length; at += 1) {
          expect(isProof({ leaf, index }, proof.toSpliced(at, 1))).toBe(false);
          const changed = Uint8Array.from(proof[at]!, (byte, i) => (i === at ? byte ^ 1 : byte));
          expect(isProof({ leaf, index }, proof.with(at, changed))).toBe(false);
        }
      }
    }
    expect(tried).toBeGreaterThan(10_000);
  });

  test('is none for a place the tree has not', () => {
    for (const index of [-1, 3, 0.5, Number.NaN]) {
      expect(inclusionProof(hashing, leaves.slice(0, 3), index)).toBeNull();
    }
  });
});
