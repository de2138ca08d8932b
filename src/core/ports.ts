/** What the application needs from the outside, each port with at most about six methods. */

import type { VisionFailureCode, VisionTask, VisionTasks } from '../vision/facts.ts';
import type { TreeHead } from './audit/tree.ts';
import type { Lock } from './case/lock.ts';
import type { CodeChannel, LoginDemand, Restriction } from './case/types.ts';
import type { PolicyTrialWork } from './policy/trial.ts';
import type { PolicyTrialView } from './wire-policy.ts';

/** One address at which the owner can be told something. */
export interface Contact {
  readonly id: string;
  readonly channel: 'email' | 'sms';
  readonly address: string;
  readonly addedAt: string;
  /** Addresses that were removed stay known: the true owner may still read them. */
  readonly removedAt: string | null;
  /** This address can be used to log in. */
  readonly login: boolean;
}

/** What happened on the account before the freeze; raw material for questions and policy. */
export interface AccountHistory {
  readonly joinedAt: string;
  readonly logins: readonly {
    readonly at: string;
    readonly city: string;
    readonly device: string;
  }[];
  readonly deposits: readonly {
    readonly at: string;
    readonly amount: number;
    readonly currency: string;
    readonly method: string;
  }[];
  readonly holdings: readonly { readonly symbol: string; readonly valueEur: number }[];
}

/** Somebody the owner named to the host, to speak for them; never an address of the owner's own. */
export interface TrustedContact {
  readonly id: string;
  /** An e-mail address. */
  readonly address: string;
  readonly addedAt: string;
}

/** What most commands need of an account; a person's history is read only where it is used. */
export interface Account {
  readonly accountId: string;
  readonly fullName: { readonly surname: string; readonly givenNames: string };
  readonly birthDate: string;
  /** ICAO three-letter code. */
  readonly country: string;
  readonly documentNumber: string | null;
  readonly contacts: readonly Contact[];
  readonly lock: Lock | null;
  readonly kycLevel: 0 | 1 | 2;
  readonly factorsBound: readonly ('password' | 'email' | 'sms' | 'totp' | 'passkey')[];
  readonly factorsLost: readonly ('password' | 'email' | 'sms' | 'totp' | 'passkey')[];
  /** Since when the (oldest) one is bound; absent where the host does not know. */
  readonly factorsSince?: Readonly<Partial<Record<'totp' | 'passkey', string>>>;
  readonly riskSignals: readonly string[];
  readonly valueEur: number;
  readonly locale: string;
}

export interface AccountRecord extends Account {
  /** Absent where the host knows of none. */
  readonly trustedContacts?: readonly TrustedContact[];
  readonly history: AccountHistory;
}

/** A limit as it stands at the host; `until` ISO 8601, UTC. */
export interface LimitSet {
  readonly kind: string;
  readonly until: string;
}

export interface Thawed<Done extends string> {
  readonly outcome: Done | 'newer_freeze' | 'not_found';
  /**
   * What the host asks at the next log-in, before anything else; the person is told exactly that.
   * Absent: the host does not say, and Thaw advises what is prudent.
   */
  readonly demands?: readonly LoginDemand[];
  /**
   * The limits as the host set them the first time it was asked under this key. Absent: as asked for. A
   * host that answers them says the same to a call that is repeated hours after the first one's answer
   * was lost.
   */
  readonly limits?: readonly LimitSet[];
}

/**
 * The host whose accounts these are. Every effect carries a key: asked twice with the same key, the
 * host does it once and answers the same.
 */
export interface Directory {
  /** The account as the host knows it now; null when there is none. */
  find(accountId: string): Promise<AccountRecord | null>;
  /** The same without trusted contacts and history: a host may answer what `find` does. */
  account(accountId: string): Promise<Account | null>;
  /** Freezes, ends sessions and tokens at the host. Answers the new freeze. */
  freeze(request: {
    readonly accountId: string;
    readonly cause: Lock['cause'];
    readonly by: string;
    readonly key: string;
  }): Promise<Lock>;
  /** Thaws only if the account's freeze is still `freezeId`. */
  unlock(request: {
    readonly accountId: string;
    readonly freezeId: string;
    readonly restrictions: readonly (Restriction & { readonly until: string })[];
    readonly key: string;
  }): Promise<Thawed<'unlocked'>>;
  /**
   * Resets what the person lost: the factors count no more, contacts of a lost channel take no message
   * but stay known, and the person has to bind anew. Ends the freeze `freezeId` with it; null: only if
   * the account is not frozen.
   */
  recover(request: {
    readonly accountId: string;
    readonly freezeId: string | null;
    readonly factors: readonly CodeChannel[];
    readonly restrictions: readonly (Restriction & { readonly until: string })[];
    readonly key: string;
  }): Promise<Thawed<'recovered'>>;
  liftRestriction(request: {
    readonly accountId: string;
    readonly kind: string;
    readonly key: string;
  }): Promise<void>;
  endSessions(request: { readonly accountId: string; readonly key: string }): Promise<void>;
  /**
   * The picture of the owner's face that the host keeps, and since when; null when it has none of this
   * account. A host that keeps no faces leaves this out.
   */
  enrolledFace?(
    accountId: string,
  ): Promise<{ readonly picture: Uint8Array; readonly enrolledAt: string } | null>;
}

/** An authenticator app's secret, as the host shares it with the person (RFC 6238). */
export interface TotpSecret {
  readonly secret: Uint8Array;
  readonly digits: 6 | 7 | 8;
  readonly periodSeconds: number;
  readonly algorithm: 'sha1' | 'sha256' | 'sha512';
}

