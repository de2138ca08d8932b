import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createKeyRing, SEALED_OVERHEAD_BYTES, SealBroken } from './key-ring.ts';

const operatorKey = new Uint8Array(randomBytes(32));
const ring = createKeyRing({ operatorKey });

it('what was sealed opens with the same key and association, and is never clear', () => {
  const { plain } = ring.newDataKey('case-1');
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 400 }), fc.string(), (clear, about) => {
      const sealed = ring.seal(plain, about, clear);
      expect(sealed.byteLength).toBe(clear.byteLength + SEALED_OVERHEAD_BYTES);
      expect(Buffer.from(sealed).includes(Buffer.from(clear))).toBe(false);
      expect(ring.open(plain, about, sealed)).toEqual(clear);
    }),
  );
});

it('one changed bit anywhere, or a missing byte, does not open', () => {
  const { plain } = ring.newDataKey('case-1');
  const sealed = ring.seal(plain, 'front', new Uint8Array([1, 2, 3]));
  for (let bit = 0; bit < sealed.byteLength * 8; bit += 1) {
    const changed = Uint8Array.from(sealed);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(() => ring.open(plain, 'front', changed)).toThrow(SealBroken);
  }
  for (let length = 0; length < sealed.byteLength; length += 1) {
    expect(() => ring.open(plain, 'front', sealed.subarray(0, length))).toThrow(SealBroken);
  }
});

it('a sealed object cannot be moved to another place or another case', () => {
  const one = ring.newDataKey('case-1');
  const two = ring.newDataKey('case-2');
  const sealed = ring.seal(one.plain, 'case-1/front', new Uint8Array([1]));
  expect(() => ring.open(one.plain, 'case-1/back', sealed)).toThrow(SealBroken);
  expect(() => ring.open(two.plain, 'case-1/front', sealed)).toThrow(SealBroken);
});

it('a wrapped key opens only for its own case, under its own operator key, as a key', () => {
  const { plain, wrapped } = ring.newDataKey('case-1');
  expect(ring.unwrap('case-1', wrapped)).toEqual(plain);
  expect(() => ring.unwrap('case-2', wrapped)).toThrow(SealBroken);
  expect(() => ring.open(operatorKey, 'case-1', wrapped)).toThrow(SealBroken);
  const other = createKeyRing({ operatorKey: new Uint8Array(32) });
  expect(() => other.unwrap('case-1', wrapped)).toThrow(SealBroken);
});

it('a key wrapped by an earlier operator key is wrapped anew once, as the same key', () => {
  const { plain, wrapped } = ring.newDataKey('case-1');
  const next = new Uint8Array(randomBytes(32));
  const both = createKeyRing({ operatorKey: next, earlierKeys: [operatorKey] });
  expect(both.unwrap('case-1', wrapped)).toEqual(plain);
  const anew = both.rewrap('case-1', wrapped);
  if (anew === null) throw new Error('it was under the earlier key');
  expect(both.rewrap('case-1', anew)).toBe(null);
  expect(createKeyRing({ operatorKey: next }).unwrap('case-1', anew)).toEqual(plain);
  expect(() => ring.unwrap('case-1', anew)).toThrow(SealBroken);
  expect(() => both.rewrap('case-2', wrapped)).toThrow(SealBroken);
});

it('nothing new is wrapped by an earlier operator key', () => {
  const both = createKeyRing({ operatorKey: new Uint8Array(32), earlierKeys: [operatorKey] });
  expect(() => ring.unwrap('case-1', both.newDataKey('case-1').wrapped)).toThrow(SealBroken);
});

it('the same bytes sealed twice look different', () => {
  const { plain } = ring.newDataKey('case-1');
  const clear = new Uint8Array(32);
  expect(ring.seal(plain, 'a', clear)).not.toEqual(ring.seal(plain, 'a', clear));
});

it('no nonce is used twice, also where new ones are drawn', () => {
  const { plain } = ring.newDataKey('case-1');
  const nonces = Array.from({ length: 1_000 }, () => {
    const sealed = ring.seal(plain, 'a', new Uint8Array(1));
    return Buffer.from(sealed.subarray(1, 13)).toString('hex');
  });
  expect(new Set(nonces).size).toBe(1_000);
});

it('a key of another length is refused', () => {
  expect(() => createKeyRing({ operatorKey: new Uint8Array(31) })).toThrow(RangeError);
  expect(() => ring.seal(new Uint8Array(16), 'a', new Uint8Array(1))).toThrow(RangeError);
});
