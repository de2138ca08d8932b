import { ThawError } from '../core/errors.ts';
import { secondsBetween } from '../core/time.ts';
import { nextTryAt } from '../verifications/face/waits.ts';
import type { App } from './app.ts';

/** When the next facial verification may begin; null when now. */
export async function faceNotBefore(app: App, caseId: string): Promise<string | null> {
  const failedAt: string[] = [];
  for (const { at, event } of await app.db.read.cases.history(caseId)) {
    if (event.type === 'step.failed' && event.step === 'face' && event.counted) failedAt.push(at);
    const succeeded = event.type === 'step.passed' || event.type === 'step.needs_review';
    if (succeeded && event.step === 'face') failedAt.length = 0;
  }
  const until = nextTryAt(failedAt);
  return until !== null && until > (await app.db.read.now()) ? until : null;
}

/** @throws ThawError `too_early` with the seconds to wait */
export async function requireNoWait(app: App, caseId: string): Promise<void> {
  const until = await faceNotBefore(app, caseId);
  if (until === null) return;
  const seconds = Math.ceil(secondsBetween(await app.db.read.now(), until));
  throw new ThawError('too_early', 'face: failures in a row', { retryAfterSeconds: seconds });
}
