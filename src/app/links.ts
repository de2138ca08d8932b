/** The pages behind mailed links. Tokens travel in the fragment: no server log, no Referer. */

import { limits } from '../core/limits.ts';
import type { MailLinkView } from '../core/wire.ts';
import { judgeConfirmation } from '../verifications/email-confirmation/judge-confirmation.ts';
import { snapshotIn } from './account-snapshot.ts';
import type { App } from './app.ts';
import { execute } from './execute.ts';
import { linkView, presentLink, unknownLink } from './link-view.ts';
import { stopsAgain } from './stop-links.ts';
import type { CaseWith, TokenRow } from './stores.ts';

/** What the link is about. Reading consumes nothing, whoever reads: people, previews, scanners. */
export async function inspectLink(
  app: App,
  token: string,
  personCaseId: string | null,
): Promise<MailLinkView> {
  const row = await app.db.read.tokens.find(app.secrets.hashToken(token));
  if (row === null) return unknownLink(app);
  const state = stateOf(row, personCaseId);
  return linkView(app, row, state === 'used' && (await stopsAgain(app, row)) ? 'ready' : state);
}

function stateOf(row: TokenRow, personCaseId: string | null): MailLinkView['state'] {
  if (row.used) return 'used';
  if (row.expired) return 'expired';
  if (row.purpose === 'vouch') return 'needs_code';
  if (row.purpose === 'confirm' && row.caseId !== personCaseId) return 'needs_code';
  return 'ready';
}

/**
 * [Confirm Reactivate]. In the browser that asked, the case's own session is the proof; anywhere else
 * the code shown there must be typed. A scanner that presses buttons has neither. `behind`: the case of
 * that session, looked up while the link is.
 */
export async function confirmLink(
  app: App,
  request: { readonly token: string; readonly code: string | null },
  behind: Promise<CaseWith | null>,
): Promise<MailLinkView> {
  const hash = app.secrets.hashToken(request.token);
  const [row, met] = await Promise.all([app.db.read.tokens.find(hash), behind]);
  if (row?.caseId == null || row.purpose !== 'confirm') return unknownLink(app);
  if (row.used || row.expired) return linkView(app, row, row.used ? 'used' : 'expired');
  const own = row.caseId === met?.stored.state.caseId ? met : null;
  const sameSession = own !== null;
  if (!sameSession) {
    const wrong = await wrongCode(app, row, request.code);
    if (wrong !== null) return wrong;
  }
  const caseId = row.caseId;
  // The link counts only if it is consumed in the transaction of the verdict, below.
  const { verdict } = judgeConfirmation({
    link: 'consumed_now',
    sameSession,
    codeRight: sameSession ? null : true,
    codeTriesLeft: limits.emailCodeTriesMax,
  });
  await execute(app, {
    caseId,
    actor: { type: 'person' },
    command: { type: 'submit_step', step: 'email_confirmation', verdict },
    token: { hash, purpose: 'confirm' },
    ...(own === null ? {} : { stored: own.stored }),
  });
  if (own === null) return linkView(app, row, 'done');
  return presentLink(app, row, 'done', snapshotIn(app, own).accountMasked);
}

async function wrongCode(
  app: App,
  row: TokenRow,
  code: string | null,
): Promise<MailLinkView | null> {
  if (code === null || code === '') return linkView(app, row, 'needs_code');
  // Raised before the comparison, in its own statement: 200 guesses at once are still five tries. The
  // count is of the account and the step, so a new link or case brings no new ones (SP 800-63B
  // 3.1.3.2-R5). The link itself lives on for the browser that asked: a scanner that guesses must not
  // keep the person out.
  const tries = await app.db.read.budgets.count(
    `confirm-code:${row.accountId}`,
    limits.codeTriesWindowSeconds,
    limits.emailCodeTriesMax,
  );
  const left = Math.max(0, limits.emailCodeTriesMax - tries);
  if (tries > limits.emailCodeTriesMax) {
    return { ...(await linkView(app, row, 'expired')), triesLeft: 0 };
  }
  const expected = app.secrets.codeFor('confirm', row.id);
  const same =
    app.secrets.keyed('code-compare', code) === app.secrets.keyed('code-compare', expected);
  return same ? null : { ...(await linkView(app, row, 'code_wrong')), triesLeft: left };
}
