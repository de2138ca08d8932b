import type { CancelReason } from '../../core/case/cancel-reason.ts';

export type EndedBy = CancelReason | 'expired';

/** What every message may say. Times are ISO, UTC; links are whole URLs of Thaw's own pages. */
export interface MailParams {
  /** The platform's name, from configuration. */
  readonly service: string;
  /** The account as it may be shown, e.g. `m•••a@example.org`. */
  readonly account: string;
  /** When the thing the message is about happened. */
  readonly at: string;
  /** Who asked, in rough words, e.g. `Chrome on Android`, `203.0.113.*`. */
  readonly asked?: { readonly browser: string; readonly network: string } | undefined;
  readonly links?:
    | {
        readonly confirm?: string | undefined;
        readonly notMe?: string | undefined;
        readonly progress?: string | undefined;
        readonly disable?: string | undefined;
        /** handoff_link: opens the facial verification on the phone that follows it. */
        readonly phone?: string | undefined;
        /** Of a trusted contact's own. */
        readonly vouch?: string | undefined;
        /** Where to log in. */
        readonly logIn?: string | undefined;
      }
    | undefined;
  /** unlock_started, ready_to_unlock: when the account can be unlocked at the earliest. */
  readonly readyAt?: string | undefined;
  /** confirm_reactivation: when the link ends. decided_approved: when the limits end. */
  readonly until?: string | undefined;
  /** decided_declined: present when an appeal is possible. */
  readonly appealUntil?: string | undefined;
  /** decided_declined: the person may try again. */
  readonly mayRetry?: boolean | undefined;
  /** case_submitted: what review took lately, in minutes (nine of ten cases). */
  readonly reviewMinutes?: number | undefined;
  /** recovery_*: what the person said they lost. */
  readonly lost?: readonly ('email' | 'sms' | 'totp' | 'passkey')[] | undefined;
  /** case_ended: why. Absent in messages from before it was told. */
  readonly endedBy?: EndedBy | undefined;
  /** restriction_ended: the kind of the limit. */
  readonly limit?: string | undefined;
  /** restriction_ended: what is still limited; nothing when it was the last, absent when not known. */
  readonly limitsLeft?: readonly { readonly kind: string; readonly until: string }[] | undefined;
  /** code: the digits to type. */
  readonly code?: string | undefined;
  /** former_address: what happened. */
  readonly about?: AboutFormer | undefined;
}

/** What is told to an address that was the owner's long ago. */
export type AboutFormer = Exclude<
  MailTemplate,
  'former_address' | 'confirm_reactivation' | 'handoff_link' | 'vouch_request' | 'code'
>;

export const MAIL_TEMPLATES = [
  'confirm_reactivation',
  'handoff_link',
  'unlock_started',
  'ready_to_unlock',
  'delay_over',
  'case_submitted',
  'resubmission',
  'appeal_received',
  'more_needed',
  'decided_approved',
  'decided_declined',
  'restriction_ended',
  'owner_stopped',
  'case_ended',
  'frozen',
  'former_address',
  'vouch_request',
  'code',
  'recovery_started',
  'recovery_done',
  'recovery_declined',
  'recovery_ended',
] as const;

export type MailTemplate = (typeof MAIL_TEMPLATES)[number];
/** A confirmation, and a contact's word, are bound to the mailbox; they never go by SMS. */
export type SmsTemplate = Exclude<MailTemplate, 'confirm_reactivation' | 'vouch_request'>;

export type Block =
  | { readonly type: 'paragraph'; readonly text: string }
  | { readonly type: 'link'; readonly label: string; readonly url: string };

export interface Written {
  readonly subject: string;
  readonly blocks: readonly Block[];
}

/** Params made ready for the texts: times in words, required values checked. */
export interface Values {
  readonly service: string;
  readonly account: string;
  readonly at: string;
  readonly who: string | null;
  readonly readyAt: string | null;
  readonly until: string | null;
  readonly appealUntil: string | null;
  readonly mayRetry: boolean;
  readonly reviewMinutes: number | null;
  /** What was lost, in words. */
  readonly lost: string;
  /** What happened, in a few words. */
  readonly about: string;
  readonly endedBy: EndedBy | null;
  /** The limit that ended, in words. */
  readonly limit: string;
  /** What is still limited, in words; null when that is not known. */
  readonly limitsLeft: readonly { readonly limit: string; readonly until: string }[] | null;
  /** Throws when none was given. */
  code(): string;
  /** Throws when the link was not given. */
  link(name: keyof NonNullable<MailParams['links']>): string;
  linkOrNull(name: keyof NonNullable<MailParams['links']>): string | null;
}

/** Limits that have words of their own, as on the pages; a host may keep others. */
export const limitKinds = [
  'withdrawals',
  'contact_change',
  'password_change',
  'api_keys',
  'transfers',
  'other',
] as const;
export type LimitKind = (typeof limitKinds)[number];

/** Words for what comes as a code. */
export interface Words {
  /** In a sentence about the account; what is not named is told as "something happened". */
  readonly about: Readonly<Partial<Record<AboutFormer, string>> & { readonly other: string }>;
  readonly lost: Readonly<Record<'email' | 'sms' | 'totp' | 'passkey', string>>;
  readonly limits: Readonly<Record<LimitKind, string>>;
  readonly endings: Readonly<Record<EndedBy, string>>;
}

export interface Texts {
  readonly locale: string;
  readonly who: (asked: { readonly browser: string; readonly network: string }) => string;
  readonly words: Words;
  readonly neverAsk: string;
  readonly disable: { readonly text: string; readonly label: string };
  readonly mails: Readonly<Record<MailTemplate, (values: Values) => Written>>;
  readonly sms: Readonly<Record<SmsTemplate, (values: Values) => string>>;
}

export const paragraph = (text: string): Block => ({ type: 'paragraph', text });
export const link = (label: string, url: string): Block => ({ type: 'link', label, url });

/** Blocks that are there only when their value is. */
export const when = (value: string | number | null, block: (value: string) => Block): Block[] =>
  value === null ? [] : [block(String(value))];
