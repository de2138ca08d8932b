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
  const { caseId } = await progressToken(app, token);
  const stored = await app.db.read.cases.load(caseId);
  if (stored === null) throw new ThawError('not_found', 'no such case');
  const { state } = stored;
  const now = await app.db.read.now();
  return {
    status: state.status,
    service: app.config.serviceName,
    accountMasked: state.redacted
      ? '•••'
      : (await snapshotOf(app, app.db.read, caseId)).accountMasked,
    submittedAt: stored.submittedAt,
    reviewEstimate: await reviewEstimate(app),
    result: presentResult(app, state, now),
    appealed: state.appeal !== null,
    now,
  };
}

/** The case behind a living progress link. */
export async function progressToken(
  app: App,
  token: string,
): Promise<{ readonly caseId: string; readonly accountId: string }> {
  const row = await app.db.read.tokens.find(app.secrets.hashToken(token));
  if (row?.caseId == null || row.purpose !== 'progress') {
    throw new ThawError('not_found', 'no such progress link');
  }
  if (row.expired) throw new ThawError('token_expired', 'progress link');
  return { caseId: row.caseId, accountId: row.accountId };
}

const withLink: readonly CaseState['status'][] = [
  'in_review',
  'waiting_resubmission',
  'approved',
  'declined',
];

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
