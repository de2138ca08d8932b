import { expect, it } from 'vitest';
import { decoyHash, hashPassword, PasswordTooLong, verifyPassword } from './passwords.ts';

it('only the right password verifies, in any Unicode form', async () => {
  const stored = await hashPassword('pässwörd');
  expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await verifyPassword(stored, 'pässwörd', 'bo')).toBe(true);
  expect(await verifyPassword(stored, 'pässwörd'.normalize('NFD'), 'bo')).toBe(true);
  expect(await verifyPassword(stored, 'passwörd', 'bo')).toBe(false);
  expect(await verifyPassword(stored, '', 'bo')).toBe(false);
});

it('no account answers false whatever the password', async () => {
  expect(await verifyPassword(null, '', 'bo')).toBe(false);
  expect(await verifyPassword(null, 'pässwörd', 'bo')).toBe(false);
});

it('a password of more than 256 bytes is never stored and never verifies', async () => {
  const longest = 'x'.repeat(256);
  const stored = await hashPassword(longest);
  expect(await verifyPassword(stored, longest, 'bo')).toBe(true);
  expect(await verifyPassword(stored, `${longest}x`, 'bo')).toBe(false);
  await expect(hashPassword(`${longest}x`)).rejects.toThrow(PasswordTooLong);
  await expect(hashPassword('ä'.repeat(129))).rejects.toThrow(PasswordTooLong);
});

async function medianMs(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 9; round += 1) {
    const start = process.hrtime.bigint();
    await work();
    times.push(Number(process.hrtime.bigint() - start) / 1e6);
  }
  return times.sort((a, b) => a - b)[4] ?? 0;
}

it('a missing account and a megabyte of password cost the work of a wrong password', async () => {
  const stored = await hashPassword('right');
  const wrong = await medianMs(() => verifyPassword(stored, 'wrong', 'bo'));
  const missing = await medianMs(() => verifyPassword(null, 'wrong', 'bo'));
  const huge = await medianMs(() => verifyPassword(stored, 'x'.repeat(1 << 20), 'bo'));
  // Argon2 takes about 20 ms; left out it would be under 1 ms. The machine may be busy.
  expect(missing).toBeGreaterThan(wrong / 4);
  expect(huge).toBeGreaterThan(wrong / 4);
});

it('a name without a hash has a salt of its own, the same each time, as an account has', async () => {
  const real = await hashPassword('right');
  const form = (hash: string) => hash.replaceAll(/[A-Za-z0-9+/]{22,}/g, (part) => `${part.length}`);
  expect(form(decoyHash('bo'))).toBe(form(real));
  expect(decoyHash('bo')).toBe(decoyHash('bo'));
  expect(decoyHash('bo').split('$')[4]).not.toBe(decoyHash('ada').split('$')[4]);
});
