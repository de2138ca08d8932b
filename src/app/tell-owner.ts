/** Who hears what of a case or a freeze, and what the links in it may do. */

import type { OwnerMessage } from '../core/case/effects.ts';
import { frozenSince, type Lock } from '../core/case/lock.ts';
import type { CaseState } from '../core/case/types.ts';
import { limits } from '../core/limits.ts';
import { type StopPower, stopPowers } from '../core/policy/channels.ts';
import type { AccountRecord, Contact } from '../core/ports.ts';
import { ownersContacts } from './account-snapshot.ts';
import type { App } from './app.ts';
import { accountGone } from './messages.ts';
import type { JsonObject, Stores, TokenPurpose } from './stores.ts';
import { newToken } from './tokens.ts';

const daySeconds = 86_400;

/** Fans a message out to every address the owner had before the freeze. */
export async function tellOwner(app: App, payload: JsonObject): Promise<void> {
  const caseId = String(payload['caseId']);
  const message = String(payload['message']) as OwnerMessage;
  const stored = await app.db.read.cases.load(caseId);
  if (stored === null) return;
  const { state } = stored;
  if (message === 'ready_to_unlock' && !stored.notifyWanted) return;
  const { accountId } = state;
  const record = await recordOf(app, accountId);
  const powers = powersIn(app, record, state);
  const asked = { ...(await app.db.read.sessions.latestClient(caseId)) };
  const facts = { ...factsFor(state, message), limit: payload['limit'] ?? null, asked };
  const reach = reachOf(app, ownersContacts(record, state.lock), powers, message);
  await app.db.transaction(async (tx) => {
    await writeTo(app, tx, reach, {
      ...{ caseId, accountId, message },
      key: `${message}:${caseId}:${String(payload['version'])}`,
      paramsFor: async (reached) => ({
        ...(await ownerLinks(app, tx, state, message, reached)),
        ...facts,
      }),
    });
    await tx.audit.add({
      actor: { type: 'system' },
      action: 'owner.alerted',
      caseId,
      accountId,
      detail: { about: message, ...countsOf(reach) },
    });
  });
  shoutIfUntold(app, reach, { message, caseId });
}

/** A contact that a message goes to. */
interface Reached {
  readonly contact: Contact;
  readonly power: StopPower;
}

interface Reach {
  readonly told: readonly Reached[];
  /** Without a gateway nothing goes to a phone, today or later. */
  readonly untold: number;
}

function reachOf(
  app: App,
  contacts: readonly Contact[],
  powers: ReadonlyMap<string, StopPower>,
  message: Message,
): Reach {
  const addressed = contacts
    .map((contact) => ({ contact, power: powers.get(contact.id) ?? 'never' }))
    .filter(({ power }) => power !== 'never' || toldToFormer.includes(message));
  const told = addressed.filter(({ contact }) => contact.channel === 'email' || app.sms !== null);
  return { told, untold: addressed.length - told.length };
}

const countsOf = ({ told, untold }: Reach) => ({
  contacts: told.length,
  ...(untold === 0 ? {} : { untold }),
});

/** Nobody knows: the operator has to. */
function shoutIfUntold(
  app: App,
  { told, untold }: Reach,
  about: { readonly message: Message; readonly caseId: string | null },
): void {
  if (told.length > 0) return;
  const code = untold > 0 ? 'no_sms_gateway' : 'no_contact';
  app.log.error('owner.not_told', { ...about, untold, code });
}

type Message = OwnerMessage | 'frozen';

/** One message to each; without links and particulars where anybody may read by now. */
async function writeTo(
  app: App,
  tx: Stores,
  { told }: Reach,
  about: {
    readonly caseId: string | null;
    readonly accountId: string;
    readonly message: Message;
    /** With the contact's id the key of each message. */
    readonly key: string;
    readonly paramsFor: (reached: Reached) => Promise<JsonObject>;
  },
): Promise<void> {
  const { accountId, caseId, key, message, paramsFor } = about;
  for (const reached of told) {
    const { contact, power } = reached;
    const isFormer = power === 'never';
    await tx.outbox.add({
      id: app.secrets.randomId(),
      key: `${key}:${contact.id}`,
      caseId,
      accountId,
      channel: contact.channel,
      contactId: contact.id,
      template: isFormer ? 'former_address' : message,
      params: isFormer ? { about: message } : await paramsFor(reached),
    });
  }
}

