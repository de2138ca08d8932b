/**
 * Where nothing can be confirmed by mail, people judge: no address is older than the freeze, or the one
 * that is refuses mail for good. The page says the same whichever it is; reviewers see which.
 */

import { turnOf } from '../core/case/decide.ts';
import { ThawError } from '../core/errors.ts';
import type { ChannelTrust } from '../core/policy/channels.ts';
import type { Account, Contact } from '../core/ports.ts';
import type { Reason } from '../core/reasons.ts';
import { isBy } from '../core/time.ts';
import { mailboxToTrust } from './account-snapshot.ts';
import type { App } from './app.ts';
import { trustIn } from './code-targets.ts';
import { execute } from './execute.ts';
import { requireCurrent } from './present-case.ts';
import { sendEmailAgain } from './send-email-again.ts';
import type { Stores } from './stores.ts';
import type { OutboxRow } from './stores-work.ts';
import { openJson, sealJson } from './vault.ts';

const noMailboxName = 'email:none';
const refusedName = 'email:refused';

type Mailbox = Pick<Contact, 'id' | 'address'>;

/** Found when the mail was to be sent. A link sent before to an address that is gone counts no more. */
export async function noteNoMailbox(app: App, caseId: string): Promise<void> {
  await app.db.transaction(async (tx) => {
    await tx.cases.load(caseId, { lock: true });
    await tx.tokens.killForCase(caseId, ['confirm']);
    await sealJson(app, tx, caseId, noMailboxName, { at: await tx.now() });
  });
  app.changed(caseId);
}

export async function forgetNoMailbox(tx: Stores, caseId: string): Promise<void> {
  await tx.vault.dropSealed(caseId, noMailboxName);
}

interface Refusal extends Mailbox {
  /** Said so; else it was tried for days. */
  readonly forGood: boolean;
}

/** Sealed: which address it was. Another one, or this one corrected, has refused nothing. */
export async function noteRefused(
  app: App,
  tx: Stores,
  { caseId, template }: OutboxRow,
  { id, address, forGood }: Refusal,
): Promise<void> {
  if (caseId === null || template !== 'confirm_reactivation') return;
  const stored = await tx.cases.load(caseId, { lock: true });
  if (stored === null || turnOf(stored.state, 'email_confirmation') === undefined) return;
  await sealJson(app, tx, caseId, refusedName, { id, address, forGood });
}

/** What the address that would get the next confirmation mail did with the newest one, if it refused it. */
async function refusalOf(
  app: App,
  caseId: string,
  mail: OutboxRow | null,
  mailbox: Mailbox | null,
): Promise<Refusal | null> {
  if (mailbox === null || mail?.givenUp !== true) return null;
  const refused = await openJson<Refusal>(app, app.db.read, caseId, refusedName);
  return refused?.id === mailbox.id && refused.address === mailbox.address ? refused : null;
}

/** `mail`: the newest confirmation mail of the case. */
export async function isPossibleByMail(
  app: App,
  caseId: string,
  mail: OutboxRow | null,
): Promise<boolean> {
  if (mail?.givenUp === true) return false;
  return (await openJson(app, app.db.read, caseId, noMailboxName)) === null;
}

/** [Go on another way]. Asked of the host anew: a page that says so proves nothing. */
export async function goOnWithoutMail(app: App, caseId: string): Promise<void> {
  const { state } = await requireCurrent(app, caseId, 'email_confirmation');
  const record = await app.directory.find(state.accountId);
  if (record === null) throw new ThawError('unavailable', 'the host knows no such account now');
  const trust = trustIn(state);
  const mail = await app.db.read.outbox.latest(caseId, 'confirm_reactivation');
  const mailbox = mailboxToTrust(record, trust);
  const refusal = await refusalOf(app, caseId, mail, mailbox);
  if (mailbox !== null && refusal === null) {
    // Known again, or corrected, since it was looked for.
    if (!(await isPossibleByMail(app, caseId, mail))) await sendEmailAgain(app, caseId);
    throw new ThawError('not_now', 'it can be confirmed by mail');
  }
  const staffText = refusal === null ? whyNone(record, trust) : howRefused(refusal);
  await execute(
    app,
    {
      caseId,
      actor: { type: 'person' },
      command: {
        type: 'take_other_lane',
        step: 'email_confirmation',
        impossible: [reasonOf(staffText)],
      },
    },
    async (tx) => {
      await tx.tokens.killForCase(caseId, ['confirm']);
      await forgetNoMailbox(tx, caseId);
    },
  );
}

/** Rows from before there were two ways lack `forGood`: those refused for good. */
const howRefused = ({ forGood = true }: Partial<Refusal>) =>
  forGood
    ? 'not confirmed by mail: the address refuses mail for good'
    : 'not confirmed by mail: the address took no mail for days';

function whyNone({ contacts }: Account, { lockedSince, trustDays }: ChannelTrust): string {
  const mailboxes = contacts.filter(({ channel }) => channel === 'email');
  if (mailboxes.length === 0) return 'not confirmed by mail: the host knows no e-mail address';
  const before = mailboxes.filter(({ addedAt }) => isBy(addedAt, lockedSince));
  if (before.length === 0) {
    return 'not confirmed by mail: every e-mail address was added after the freeze';
  }
  return before.every(({ removedAt }) => removedAt !== null)
    ? 'not confirmed by mail: the e-mail address from before the freeze was removed'
    : `not confirmed by mail: the e-mail address was added in the ${trustDays} days before the freeze`;
}

const reasonOf = (staffText: string): Reason => ({
  code: 'channel_changed',
  retry: 'none',
  staffText,
  media: null,
  region: null,
});