/** The host's authenticators of an account: read for one try, and kept nowhere. */
export interface Authenticators {
  /** Null when no authenticator app is bound. */
  totp(accountId: string): Promise<TotpSecret | null>;
  passkeys(accountId: string): Promise<readonly PasskeyRecord[]>;
}

/** What the host keeps of a passkey (WebAuthn). */
export interface PasskeyRecord {
  /** base64url. */
  readonly credentialId: string;
  /** COSE key. */
  readonly publicKey: Uint8Array;
  readonly counter: number;
  readonly transports: readonly string[];
  /** Absent where the host does not know. */
  readonly addedAt?: string;
}

/** AuthenticationResponseJSON of WebAuthn, as the browser made it. Nothing of it is trusted. */
export interface PasskeyAnswer {
  readonly id: string;
  readonly rawId: string;
  readonly type: string;
  readonly response: {
    readonly clientDataJSON: string;
    readonly authenticatorData: string;
    readonly signature: string;
    readonly userHandle?: string | null;
  };
}

export interface Passkeys {
  /** Relying party that the host's passkeys are bound to. */
  readonly rpId: string;
  /** Whether this passkey answered this challenge on our own origin, with its user verified. */
  verify(request: {
    readonly answer: PasskeyAnswer;
    readonly challenge: string;
    readonly record: PasskeyRecord;
  }): Promise<boolean>;
}

export interface Vision {
  run<T extends VisionTask>(
    task: T,
    input: VisionTasks[T]['input'],
    /** `urgent`: somebody moves before a camera and waits for the answer. Default `normal`. */
    options?: { readonly priority?: 'urgent' | 'normal' },
  ): Promise<
    | { readonly ok: true; readonly facts: VisionTasks[T]['output'] }
    | { readonly ok: false; readonly failure: VisionFailureCode }
  >;
}

/** One message to a person. `messageId` stays the same when it is sent again. */
export interface MailMessage {
  readonly messageId: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export interface Mailer {
  /**
   * Resolves when the message was taken. Throws an error with `permanent: true` where the address itself
   * is refused; a full mailbox, a rule or a log-in of the server's is not that. With `aboutMessage: true`
   * where the no was to this address or message, and not to the sender: it is waited for, but not for ever.
   */
  send(message: MailMessage): Promise<void>;
}

export interface SmsSender {
  send(message: {
    readonly messageId: string;
    readonly to: string;
    readonly text: string;
  }): Promise<void>;
}

/** Encrypted bytes at rest. The store never sees a clear picture. */
export interface ObjectStore {
  /** Durable when it resolves: bytes and directory synced. */
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** Null when there is no such object. */
  get(key: string): Promise<Uint8Array | null>;
  delete(key: string): Promise<void>;
  list(prefix: string): AsyncIterable<string>;
  /** Rejects where nothing could be stored now; leaves nothing. Cheap: asked every some seconds. */
  probe(): Promise<void>;
}

/**
 * Wraps the data key of a case under the operator's key. AES-256-GCM; the associated data binds what
 * is sealed to where it belongs, so nothing can be moved to another case.
 */
export interface KeyRing {
  newDataKey(caseId: string): { readonly plain: Uint8Array; readonly wrapped: Uint8Array };
  unwrap(caseId: string, wrapped: Uint8Array): Uint8Array;
  /** The same data key, wrapped under the operator's key of today; null where it is already. */
  rewrap(caseId: string, wrapped: Uint8Array): Uint8Array | null;
  seal(dataKey: Uint8Array, associated: string, clear: Uint8Array): Uint8Array;
  /** Throws when a bit was changed or the associated data differ. */
  open(dataKey: Uint8Array, associated: string, sealed: Uint8Array): Uint8Array;
}

/** Derives and hashes one-time secrets; the master secrets never leave it. */
export interface Secrets {
  /** 256-bit token for a stored id, base64url. The same id gives the same token; nothing is stored. */
  tokenFor(purpose: string, id: string): string;
  /** SHA-256, for look-up. */
  hashToken(token: string): Uint8Array;
  /** Six digits for a stored id. */
  codeFor(purpose: string, id: string): string;
  /** Keyed hash (HMAC-SHA-256) of something that must be compared but not read. */
  keyed(purpose: string, value: string): string;
  randomId(): string;
  /** Uniform integers below `bound`. Tests fix this source in the composition root. */
  randomInts(count: number, bound: number): readonly number[];
}

/** Reads signed heads of the audit log with the public keys it was given. */
export interface CheckpointReader {
  /** Null where none of the keys signed this, or it is no head. */
  open(checkpoint: string): TreeHead | null;
}

export interface CheckpointSigner extends CheckpointReader {
  /** The public key, for those who check: C2SP signed-note. */
  readonly key: string;
  sign(head: TreeHead): string;
}

/** Signed heads outside the database: whoever can change the one should not be able to change the other. */
export interface HeadKeeper {
  /** The newest; null when there is none. */
  last(): Promise<string | null>;
  /** Durable when it resolves. */
  keep(checkpoint: string): Promise<void>;
}

export type PolicyTrialEnd =
  | { readonly kind: 'done'; readonly view: PolicyTrialView }
  /** Another one is under way in this process. */
  | { readonly kind: 'busy' }
  /** Ended from outside, and why. */
  | { readonly kind: 'ended'; readonly why: 'deadline' | 'memory' | 'crashed' };

/** Tries the text of a policy that nobody has checked: it may be made to take all time and memory. */
export interface PolicyTrials {
  /** `prepare` is called when the turn has come; where it throws, nothing is tried. */
  run(prepare: () => Promise<PolicyTrialWork>): Promise<PolicyTrialEnd>;
  /** Ends the one that is under way. */
  close(): Promise<void>;
}
