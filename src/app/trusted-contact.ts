/**
 * A contact whom the owner named to the host before the lock may say "I know this person and spoke
 * with them". The link goes to the contact, the code stays with the person, who tells it in that
 * conversation: neither mailbox nor page alone is enough. It is evidence that people weigh; it passes
 * no step.
 */

import { turnOf } from '../core/case/decide.ts';
import { stepOf } from '../core/case/evolve.ts';
import { frozenSince } from '../core/case/lock.ts';
import type { CaseState } from '../core/case/types.ts';
import { ThawError } from '../core/errors.ts';
import { limits } from '../core/limits.ts';
import type { AccountRecord, TrustedContact } from '../core/ports.ts';
import { addSeconds, isBy } from '../core/time.ts';
import type { AskedContactView, ContactView, MailLinkView } from '../core/wire.ts';
import type { App } from './app.ts';
import { wholeLifeSeconds } from './keep-picture.ts';
import { linkView, unknownLink } from './link-view.ts';
import { maskEmail } from './mask.ts';
import { requireCurrent } from './present-case.ts';
import type { TokenRow } from './stores.ts';
import { newToken } from './tokens.ts';
import { openJson, sealJson } from './vault.ts';

/** Sealed under the case's key; the address itself stays at the host. */
export interface KeptVouch {
  readonly contact: string;
  readonly askedAt: string;
  readonly confirmedAt: string | null;
}

export const vouchName = 'result:contact';

/** Named long enough before the lock: whoever took the account over has named nobody before that. */
export function trustedBefore(
  record: AccountRecord,
  lockedSince: string,
): readonly TrustedContact[] {
  const latest = addSeconds(lockedSince, -limits.trustedContactDaysMin * 86_400);
  return (record.trustedContacts ?? []).filter(({ addedAt }) => isBy(addedAt, latest));
}

/** What the statement's screen may offer and show; null where policy or host know no such contact. */
export async function viewContact(app: App, caseId: string): Promise<ContactView | null> {
  const stored = await app.db.read.cases.load(caseId);
  if (stored?.state.plan?.trustedContact !== true) return null;
  const record = await app.directory.find(stored.state.accountId);
  if (record === null) return null;
  const contacts = trustedBefore(record, frozenSince(stored.state.lock)).map(({ id, address }) => ({
    id,
    masked: maskEmail(address),
  }));
  return contacts.length === 0 ? null : { contacts, asked: await viewAsked(app, caseId) };
}

async function viewAsked(app: App, caseId: string): Promise<AskedContactView | null> {
  const kept = await openJson<KeptVouch>(app, app.db.read, caseId, vouchName);
  if (kept === null) return null;
  const token = await app.db.read.tokens.latest(caseId, 'vouch');
  const living = token !== null && !token.used && !token.expired;
  return {
    masked: kept.contact,
    confirmed: kept.confirmedAt !== null,
    code: living ? app.secrets.codeFor('vouch', token.id) : null,
    expiresAt: living ? token.expiresAt : null,
  };
}

/** The word may come until people have decided: the code is shown for as long, not on one screen alone. */
export async function viewAskedLater(app: App, state: CaseState): Promise<AskedContactView | null> {
  if (state.plan?.trustedContact !== true || isOver(state.status)) return null;
  // Asked for on the statement's screen alone: most cases have none, and need not be looked at for it.
  if (stepOf(state, 'statement') === undefined) return null;
  if (turnOf(state, 'statement') !== undefined) return null;
  return viewAsked(app, state.caseId);
}

