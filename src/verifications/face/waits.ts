import { limits } from '../../core/limits.ts';
import { addSeconds } from '../../core/time.ts';

/**
 * After five failures in a row each further try waits half a minute (NIST SP 800-63B-4 3.2.3.3).
 * `failedAt`: times of the counted failures since the last success, ISO, oldest first. Null: now.
 */
export function nextTryAt(failedAt: readonly string[]): string | null {
  const last = failedAt.at(-1);
  if (last === undefined || failedAt.length < limits.faceFailuresBeforeWait) return null;
  return addSeconds(last, limits.faceWaitSeconds);
}
