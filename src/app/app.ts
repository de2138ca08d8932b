import type { PolicyTerms } from '../core/policy/terms.ts';
import type { Policy as CheckedPolicy, PolicyProblem } from '../core/policy/types.ts';
import type {
  Authenticators,
  Directory,
  KeyRing,
  Mailer,
  ObjectStore,
  Passkeys,
  PolicyTrials,
  Secrets,
  SmsSender,
  Vision,
} from '../core/ports.ts';
import type { FaceThresholds } from '../verifications/face/similarity.ts';
import type { FrameTurns } from './frame-turns.ts';
import type { MessageTexts } from './messages.ts';
import type { PlanFor } from './plan-for.ts';
import type { AuditSealing } from './seal-audit.ts';
import type { Database } from './stores.ts';

/** What the operator decided once for this service. */
export interface ServiceConfig {
  /** Name of the platform whose accounts these are, as people know it. */
  readonly serviceName: string;
  /** Origin of Thaw's own pages; every link is made from this and nothing else. */
  readonly baseUrl: string;
  /** Where the person goes when all is done; null when there is no such page. */
  readonly returnUrl: string | null;
  /** Documents of the fictional state Utopia are accepted. Development only. */
  readonly specimens: boolean;
  /** A face that does not answer the screen's colours: noted for the reviewer, or sent to one. */
  readonly colourResponse: 'signal' | 'review';
  /** Of the face embedder in use. */
  readonly faceThresholds: FaceThresholds;
}

export interface Policy {
  readonly inForce: { readonly id: string; readonly version: string };
  /** Of every plan that it makes; the reminder says so before there is one. */
  readonly terms: PolicyTerms;
  /** What is in force, as it was read and checked at the start: it never changes while this runs. */
  readonly checked: CheckedAtStart;
  /** One that was in force, as it was read then: a checker that is stricter now refuses it nothing. */
  readRecorded(yaml: string): ReadPolicy;
  /** The plan for this account now, and what it was chosen on. */
  readonly planFor: PlanFor;
}

export interface CheckedAtStart {
  readonly text: string;
  readonly policy: CheckedPolicy;
  readonly warnings: readonly PolicyProblem[];
}

export type ReadPolicy =
  | {
      readonly ok: true;
      readonly policy: CheckedPolicy;
      readonly warnings: readonly PolicyProblem[];
    }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

/**
 * Posts one signed webhook. `failure` is a code for the log: `refused_url` and `refused_address` are the
 * sender's own refusal, which no waiting mends.
 */
export interface WebhookSender {
  send(message: { readonly id: string; readonly timestamp: Date; readonly body: string }): Promise<{
    readonly ok: boolean;
    readonly status: number | null;
    readonly failure: string | null;
  }>;
}

/** Hashing of passwords, off the event loop, equal work whether the account exists or not. */
export interface Passwords {
  /** `name`: whose the password is said to be. */
  verify(hash: string | null, password: string, name: string): Promise<boolean>;
  hash(password: string): Promise<string>;
}

/** Operator's log. Codes, ids and durations; never a name, address, token, answer or picture. */
export interface Log {
  info(what: string, detail?: Readonly<Record<string, string | number | boolean | null>>): void;
  error(what: string, detail?: Readonly<Record<string, string | number | boolean | null>>): void;
}

/** Everything a command may use. Built in the composition root, `src/context.ts`. */
export interface App {
  readonly config: ServiceConfig;
  readonly db: Database;
  readonly directory: Directory;
  readonly authenticators: Authenticators;
  readonly passkeys: Passkeys;
  readonly vision: Vision;
  readonly frames: FrameTurns;
  readonly objects: ObjectStore;
  readonly keys: KeyRing;
  readonly secrets: Secrets;
  readonly policy: Policy;
  readonly policyTrials: PolicyTrials;
  readonly passwords: Passwords;
  readonly mailer: Mailer;
  /** Null where no gateway is configured: phones are not written to, and take no code. */
  readonly sms: SmsSender | null;
  readonly texts: MessageTexts;
  /** Null when no receiver is configured. */
  readonly webhooks: WebhookSender | null;
  readonly audit: AuditSealing;
  readonly log: Log;
  /** Tells open pages that a case changed. Losing one is harmless: pages also poll. */
  readonly changed: (caseId: string) => void;
}