/** [Ask this contact]: a new request ends the one before. The mail is sent by a job. */
export async function askContact(app: App, caseId: string, contactId: string): Promise<void> {
  const { state } = await requireCurrent(app, caseId, 'statement');
  const record = await app.directory.find(state.accountId);
  const contact =
    record === null || state.plan?.trustedContact !== true
      ? undefined
      : trustedBefore(record, frozenSince(state.lock)).find(({ id }) => id === contactId);
  if (contact === undefined) throw new ThawError('not_found', 'no such trusted contact');
  const { budgets } = app.db.read;
  if (!(await budgets.raise(`vouch-asks:${caseId}`, wholeLifeSeconds, limits.vouchAsksMax))) {
    throw new ThawError('quota', 'requests to trusted contacts');
  }
  await app.db.transaction(async (tx) => {
    await tx.cases.load(caseId, { lock: true });
    await tx.tokens.killForCase(caseId, ['vouch']);
    const { accountId } = state;
    const token = await newToken(app, tx, {
      purpose: 'vouch',
      caseId,
      accountId,
      contactId: contact.id,
      ttlSeconds: limits.vouchLinkTtlSeconds,
    });
    const asked: KeptVouch = {
      contact: maskEmail(contact.address),
      askedAt: await tx.now(),
      confirmedAt: null,
    };
    await sealJson(app, tx, caseId, vouchName, asked);
    await tx.outbox.add({
      id: app.secrets.randomId(),
      key: `vouch:${token.id}`,
      caseId,
      accountId,
      channel: 'email',
      contactId: contact.id,
      template: 'vouch_request',
      params: { vouch: token.id, until: addSeconds(asked.askedAt, limits.vouchLinkTtlSeconds) },
    });
    await tx.audit.add({ actor: { type: 'person' }, action: 'contact.asked', caseId, accountId });
  });
  app.changed(caseId);
}

/** [I know this person]: only with the code that the person told them, once, while the case lives. */
export async function vouch(
  app: App,
  request: { readonly token: string; readonly code: string },
): Promise<MailLinkView> {
  const hash = app.secrets.hashToken(request.token);
  const row = await app.db.read.tokens.find(hash);
  if (row?.caseId == null || row.purpose !== 'vouch') return unknownLink(app);
  if (row.used || row.expired) return linkView(app, row, row.used ? 'used' : 'expired');
  const { caseId } = row;
  const wrong = await wrongCode(app, { ...row, caseId }, request.code);
  if (wrong !== null) return wrong;
  const done = await app.db.transaction(async (tx) => {
    const stored = await tx.cases.load(caseId, { lock: true });
    const kept = await openJson<KeptVouch>(app, tx, caseId, vouchName);
    if (stored === null || isOver(stored.state.status) || kept === null) return false;
    if ((await tx.tokens.consume(hash, 'vouch')) === null) return false;
    await sealJson(app, tx, caseId, vouchName, { ...kept, confirmedAt: await tx.now() });
    await tx.audit.add({
      actor: { type: 'system' },
      action: 'contact.confirmed',
      caseId,
      accountId: row.accountId,
    });
    return true;
  });
  app.changed(caseId);
  return linkView(app, row, done ? 'done' : 'expired');
}

function isOver(status: string): boolean {
  return ['approved', 'declined', 'cancelled', 'expired'].includes(status);
}

/** Raised before the comparison, for the whole case: a new link brings no new tries. */
async function wrongCode(
  app: App,
  row: TokenRow & { readonly caseId: string },
  code: string,
): Promise<MailLinkView | null> {
  if (code === '') return linkView(app, row, 'needs_code');
  const tries = await app.db.read.budgets.count(
    `vouch:${row.caseId}`,
    wholeLifeSeconds,
    limits.vouchCodeTriesMax,
  );
  const left = Math.max(0, limits.vouchCodeTriesMax - tries);
  if (tries > limits.vouchCodeTriesMax) {
    return { ...(await linkView(app, row, 'expired')), triesLeft: 0 };
  }
  const expected = app.secrets.codeFor('vouch', row.id);
  const same =
    app.secrets.keyed('code-compare', code) === app.secrets.keyed('code-compare', expected);
  return same ? null : { ...(await linkView(app, row, 'code_wrong')), triesLeft: left };
}
