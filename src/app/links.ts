/** The pages behind mailed links. Tokens travel in the fragment: no server log, no Referer. */

import { ThawError } from '../core/errors.ts';
import { limits } from '../core/limits.ts';
import type { MailLinkView } from '../core/wire.ts';
import { judgeConfirmation } from '../verifications/email-confirmation/judge-confirmation.ts';
import { snapshotIn, snapshotOf } from './account-snapshot.ts';
import type { App } from './app.ts';
import { execute } from './execute.ts';
import type { CaseWith, ClientInfo, Stores, TokenRow } from './stores.ts';

const kinds = {
  confirm: 'confirm',
  not_me: 'not_me',
  disable: 'disable_account',
  vouch: 'vouch',
} as const;

/** What the link is about. Reading consumes nothing, whoever reads: people, previews, scanners. */
export async function inspectLink(
  app: App,
  token: string,
  personCaseId: string | null,
): Promise<MailLinkView> {
  const row = await app.db.read.tokens.find(app.secrets.hashToken(token));
  if (row === null) return unknownLink(app);
  return linkView(app, row, stateOf(row, personCaseId));
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

/** [This was not me]: freezes anew, ends the case and its sessions. Pressing twice is once. */
export async function ownerSaysNotMe(app: App, token: string): Promise<MailLinkView> {
  const hash = app.secrets.hashToken(token);
  const row = await app.db.read.tokens.find(hash);
  if (row?.caseId == null || row.purpose !== 'not_me') return unknownLink(app);
  if (row.expired && !row.used) return linkView(app, row, 'expired');
  try {
    await execute(
      app,
      { caseId: row.caseId, actor: { type: 'owner_link' }, command: { type: 'owner_stop' } },
      async (tx) => {
        await tx.tokens.consume(hash, 'not_me');
      },
    );
  } catch (error) {
    if (!(error instanceof ThawError && error.code === 'already_done')) throw error;
  }
  return linkView(app, row, 'done');
}

/** [Disable your account] from any security mail: works without a login, needs the button press. */
export async function disableAccount(app: App, token: string): Promise<MailLinkView> {
  const hash = app.secrets.hashToken(token);
  const row = await app.db.read.tokens.find(hash);
  if (row === null || row.purpose !== 'disable') return unknownLink(app);
  const done = await app.db.transaction(async (tx) => {
    const used = await tx.tokens.consume(hash, 'disable');
    if (used === null) return false;
    await tx.jobs.add({
      key: `host-freeze:${used.id}`,
      name: 'host-freeze',
      payload: { accountId: used.accountId, cause: 'owner_email_link', key: `disable:${used.id}` },
    });
    await tx.audit.add({
      actor: { type: 'owner_link' },
      action: 'account.freeze_requested',
      accountId: used.accountId,
    });
    return true;
  });
  return linkView(app, row, done ? 'done' : row.used ? 'used' : 'expired');
}

export async function linkView(
  app: App,
  row: TokenRow,
  state: MailLinkView['state'],
): Promise<MailLinkView> {
  return presentLink(app, row, state, await maskedFor(app, app.db.read, row));
}

function presentLink(
  app: App,
  row: TokenRow,
  state: MailLinkView['state'],
  accountMasked: string | null,
): MailLinkView {
  const kind = kinds[row.purpose as keyof typeof kinds];
  if (kind === undefined) return unknownLink(app);
  const asked = row.context['asked'] as (ClientInfo & { readonly at: string }) | undefined;
  return {
    kind,
    state,
    service: app.config.serviceName,
    accountMasked,
    asked: asked ?? null,
    triesLeft: null,
  };
}

async function maskedFor(app: App, stores: Stores, row: TokenRow): Promise<string | null> {
  if (row.caseId === null) return null;
  try {
    return (await snapshotOf(app, stores, row.caseId)).accountMasked;
  } catch {
    // The case was erased: the link may still say that it is over, but not whose it was.
    return null;
  }
}

export function unknownLink(app: App): MailLinkView {
  return {
    kind: 'unknown',
    state: 'unknown',
    service: app.config.serviceName,
    accountMasked: null,
    asked: null,
    triesLeft: null,
  };
}
