import { ThawError } from '../core/errors.ts';
import type { App } from './app.ts';
import { execute } from './execute.ts';

const person = { type: 'person' } as const;

/** [Unlock]: the person asks for the account back. */
export async function requestUnlock(app: App, caseId: string): Promise<void> {
  const stored = await app.db.read.cases.load(caseId);
  if (stored === null) throw new ThawError('not_found', 'no such case');
  // The freeze the host has now; the empty string, which equals none, when there is none.
  const account = await app.directory.account(stored.state.accountId);
  const currentFreezeId = account?.lock?.freezeId ?? '';
  const command = { type: 'request_unlock', currentFreezeId } as const;
  await execute(app, { caseId, command, actor: person, stored });
}

/** Too early: a mail at the time when it can be done. */
export async function notifyWhenReady(app: App, caseId: string): Promise<void> {
  await app.db.transaction(async (tx) => {
    const stored = await tx.cases.load(caseId, { lock: true });
    if (stored?.state.status !== 'waiting_delay' || stored.state.plan !== null) {
      throw new ThawError('not_now', 'nothing to wait for');
    }
    await tx.cases.mark(caseId, 'notify_wanted');
  });
  app.changed(caseId);
}

/** [Got it!]. */
export async function acknowledge(app: App, caseId: string): Promise<void> {
  await app.db.transaction(async (tx) => {
    const stored = await tx.cases.load(caseId, { lock: true });
    if (stored?.state.status !== 'in_review') throw new ThawError('not_now', 'nothing to take in');
    await tx.cases.mark(caseId, 'acknowledged');
  });
  app.changed(caseId);
}

export async function withdraw(app: App, caseId: string): Promise<void> {
  await execute(app, { caseId, command: { type: 'withdraw' }, actor: person });
}
