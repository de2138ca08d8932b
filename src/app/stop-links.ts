/** The links with which an owner says no, from any notice and without a login. */

import { ThawError } from '../core/errors.ts';
import { limits } from '../core/limits.ts';
import type { MailLinkView } from '../core/wire.ts';
import type { App } from './app.ts';
import { execute } from './execute.ts';
import { linkView, unknownLink } from './link-view.ts';
import type { Stores, TokenRow } from './stores.ts';

const daySeconds = 86_400;

/**
 * [This was not me]: freezes anew, ends the case and its sessions. Pressing twice is once. Pressed for a
 * case that was stopped before, it stops what lives of the account now.
 */
export async function ownerSaysNotMe(app: App, token: string): Promise<MailLinkView> {
  const hash = app.secrets.hashToken(token);
  const row = await app.db.read.tokens.find(hash);
  if (row?.caseId == null || row.purpose !== 'not_me') return unknownLink(app);
  if (row.expired) return linkView(app, row, row.used ? 'used' : 'expired');
  if (row.used && mayOnce(row)) return linkView(app, row, 'used');
  try {
    await execute(
      app,
      { caseId: row.caseId, actor: { type: 'owner_link' }, command: { type: 'owner_stop' } },
      async (tx) => {
        await requireMayStop(tx, row);
        await tx.tokens.consume(hash, 'not_me');
      },
    );
  } catch (error) {
    if (says(error, 'quota')) return linkView(app, row, 'spent');
    if (!says(error, 'already_done')) throw error;
    if (!(await stopAgain(app, row))) return linkView(app, row, 'spent');
  }
  return linkView(app, row, 'done');
}

/** The case was stopped before. What was opened since is stopped too, and an open account frozen. */
async function stopAgain(app: App, row: TokenRow): Promise<boolean> {
  try {
    await app.db.transaction(async (tx) => {
      await requireMayStop(tx, row);
      // While the freeze of the press before is still on its way this is the same one.
      await addFreeze(app, tx, row, `host-freeze:${row.caseId}`);
    });
    return true;
  } catch (error) {
    if (says(error, 'quota')) return false;
    throw error;
  }
}

/** [Disable your account] from any security mail: needs the button press. */
export async function disableAccount(app: App, token: string): Promise<MailLinkView> {
  const hash = app.secrets.hashToken(token);
  const row = await app.db.read.tokens.find(hash);
  if (row === null || row.purpose !== 'disable') return unknownLink(app);
  try {
    const done = await app.db.transaction(async (tx) => {
      const used = await tx.tokens.consume(hash, 'disable');
      if (used === null) return false;
      await requireMayStop(tx, used);
      await addFreeze(app, tx, used, `host-freeze:${used.id}`);
      return true;
    });
    return linkView(app, row, done ? 'done' : row.used ? 'used' : 'expired');
  } catch (error) {
    if (says(error, 'quota')) return linkView(app, row, 'spent');
    throw error;
  }
}

async function addFreeze(app: App, tx: Stores, row: TokenRow, job: string): Promise<void> {
  await tx.jobs.add({
    key: job,
    name: 'host-freeze',
    payload: {
      accountId: row.accountId,
      cause: 'owner_email_link',
      key: `${row.purpose}:${row.id}:${app.secrets.randomId()}`,
      unlessAtRest: true,
    },
  });
  await tx.audit.add({
    actor: { type: 'owner_link' },
    action: 'account.freeze_requested',
    accountId: row.accountId,
  });
}

/**
 * An address that came shortly before the freeze, or since, may be a thief's: it stops one thing in a
 * while, and all of them together a few, so that they cannot keep the owner out. Which addresses these are was decided as the link was
 * made. Throws `quota`.
 */
async function requireMayStop(tx: Stores, row: TokenRow): Promise<void> {
  if (!mayOnce(row)) return;
  const all = `owner-link:${row.accountId}`;
  const window = limits.newContactStopsDays * daySeconds;
  const { budgets } = tx;
  // What is counted for one is not, where it is too much for all: refused, nothing of this is kept.
  const mayStop =
    (await budgets.raise(`${all}:${row.contactId}`, window, 1)) &&
    (await budgets.raise(all, window, limits.newContactsStopMax));
  if (!mayStop) throw new ThawError('quota', 'new addresses stopped something before');
}

const mayOnce = (row: TokenRow): boolean => row.context['power'] === 'once';

/** Whether a link that was used would stop something if it were pressed again. */
export async function stopsAgain(app: App, row: TokenRow): Promise<boolean> {
  if (row.purpose !== 'not_me' || row.expired || mayOnce(row)) return false;
  const lives = await app.db.read.cases.unfinished(row.accountId);
  if (lives.length > 0) return true;
  // Where the host does not answer, the button is there rather than not.
  const account = await app.directory.account(row.accountId).catch(() => undefined);
  return account === undefined || account?.lock === null;
}

const says = (error: unknown, code: ThawError['code']): boolean =>
  error instanceof ThawError && error.code === code;
