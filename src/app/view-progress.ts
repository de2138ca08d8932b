import type { CaseState } from '../core/case/types.ts';
import { ThawError } from '../core/errors.ts';
import { limits } from '../core/limits.ts';
import type { ProgressView } from '../core/wire.ts';
import { snapshotOf } from './account-snapshot.ts';
import type { App } from './app.ts';
import { presentResult, reviewEstimate } from './present-case.ts';
import { newToken } from './tokens.ts';

/** The progress page: reads and nothing else, on any device, as often as one likes. */
export async function viewProgress(app: App, token: string): Promise<ProgressView> {
  const row = await app.db.read.tokens.find(app.secrets.hashToken(token));
  if (row?.caseId == null || row.purpose !== 'progress') {
    throw new ThawError('not_found', 'no such progress link');
  }
  if (row.expired) throw new ThawError('token_expired', 'progress link');
  const stored = await app.db.read.cases.load(row.caseId);
  if (stored === null) throw new ThawError('not_found', 'no such case');
  const { state } = stored;
  return {
    status: state.status,
    service: app.config.serviceName,
    accountMasked: state.redacted
      ? '•••'
      : (await snapshotOf(app, app.db.read, row.caseId)).accountMasked,
    submittedAt: stored.submittedAt,
    reviewEstimate: await reviewEstimate(app),
    result: presentResult(app, state),
    now: await app.db.read.now(),
  };
}

const withLink: readonly CaseState['status'][] = ['in_review', 'waiting_resubmission', 'approved'];

/** The page's own progress link, made at the first look after submission; it outlives the session. */
export async function progressUrl(app: App, state: CaseState): Promise<string | null> {
  if (!withLink.includes(state.status)) return null;
  const existing = await app.db.read.tokens.latest(state.caseId, 'progress', {
    contactId: null,
  });
  const id =
    existing !== null && !existing.expired
      ? existing.id
      : (
          await newToken(app, app.db.read, {
            purpose: 'progress',
            caseId: state.caseId,
            accountId: state.accountId,
            ttlSeconds: limits.progressLinkTtlDays * 86_400,
          })
        ).id;
  return `${app.config.baseUrl}/link#p=${app.secrets.tokenFor('progress', id)}`;
}
