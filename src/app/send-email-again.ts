import { ThawError } from '../core/errors.ts';
import { limits } from '../core/limits.ts';
import type { App } from './app.ts';
import { isCurrent } from './present-case.ts';

/** The confirmation mail once more. Counted per account, over cases, devices and restarts. */
export async function sendEmailAgain(app: App, caseId: string): Promise<void> {
  await app.db.transaction(async (tx) => {
    const stored = await tx.cases.load(caseId, { lock: true });
    if (stored === null || !isCurrent(stored.state, 'email_confirmation')) {
      throw new ThawError('not_now', 'no confirmation is asked for');
    }
    const scope = `confirm:${stored.state.accountId}`;
    if (!(await tx.budgets.raise(scope, 3600, limits.emailSendsPerHourMax))) {
      throw new ThawError('too_many', 'confirmation mails an hour', { retryAfterSeconds: 3600 });
    }
    const once = app.secrets.randomId();
    await tx.jobs.add({
      key: `send-confirmation:${once}`,
      name: 'send-confirmation',
      payload: { caseId, once },
    });
  });
  app.changed(caseId);
}
