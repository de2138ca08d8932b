import { expect, it } from 'vitest';
import { hashPassword, PasswordTooLong, verifyPassword } from './passwords.ts';

it('only the right password verifies, in any Unicode form', async () => {
  const stored = await hashPassword('pässwörd');
  expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await verifyPassword(stored, 'pässwörd')).toBe(true);
  expect(await verifyPassword(stored, 'pässwörd'.normalize('NFD'))).toBe(true);
  expect(await verifyPassword(stored, 'passwörd')).toBe(false);
  expect(await verifyPassword(stored, '')).toBe(false);
});

it('no account answers false whatever the password', async () => {
  expect(await verifyPassword(null, '')).toBe(false);
  expect(await verifyPassword(null, 'pässwörd')).toBe(false);
});

it('a password of more than 256 bytes is never stored and never verifies', async () => {
  const longest = 'x'.repeat(256);
  const stored = await hashPassword(longest);
  expect(await verifyPassword(stored, longest)).toBe(true);
  expect(await verifyPassword(stored, `${longest}x`)).toBe(false);
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
  const wrong = await medianMs(() => verifyPassword(stored, 'wrong'));
  const missing = await medianMs(() => verifyPassword(null, 'wrong'));
  const huge = await medianMs(() => verifyPassword(stored, 'x'.repeat(1 << 20)));
  // Argon2 takes about 20 ms; left out it would be under 1 ms. The machine may be busy.
  expect(missing).toBeGreaterThan(wrong / 4);
  expect(huge).toBeGreaterThan(wrong / 4);
});
