/** What happens by itself when its time has come, on the database's clock. */

import type { CaseCommand } from '../core/case/types.ts';
import { ThawError } from '../core/errors.ts';
import type { App } from './app.ts';
import { execute } from './execute.ts';
import type { JsonObject } from './stores.ts';

const timerCommands = ['end_wait', 'end_delay', 'expire', 'redact'] as const;

export async function runTimer(app: App, payload: JsonObject): Promise<void> {
  const caseId = String(payload['caseId']);
  const type = timerCommands.find((c) => c === payload['command']);
  if (type === undefined) throw new ThawError('internal', 'unknown timer');
  if (type === 'redact') return redactCase(app, caseId);
  const happened = await command(app, caseId, { type });
  // Cancelled, stopped or frozen anew in the meantime: there is nothing to call the person for.
  if (type !== 'end_wait' || !(happened || (await isOpen(app, caseId)))) return;
  await app.db.read.jobs.add({
    key: `tell-owner:ready:${caseId}`,
    name: 'tell-owner',
    payload: { caseId, message: 'ready_to_unlock', version: 'ready' },
  });
}

export async function endRestriction(app: App, payload: JsonObject): Promise<void> {
  const kind = String(payload['kind']);
  await command(app, String(payload['caseId']), { type: 'end_restriction', kind });
}

/**
 * Crypto-shredding: with the case's key gone nothing of it can be read again, backups of the objects
 * included. The objects and sealed rows are then removed as well, and what stood in clear of the
 * person's browsers.
 */
export async function redactCase(app: App, caseId: string): Promise<void> {
  const objects: string[] = [];
  const execution = { caseId, actor: { type: 'system' }, command: { type: 'redact' } } as const;
  await tolerant(
    execute(app, execution, async (tx) => {
      await tx.vault.destroyKey(caseId);
      await tx.vault.dropSealed(caseId, '');
      await tx.face.dropFrames(caseId);
      await tx.face.dropMarks(caseId);
      await tx.sessions.forgetClients(caseId);
      objects.push(...(await tx.media.removeAll(caseId)));
    }),
  );
  for (const key of objects) await app.objects.delete(key);
}

/** The wait ended in a run before this one, which did not come to its mail. */
async function isOpen(app: App, caseId: string): Promise<boolean> {
  return (await app.db.read.cases.load(caseId))?.state.status === 'open';
}

/** A timer that finds its work done, or its case moved on, is no failure. True when it happened. */
async function command(app: App, caseId: string, toRun: CaseCommand): Promise<boolean> {
  const work = execute(app, { caseId, actor: { type: 'system' }, command: toRun });
  // Whoever gave the case more time set a timer for its new end.
  return tolerant(work, toRun.type === 'expire' ? [...over, 'too_early'] : over);
}

const over = ['not_now', 'already_done', 'not_found'];

async function tolerant(work: Promise<unknown>, fine: readonly string[] = over): Promise<boolean> {
  return work.then(
    () => true,
    (error: unknown) => {
      if (!(error instanceof ThawError && fine.includes(error.code))) throw error;
      return false;
    },
  );
}
