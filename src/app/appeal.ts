import { ThawError } from '../core/errors.ts';
import type { ProgressView } from '../core/wire.ts';
import { judgeStatement } from '../verifications/statement/judge-statement.ts';
import type { App } from './app.ts';
import { execute } from './execute.ts';
import { sealJson } from './vault.ts';
import { progressToken, viewProgress } from './view-progress.ts';

/** Where the words of the appeal are sealed, under the case's own key. */
export const appealName = 'result:appeal';

/**
 * [Appeal] on the progress page: once a case, with the person's own words, read by a reviewer who had
 * no part in the decision. The link is the proof, as it is for reading: it opens nothing else.
 */
export async function appealDecision(
  app: App,
  request: { readonly token: string; readonly text: string },
): Promise<ProgressView> {
  const { caseId, accountId } = await progressToken(app, request.token);
  if (judgeStatement(request.text).verdict.outcome === 'retry') {
    throw new ThawError('bad_request', 'too short or too long');
  }
  const record = await app.directory.account(accountId);
  if (record === null) throw new ThawError('unavailable', 'the host knows no such account now');
  await execute(
    app,
    {
      caseId,
      actor: { type: 'person' },
      command: { type: 'appeal', currentFreezeId: record.lock?.freezeId ?? '' },
    },
    (tx) => sealJson(app, tx, caseId, appealName, { text: request.text.trim() }),
  );
  return viewProgress(app, request.token);
}
