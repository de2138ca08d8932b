import type { CaseCommand } from '../core/case/types.ts';
import type { App } from './app.ts';

/**
 * Why the host did not do what was approved. It answers that the freeze is not the one that the case is
 * about; whether there is another one, or none, decides what the person is told.
 */
export async function hostRefused(
  app: App,
  accountId: string,
  outcome: 'newer_freeze' | 'not_found',
): Promise<CaseCommand> {
  const type = 'record_host_refused';
  if (outcome === 'not_found') return { type, reason: 'host_refused' };
  const account = await app.directory.account(accountId);
  const isThawed = account !== null && account.lock === null;
  return { type, reason: isThawed ? 'thawed_elsewhere' : 'newer_freeze' };
}
