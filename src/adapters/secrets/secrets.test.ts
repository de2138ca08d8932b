import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { createSecrets } from './secrets.ts';

const secrets = createSecrets({ masterKey: new Uint8Array(32).fill(1) });
const others = createSecrets({ masterKey: new Uint8Array(32).fill(2) });

it('a token is 256 bits of base64url and the same for the same stored id', () => {
  const token = secrets.tokenFor('email_confirmation', 'id-1');
  expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(secrets.tokenFor('email_confirmation', 'id-1')).toBe(token);
});

it('purpose, id, use and master key each give another secret', () => {
  const made = [
    secrets.tokenFor('a', 'bc'),
    secrets.tokenFor('ab', 'c'),
    secrets.tokenFor('a', 'bd'),
    others.tokenFor('a', 'bc'),
    Buffer.from(secrets.keyed('a', 'bc'), 'hex').toString('base64url'),
  ];
  expect(new Set(made).size).toBe(made.length);
});

it('a token is looked up by its SHA-256', () => {
  const token = secrets.tokenFor('a', 'b');
  expect(Buffer.from(secrets.hashToken(token)).toString('hex')).toBe(
    createHash('sha256').update(token).digest('hex'),
  );
});

it('codes have six digits and every digit is about as frequent at every place', () => {
  const counts = Array.from({ length: 60 }, () => 0);
  const codes = 20_000;
  for (let index = 0; index < codes; index += 1) {
    const code = secrets.codeFor('email', String(index));
    expect(code).toMatch(/^[0-9]{6}$/);
    for (let place = 0; place < 6; place += 1) {
      const cell = place * 10 + Number(code[place]);
      counts[cell] = (counts[cell] ?? 0) + 1;
    }
  }
  const expected = codes / 10;
  const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  // 54 degrees of freedom: 99.9 % of uniform sources stay below 91.9.
  expect(chiSquare).toBeLessThan(91.9);
});

it('random integers stay below the bound and reach all of it; ids are UUIDs of version 4', () => {
  const drawn = secrets.randomInts(2000, 7);
  expect(drawn).toHaveLength(2000);
  expect(new Set(drawn)).toEqual(new Set([0, 1, 2, 3, 4, 5, 6]));
  expect(secrets.randomId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-/);
});

it('the composition root may fix the random integers', () => {
  const fixed = createSecrets({ masterKey: new Uint8Array(32), randomInts: () => [3, 1] });
  expect(fixed.randomInts(2, 10)).toEqual([3, 1]);
});

it('a short master key is refused', () => {
  expect(() => createSecrets({ masterKey: new Uint8Array(31) })).toThrow(RangeError);
});
