import type { Pool } from 'pg';
import { attemptsInWindow, type LoginAttempt, lanesOf } from '../../core/login-lanes.ts';
import { forgetTries, type Refused, takeAttempt, takeTry } from './login-tries.ts';

type Limits = typeof attemptsInWindow;

/**
 * Counts an attempt in its lanes, in their order, before the password is looked at; null: it may go on.
 * A device that used up its own lane is a stranger from then on.
 */
export async function admitLogin(
  pool: Pool,
  attempt: LoginAttempt,
  limits: Limits = attemptsInWindow,
): Promise<Refused | null> {
  for (const { kind, key } of lanesOf(attempt)) {
    const refused =
      kind === 'address' || kind === 'everywhere'
        ? await takeAttempt(pool, kind, { key, max: limits[kind] })
        : await takeTry(pool, kind, key);
    if (kind === 'device' && refused?.state === 'shut') {
      return await admitLogin(pool, { ...attempt, knownDevice: null }, limits);
    }
    if (refused !== null) return refused;
  }
  return null;
}

/** A right password ends the row of wrong ones, on the way it came and on the strangers' way. */
export async function forgetFailures(pool: Pool, attempt: LoginAttempt): Promise<void> {
  await forgetTries(pool, 'name', attempt.name);
  if (attempt.knownDevice !== null) await forgetTries(pool, 'device', attempt.knownDevice);
}
