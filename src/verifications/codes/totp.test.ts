import { describe, expect, test } from 'vitest';
import type { TotpSecret } from '../../core/ports.ts';
import { matchTotp, totpCode, totpStep } from './totp.ts';

const ascii = (text: string) => new Uint8Array(Buffer.from(text, 'ascii'));
const secrets: Record<TotpSecret['algorithm'], TotpSecret> = {
  sha1: { secret: ascii('12345678901234567890'), digits: 8, periodSeconds: 30, algorithm: 'sha1' },
  sha256: {
    secret: ascii('12345678901234567890123456789012'),
    digits: 8,
    periodSeconds: 30,
    algorithm: 'sha256',
  },
  sha512: {
    secret: ascii('1234567890123456789012345678901234567890123456789012345678901234'),
    digits: 8,
    periodSeconds: 30,
    algorithm: 'sha512',
  },
};

describe('RFC 6238, appendix B', () => {
  test.each([
    ['1970-01-01T00:00:59.000Z', '94287082', '46119246', '90693936'],
    ['2005-03-18T01:58:29.000Z', '07081804', '68084774', '25091201'],
    ['2005-03-18T01:58:31.000Z', '14050471', '67062674', '99943326'],
    ['2009-02-13T23:31:30.000Z', '89005924', '91819424', '93441116'],
    ['2033-05-18T03:33:20.000Z', '69279037', '90698825', '38618901'],
    ['2603-10-11T11:33:20.000Z', '65353130', '77737706', '47863826'],
  ])('at %s', (time, sha1, sha256, sha512) => {
    const at = (secret: TotpSecret) => totpCode(secret, totpStep(secret, time));
    expect([at(secrets.sha1), at(secrets.sha256), at(secrets.sha512)]).toEqual([
      sha1,
      sha256,
      sha512,
    ]);
  });
});

describe('a typed code', () => {
  const secret = { ...secrets.sha1, digits: 6 } as const;
  const now = '2026-11-22T10:00:10.000Z';
  const present = totpStep(secret, now);

  test.each([-1, 0, 1])(
    'of the step %i beside now counts, and says which step it was',
    (beside) => {
      expect(matchTotp(secret, totpCode(secret, present + beside), now)).toBe(present + beside);
    },
  );

  test.each([-2, 2])('of the step %i beside now does not', (beside) => {
    expect(matchTotp(secret, totpCode(secret, present + beside), now)).toBeNull();
  });

  test('of another length, or with other signs, is none', () => {
    const right = totpCode(secret, present);
    for (const typed of ['', right.slice(1), `${right}0`, `０${right.slice(1)}`]) {
      expect(matchTotp(secret, typed, now)).toBeNull();
    }
  });
});
