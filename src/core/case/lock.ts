/** Freezes, as the host knows them and as a case is about one. */

export type LockCause =
  | 'self'
  | 'owner_email_link'
  | 'risk'
  | 'brute_force'
  | 'admin'
  | 'legal'
  | 'payment';

export type Unlockable = 'self_service' | 'review_only' | 'not_here';

/** A freeze as the host knows it. `freezeId` changes with every new freeze of the account. */
export interface Lock {
  readonly freezeId: string;
  readonly cause: LockCause;
  readonly unlockable: Unlockable;
  /** ISO 8601, UTC. */
  readonly since: string;
  /** Of the first of the freezes that took over from each other without a break; absent: this one's. */
  readonly frozenSince?: string;
  readonly earliestUnlockAt: string | null;
}

/** What a case is about: a freeze, or an account that is not frozen (`freezeId` is then empty). */
export interface CaseLock extends Omit<Lock, 'cause'> {
  readonly cause: LockCause | 'none';
}

/**
 * Since when the account is frozen without a break. What is trusted is what was there before that: an
 * address that came in a takeover does not come of age because the account was frozen again.
 */
export function frozenSince(lock: Pick<CaseLock, 'since' | 'frozenSince'>): string {
  return lock.frozenSince ?? lock.since;
}
