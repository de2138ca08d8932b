import type { LockCause, Unlockable } from '../../src/core/case/lock.ts';
import type { AccountRecord, Directory, Thawed } from '../../src/core/ports.ts';

/** An account as this host keeps it; a real one has rows in place of this. */
export interface HostAccount {
  record: AccountRecord;
  restrictions: { readonly kind: string; readonly until: string }[];
  sessions: number;
}

/** The owner's own word weighs least. */
const byWeight: readonly LockCause[] = [
  ...(['self', 'owner_email_link', 'brute_force', 'payment'] as const),
  ...(['risk', 'admin', 'legal'] as const),
];
const byStrictness: readonly Unlockable[] = ['self_service', 'review_only', 'not_here'];

/** Who may end a freeze: self-service undoes no word of the staff or of a court. */
const unlockableBy: Readonly<Partial<Record<LockCause, Unlockable>>> = {
  payment: 'review_only',
  admin: 'review_only',
  legal: 'not_here',
};

/** The later in the order. */
const more = <T>(order: readonly T[], one: T, other: T | undefined): T =>
  other !== undefined && order.indexOf(other) > order.indexOf(one) ? other : one;

export function createExampleDirectory(accounts: ReadonlyMap<string, HostAccount>): Directory {
  // In a database: a row of the key and its answer, written in the transaction of the effect.
  const answers = new Map<string, unknown>();
  function once<T>(key: string, effect: () => T): T {
    if (!answers.has(key)) answers.set(key, effect());
    return answers.get(key) as T;
  }

  function thaw(
    account: HostAccount,
    restrictions: HostAccount['restrictions'],
    changed: Partial<AccountRecord> = {},
  ): void {
    account.record = { ...account.record, ...changed, lock: null };
    account.restrictions = restrictions.map(({ kind, until }) => ({ kind, until }));
    account.sessions = 0;
  }

  return {
    find: async (accountId) => accounts.get(accountId)?.record ?? null,
    account: async (accountId) => accounts.get(accountId)?.record ?? null,

    async freeze({ accountId, cause, key }) {
      const account = accounts.get(accountId);
      if (account === undefined) throw new Error('no such account');
      return once(key, () => {
        const held = account.record.lock;
        const since = new Date().toISOString();
        // A later freeze has an id of its own, and lightens nothing of the one that holds.
        const lock = {
          freezeId: crypto.randomUUID(),
          cause: more(byWeight, cause, held?.cause),
          unlockable: more(byStrictness, unlockableBy[cause] ?? 'self_service', held?.unlockable),
          since,
          // What came while the account was frozen is trusted no more because it is frozen again.
          frozenSince: held?.frozenSince ?? held?.since ?? since,
          earliestUnlockAt: held?.earliestUnlockAt ?? null,
        };
        account.record = { ...account.record, lock };
        account.sessions = 0;
        return lock;
      });
    },

    async unlock({ accountId, freezeId, restrictions, key }) {
      const account = accounts.get(accountId);
      if (account === undefined) return { outcome: 'not_found' };
      return once(key, (): Thawed<'unlocked'> => {
        // Compared in the statement that thaws: a freeze may come between a look and an update.
        if (account.record.lock?.freezeId !== freezeId) return { outcome: 'newer_freeze' };
        thaw(account, [...restrictions]);
        // The limits as they stand: asked again hours later, the same is answered.
        return { outcome: 'unlocked', demands: ['password'], limits: account.restrictions };
      });
    },

    async recover({ accountId, freezeId, factors, restrictions, key }) {
      const account = accounts.get(accountId);
      if (account === undefined) return { outcome: 'not_found' };
      return once(key, (): Thawed<'recovered'> => {
        const { record } = account;
        if ((record.lock?.freezeId ?? null) !== freezeId) return { outcome: 'newer_freeze' };
        const isLost = (one: string) => factors.some((factor) => factor === one);
        const now = new Date().toISOString();
        thaw(account, [...restrictions], {
          factorsBound: record.factorsBound.filter((one) => !isLost(one)),
          factorsLost: record.factorsLost.filter((one) => !isLost(one)),
          // They take no message any more and stay known: whose they were may matter later.
          contacts: record.contacts.map((contact) =>
            isLost(contact.channel) ? { ...contact, removedAt: contact.removedAt ?? now } : contact,
          ),
        });
        return { outcome: 'recovered', demands: ['second_factor'], limits: account.restrictions };
      });
    },

    async liftRestriction({ accountId, kind, key }) {
      const account = accounts.get(accountId);
      if (account === undefined) return;
      once(key, () => {
        const now = new Date().toISOString();
        // One that was set anew since, and is not due, stays.
        account.restrictions = account.restrictions.filter(
          (one) => one.kind !== kind || one.until > now,
        );
      });
    },

    async endSessions({ accountId, key }) {
      const account = accounts.get(accountId);
      if (account === undefined) return;
      once(key, () => {
        account.sessions = 0;
      });
    },
  };
}
