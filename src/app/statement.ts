import { ThawError } from '../core/errors.ts';
import { limits } from '../core/limits.ts';
import { judgeStatement } from '../verifications/statement/judge-statement.ts';
import type { App } from './app.ts';
import { execute } from './execute.ts';
import { sealJson } from './vault.ts';

/** The other lane: what the person writes is sealed and read by people. */
export async function submitStatement(app: App, caseId: string, text: string): Promise<void> {
  const { verdict } = judgeStatement(text.slice(0, limits.statementCharactersMax));
  if (verdict.outcome === 'retry') throw new ThawError('bad_request', 'too short or too long');
  await execute(
    app,
    {
      caseId,
      actor: { type: 'person' },
      command: { type: 'submit_step', step: 'statement', verdict },
    },
    (tx) => sealJson(app, tx, caseId, 'result:statement', { text }),
  );
}
