import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LoginAnswer, logIn, plainCaller } from './log-in.ts';
import { loginClasses, loginOf, rightPassword, startLoginHost } from './login-host.ts';

let host: Awaited<ReturnType<typeof startLoginHost>>;
beforeAll(async () => {
  host = await startLoginHost(passwords.length + 1);
});
afterAll(async () => {
  await host?.stop();
});

const caller = plainCaller;

/** What is sent, and the answer's status. Each has accounts of its own: wrong ones in a row make wait. */
const passwords = [
  ['a wrong password', 'a wrong password', 401],
  ['an empty one', '', 401],
  ['one character', 'x', 401],
  ['64 characters', 'x'.repeat(64), 401],
  ['more than a password may have', 'x'.repeat(300), 401],
  ['a NUL in it', 'a\u0000b', 401],
  ['a megabyte', 'x'.repeat(1_000_000), 413],
  ['a number', 12, 400],
  ['null', null, 400],
  ['a list', ['a'], 400],
] as const;

async function answersTo(
  password: unknown,
  account: number,
): Promise<readonly Omit<LoginAnswer, 'us'>[]> {
  const answers = [];
  for (const who of loginClasses) {
    const { us: _us, ...seen } = await logIn(host.url, caller, {
      email: loginOf(who, account),
      password,
    });
    answers.push(seen);
  }
  return answers;
}

describe('an unknown, a known and a locked account cannot be told apart', () => {
  test.each(passwords.map((one, account) => [...one, account + 1] as const))(
    'by the answer to %s: status, headers, cookies and body are the same',
    async (_name, password, status, account) => {
      const [first, ...others] = await answersTo(password, account);
      expect(first?.status).toBe(status);
      expect(first?.headers.some((line) => line.toLowerCase().startsWith('set-cookie'))).toBe(
        false,
      );
      for (const other of others) expect(other).toEqual(first);
    },
  );

  test('until the password is right: then the lock shows', async () => {
    const login = (who: 'known' | 'locked') =>
      logIn(host.url, caller, { email: loginOf(who, 0), password: rightPassword });
    expect((await login('known')).status).toBe(200);
    // Thaw is away in this test: a locked account says so instead of opening.
    expect((await login('locked')).status).toBe(503);
  });
});
