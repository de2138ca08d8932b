/** Time-based one-time passwords (RFC 6238) over HOTP (RFC 4226). */

import { createHmac, timingSafeEqual } from 'node:crypto';
import type { TotpSecret } from '../../core/ports.ts';
import { secondsBetween } from '../../core/time.ts';

/** Steps beside the present one that count too, for clocks that differ (RFC 6238 5.2). */
const stepsBeside = 1;
const epoch = '1970-01-01T00:00:00.000Z';

/** The time step of a moment, ISO 8601. */
export function totpStep(secret: TotpSecret, now: string): number {
  return Math.floor(secondsBetween(epoch, now) / secret.periodSeconds);
}

/** The code of a time step. */
export function totpCode(secret: TotpSecret, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const hash = createHmac(secret.algorithm, secret.secret).update(counter).digest();
  // Dynamic truncation, RFC 4226 5.3.
  const offset = (hash.at(-1) ?? 0) & 0xf;
  const number = hash.readUInt32BE(offset) & 0x7fffffff;
  return String(number % 10 ** secret.digits).padStart(secret.digits, '0');
}

/** The time step whose code was typed, at most one beside now; null when there is none. */
export function matchTotp(secret: TotpSecret, typed: string, now: string): number | null {
  const present = totpStep(secret, now);
  let found: number | null = null;
  // All are compared, so that the time taken tells nothing.
  for (let step = present - stepsBeside; step <= present + stepsBeside; step += 1) {
    if (step >= 0 && isSame(totpCode(secret, step), typed)) found = step;
  }
  return found;
}

/**
 * Whether the code of this step cannot be the one that the app was set up with at `since`: a code is
 * used once (RFC 6238 5.2), and that one was used at the host, which counts no steps for us.
 */
export function isAfterSetUp(secret: TotpSecret, step: number, since: string): boolean {
  return step > totpStep(secret, since) + stepsBeside;
}

function isSame(expected: string, typed: string): boolean {
  const [one, other] = [Buffer.from(expected), Buffer.from(typed)];
  return one.length === other.length && timingSafeEqual(one, other);
}