const withoutNotMe: readonly OwnerMessage[] = ['owner_stopped', 'restriction_ended'];
const withProgress: readonly OwnerMessage[] = [
  'case_submitted',
  'resubmission',
  'delay_over',
  'appeal_received',
  'more_needed',
  'decided_approved',
  'decided_declined',
  'case_ended',
  'recovery_done',
  'recovery_declined',
];

async function ownerLinks(
  app: App,
  tx: Stores,
  state: CaseState,
  message: OwnerMessage,
  { contact, power }: Reached,
): Promise<JsonObject> {
  const { caseId, accountId } = state;
  const make = async (purpose: TokenPurpose, days: number) =>
    (
      await newToken(app, tx, {
        purpose,
        caseId,
        accountId,
        contactId: contact.id,
        ttlSeconds: days * daySeconds,
        context: { power },
      })
    ).id;
  return {
    // Short messages hold one link, and that is always the way to say no.
    notMe: withoutNotMe.includes(message) ? null : await make('not_me', limits.notMeLinkTtlDays),
    progress: withProgress.includes(message)
      ? await make('progress', limits.progressLinkTtlDays)
      : null,
    disable: await make('disable', limits.disableLinkTtlDays),
  };
}

function factsFor(state: CaseState, message: OwnerMessage): JsonObject {
  const limitsEnd = state.restrictions.map((r) => r.until).toSorted();
  return {
    until:
      message === 'decided_approved' || message === 'recovery_done'
        ? (limitsEnd.at(-1) ?? null)
        : null,
    readyAt: message === 'unlock_started' ? state.waitUntil : null,
    appealUntil: state.appealUntil,
    mayRetry: state.decision === 'declined_retry',
    lost: state.lost ?? [],
    endedBy: message === 'case_ended' ? (state.cancelReason ?? 'expired') : null,
    limitsLeft:
      message === 'restriction_ended'
        ? state.restrictions
            .filter(({ ended }) => !ended)
            .map(({ kind, until }) => ({ kind, until }))
        : null,
  };
}

export async function recordOf(app: App, accountId: string): Promise<AccountRecord> {
  const record = await app.directory.find(accountId);
  if (record === null) throw accountGone();
  return record;
}

/** What the links in a notice about this case may do, for each address. */
function powersIn(app: App, record: AccountRecord, { lock, plan }: CaseState) {
  const trustDays = plan?.channelTrustDays ?? app.policy.terms.channelTrustDays;
  return stopPowers(record, { lockedSince: frozenSince(lock), trustDays, lost: [] });
}

/** What somebody hears at an address that was theirs long ago: that it began, and how it ended. */
const toldToFormer: readonly Message[] = [
  'unlock_started',
  'decided_approved',
  'decided_declined',
  'recovery_started',
  'recovery_done',
  'recovery_declined',
  'recovery_ended',
  'owner_stopped',
  'case_ended',
  'frozen',
];

/**
 * Tells the owner's addresses that the account was frozen, and writes it down; once for each freeze,
 * however often it is come back to.
 */
export async function tellFrozen(
  app: App,
  record: AccountRecord,
  lock: Lock,
  detail: JsonObject,
): Promise<void> {
  const { accountId } = record;
  const { channelTrustDays: trustDays } = app.policy.terms;
  const powers = stopPowers(record, { lockedSince: frozenSince(lock), trustDays, lost: [] });
  const reach = reachOf(app, ownersContacts(record, lock), powers, 'frozen');
  const actor = { type: 'system' } as const;
  const isNew = await app.db.transaction(async (tx) => {
    const frozen = { actor, action: 'account.frozen', accountId, detail };
    if (!(await tx.audit.addOnce(`frozen:${lock.freezeId}`, frozen))) return false;
    await writeTo(app, tx, reach, {
      ...{ caseId: null, accountId, message: 'frozen' },
      key: `frozen:${lock.freezeId}`,
      paramsFor: async ({ contact, power }) => {
        const disable = await newToken(app, tx, {
          purpose: 'disable',
          caseId: null,
          accountId,
          contactId: contact.id,
          ttlSeconds: limits.disableLinkTtlDays * daySeconds,
          context: { power },
        });
        return { disable: disable.id, readyAt: lock.earliestUnlockAt };
      },
    });
    if (reach.untold > 0) {
      const told = { about: 'frozen', ...countsOf(reach) };
      await tx.audit.add({ actor, action: 'owner.alerted', accountId, detail: told });
    }
    return true;
  });
  if (isNew) shoutIfUntold(app, reach, { message: 'frozen', caseId: null });
}
