import { totpCode, totpStep } from '../../verifications/codes/totp.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** What an authenticator app shows that was given this secret, `steps` half minutes from `now`. */
export function shownByApp(base32: string, now: string, steps = 0): string {
  const bits = [...base32].map((c) => ALPHABET.indexOf(c).toString(2).padStart(5, '0')).join('');
  const bytes = (bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2));
  const secret = Uint8Array.from(bytes);
  const app = { secret, digits: 6, periodSeconds: 30, algorithm: 'sha1' } as const;
  return totpCode(app, totpStep(app, now) + steps);
}
